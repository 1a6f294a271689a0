"""Rows into JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from kho_tin.archive.database import Row
from kho_tin.exporters.columns import Column
from kho_tin.exporters.format import TableFormat


@contextmanager
def opened(file: BinaryIO, columns: Sequence[Column]) -> Iterator[Callable[[Row], object]]:
    """One JSON object a line, UTF-8, letters as they are; what is missing is null."""
    yield lambda row: file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


FORMAT = TableFormat(
    name="jsonl",
    suffix=".jsonl",
    media_type="application/x-ndjson; charset=utf-8",
    meaning="one JSON object a line",
    open=opened,
)
