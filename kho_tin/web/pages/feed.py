"""Any search as Atom feeds: of its news, of edits of what it finds, and of what is gone of that."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from kho_tin.archive.lasting_names import compact
from kho_tin.archive.observations import STATE_SINCE, VANISHED
from kho_tin.archive.sites import TITLE_THEN
from kho_tin.web.articles.page import field_name
from kho_tin.web.atom import MEDIA_TYPE, Entry, Feed
from kho_tin.web.context import RequestContext, enter_all, rows
from kho_tin.web.http import Response
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, from_request

MOST: Final = 50
CUT: Final = 400  # characters of a body that stands in for a summary

_SHOWN: Final = (
    "SELECT articles.id, pid, articles.url, articles.title, published, articles.author, category, "
    f"summary, body, articles.language, last_changed, articles.state, {TITLE_THEN} AS site_title "
    "FROM articles JOIN sites ON sites.name = site WHERE articles.id IN ({})"
)
# A revision behind the first is an edit. Their numbers are in the key, which is small; only the
# rows of edits are read.
_EDITS: Final = (
    "SELECT edited.article AS id, edited.title AS title_then, edited.seen_at AS at, edited.changed "
    "FROM (SELECT article, number FROM revisions WHERE number > 1) AS edits "
    "CROSS JOIN revisions AS edited USING (article, number) ORDER BY at DESC, id DESC"
)
_REMOVALS: Final = (
    f"SELECT articles.id, {STATE_SINCE} AS at FROM {VANISHED} ORDER BY at DESC, articles.id DESC"
)

Happened = dict[str, Any]  # a row: the `id` of an article, and when it was (`at`, UTC)


@dataclass(frozen=True)
class _Kind:
    """A kind of feed: its path, the name of its title among the words, what is read for it from an
    archive, of articles in any order or in that of the search (None), how that is told, and by
    which of its columns those of several archives are put in order."""

    path: str
    title: str | None
    sql: str | None
    entry: Callable[[RequestContext, Happened], Entry]
    by: str


def _news(context: RequestContext, article: Happened) -> Entry:
    # The same after a rebuild, an import and an edit: a reader shows it once.
    address = context.cited(article["pid"])
    body = article["body"]
    return Entry(
        address,
        article["title"],
        address,
        article["url"],
        article["last_changed"],
        article["author"] or article["site_title"],
        article["summary"] or (body[:CUT] + "…" if len(body) > CUT else body),
        article["published"],
        article["category"],
        article["language"],
    )


def _edit(context: RequestContext, edit: Happened) -> Entry:
    """Named as the version is that came of it; its page is that of the differences."""
    pid, at = edit["pid"], edit["at"]
    fields = [field_name(context, name) for name in json.loads(edit["changed"])]
    return replace(
        _news(context, edit),
        id=context.cited(pid, at),
        title=edit["title_then"],
        link=context.absolute(context.history(pid, at)),
        updated=at,
        summary=context.words("changed_fields", fields=", ".join(fields)),
    )


def _removal(context: RequestContext, removal: Happened) -> Entry:
    """An article that comes back, and goes again, is news again."""
    at = removal["at"]
    words = context.words
    since = words("since", date=words.plain_date(at) or at)
    return replace(
        _news(context, removal),
        id=f"{context.cited(removal['pid'])}#{removal['state']}-{compact(at)}",
        updated=at,
        summary=f"{words('state_' + removal['state'])} {since}",
    )


NEWS: Final = _Kind("/search.atom", None, None, _news, "published")
EDITS: Final = _Kind("/edits.atom", "recently_changed", _EDITS, _edit, "at")
REMOVALS: Final = _Kind("/removals.atom", "vanished", _REMOVALS, _removal, "at")
KINDS: Final = (NEWS, EDITS, REMOVALS)


async def news(datasette: Any, request: Any) -> Any:
    """By date of publication, as a reader of news expects."""
    return await _feed(datasette, request, NEWS)


async def edits(datasette: Any, request: Any) -> Any:
    """By when the edit was seen; each edit is an entry."""
    return await _feed(datasette, request, EDITS)


async def removals(datasette: Any, request: Any) -> Any:
    """By since when the article is no longer on the site."""
    return await _feed(datasette, request, REMOVALS)


async def _feed(datasette: Any, request: Any, kind: _Kind) -> Any:
    contexts = await enter_all(datasette, request)
    context = contexts[0]
    query = replace(from_request(request.args), order="newest")

    def read(connection: sqlite3.Connection) -> list[Happened]:
        return newest(connection, query, kind.sql)

    happened = [(room, each) for room in contexts for each in await room.run(read)]
    if len(contexts) > 1:
        happened.sort(key=lambda item: item[1][kind.by] or "", reverse=True)
    entries = [kind.entry(room, each) for room, each in happened[:MOST]]
    rest = query.query_string(paged=False, order=query.usual)
    title = ": ".join(
        part
        for part in (
            context.words("archive"),
            context.words(kind.title) if kind.title else "",
            query.text,
        )
        if part
    )
    feed = Feed(
        title,
        context.words("archive"),
        context.absolute(context.path(kind.path) + rest),
        context.absolute(context.path("/search") + rest),
        context.words.code,
    )
    return Response(feed.with_entries(entries), content_type=f"{MEDIA_TYPE}; charset=utf-8")


def newest(connection: sqlite3.Connection, query: Query, sql: str | None) -> list[Happened]:
    """The first MOST of what happened to the articles that the query finds, with their rows."""
    ids = find(connection, query).ids
    happened: Iterable[Happened] = ({"id": key} for key in ids)
    if sql:
        wanted = set(ids)
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        happened = (dict(zip(names, row, strict=True)) for row in cursor if row[0] in wanted)
    first = list(islice(happened, MOST))
    keys = list(dict.fromkeys(each["id"] for each in first))
    cursor = connection.execute(_SHOWN.format(", ".join("?" * len(keys))), keys)
    articles = {row["id"]: row for row in rows(cursor)}
    # An article may be gone from the archive since its id was read.
    return [{**articles[each["id"]], **each} for each in first if each["id"] in articles]
