"""What the page of one article shows besides its row."""

from __future__ import annotations

import json
import sqlite3
from typing import Any
from urllib.parse import quote

from kho_tin.archive import decisions
from kho_tin.web.articles import cite
from kho_tin.web.articles.neighbours import around, similar
from kho_tin.web.articles.record import read, there
from kho_tin.web.articles.text import shown
from kho_tin.web.cells import is_address
from kho_tin.web.context import RequestContext, rows
from kho_tin.web.deadline import TookTooLong

SIMILAR_MS = 300  # a help and no more: the page does not wait longer for it

# Looks that saw the same, one after another, are one line: since when, until when, how many.
_OBSERVATIONS = (
    "SELECT state, status, min(at) AS first, max(at) AS last, count(*) AS looks FROM ("
    " SELECT *, row_number() OVER (ORDER BY at, id)"
    "  - row_number() OVER (PARTITION BY state, status ORDER BY at, id) AS run_of"
    " FROM observations WHERE article = ?"
    ") GROUP BY state, status, run_of ORDER BY first DESC"
)
_NEWEST = "SELECT * FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1"
_CAPTURES = (
    "SELECT count(*) FROM captures WHERE page_url = "
    "(SELECT page_url FROM captures WHERE id = ?) AND status = 200"
)


async def article_page(context: RequestContext, key: int, at: str | None = None) -> dict[str, Any]:
    """Everything for the template of article `key`, as it is now or was at a time (UTC, `…Z`).

    Raises NotFound, and NoVersion.
    """

    def everything(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = read(connection, key, at)
        if found is None:
            return None
        before, after = around(connection, found["article"])
        capture = found["article"]["capture"]
        return {
            **found,
            "observations": rows(connection.execute(_OBSERVATIONS, [key])),
            "captures": connection.execute(_CAPTURES, [capture]).fetchone()[0],
            "before": before,
            "after": after,
            "corrections": [] if at else _corrections(connection, found["article"]),
        }

    found = there(context, await context.run(everything), at)
    article = found["article"]
    try:
        found["similar"] = await context.run(lambda one: similar(one, article), SIMILAR_MS)
    except TookTooLong:
        found["similar"] = []
    for one in found["revisions"]:
        one["what"] = [_field(context, name) for name in json.loads(one["changed"])]
    for one in (*found["images"], *found["attachments"]):
        one["here"] = context.capture(one["capture"]) if one["capture"] else None
        one["safe_url"] = one["url"] if is_address(one["url"]) else None
    held = {one["url"]: one["here"] for one in found["images"] if one["here"]}
    found["text"], placed = shown(article["body"], article["body_html"], held)
    found["pictures"] = [one for one in found["images"] if one["url"] not in placed]
    found["original"] = article["url"] if is_address(article["url"]) else None
    found["wayback"] = wayback(article)
    found["seen_at"] = (found["version"] or found["revisions"][0])["seen_at"]
    reference = cite.reference(context, article, found["version"] and found["seen_at"])
    found["citations"] = cite.all_forms(reference)
    found["meta"] = cite.meta(reference)
    return found


def _corrections(connection: sqlite3.Connection, article: dict[str, Any]) -> list[dict[str, Any]]:
    """What is shown otherwise than the page prints it, and who decided so."""
    found = decisions.corrections(connection, article["pid"])
    if not found:
        return []
    newest = rows(connection.execute(_NEWEST, [article["id"]]))[0]
    return [{**one._asdict(), "printed": newest[one.field]} for one in found]


def wayback(article: dict[str, Any]) -> str | None:
    """The Wayback Machine's copy nearest to when the article was first seen here."""
    if not is_address(article["url"]):
        return None
    day = str(article["first_seen"])[:10].replace("-", "")
    return f"https://web.archive.org/web/{day}/{quote(article['url'], safe=':/?&=%#;,+~@!$()*')}"


def _field(context: RequestContext, name: str) -> str:
    try:
        return context.words(f"field_{name}")
    except KeyError:
        return name
