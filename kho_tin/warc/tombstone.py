"""What stands in a WARC file where a record was erased: a record that says so, of the same length.

So every other record stays at its offset, and the file has whole gzip members only. A tombstone has
a WARC-Type of its own, which readers must ignore (WARC/1.1, section 5.4). It is filled up with
blanks in stored blocks of deflate (RFC 1951, section 3.2.4), which take as many bytes as they hold
and five more.
"""

from __future__ import annotations

import hashlib
import os
import struct
import uuid
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from kho_tin.warc.format import VERSION
from kho_tin.warc.reader import DamagedRecord, Record, read_record

TYPE: Final = "tombstone"
# Extension fields: which record was here, and by whose decision it is not.
ERASED: Final = "WARC-Refers-To"
DECISION: Final = "WARC-Erased-By"

_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip's header, without a time
_STORED: Final = 65535  # bytes that a stored block holds at most
_COST: Final = 5  # bytes of its own
_END: Final = b"\r\n\r\n"
_CHUNK: Final = 1 << 20

# Offset and length in bytes, and the record's id.
RecordSpan = tuple[int, int, str]


class TooShort(ValueError):
    """A record that is shorter than its tombstone would be. The message is one line."""


def tombstone(length: int, erased: str, decision: str, date: str) -> bytes:
    """The gzip member, `length` bytes long, for the record `erased`; `decision` is the UUID of the
    decision, `date` (UTC, `…Z`) its date. The same each time. Raises TooShort."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{decision} {erased}").urn
    lines = [
        VERSION,
        f"WARC-Type: {TYPE}",
        f"WARC-Record-ID: <{name}>",
        f"WARC-Date: {date}",
        f"{ERASED}: {erased}",
        f"{DECISION}: <urn:uuid:{decision}>",
        "Content-Length: ",
    ]
    head = "\r\n".join(lines).encode()
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = squeezed.compress(head) + squeezed.flush(zlib.Z_SYNC_FLUSH)
    room = length - len(_HEAD) - len(body) - 8  # the last are the CRC and the length
    blocks = max(1, -(-room // (_STORED + _COST)))
    free = room - _COST * blocks
    size = free - len(_tail(0))
    if size < 0:
        raise TooShort(f"{erased}: takes {length} bytes, too few for what is to stand in its place")
    tail = _tail(size)
    crc = zlib.crc32(tail, zlib.crc32(head))
    end = struct.pack("<II", crc, (len(head) + len(tail)) & 0xFFFFFFFF)
    return b"".join([_HEAD, body, *_stored(tail, blocks), end])


def is_blank(record: Record) -> bool:
    """Whether a tombstone has nothing in it but blanks."""
    return not record.block.strip(b" ")


def copy_with_tombstones(
    path: Path, copy: Path, places: Sequence[RecordSpan], decision: str, date: str
) -> str:
    """Copy `path` to `copy` with a tombstone at each of the places; returns the SHA-256 (hex) of
    the copy, which is then on the disk.

    Raises DamagedRecord where a place has another record than is stated, TooShort, and OSError.
    """
    for offset, length, name in places:
        record = read_record(path, offset)
        if (record.length, record.id) != (length, name):
            raise DamagedRecord(path, offset, f"another record than {name}")
    stones = {
        offset: tombstone(length, name, decision, date) for offset, length, name in sorted(places)
    }
    digest = hashlib.sha256()
    with path.open("rb") as source, copy.open("wb") as out:
        for piece in _pieces(source, stones, path.stat().st_size):
            out.write(piece)
            digest.update(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _tail(size: int) -> bytes:
    """What follows the name of the last field: its value, of fixed width, and the block."""
    return b"%010d" % size + _END + b" " * size + _END


def _stored(data: bytes, blocks: int) -> Iterator[bytes]:
    for number in range(blocks):
        part = data[number * _STORED : (number + 1) * _STORED]
        is_last = number == blocks - 1
        yield struct.pack("<BHH", is_last, len(part), len(part) ^ 0xFFFF) + part


def _pieces(source: IO[bytes], stones: dict[int, bytes], size: int) -> Iterator[bytes]:
    at = 0
    for offset, stone in [*stones.items(), (size, b"")]:
        while at < offset:
            piece = source.read(min(_CHUNK, offset - at))
            if not piece:
                raise OSError(f"ends at byte {at}")
            at += len(piece)
            yield piece
        yield stone
        at = source.seek(offset + len(stone))
