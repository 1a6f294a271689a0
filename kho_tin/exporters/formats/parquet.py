"""Rows into Parquet, with types, by pyarrow where it is installed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from kho_tin.archive.database import Row
from kho_tin.base.reasons import of_exports
from kho_tin.base.times import moment
from kho_tin.exporters.columns import Column
from kho_tin.exporters.errors import ExportError
from kho_tin.exporters.format import TableFormat
from kho_tin.exporters.rows import letters_of

# The rows of one group are kept in memory, and are the least that a reader can skip.
_GROUP_ROWS = 5000
_GROUP_LETTERS = 8_000_000


@contextmanager
def opened(file: BinaryIO, columns: Sequence[Column]) -> Iterator[Callable[[Row], object]]:
    """One row an article; texts are strings, days date32, times UTC timestamps, lists structs.

    Each field carries its meaning as metadata. Raises ExportError without pyarrow.
    """
    pa, pq = _pyarrow()
    schema = pa.schema([_field(pa, column) for column in columns])
    group: list[Row] = []
    letters = 0

    def write(row: Row) -> None:
        nonlocal letters
        group.append({column.name: _typed(column, row[column.name]) for column in columns})
        letters += letters_of(row)
        if len(group) == _GROUP_ROWS or letters > _GROUP_LETTERS:
            write_group()

    def write_group() -> None:
        nonlocal letters
        writer.write_table(pa.Table.from_pylist(group, schema=schema))
        group.clear()
        letters = 0

    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield write
        if group:
            write_group()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExportError(of_exports.no_pyarrow()) from None
    return pyarrow, pyarrow.parquet


def _field(pa: Any, column: Column) -> Any:
    match column.kind:
        case "text":
            kind = pa.string()
        case "integer":
            kind = pa.int64()
        case "day":
            kind = pa.date32()
        case "time":
            kind = pa.timestamp("s", tz="UTC")
        case parts:
            kind = pa.list_(pa.struct([_field(pa, part) for part in parts]))
    return pa.field(column.name, kind, metadata={"description": column.meaning})


def _typed(column: Column, value: Any) -> Any:
    if value is not None and column.kind == "day":
        return dt.date.fromisoformat(value)
    if value is not None and column.kind == "time":
        return moment(value)
    return value


FORMAT = TableFormat(
    name="parquet",
    suffix=".parquet",
    media_type="application/vnd.apache.parquet",
    meaning="typed columns, compressed",
    binary=True,
    needs=("pyarrow",),
    open=opened,
)
