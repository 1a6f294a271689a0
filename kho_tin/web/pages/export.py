"""Any search in any of the formats for tables: every article found, in order, with its text."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Generator, Sequence
from functools import partial
from typing import Any, Final

from kho_tin.archive.database import Row
from kho_tin.exporters.columns import COLUMNS, OF_READING_ROOM
from kho_tin.exporters.format import TableFormat
from kho_tin.exporters.registry import TABLES
from kho_tin.exporters.rows import letters_of, rows
from kho_tin.exporters.target import Pieces
from kho_tin.web import profiles
from kho_tin.web.context import RequestContext, enter_all
from kho_tin.web.http import Response, Stream
from kho_tin.web.search.find import find
from kho_tin.web.search.query import from_request

# Articles read at a time; fewer if they have more than so many letters: one article may have a
# million, and its documents as many more.
CHUNK: Final = 50
LETTERS: Final = 4_000_000
# Of all exports under way one makes a part at a time; a slow reader holds up no other.
_one_at_a_time = asyncio.Semaphore(1)
_COLUMNS: Final = (*COLUMNS, *OF_READING_ROOM)


async def export(datasette: Any, request: Any) -> Any:
    """The file, sent as it is made."""
    contexts = await enter_all(datasette, request)
    form = TABLES[request.url_vars["suffix"]]
    query = from_request(request.args)
    if not form.is_ready:
        return Response.text(unready(contexts[0], form), status=501)
    matching = [(each, (await each.run(partial(find, query=query))).ids) for each in contexts]
    most, total = profiles.current().most_exported, sum(len(ids) for _, ids in matching)
    if most is not None and total > most:
        return Response.text(contexts[0].words("too_many_exported", n=total, most=most), status=400)
    return Stream(
        lambda: _sent(form, matching),
        content_type=form.media_type,
        headers={
            "content-disposition": f'attachment; filename="kho-tin-search{form.suffix}"',
            "access-control-allow-origin": "*",
        },
    )


def unready(context: RequestContext, form: TableFormat) -> str:
    """Why a format is not available here, in the reader's language."""
    return context.words("no_format", format=form.name, packages=", ".join(form.needs))


async def _sent(
    form: TableFormat, matching: Sequence[tuple[RequestContext, list[int]]]
) -> AsyncIterator[bytes]:
    """What each archive has found, one archive after another."""
    made = _made(form)
    if piece := await _next(made, None):
        yield piece
    for context, ids in matching:
        start = 0
        while start < len(ids):
            read = partial(_read, context=context, ids=ids[start : start + CHUNK])
            # Without a time limit: the work is bounded, and an export cut short is of no use.
            async with _one_at_a_time:
                count, chunk = await context.database.execute_fn(read)
            start += count
            if piece := await _next(made, chunk):
                yield piece
    yield await _next(made, None)


async def _next(made: Generator[bytes, list[Row] | None, None], chunk: list[Row] | None) -> bytes:
    async with _one_at_a_time:
        return await asyncio.to_thread(made.send, chunk)


def _read(
    connection: sqlite3.Connection, context: RequestContext, ids: list[int]
) -> tuple[int, list[Row]]:
    """How many of the articles were looked for, and the rows of those that are still there."""
    chunk: list[Row] = []
    letters = 0
    for count, key in enumerate(ids, 1):
        for row in rows(connection, [key], _COLUMNS):
            row["archive_url"] = context.cited(row["pid"])
            letters += letters_of(row)
            chunk.append(row)
        if letters > LETTERS:
            return count, chunk
    return len(ids), chunk


def _made(form: TableFormat) -> Generator[bytes, list[Row] | None, None]:
    """The file in pieces: its beginning, then what each list of rows makes, and after None the
    rest of it."""
    file = Pieces()
    with form.open(file, _COLUMNS) as write:  # type: ignore[arg-type]
        chunk = yield file.take()
        while chunk is not None:
            for row in chunk:
                write(row)
            chunk = yield file.take()
    yield file.take()
