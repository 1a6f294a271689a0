"""The records of WARC files that other programs wrote, and the damaged stretches.

It takes files as they occur: each record a gzip member, all records in one member, or not zipped;
too many or too few blank lines; fields in angle brackets. An incomplete record is never handed
out.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from kho_tin.replay.importers.stream import (
    AHEAD,
    CHUNK,
    GZIP,
    Allowance,
    BadGzip,
    Stream,
    TooMuch,
)
from kho_tin.warc.record_header import BadRecordHeader, begins_record, length_of, read_record_header

LARGEST = 64 * 1024 * 1024  # bytes of a record's block, as DOWNLOAD_MAXSIZE bounds a crawl
UNREAD = "the rest is left unread"
_OTHER_LENGTH = "a WARC record of another length than it says"
_WARC = b"WARC/"
_LINE = re.compile(rb"\nWARC/", re.IGNORECASE)
_MEMBER = re.compile(re.escape(GZIP))
_OVERLAP = len(_WARC)  # bytes of a mark that may continue in the next chunk
_GLANCE = 256  # bytes: a member's header, and the tables of its first block
_HEX_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


@dataclass(frozen=True)
class ForeignRecord:
    """A record: `fields` by lower-case name, `block` everything after them.

    `head` are the bytes that the fields were read from. `block` is None if it is larger than
    LARGEST. `offset` is in bytes of the file; in a file gzipped as a whole, that of its one member.
    `is_intact` is false if the block does not have the digest that the record states.
    """

    offset: int
    fields: dict[str, str]
    head: bytes
    block: bytes | None
    is_intact: bool = True

    @property
    def type(self) -> str:
        return self.fields["warc-type"].lower()


@dataclass(frozen=True)
class ForeignDamage:
    """Where no whole record begins: `offset` and `end` in bytes of the file."""

    offset: int
    end: int
    why: str
    is_loss: bool = True  # something could not be read because of it


class _Spoiled(Exception):
    """`in_text`: the bytes can be read but are not a whole record. `is_inner`: they share a gzip
    member with other records."""

    def __init__(
        self, offset: int, why: str, *, in_text: bool = False, is_inner: bool = False
    ) -> None:
        super().__init__(why)
        self.offset = offset
        self.in_text = in_text
        self.is_inner = is_inner


def records(
    file: IO[bytes], size: int, allowance: Allowance | None = None
) -> Iterator[ForeignRecord | ForeignDamage]:
    """All records of a seekable file of `size` bytes, and its damage.

    After damage, reading continues where the next record begins, until the allowance is used up:
    the rest then counts as one more damage.
    """
    start = at = 0
    allowance = allowance or Allowance(size)
    try:
        stream = Stream(file, start, allowance)
        while start < size:
            try:
                for record in _records(stream):
                    allowance.record()
                    at = record.offset
                    yield record
                return
            except _Spoiled as error:
                spoiled = error
            if spoiled.is_inner:
                yield ForeignDamage(spoiled.offset, spoiled.offset, str(spoiled))
                allowance.damage()
                try:
                    if not stream.find(_LINE):
                        return
                    continue
                except BadGzip as error:
                    spoiled = _Spoiled(error.at, error.why)
            here, begin = file.tell(), start
            start = _next(file, max(spoiled.offset, start) + 1, size, allowance)
            yield ForeignDamage(spoiled.offset, start, str(spoiled))
            allowance.damage()
            file.seek(here)
            if start == size and spoiled.in_text and _goes_on(stream):
                start = begin  # it was the first record of a file gzipped as a whole
            else:
                stream = Stream(file, start, allowance)
    except TooMuch as error:
        yield ForeignDamage(max(at, start), size, f"{error}: {UNREAD}")


def _goes_on(stream: Stream) -> bool:
    """Go on to the next record in the same unzipped stream. Returns whether there is one."""
    try:
        return stream.zipped and stream.find(_LINE)
    except BadGzip:
        return False


def _records(stream: Stream) -> Iterator[ForeignRecord]:
    while True:
        position = stream.position
        try:
            if not _pass_blank_lines(stream):
                return
            position = stream.position
            stream.forget(position)
            stream.mark()
            record = _record(stream, stream.offset(position))
        except BadGzip as error:
            # In a file gzipped as a whole, the position says more than the offset of its one
            # member.
            own = stream.begins_member(position)
            raise _Spoiled(error.offset if own else error.at, error.why) from error
        except BadRecordHeader as error:
            raise _spoiled(stream, position, str(error)) from error
        spoiled: BadGzip | None = None
        try:
            # This also reads the member's checksum, and goes on to the next member.
            after = _pass_blank_lines(stream)
        except BadGzip as error:
            if stream.begins_member(position) and error.offset == record.offset:
                raise _Spoiled(record.offset, error.why) from error
            after, spoiled = b"", error
        # What follows in a gzip member of its own has nothing to do with this record.
        if not begins_record(after) and not stream.begins_member(stream.position):
            raise _spoiled(stream, position, _OTHER_LENGTH)
        yield record if _holds(record) else replace(record, is_intact=False)
        if spoiled:
            same = spoiled.offset == record.offset  # in a file gzipped as a whole
            raise _Spoiled(spoiled.at if same else spoiled.offset, spoiled.why)


def _spoiled(stream: Stream, position: int, why: str) -> _Spoiled:
    """The damage that begins at `position` of the unzipped stream."""
    offset = stream.offset(position)
    if not stream.zipped or stream.begins_member(position):
        return _Spoiled(offset, why, in_text=True)
    why = f"{why} ({position} bytes into it, unzipped)"
    return _Spoiled(offset, why, in_text=True, is_inner=True)


def _pass_blank_lines(stream: Stream) -> bytes:
    """Returns some of the bytes after them; none at the end."""
    while (coming := stream.peek())[:1] in (b"\r", b"\n"):
        stream.read(len(coming) - len(coming.lstrip(b"\r\n")))
    return coming


def _record(stream: Stream, offset: int) -> ForeignRecord:
    """Raises BadRecordHeader if it is not a record, or incomplete; BadGzip."""
    fields, head = read_record_header(stream)
    length = length_of(fields)
    if "warc-type" not in fields:
        raise BadRecordHeader("a WARC record without its mandatory fields")
    # Checked before the block is read, where possible: thousands of records may claim to reach to
    # the end of the file.
    if stream.lacks(length):
        raise BadRecordHeader("cut short")
    if not begins_record((stream.after(length) or b"").lstrip(b"\r\n")):
        raise BadRecordHeader(_OTHER_LENGTH)
    return ForeignRecord(offset, fields, head, _block(stream, length))


def _block(stream: Stream, length: int) -> bytes | None:
    """None if it is larger than LARGEST."""
    kept = b""
    left = length
    while left:
        passed = stream.read(length if length <= LARGEST else min(left, CHUNK))
        left -= len(passed)
        if not passed or (left and length <= LARGEST):
            raise BadRecordHeader("cut short")
        if length <= LARGEST:
            kept = passed
    return kept if length <= LARGEST else None


def _holds(record: ForeignRecord) -> bool:
    """Whether the block has the digest that the record states; true if it states none we know."""
    named, _, value = record.fields.get("warc-block-digest", "").partition(":")
    algorithm = named.lower().replace("-", "")
    if record.block is None or algorithm not in _HEX_LENGTHS:
        return True
    return same_digest(value, hashlib.new(algorithm, record.block, usedforsecurity=False).digest())


def same_digest(written: str, digest: bytes) -> bool:
    """Whether `written` (in hex, or in base 32 as most programs write it) is this digest."""
    if len(written) == 2 * len(digest):
        return written.lower() == digest.hex()
    return written.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")


def _next(file: IO[bytes], start: int, size: int, allowance: Allowance) -> int:
    """Where the next record may begin, from `start` on; `size` if none does."""
    file.seek(0)
    mark = _MEMBER if file.read(len(GZIP)) == GZIP else _LINE
    window, base = b"", start
    file.seek(start)
    step = AHEAD
    while chunk := file.read(step):
        step = min(2 * step, CHUNK)
        allowance.take(len(chunk))
        window += chunk
        for match in mark.finditer(window):
            at = base + match.end()
            if mark is _LINE:
                return at - len(_WARC)
            at -= len(GZIP)
            if _begins_record(file, at, allowance):
                return at
        kept = min(len(window), _OVERLAP)
        base += len(window) - kept
        window = window[len(window) - kept :]
        file.seek(base + len(window))
    return size


def _begins_record(file: IO[bytes], offset: int, allowance: Allowance) -> bool:
    """Whether a gzip member with a record begins at `offset`. Reads little, since a file may have
    as many such places as bytes."""
    file.seek(offset)
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    text = b""
    try:
        while len(text) < len(_WARC) and (piece := file.read(_GLANCE)):
            allowance.take(len(piece))
            text += member.decompress(piece, len(_WARC) - len(text))
            if member.eof or member.unconsumed_tail:
                break
    except zlib.error:
        return False
    return len(text) == len(_WARC) and begins_record(text)
