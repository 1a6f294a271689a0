"""`/search`: the page, and the same as JSON."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

from kho_tin.exporters.registry import TABLES
from kho_tin.web import charts
from kho_tin.web.cells import marked
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.http import Response
from kho_tin.web.pages.export import unready
from kho_tin.web.pages.notebook import notebook
from kho_tin.web.room import Room, enter
from kho_tin.web.search.asked import Asked, asked
from kho_tin.web.search.find import FACETS, Found
from kho_tin.web.search.results import results
from kho_tin.web.search.suggest import Suggestion, suggestions

SHOWN_VALUES = 8  # of a facet, before the rest is folded away

Answer = tuple[Found, list[dict[str, Any]], list[Suggestion], dict[str, str]]


def answer(connection: sqlite3.Connection, wanted: Asked) -> Answer:
    """What is found, the page of it that was asked for, what else to try, and the sites' names."""
    found = wanted.find(connection)
    start = (wanted.page - 1) * wanted.size
    shown = results(connection, found.ids[start : start + wanted.size], wanted.q)
    others: list[Suggestion] = []
    if not found.ids and wanted.q:
        others = suggestions(connection, wanted.q)
    return found, shown, others, dict(connection.execute("SELECT name, title FROM sites"))


async def page(datasette: Any, request: Any) -> Any:
    """The page. Nothing that is typed makes it fail; what takes too long is told so."""
    room = await enter(datasette, request)
    wanted = asked(request.args)
    try:
        found, shown, others, sites = await room.run(lambda one: answer(one, wanted))
    except TookTooLong:
        return await room.page("kt_search.html", status=400, asked=wanted, too_long=True)
    for one in shown:
        one["marked_title"] = marked(one["marked_title"])
        one["snippet"] = marked(one["snippet"])
    pages = max(1, -(-len(found.ids) // wanted.size))
    return await room.page(
        "kt_search.html",
        asked=wanted,
        typed=wanted.typed,
        total=len(found.ids),
        results=shown,
        pages=pages,
        address=lambda page: _address(room, replace(wanted, page=page)),
        sorts=[(sort, sort == wanted.order) for sort in ("relevance", "newest", "oldest")],
        facets=_facets(room, wanted, found, sites),
        chosen=[
            (
                name,
                value,
                sites.get(value, value) if name == "site" else value,
                _address(room, wanted.toggled(name, value)),
            )
            for name in FACETS
            for value in wanted.chosen.get(name, ())
        ],
        cleared=_address(room, wanted.bare()),
        chart=_chart(room, wanted, found),
        suggestions=[
            (one, room.path("/search") + Asked(one.text, archive=wanted.archive).query_string())
            for one in others
        ],
        unknown_sites=[
            name for name, excluded in wanted.typed.sites if not excluded and name not in sites
        ],
        exports=_exports(room, wanted),
        unready=[unready(room, form) for form in TABLES.values() if not form.is_ready],
        notebook=notebook(room, wanted),
    )


async def data(datasette: Any, request: Any) -> Any:
    """The same as JSON; `next` is the address of the following page, or null."""
    room = await enter(datasette, request)
    wanted = asked(request.args)
    found, shown, others, _ = await room.run(lambda one: answer(one, wanted))
    for one in shown:
        one["archive_url"] = room.cited(one["pid"])
    more = wanted.page * wanted.size < len(found.ids)
    following = replace(wanted, page=wanted.page + 1)
    return _json(
        {
            "ok": True,
            "query": wanted.q,
            "sort": wanted.order,
            "total": len(found.ids),
            "page": wanted.page,
            "size": wanted.size,
            "next": room.absolute(room.path("/search.json") + following.query_string())
            if more
            else None,
            "results": shown,
            "facets": {
                name: [{"value": value, "count": count} for value, count in values]
                for name, values in found.facets.items()
            },
            "suggestions": [{"query": one.text, "count": one.count} for one in others],
        }
    )


def _json(value: Any) -> Any:
    return Response(
        json.dumps(value, ensure_ascii=False),
        content_type="application/json; charset=utf-8",
    )


def _address(room: Room, wanted: Asked) -> str:
    return room.path("/search") + wanted.query_string()


def _exports(room: Room, wanted: Asked) -> list[tuple[str, str]]:
    rest = wanted.query_string(paged=False)
    files = {form.name: suffix for suffix, form in TABLES.items() if form.is_ready}
    files["json"] = ".json"  # the results themselves, a page at a time
    return [(name, room.path(f"/search{files[name]}") + rest) for name in sorted(files)]


def _facets(room: Room, wanted: Asked, found: Found, sites: dict[str, str]) -> list[dict[str, Any]]:
    """Each facet's values; following `href` chooses one, or lets it go."""
    facets = []
    for name in FACETS:
        chosen = wanted.chosen.get(name, ())
        values = [
            {
                "text": sites.get(value, value) if name == "site" else value,
                "count": count,
                "href": _address(room, wanted.toggled(name, value)),
                "chosen": value in chosen,
            }
            for value, count in found.facets[name]
        ]
        values.sort(key=lambda one: not one["chosen"])
        facets.append({"name": name, "shown": values[:SHOWN_VALUES], "more": values[SHOWN_VALUES:]})
    return facets


def _chart(room: Room, wanted: Asked, found: Found) -> charts.Chart | None:
    chosen = [int(year) for year in wanted.chosen.get("year", ()) if year.isdecimal()]
    return charts.years(
        {int(year): count for year, count in found.facets["year"]},
        lambda year: _address(room, wanted.toggled("year", str(year))),
        chosen,
    )
