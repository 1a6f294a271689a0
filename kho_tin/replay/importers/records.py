"""The records of WARC files that other programs wrote, and the stretches that are damaged.

Written for files as they are: records each a gzip member, or all of them one, or not zipped at
all; blank lines too many or too few; fields in angle brackets. What is not whole is never
handed out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from kho_tin.replay.importers.stream import CHUNK, GZIP, BadGzip, Stream

LARGEST = 64 * 1024 * 1024  # bytes of a record's block, as DOWNLOAD_MAXSIZE bounds a crawl
_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
_HEX_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


@dataclass(frozen=True)
class Record:
    """A record: `fields` by lower-case name, `block` all that follows them.

    `block` is None where it is larger than LARGEST. `offset` is in bytes of the file; of one
    gzipped as a whole, where that begins.
    """

    offset: int
    fields: dict[str, str]
    block: bytes | None

    @property
    def type(self) -> str:
        return self.fields["warc-type"].lower()


@dataclass(frozen=True)
class Damage:
    """Where no whole record begins: `offset` and `end` in bytes of the file."""

    offset: int
    end: int
    why: str


class _Spoiled(Exception):
    def __init__(self, offset: int, why: str) -> None:
        super().__init__(why)
        self.offset = offset


def records(file: BinaryIO, size: int) -> Iterator[Record | Damage]:
    """All records of a file of `size` bytes that can be sought in, and what is damaged of it.

    After damage the reading goes on where the next record begins.
    """
    start = 0
    while start < size:
        stream = Stream(file, start)
        try:
            yield from _records(stream)
            return
        except _Spoiled as error:
            start = _next(file, max(error.offset, start) + 1, size)
            yield Damage(error.offset, start, str(error))


def _records(stream: Stream) -> Iterator[Record | Damage]:
    while True:
        position = stream.position
        try:
            if not _pass_blank_lines(stream):
                return
            position = stream.position
            record = _record(stream, stream.offset(position))
        except BadGzip as error:
            # In a file gzipped as a whole, the place says more than where that begins.
            own = stream.begins_member(position)
            raise _Spoiled(error.offset if own else error.at, error.why) from error
        spoiled: BadGzip | None = None
        try:
            # This reads the member's check sum, and on to the next one.
            after = _pass_blank_lines(stream)
        except BadGzip as error:
            if stream.begins_member(position) and error.offset == record.offset:
                raise _Spoiled(record.offset, error.why) from error
            after, spoiled = b"", error
        if not b"WARC/".startswith(after[:5]):
            raise _Spoiled(record.offset, "a WARC record of another length than it says")
        if record.block is not None and not _holds(record):
            yield Damage(record.offset, record.offset, "the digest of the block does not hold")
        else:
            yield record
        if spoiled:
            same = spoiled.offset == record.offset  # in a file gzipped as a whole
            raise _Spoiled(spoiled.at if same else spoiled.offset, spoiled.why)


def _pass_blank_lines(stream: Stream) -> bytes:
    """Some of what comes after them; nothing at the end."""
    while (coming := stream.peek())[:1] in (b"\r", b"\n"):
        stream.read(len(coming) - len(coming.lstrip(b"\r\n")))
    return coming


def _record(stream: Stream, offset: int) -> Record:
    try:
        head: Any = StatusAndHeadersParser(_VERSIONS).parse(stream)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise _Spoiled(offset, "no WARC record") from error
    fields = {name.lower(): value.strip() for name, value in head.headers}
    length = fields.get("content-length", "")
    if not length.isdecimal() or "warc-type" not in fields:
        raise _Spoiled(offset, "a WARC record without its mandatory fields")
    return Record(offset, fields, _block(stream, int(length), offset))


def _block(stream: Stream, length: int, offset: int) -> bytes | None:
    """None where it is too large to be held."""
    kept = b""
    left = length
    while left:
        passed = stream.read(length if length <= LARGEST else min(left, CHUNK))
        left -= len(passed)
        if not passed or (left and length <= LARGEST):
            raise _Spoiled(offset, "cut short")
        if length <= LARGEST:
            kept = passed
    return kept if length <= LARGEST else None


def _holds(record: Record) -> bool:
    """Whether the block's digest is what the record says; true where it says nothing known."""
    named, _, value = record.fields.get("warc-block-digest", "").partition(":")
    algorithm = named.lower().replace("-", "")
    if record.block is None or algorithm not in _HEX_LENGTHS:
        return True
    return same_digest(value, hashlib.new(algorithm, record.block, usedforsecurity=False).digest())


def same_digest(written: str, digest: bytes) -> bool:
    """Whether a digest, written in hex or in base 32 as most programs do, is this one."""
    if len(written) == 2 * len(digest):
        return written.lower() == digest.hex()
    return written.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")


def _next(file: BinaryIO, start: int, size: int) -> int:
    """Where the next record may begin, from `start` on; `size` if none does."""
    file.seek(0)
    mark = GZIP if file.read(len(GZIP)) == GZIP else b"\nWARC/"
    held, base = b"", start
    file.seek(start)
    while chunk := file.read(CHUNK):
        held += chunk
        at = held.find(mark)
        while at != -1:
            found = base + at + (mark[:1] == b"\n")
            if mark != GZIP or _begins_record(file, found):
                return found
            at = held.find(mark, at + 1)
        kept = min(len(held), len(mark) - 1)
        base += len(held) - kept
        held = held[len(held) - kept :]
        file.seek(base + len(held))
    return size


def _begins_record(file: BinaryIO, offset: int) -> bool:
    try:
        return Stream(file, offset).peek().startswith(b"WARC/")
    except BadGzip:
        return False
