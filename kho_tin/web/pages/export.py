"""Any search as CSV, JSON lines or Parquet: every article found, in order, with its text."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kho_tin.exporters.formulas import GuardedWriter
from kho_tin.web.http import Response, Stream
from kho_tin.web.room import Room, enter, rows
from kho_tin.web.search.find import find
from kho_tin.web.search.query import from_request

COLUMNS = (
    "id",
    "pid",
    "site",
    "identity",
    "url",
    "title",
    "published",
    "published_text",
    "year",
    "author",
    "source",
    "category",
    "summary",
    "body",
    "language",
    "words",
    "state",
    "first_seen",
    "last_seen",
    "last_changed",
    "content_sha256",
)
CHUNK = 50  # articles read at a time: a text may have a million letters
# However many export at once, only one's part is made at a time; who reads slowly keeps nobody.
_one_at_a_time = asyncio.Semaphore(1)
NUMBERS = frozenset({"id", "year", "words"})
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_SQL = f"SELECT {', '.join(COLUMNS)} FROM articles WHERE id IN ({{}})"


@cache
def has_parquet() -> bool:
    """Whether Parquet can be written here: it needs pyarrow, which nothing else does."""
    return find_spec("pyarrow") is not None


async def export(datasette: Any, request: Any) -> Any:
    """The file, sent as it is made."""
    room = await enter(datasette, request)
    form = request.url_vars["form"]
    query = from_request(request.args)
    if form == "parquet" and not has_parquet():
        return Response.text(room.words("no_parquet"), status=501)
    ids = (await room.run(partial(find, query=query))).ids
    pieces = _parquet if form == "parquet" else (_csv if form == "csv" else _jsonl)
    return Stream(
        lambda: pieces(room, ids),
        content_type=TYPES[form],
        headers={
            "content-disposition": f'attachment; filename="kho-tin-search.{form}"',
            "access-control-allow-origin": "*",
        },
    )


async def _chunks(room: Room, ids: list[int]) -> AsyncIterator[list[dict[str, Any]]]:
    for start in range(0, len(ids), CHUNK):
        keys = ids[start : start + CHUNK]

        def read(
            connection: sqlite3.Connection, keys: list[int] = keys
        ) -> dict[int, dict[str, Any]]:
            cursor = connection.execute(_SQL.format(", ".join("?" * len(keys))), keys)
            return {one["id"]: one for one in rows(cursor)}

        # Without a limit of time: the work is bounded, and an export cut short is no use.
        async with _one_at_a_time:
            held = await room.database.execute_fn(read)
        found = []
        for key in keys:
            if one := held.get(key):
                one["archive_url"] = room.cited(one["pid"])
                found.append(one)
        yield found


async def _csv(room: Room, ids: list[int]) -> AsyncIterator[bytes]:
    names = [*COLUMNS, "archive_url"]
    # Excel takes a file without this mark for one in the system's own 8-bit code page.
    yield "\ufeff".encode() + _lines([names])
    async for chunk in _chunks(room, ids):
        yield await _made(_lines, [[one[name] for name in names] for one in chunk])


async def _made(make: Callable[[Any], bytes], chunk: Any) -> bytes:
    async with _one_at_a_time:
        return await asyncio.to_thread(make, chunk)


def _objects(chunk: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in chunk).encode()


def _lines(table: list[list[Any]]) -> bytes:
    text = io.StringIO()
    GuardedWriter(csv.writer(text)).writerows(table)
    return text.getvalue().encode()


async def _jsonl(room: Room, ids: list[int]) -> AsyncIterator[bytes]:
    async for chunk in _chunks(room, ids):
        yield await _made(_objects, chunk)


async def _parquet(room: Room, ids: list[int]) -> AsyncIterator[bytes]:
    """Written to a file first: its index comes last, and names places in what comes before."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.parquet"
        add, finish = _parquet_file(path)
        async for chunk in _chunks(room, ids):
            await asyncio.to_thread(add, chunk)
        await asyncio.to_thread(finish)
        for piece in _file(path):
            yield piece


def _parquet_file(
    path: Path,
) -> tuple[Callable[[list[dict[str, Any]]], None], Callable[[], None]]:
    import pyarrow as pa  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import pyarrow.parquet as pq  # type: ignore[import-untyped,import-not-found,unused-ignore]

    kinds = [
        (name, pa.int64() if name in NUMBERS else pa.string()) for name in (*COLUMNS, "archive_url")
    ]
    schema = pa.schema(kinds)
    writer = pq.ParquetWriter(path, schema, compression="zstd")

    def add(chunk: list[dict[str, Any]]) -> None:
        writer.write_table(pa.Table.from_pylist(chunk, schema=schema))

    return add, writer.close


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 16):
            yield piece
