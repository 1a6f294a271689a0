"""An article's citation as a file: `/archive/articles/13.bib`, `.ris`, `.csl`."""

from __future__ import annotations

from typing import Any

from kho_tin.web.articles import cite
from kho_tin.web.http import NotFound, Response
from kho_tin.web.room import enter, rows

TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
_SQL = (
    "SELECT articles.*, sites.title AS site_title, captures.fetched_at FROM articles "
    "JOIN sites ON sites.name = articles.site JOIN captures ON captures.id = articles.capture "
    "WHERE articles.id = ?"
)


async def citation(datasette: Any, request: Any) -> Any:
    """One of the three forms."""
    room = await enter(datasette, request, request.url_vars["database"])
    key = int(request.url_vars["id"])
    found = await room.run(lambda one: rows(one.execute(_SQL, [key])))
    if not found:
        raise NotFound("No such article")
    one = cite.reference(room, found[0])
    form = request.url_vars["form"]
    text = {ending: text for _, ending, text in cite.all_forms(one)}[form]
    ending = "json" if form == "csl" else form
    return Response(
        text.encode(),
        content_type=TYPES[form],
        headers={"content-disposition": f'attachment; filename="{one.key}.{ending}"'},
    )
