"""Strict reading of the archive's own WARC files: whole records, or where one is damaged.

A record is one gzip member, so each can be read by its offset alone. A member's length and CRC can
be checked only at its end: nothing of a record is given out before that.
"""

from __future__ import annotations

import hashlib
import io
import mmap
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kho_tin.warc.content_encoding import LARGEST, Decoded, decode, header_of
from kho_tin.warc.http_fields import field_of
from kho_tin.warc.journal import FIELD, WARC_FIELDS, Requested, fields_of
from kho_tin.warc.record_header import (
    LARGEST_HEADER,
    BadRecordHeader,
    length_of,
    read_record_header,
)

CHUNK = 64 * 1024
LARGEST_RECORD = 256 << 20  # bytes unzipped: four times the largest body that is fetched
GZIP = b"\x1f\x8b\x08"
_END = b"\r\n\r\n"
_OTHER_LENGTH = "a WARC record of another length than it says"


class DamagedRecord(Exception):
    """No whole record begins at `offset` of `path`: cut short, altered, or something else."""

    def __init__(self, path: Path, offset: int, why: str) -> None:
        super().__init__(f"{path}: no whole record at byte {offset}: {why}")
        self.path = path
        self.offset = offset
        self.why = why


@dataclass(frozen=True)
class Damage:
    """A stretch of a file, in bytes, in which no whole record begins."""

    offset: int
    length: int
    why: str


@dataclass(frozen=True)
class Record:
    """A whole record. `offset` and `length` are in bytes of the compressed file.

    `fields` are the record's own headers, `block` all that follows them: for HTTP, the
    head and the body as sent.
    """

    offset: int
    length: int
    fields: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        """`warcinfo`, `response`, `request`, `revisit`, `metadata`."""
        return self.fields["warc-type"]

    @property
    def id(self) -> str:
        """In angle brackets, as written."""
        return self.fields["warc-record-id"]

    @property
    def body(self) -> bytes:
        """The HTTP body, Content-Encoding as it was sent."""
        return self.block.partition(_END)[2]

    @property
    def status(self) -> int:
        """The HTTP status. Raises ValueError where the block is no HTTP answer."""
        return int(self.block.partition(b"\r\n")[0].split(b" ")[1])

    def http(self, name: str) -> str | None:
        """The HTTP header field of that name, as `field_of` reads it."""
        return field_of(self._headers(), name)

    @property
    def requested(self) -> Requested | None:
        """What a request record, or that of a failure, says of the request; None if nothing."""
        return Requested.of(self.fields.get(FIELD.lower(), ""))

    @property
    def said(self) -> dict[str, str]:
        """The fields of a metadata record of warc-fields; none of any other."""
        is_fields = self.type == "metadata" and self.fields.get("content-type") == WARC_FIELDS
        return fields_of(self.block) if is_fields else {}

    @property
    def content_encoding(self) -> str:
        """The value of all Content-Encoding headers as one; empty where there is none."""
        return header_of(self._headers())

    def _headers(self) -> Iterator[tuple[bytes, bytes]]:
        for line in self.block.partition(_END)[0].split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            yield name, value

    def decoded(self, largest: int = LARGEST) -> Decoded:
        """The HTTP body without its Content-Encoding. Raises NotDecoded."""
        return decode(self.body, self.content_encoding, largest)

    def wrong_digests(self) -> list[str]:
        """Names of the digest fields that do not match. gzip's CRC finds accidents, not forgery."""
        wrong = []
        if not _holds(self.fields.get("warc-block-digest"), self.block):
            wrong.append("WARC-Block-Digest")
        payload = self.fields.get("warc-payload-digest")
        if self.type == "response" and not _holds(payload, self.body):
            wrong.append("WARC-Payload-Digest")
        return wrong


def read_record(path: Path, offset: int) -> Record:
    """The record that begins at `offset`. Raises DamagedRecord, and OSError."""
    with path.open("rb") as file:
        return _read(file, path, offset)


def warc_info(path: Path) -> dict[str, str]:
    """The fields of a file's warcinfo; none where it does not begin with one. Raises OSError."""
    try:
        first = read_record(path, 0)
    except DamagedRecord:
        return {}
    if first.type != "warcinfo":
        return {}
    return fields_of(first.block)


