"""What stands where a withheld record was: since when, and on what ground (451, RFC 7725)."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from kho_tin.archive import decisions
from kho_tin.archive.decisions import Withheld
from kho_tin.web.http import NotFound, Response
from kho_tin.web.room import ARCHIVES, Room, enter

STATUS: Final = 451
_ROW: Final = re.compile(r"^(?P<database>[^/]+)/(?P<table>articles|captures)/(?P<id>\d+)(?:\.|$)")
_ASKED: Final = {
    "articles": decisions.withheld_article,
    "captures": decisions.withheld_capture,
}


async def withheld_page(room: Room, why: Withheld) -> Any:
    """The answer, in the form that was asked for; nobody is to keep it."""
    if room.request.path.endswith(".json"):
        told = {"ok": False, "status": STATUS, "since": why.at, "ground": why.why}
        return Response.json(told, status=STATUS)
    return await room.page("kt_withheld.html", status=STATUS, why=why)


async def refuse_row(room: Room) -> None:
    """The row of a capture that is not shown is there; its page is not. Raises NotFound, in whose
    place `instead` answers."""
    key = room.request.url_vars["pks"]
    if key.isdecimal() and await room.run(lambda one: decisions.withheld_capture(one, int(key))):
        raise NotFound("Withheld")


async def instead(datasette: Any, request: Any) -> Any:
    """The same where Datasette found no row; None where none was withheld."""
    path = request.path.removeprefix(datasette.setting("base_url").rstrip("/")).lstrip("/")
    asked = _ROW.match(path)
    if asked is None or asked["database"] not in getattr(datasette, ARCHIVES, []):
        return None
    room = await enter(datasette, request, asked["database"])
    key = int(asked["id"])

    def read(connection: sqlite3.Connection) -> Withheld | None:
        return _ASKED[asked["table"]](connection, key)

    why = await room.run(read)
    return await withheld_page(room, why) if why else None
