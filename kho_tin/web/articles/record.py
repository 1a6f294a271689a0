"""What the archive holds of one article, or of one version of it: for pages, citations and JSON."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Final

from kho_tin.archive import body_html
from kho_tin.archive.sites import TITLE_THEN
from kho_tin.web.articles.version import ATTACHMENT, IMAGE, as_it_was
from kho_tin.web.context import RequestContext, rows
from kho_tin.web.http import NotFound

_ARTICLE: Final = (
    f"SELECT articles.*, {TITLE_THEN} AS site_title, sites.title AS site_now, sites.home_url, "
    "sites.invented, captures.fetched_at, captures.via FROM articles "
    "JOIN sites ON sites.name = articles.site "
    "JOIN captures ON captures.id = articles.capture WHERE articles.id = ?"
)
_PARTS: Final = {
    "images": f"SELECT {', '.join(IMAGE)} FROM images WHERE article = ? ORDER BY position",
    "attachments": (
        f"SELECT position, {', '.join(ATTACHMENT)} FROM attachments "
        "WHERE article = ? ORDER BY position"
    ),
    "revisions": (
        "SELECT number, seen_at, changed, capture, parser, content_sha256 FROM revisions "
        "WHERE article = ? ORDER BY number DESC"
    ),
}


class NoVersion(NotFound):  # type: ignore[misc]
    """At the time that the address names, nothing had been captured of the article.

    `see`: the address of its first version, and the text of a link to it.
    """

    def __init__(self, context: RequestContext, pid: str, at: str, first: str) -> None:
        words = context.words
        times = {"at": words.plain_date(at) or at, "first": words.plain_date(first)}
        super().__init__(words("no_version", **times))
        self.see = context.article(pid, first), words("first_version")


def read(connection: sqlite3.Connection, key: int, at: str | None) -> dict[str, Any] | None:
    """Article `key` as it is now, or was at a time (UTC, `…Z`); None where there is none.

    `article` is its row, with its site's title and its capture's time; `images`, `attachments`;
    `revisions`, the newest first. `version` is the one of these that was current at the time, None
    where no time is named or nothing had been seen of it; `until` is when the next was seen.
    """
    articles = rows(connection.execute(_ARTICLE, [key]))
    if not articles:
        return None
    record: dict[str, Any] = {
        name: rows(connection.execute(sql, [key])) for name, sql in _PARTS.items()
    }
    article = articles[0]
    article["body_html"] = body_html.shown(article["body"], article["body_html"])
    record |= {"article": article, "version": None, "until": None}
    for version in record["revisions"] if at else []:
        if version["seen_at"] <= at:
            record["version"] = version
            break
        record["until"] = version["seen_at"]
    if record["version"] and record["until"]:
        return as_it_was(connection, record, record["version"]["number"], record["until"])
    return record


async def record(context: RequestContext, key: int, at: str | None = None) -> dict[str, Any]:
    """As `read`. Raises NotFound, and NoVersion."""
    return there(context, await context.run(lambda connection: read(connection, key, at)), at)


def there(context: RequestContext, record: dict[str, Any] | None, at: str | None) -> dict[str, Any]:
    """`record`, if it has what the address names. Raises NotFound, and NoVersion."""
    if record is None:
        raise NotFound(context.words("no_such_article"))
    if at and record["version"] is None:
        first = record["revisions"][-1]["seen_at"]
        raise NoVersion(context, record["article"]["pid"], at, first)
    return record


def as_json(context: RequestContext, record: dict[str, Any]) -> dict[str, Any]:
    """All columns of the article, its files, and its versions, each with its address."""
    article, version = record["article"], record["version"]
    pid = article["pid"]
    return {
        **article,
        "archive_url": context.cited(pid, version and version["seen_at"]),
        "seen_at": (version or record["revisions"][0])["seen_at"],
        "images": record["images"],
        "attachments": record["attachments"],
        "revisions": [
            {
                "seen_at": version["seen_at"],
                "archive_url": context.cited(pid, version["seen_at"]),
                "changed": json.loads(version["changed"]),
                "capture": version["capture"],
                "parser": version["parser"],
                "content_sha256": version["content_sha256"],
            }
            for version in record["revisions"]
        ],
    }
