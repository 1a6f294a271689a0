"""The header block of a WARC record of any program, read within bounds.

All that read records use it: import, `verify`, `rebuild`, backup and the web.
"""

from __future__ import annotations

import io
import re
from typing import Any, Final, Protocol

from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

LARGEST_HEADER: Final = 1 << 20  # bytes; a crawl's addresses have 8,000 letters, three to a record
_VERSIONS: Final = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
_MARK: Final = b"WARC/"
# By RFC 9112, 5.2, a line that begins with a blank goes on with the one before.
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_LENGTH: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


class BadRecordHeader(Exception):
    """Bytes that are not the header block of a record; the message says why, in a few words."""


class Lines(Protocol):
    """Something that lines can be read from, each with its end."""

    def readline(self, size: int, /) -> bytes:
        """A line, or `size` bytes of one that is longer; nothing at the end."""


def begins_record(data: bytes) -> bool:
    """Whether `data` begins with the version of a record, or is the beginning of one. Some programs
    write it in lower case."""
    return _MARK.startswith(data[: len(_MARK)].upper())


def read_record_header(stream: Lines) -> tuple[dict[str, str], bytes]:
    """The fields of a record by their names in lower case, and the bytes that they were read from.

    Raises BadRecordHeader, also for a block of more than LARGEST_HEADER bytes; no more than that
    is read.
    """
    raw = bytearray()
    while line := stream.readline(LARGEST_HEADER + 1 - len(raw)):
        if not raw and not begins_record(line):
            raise BadRecordHeader("no WARC record")
        raw += line
        if len(raw) > LARGEST_HEADER:
            raise BadRecordHeader(f"a WARC header block of more than {LARGEST_HEADER} bytes")
        if not line.strip():
            break
    return fields_of(bytes(raw)), bytes(raw)


def fields_of(head: bytes) -> dict[str, str]:
    """The fields of a whole header block by their names in lower case. Raises BadRecordHeader."""
    try:
        read: Any = StatusAndHeadersParser(_VERSIONS).parse(io.BytesIO(unfolded(head)))
    except (StatusAndHeadersParserException, EOFError) as error:
        raise BadRecordHeader("no WARC record") from error
    return {name.lower(): value.strip() for name, value in read.headers}


def unfolded(head: bytes) -> bytes:
    """A header block with each of its fields on one line."""
    return _FOLD.sub(b" ", head)


def length_of(fields: dict[str, str]) -> int:
    """How many bytes follow the fields. Raises BadRecordHeader."""
    written = fields.get("content-length")
    if written is None:
        raise BadRecordHeader("a WARC record without its mandatory fields")
    if not _LENGTH.fullmatch(written):
        raise BadRecordHeader(
            f"a Content-Length that is none ({written[:20]!r}, {len(written)} letters)"
        )
    return int(written)
