"""`/search`: the page, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from kho_tin.exporters.registry import TABLES
from kho_tin.web import charts
from kho_tin.web.articles.page import wayback
from kho_tin.web.articles.record import as_json, read
from kho_tin.web.cells import marked
from kho_tin.web.context import RequestContext, enter_all
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.http import Stream
from kho_tin.web.pages.export import unready
from kho_tin.web.pages.notebook import notebook
from kho_tin.web.pages.several_archives import answer_of_all
from kho_tin.web.search.answer import search
from kho_tin.web.search.hits import Hit
from kho_tin.web.search.query import (
    AS_TYPED,
    FACETS,
    HAPPENED,
    ORDERS,
    PERIODS,
    Facets,
    Query,
    from_request,
    with_abbreviations,
)

SHOWN_VALUES = 8  # of a facet, before the rest is folded away


async def page(datasette: Any, request: Any) -> Any:
    """The page. No input makes it fail; if the query takes too long, the page says so."""
    contexts = await enter_all(datasette, request)
    context = contexts[0]
    query = from_request(request.args)
    try:
        if len(contexts) > 1:
            answer, rooms = await answer_of_all(contexts, query)
        else:
            answer, rooms = await context.run(partial(search, query=query)), []
    except TookTooLong:
        return await context.page("kt_search.html", status=400, query=query, too_long=True)
    suffixes = {form.name: suffix for suffix, form in TABLES.items() if form.is_ready}
    taken = query.query_string(paged=False)
    address = context.path("/search")
    total = len(answer.results.ids)

    def named(facet: str, value: str) -> str:
        """A value of a facet, as readers see it."""
        if facet == "site":
            return answer.sites.get(value, value)
        if facet == "month":
            return context.words.month(value)
        happened = facet == "state" and value in HAPPENED
        return context.words(f"state_{value}") if happened else value

    def with_facets(facets: Facets, **changes: Any) -> str:
        return address + query.query_string(facets=facets, page=1, **changes)

    def opened(pid: str, room: RequestContext = context) -> str:
        """The article with what is found marked in it, from which a link leads back here."""
        article = room.article(pid)
        search = query.query_string(archive=None)  # named by the article's address if need be
        return article + (search.replace("?", "&", 1) if "?" in article else search)

    return await context.page(
        "kt_search.html",
        query=query,
        opened=opened,
        total=total,
        is_empty=answer.is_empty,
        absent=answer.absent,
        void=answer.results.void,
        unranked=answer.results.unranked,
        hits=answer.hits,
        rooms=rooms,
        marked=marked,
        pages=max(1, -(-total // query.size)),
        address=address,
        orders=ORDERS,
        facets=_facets(query.facets, answer.results.facets, named, with_facets),
        cleared=with_facets((), since=None, until=None),
        chosen=[
            *(
                (name, named(name, value), with_facets(_toggled(query.facets, (name, value))))
                for name, value in query.facets
            ),
            *(
                (
                    name,
                    context.words(f"days_{name}", day=context.words.plain_date(day) or day),
                    with_facets(query.facets, **{field: None}),
                )
                for name, field, day in (
                    ("from", "since", query.since),
                    ("to", "until", query.until),
                )
                if day
            ),
        ],
        periods=charts.timeline(
            dict(answer.results.facets["year"]),
            dict(answer.results.facets["month"]),
            query.facets,
            lambda name, value: with_facets(_toggled(query.facets, (name, value))),
        ),
        all_years=with_facets(tuple(facet for facet in query.facets if facet[0] not in PERIODS)),
        also=[run for run in answer.results.query.equals if run.kind in ("abbreviation", "name")],
        switched=address
        + query.query_string(
            # Before it, since at its end a phrase may be open.
            text=f"{AS_TYPED} {query.text}" if query.abbreviations else with_abbreviations(query),
            page=1,
        ),
        examples=answer.examples,
        # Without http it may be words.
        unknown_address=query.address and not answer.results.query.is_known and "://" in query.text,
        wayback=query.address and wayback(query.address),
        suggestions=[
            (suggestion, address + Query(suggestion.text, archive=query.archive).query_string())
            for suggestion in answer.suggestions
        ],
        unknown_sites=[
            filter_.values[0]
            for filter_ in query.filters
            if filter_.operator.name == "site"
            and not filter_.excluded
            and filter_.values[0] not in {name.lower() for name in answer.sites}
        ],
        exports=[
            (name, context.path(f"/search{suffix}") + taken)
            for name, suffix in sorted(suffixes.items())
        ],
        unready=[unready(context, form) for form in TABLES.values() if not form.is_ready],
        notebook=notebook(context.absolute(context.path("/search.jsonl") + taken)),
    )


async def data(datasette: Any, request: Any) -> Any:
    """The same as JSON, each article in full; `next` is the address of the following page, or null.

    Sent article by article: one may have a million letters, and its documents as many more.
    """
    contexts = await enter_all(datasette, request)
    context = contexts[0]
    query = from_request(request.args)
    if len(contexts) > 1:
        answer, rooms = await answer_of_all(contexts, query)
    else:
        answer, rooms = await context.run(partial(search, query=query)), []
    total = len(answer.results.ids)
    following = context.path("/search.json") + query.query_string(page=query.page + 1)
    about = {
        "ok": True,
        "query": query.text,
        "address": query.address
        and {
            "url": query.address,
            "known": answer.results.query.is_known,
            "wayback": wayback(query.address),
        },
        "also": [
            {"typed": run.typed, "kind": run.kind, "means": run.meanings}
            for run in answer.results.query.equals
        ],
        "sort": query.order,
        "total": total,
        "unranked": answer.results.unranked,
        "page": query.page,
        "size": query.size,
        "next": context.absolute(following) if query.page * query.size < total else None,
        "facets": {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in answer.results.facets.items()
        },
        "suggestions": [
            {"query": suggestion.text, "count": suggestion.count}
            for suggestion in answer.suggestions
        ],
    }
    return Stream(
        lambda: _sent(
            about,
            answer.hits,
            rooms or [context] * len(answer.hits),
            named=bool(rooms),
        ),
        content_type="application/json; charset=utf-8",
        headers={},
    )


async def _sent(
    about: dict[str, Any], hits: Sequence[Hit], rooms: Sequence[RequestContext], *, named: bool
) -> AsyncIterator[bytes]:
    """`about`, with the articles as `results`, each read from its archive, whose name it has where
    it is to be `named`."""
    yield _json(about).removesuffix("}").encode() + b', "results": ['
    between = b""
    for hit, context in zip(hits, rooms, strict=True):
        record = await context.run(partial(read, key=hit.id, at=None))
        # An article may be gone since it was found.
        if record:
            result = {**as_json(context, record), **asdict(hit)}
            yield between + _json(result | ({"archive": context.name} if named else {})).encode()
            between = b", "
    yield b"]}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _facets(
    chosen: Facets,
    counted: dict[str, list[tuple[str, int]]],
    named: Callable[[str, str], str],
    with_facets: Callable[[Facets], str],
) -> list[dict[str, Any]]:
    """Each facet's values but those of PERIODS; `href` chooses one, or removes it if it was
    chosen."""
    facets = []
    for name in (each for each in FACETS if each not in PERIODS):
        # Made once and filled in: authors may be hundreds, and an address takes 30 µs.
        choosing = with_facets(_toggled(chosen, (name, "\0")))

        def href(value: str, name: str = name, choosing: str = choosing) -> str:
            if (name, value) in chosen:
                return with_facets(_toggled(chosen, (name, value)))
            return choosing.replace(f"{name}=%00", f"{name}={quote_plus(value)}", 1)

        values = [
            {
                "text": named(name, value),
                "count": count,
                "href": href(value),
                "chosen": (name, value) in chosen,
            }
            for value, count in counted[name]
        ]
        values.sort(key=lambda value: not value["chosen"])
        facets.append({"name": name, "shown": values[:SHOWN_VALUES], "more": values[SHOWN_VALUES:]})
    return facets


def _toggled(chosen: Facets, pair: tuple[str, str]) -> Facets:
    """With `pair` chosen, or removed if it was chosen; facets in their usual order. Another choice
    of years lets go of the months."""
    kept = [other for other in chosen if other != pair]
    if len(kept) == len(chosen):
        kept.append(pair)
    if pair[0] == "year":
        kept = [other for other in kept if other[0] != "month"]
    return tuple(sorted(kept, key=lambda facet: FACETS.index(facet[0])))
