"""Any search as an Atom feed (RFC 4287), the newest articles first."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

from kho_tin.archive.sites import TITLE_THEN
from kho_tin.base.times import VIETNAM_OFFSET
from kho_tin.web.context import RequestContext, enter, rows
from kho_tin.web.http import Response
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, from_request

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MOST = 50
# Not allowed in XML (https://www.w3.org/TR/xml/#NT-Char): a feed reader would stop there.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SQL = (
    "SELECT articles.id, pid, articles.url, articles.title, published, author, category, "
    f"summary, body, articles.language, last_changed, {TITLE_THEN} AS site_title "
    "FROM articles JOIN sites ON sites.name = site WHERE articles.id IN ({})"
)
CUT = 400  # characters of a body that stands in for a summary


async def atom(datasette: Any, request: Any) -> Any:
    """The feed: by date of publication, as a reader of news expects."""
    context = await enter(datasette, request)
    query = replace(from_request(request.args), order="newest")

    def read(connection: sqlite3.Connection) -> list[dict[str, Any]]:
        ids = find(connection, query).ids[:MOST]
        cursor = connection.execute(_SQL.format(", ".join("?" * len(ids))), ids)
        by_id = {row["id"]: row for row in rows(cursor)}
        return [by_id[key] for key in ids if key in by_id]

    articles = await context.run(read)
    body = ET.tostring(_feed(context, query, articles), encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _feed(context: RequestContext, query: Query, articles: list[dict[str, Any]]) -> ET.Element:
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": context.words.code})
    rest = query.query_string(paged=False, order=query.usual)
    page = context.absolute(context.path("/search") + rest)
    own = context.absolute(context.path("/search.atom") + rest)
    title = context.words("archive") + (f": {query.text}" if query.text else "")
    _add(feed, "title", title)
    _add(feed, "id", own)
    _add(feed, "link", rel="self", href=own, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    _add(feed, "updated", max((article["last_changed"] for article in articles), default=_EPOCH))
    _add(_add(feed, "author"), "name", context.words("archive"))
    for article in articles:
        _entry(feed, context, article)
    return feed


_EPOCH = "1970-01-01T00:00:00Z"


def _entry(feed: ET.Element, context: RequestContext, article: dict[str, Any]) -> None:
    language = article["language"] or "vi"
    entry = _add(feed, "entry")
    entry.set(f"{{{XML}}}lang", _NO_XML.sub("", language))
    _add(entry, "title", article["title"])
    # The same after a rebuild, an import and an edit: a reader shows it once.
    _add(entry, "id", context.cited(article["pid"]))
    _add(entry, "link", rel="alternate", href=context.cited(article["pid"]))
    if article["url"].startswith(("http://", "https://")):
        _add(entry, "link", rel="via", href=article["url"])
    if article["published"]:
        _add(entry, "published", _moment(article["published"]))
    _add(entry, "updated", article["last_changed"])
    _add(_add(entry, "author"), "name", article["author"] or article["site_title"])
    if article["category"]:
        _add(entry, "category", term=article["category"])
    body = article["body"]
    _add(entry, "summary", article["summary"] or (body[:CUT] + "…" if len(body) > CUT else body))


def _moment(published: str) -> str:
    """Atom wants a time of day and a zone: a bare date begins at midnight in Việt Nam."""
    return published if "T" in published else f"{published}T00:00:00{VIETNAM_OFFSET}"


def _add(to: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    cleaned = {name: _NO_XML.sub("", value) for name, value in attributes.items()}
    element = ET.SubElement(to, f"{{{ATOM}}}{name}", cleaned)
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element