def is_part_of(archive: str, uuid: str | None, info: Mapping[str, str]) -> bool:
    """Whether a file's warcinfo names the archive with that UUID (None: not known), or, by the
    name of its file, one whose UUID is not known, or none."""
    if uuid is not None and "archive" in info:
        return info["archive"] == uuid
    return info.get("isPartOf") in (None, archive)


def read_records(path: Path) -> Iterator[Record]:
    """All records in order. Raises DamagedRecord at the first that is not whole, and OSError."""
    for item in scan(path):
        if isinstance(item, Damage):
            raise DamagedRecord(path, item.offset, item.why)
        yield item


def scan(path: Path) -> Iterator[Record | Damage]:
    """All whole records in order, and the stretches between them where there is none.

    After a damaged record the next gzip member is searched for that holds a whole record of this
    very file: a body may itself be gzip, or even a WARC file.
    """
    size = path.stat().st_size
    offset = 0
    infos = set[str]()
    with path.open("rb") as file:
        while offset < size:
            try:
                record = _read(file, path, offset)
            except DamagedRecord as error:
                end = _next_whole(file, path, offset + 1, infos)
                yield Damage(offset, end - offset, error.why)
                offset = end
                continue
            if record.type == "warcinfo":
                infos.add(record.id)
            yield record
            offset += record.length


def _next_whole(file: io.BufferedReader, path: Path, start: int, infos: set[str]) -> int:
    """Where the next whole record begins, or the end of the file."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        offset = view.find(GZIP, start)
        while offset != -1:
            try:
                record = _read(file, path, offset)
            except DamagedRecord:
                pass
            else:
                if not infos or record.fields.get("warc-warcinfo-id") in infos:
                    return offset
            offset = view.find(GZIP, offset + 1)
        return len(view)


def _read(file: io.BufferedReader, path: Path, offset: int) -> Record:
    file.seek(offset)
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    data = bytearray()
    head: _RecordHeader | None = None
    consumed = 0
    pending = b""
    try:
        while not member.eof:
            if not pending:
                pending = file.read(CHUNK)
                consumed += len(pending)
            at_end = not pending
            piece = member.decompress(pending, CHUNK)
            pending = member.unconsumed_tail
            data += piece
            if at_end and not piece and not member.eof:
                raise DamagedRecord(path, offset, "cut short")
            if head is None and (_END in data or len(data) > LARGEST_HEADER):
                head = _RecordHeader.of(path, offset, data)
            # Checked before the whole member is unzipped: thousands may lie within one another.
            if head and len(data) > head.end:
                raise DamagedRecord(path, offset, _OTHER_LENGTH)
    except zlib.error as error:
        raise DamagedRecord(path, offset, f"bad gzip ({error})") from error
    head = head or _RecordHeader.of(path, offset, data)
    if len(data) != head.end or not data.endswith(_END):
        raise DamagedRecord(path, offset, _OTHER_LENGTH)
    block = bytes(memoryview(data)[head.start : head.end - len(_END)])
    return Record(offset, consumed - len(member.unused_data), head.fields, block)


@dataclass(frozen=True)
class _RecordHeader:
    """The fields of a record, and where its block begins and the record ends, in bytes."""

    fields: dict[str, str]
    start: int
    end: int

    @classmethod
    def of(cls, path: Path, offset: int, data: bytearray) -> _RecordHeader:
        """Raises DamagedRecord."""
        stream = io.BytesIO(memoryview(data)[: LARGEST_HEADER + 1])
        try:
            fields, _ = read_record_header(stream)
            length = length_of(fields)
        except BadRecordHeader as error:
            raise DamagedRecord(path, offset, str(error)) from error
        if not {"warc-type", "warc-record-id"} <= fields.keys():
            raise DamagedRecord(path, offset, "a WARC record without its mandatory fields")
        if length > LARGEST_RECORD:
            raise DamagedRecord(path, offset, f"of more than {LARGEST_RECORD} bytes")
        return cls(fields, stream.tell(), stream.tell() + length + len(_END))


def _holds(digest: str | None, content: bytes) -> bool:
    return digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
