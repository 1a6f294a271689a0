"""The answer in place of a withheld record: since when, and on what ground (451, RFC 7725); and the
redirect from a record that was merged into another."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from kho_tin.archive import decisions
from kho_tin.archive.decisions import Withheld
from kho_tin.web.context import ARCHIVES, RequestContext, archive_named, enter
from kho_tin.web.http import Forbidden, NotFound, Response, decoded, tilde_decode
from kho_tin.web.queues.choose import path_of

STATUS: Final = 451
_LASTING: Final = re.compile(r"^/a/(?P<pid>[a-z2-7]+)(?:[@./].*)?$", re.IGNORECASE)
_ROW: Final = re.compile(r"^(?P<table>articles|captures)/(?P<id>\d{1,18})\b")
_ROW_NUMBER: Final = "SELECT id FROM captures WHERE id = ?"
_WITHHELD: Final = {
    "articles": decisions.withheld_article,
    "captures": decisions.withheld_capture,
}


async def withheld_page(context: RequestContext, why: Withheld) -> Any:
    """The answer, in the format of the request; no cache may keep it."""
    headers = {"cache-control": "no-store"}
    if context.request.path.endswith(".json"):
        content = {"ok": False, "status": STATUS, "since": why.at, "ground": why.why}
        return Response.json(content, status=STATUS, headers=headers)
    answer = await context.page("kt_withheld.html", status=STATUS, why=why)
    answer.headers.update(headers)
    return answer


async def refuse_row(context: RequestContext) -> None:
    """A withheld capture has a row, but the row has no page. Raises NotFound, to which `instead`
    gives the answer."""
    typed = tilde_decode(context.request.url_vars["pks"])

    def read(connection: sqlite3.Connection) -> Withheld | None:
        # As Datasette finds the row: SQLite takes `013` and `13.0` for 13.
        row = connection.execute(_ROW_NUMBER, [typed]).fetchone()
        return decisions.withheld_capture(connection, row[0]) if row else None

    if await context.run(read):
        raise NotFound("Withheld")


async def instead(datasette: Any, request: Any) -> Any:
    """The answer in place of a 404; None if no decision concerns what is missing."""
    path = path_of(request.scope, datasette.setting("base_url"))
    archives = getattr(datasette, ARCHIVES, [])
    if lasting := _LASTING.match(decoded(path)):
        for name in archives:
            try:
                context = await enter(datasette, request, name)
            except Forbidden:
                continue
            if answer := await _lasting(context, lasting["pid"].lower()):
                return answer
    part, _, rest = path.removeprefix("/").partition("/")
    name, row = archive_named(datasette, part), _ROW.match(decoded(rest))
    if row is None or name not in archives:
        return None
    try:
        context = await enter(datasette, request, name)
    except Forbidden:
        return None
    key = int(row["id"])

    def read(connection: sqlite3.Connection) -> Withheld | None:
        return _WITHHELD[row["table"]](connection, key)

    why = await context.run(read)
    return await withheld_page(context, why) if why else None


async def _lasting(context: RequestContext, pid: str) -> Any:
    """The answer to a lasting address in one archive; None if it has no decision about it."""
    into = await context.run(lambda connection: decisions.leads_to(connection, pid))
    why = await context.run(lambda connection: decisions.withheld(connection, into or pid))
    if why:
        return await withheld_page(context, why)
    if into is None:
        return None
    address = context.datasette.urls.path(f"/a/{into}")
    return Response.redirect(address, headers={"cache-control": "no-store"})
