"""The digests of the WARC files, at a lasting address: others who keep them can tell changes."""

from __future__ import annotations

import sqlite3
from typing import Any

from kho_tin.archive.manifest import text_of
from kho_tin.web.context import enter
from kho_tin.web.http import Response


async def digests(datasette: Any, request: Any) -> Any:
    """The list as it lies in `captures/`."""
    context = await enter(datasette, request)
    text = text_of(await context.run(_listed))
    return Response.text(text, headers={"cache-control": "no-cache"})


def _listed(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sha256 FROM warcs").fetchall())
