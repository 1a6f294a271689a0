"""The bytes of a capture, out of its WARC file."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kho_tin.warc.content_encoding import NotDecoded
from kho_tin.warc.file_names import find
from kho_tin.warc.reader import DamagedRecord, read_record

# Media types that a browser shows; all others are sent as downloads.
LOOKED_AT: Final = frozenset(
    [
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/bmp",
        "image/svg+xml",
    ]
)


class CaptureUnavailable(Exception):
    """The bytes are missing or incomplete. `key` and `values` are of the words that say which."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Body:
    """The body of a capture; `content` has its Content-Encoding undone."""

    content: bytes
    media_type: str
    encoding: str | None
    name: str
    url: str


@dataclass(frozen=True)
class RecordPosition:
    """What a capture is of, and where its record lies; `offset` and `length` are in bytes."""

    id: int
    url: str
    media_type: str | None
    encoding: str | None
    warc: str
    offset: int
    length: int


_SQL: Final = (
    "SELECT id, page_url, media_type, encoding, warc, offset, length FROM captures WHERE id = ?"
)


def place(connection: sqlite3.Connection, capture: int) -> RecordPosition | None:
    """Where the capture's own record lies; None: no such capture."""
    row = connection.execute(_SQL, [capture]).fetchone()
    return RecordPosition(*row) if row else None


def content_place(connection: sqlite3.Connection, capture: int) -> RecordPosition | None:
    """Where its bytes lie: for a revisit, in the record of the capture that it refers to."""
    row = connection.execute(
        "SELECT coalesce(refers_to, id) FROM captures WHERE id = ?", [capture]
    ).fetchone()
    return place(connection, row[0]) if row else None


def file_of(folder: Path, position: RecordPosition) -> Path:
    """The WARC file, finished or still being written. Raises CaptureUnavailable."""
    if Path(position.warc).name != position.warc:
        raise CaptureUnavailable("unavailable_name", file=position.warc)
    path = find(folder, position.warc)
    if path is None or not path.is_file():
        raise CaptureUnavailable("unavailable_file", file=position.warc, folder=folder.name)
    return path


def member(folder: Path, position: RecordPosition) -> bytes:
    """The record as it lies in the file: one gzip member, a WARC file by itself. Raises
    CaptureUnavailable."""
    with file_of(folder, position).open("rb") as file:
        file.seek(position.offset)
        data = file.read(position.length)
    if len(data) != position.length:
        end = position.offset + position.length
        raise CaptureUnavailable("unavailable_end", file=position.warc, byte=str(end))
    return data


def body(folder: Path, position: RecordPosition) -> Body:
    """The body that the site sent, decoded. Raises CaptureUnavailable."""
    try:
        record = read_record(file_of(folder, position), position.offset)
    except DamagedRecord as error:
        raise CaptureUnavailable(
            "unavailable_damaged", file=position.warc, why=str(error.why)
        ) from error
    if record.type not in ("response", "resource"):
        raise CaptureUnavailable("unavailable_page", type=str(record.type))
    try:
        content = record.decoded().body
    except NotDecoded as error:
        raise CaptureUnavailable(str(error)) from error
    name = position.url.partition("?")[0].rstrip("/").rpartition("/")[2] or "page"
    return Body(
        content,
        position.media_type or "application/octet-stream",
        position.encoding,
        name,
        position.url,
    )
