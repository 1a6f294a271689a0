"""The whole archive as one SQLite file, if the operator allows it."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

from kho_tin.web.context import enter_by_path
from kho_tin.web.http import Response, Stream, attachment

# A copy takes as much disk as the archive: one at a time.
_one_at_a_time = asyncio.Semaphore(1)


def allowed(datasette: Any) -> bool:
    """Whether the metadata file, or the environment variable that it names, says "allow"."""
    return (datasette.plugin_config("kho_tin") or {}).get("download") == "allow"


async def database(datasette: Any, request: Any) -> Any:
    """A consistent copy, even while a crawl writes."""
    context = await enter_by_path(datasette, request)
    if not allowed(datasette):
        return Response.text("Forbidden", status=403)
    path = Path(context.database.path)
    return Stream(
        lambda: _pieces(path),
        content_type="application/vnd.sqlite3",
        headers={"content-disposition": attachment(f"{context.name}.db")},
    )


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    async with _one_at_a_time:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.db"
            await asyncio.to_thread(_copy, path, copy)
            with copy.open("rb") as file:
                while piece := await asyncio.to_thread(file.read, 1 << 20):
                    yield piece


def _copy(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        # Unlike the backup API it does not begin again whenever the crawl writes.
        db.execute("VACUUM INTO ?", [str(copy)])
