"""What the page of one article shows besides its row."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from kho_tin.archive import aliases, decisions
from kho_tin.base.times import day_of
from kho_tin.web.articles import cite
from kho_tin.web.articles.marking import marked
from kho_tin.web.articles.mentions import mentions
from kho_tin.web.articles.neighbours import around, similar
from kho_tin.web.articles.record import read, there
from kho_tin.web.articles.text import shown
from kho_tin.web.cells import is_address
from kho_tin.web.context import RequestContext, rows
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.search.query import Query
from kho_tin.web.search.understanding import understood

SIMILAR_MS = 300  # an extra: the page does not wait longer for it

# Observations in a row with the same state and status are one: from when, to when, how many.
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


async def article_page(
    context: RequestContext, key: int, query: Query, at: str | None = None
) -> dict[str, Any]:
    """Everything for the template of article `key`, as it is now or was at a time (UTC, `…Z`), with
    what the query finds in it marked.

    Raises NotFound, and NoVersion.
    """

    def everything(connection: sqlite3.Connection) -> dict[str, Any] | None:
        record = read(connection, key, at)
        if record is None:
            return None
        before, after = around(connection, record["article"])
        capture = record["article"]["capture"]
        return {
            **record,
            "observations": rows(connection.execute(_OBSERVATIONS, [key])),
            "captures": connection.execute(_CAPTURES, [capture]).fetchone()[0],
            "before": before,
            "after": after,
            "merged": _merged(connection, record["article"]),
            "alike": [] if at else aliases.alike(connection, record["article"]["pid"]),
            # The registers are of the newest version.
            "mentions": None if record["until"] else mentions(connection, key),
            "corrections": [] if at else _corrections(connection, record["article"]),
            "query": understood(connection, query) if query.terms else query,
        }

    page = there(context, await context.run(everything), at)
    article = page["article"]
    try:
        page["similar"] = await context.run(
            lambda connection: similar(connection, article), SIMILAR_MS
        )
    except TookTooLong:
        page["similar"] = []
    for revision in page["revisions"]:
        revision["what"] = [field_name(context, name) for name in json.loads(revision["changed"])]
    for file in (*page["images"], *page["attachments"]):
        file["here"] = context.capture(file["capture"]) if file["capture"] else None
        file["safe_url"] = file["url"] if is_address(file["url"]) else None
    archived = {image["url"]: image["here"] for image in page["images"] if image["here"]}
    text, placed = shown(article["body"], article["body_html"], archived)
    await _mark(context, page, text)
    page["pictures"] = [image for image in page["images"] if image["url"] not in placed]
    page["original"] = article["url"] if is_address(article["url"]) else None
    if page["original"]:
        page["wayback"] = wayback(article["url"], day_of(article["first_seen"]).replace("-", ""))
    page["seen_at"] = (page["version"] or page["revisions"][0])["seen_at"]
    reference = cite.reference(context, article, page["version"] and page["seen_at"])
    page["citations"] = cite.all_forms(reference)
    page["meta"] = cite.meta(reference)
    return page


async def _mark(context: RequestContext, page: dict[str, Any], text: Markup) -> None:
    """Put in `marked` how many matches there are, and in `shown` the texts with these: of columns
    and of each attachment (`attachments`). A thread does it, since long texts take a while."""
    columns = [
        (name, escape(page["article"][name] or "")) for name in ("title", "author", "summary")
    ]
    files = [("attachments", escape(file["text"] or "")) for file in page["attachments"]]
    texts = [*columns, ("body", text), *files]
    page["marked"] = await asyncio.to_thread(marked, texts, page["query"], context.words)
    title, author, summary, body, *rest = page["marked"].texts
    page["shown"] = {"title": title, "author": author, "summary": summary, "body": body}
    page["shown"]["attachments"] = rest


def _corrections(connection: sqlite3.Connection, article: dict[str, Any]) -> list[dict[str, Any]]:
    """The corrections in force: who decided each, and what the page prints."""
    corrections = decisions.corrections(connection, article["pid"])
    if not corrections:
        return []
    newest = rows(connection.execute(_NEWEST, [article["id"]]))[0]
    return [
        {**correction._asdict(), "printed": newest[correction.field]} for correction in corrections
    ]


def _merged(connection: sqlite3.Connection, article: dict[str, Any]) -> list[dict[str, Any]]:
    """The pid, the title and the address of each record that was merged into this one."""
    merged = []
    for pid in decisions.merged_into(connection, article["pid"]):
        sql = "SELECT pid, title, url FROM articles WHERE pid = ?"
        for record in rows(connection.execute(sql, [pid])):
            record["original"] = record["url"] if is_address(record["url"]) else None
            merged.append(record)
    return merged


def wayback(url: str, moment: str = "*") -> str:
    """The Wayback Machine's copy of a page nearest to a moment (`20210602`), or the list of all."""
    return f"https://web.archive.org/web/{moment}/{quote(url, safe=':/?&=%#;,+~@!$()*')}"


def field_name(context: RequestContext, name: str) -> str:
    """The name of a column for readers."""
    try:
        return context.words(f"field_{name}")
    except KeyError:
        return name
