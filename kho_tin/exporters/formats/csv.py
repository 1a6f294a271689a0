"""Rows into CSV."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from kho_tin.archive.database import Row
from kho_tin.exporters.columns import Column
from kho_tin.exporters.format import TableFormat
from kho_tin.exporters.formulas import GuardedWriter


@contextmanager
def opened(file: BinaryIO, columns: Sequence[Column]) -> Iterator[Callable[[Row], object]]:
    """RFC 4180, made for spreadsheets.

    A byte order mark goes first, without which Excel takes UTF-8 for Windows-1252. A text that
    a spreadsheet would run as a formula gets an apostrophe before it. Lists are JSON; what is
    missing is empty.
    """
    file.write(codecs.BOM_UTF8)
    writer = GuardedWriter(csv.writer(_Encoded(file)))
    writer.writerow(column.name for column in columns)
    yield lambda row: writer.writerow(map(_cell, row.values()))


class _Encoded:
    """Passes what the `csv` module writes at once, as UTF-8, to a file of bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value


FORMAT = TableFormat(
    name="csv",
    suffix=".csv",
    media_type="text/csv; charset=utf-8",
    meaning="for spreadsheets; programs do better with the others",
    open=opened,
)
