"""The records of a file, with their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kho_tin.warc.reader import Record, scan


def members(path: Path) -> Iterator[tuple[bytes, Record]]:
    """Each whole record, and its compressed bytes."""
    data = path.read_bytes()
    for record in scan(path):
        assert isinstance(record, Record)
        yield data[record.offset : record.offset + record.length], record
