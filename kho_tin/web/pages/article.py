"""`/a/PID` and `/a/PID@TIME`: an article and its versions at their lasting addresses, as pages, as
JSON and as citations."""

from __future__ import annotations

import json
from typing import Any, Final

from kho_tin.archive.lasting_names import moment_named
from kho_tin.web import language
from kho_tin.web.articles import cite, lasting
from kho_tin.web.articles.page import article_page
from kho_tin.web.articles.record import as_json, record
from kho_tin.web.context import enter_by_path
from kho_tin.web.http import NotFound, Response, decoded
from kho_tin.web.search.query import from_request

TYPES: Final = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


async def page(datasette: Any, request: Any) -> Any:
    """The page; or, with an ending (`.json`, `.bib`), the same as JSON or as a citation."""
    named = request.url_vars["at"]
    at = None if named is None else moment(request, decoded(named))
    context, key = await lasting.find(datasette, request)
    form = request.url_vars["form"]
    if form is None:
        query = from_request(request.args)
        shown = await article_page(context, key, query, at)
        return await context.page(
            "kt_article.html",
            kt_article=shown,
            # The page of results, if the reader has come from there.
            results=context.path("/search") + query.query_string()
            if query.query_string(archive=None)
            else None,
        )
    contents = await record(context, key, at)
    if form == "json":
        return Response(
            json.dumps(as_json(context, contents), ensure_ascii=False),
            content_type="application/json; charset=utf-8",
        )
    reference = cite.reference(context, contents["article"], at and contents["version"]["seen_at"])
    text = {ending: text for _, ending, text in cite.all_forms(reference)}[form]
    ending = "json" if form == "csl" else form
    return Response(
        text.encode(),
        content_type=TYPES[form],
        headers={"content-disposition": f'attachment; filename="{reference.key}.{ending}"'},
    )


def moment(request: Any, text: str) -> str:
    """The time that an address names (UTC, `…Z`). Raises NotFound for what is none."""
    try:
        return moment_named(text)
    except ValueError:
        words = language.of(request)
        raise NotFound(words("no_moment", at=text[:40])) from None


async def moved(datasette: Any, request: Any) -> Any:
    """Redirect an old address, with the article's number in this archive, to the lasting one."""
    context = await enter_by_path(datasette, request)
    key = int(request.url_vars["id"])
    name = await context.run(lambda connection: lasting.name_of(connection, key))
    if name is None:
        raise NotFound(context.words("no_such_article"))
    return redirect(request, context.article(name[0], tail=request.url_vars["tail"]))


def redirect(request: Any, address: str) -> Any:
    """Redirect to `address` for good, with the query string. A browser may remember it for an hour
    only: another archive, with other numbers, may be put at the old address."""
    if request.query_string:
        address += ("&" if "?" in address else "?") + request.query_string
    return Response.redirect(address, status=301, headers={"cache-control": "public, max-age=3600"})
