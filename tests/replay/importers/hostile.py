"""Files that are made to cost whoever reads them, and what an import of one costs."""

from __future__ import annotations

import gzip
import os
import struct
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.replay.importers.making import HTML, Warc, page, sha1, url
from tests.starting import starter
from tests.waiting import STUCK

MB = 1 << 20
_GZIP_HEAD, _LAST_BLOCK = b"\x1f\x8b\x08\0\0\0\0\0\0\x03", b"\x03\0"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


@dataclass(frozen=True)
class Cost:
    """What a process took: its processor time (seconds), its memory (MB), and what it said."""

    code: int
    seconds: float
    memory: int
    out: str
    err: str


def cost_of_import(path: Path, archive: Path) -> Cost:
    """Import a file as a person would."""
    done = starter(ROOT).run(
        ("import", path, "--site", "sample"), {**os.environ, "ARCHIVE": str(archive)}, STUCK
    )
    said = "\n".join(done.stderr.splitlines())
    return Cost(done.returncode, done.cpu, done.memory >> 20, done.stdout, said)


def costs_little(path: Path, archive: Path) -> Cost:
    """The same, held to what any file may cost: 20 s of processor, 800 MB, and no traceback."""
    cost = cost_of_import(path, archive)
    assert cost.err == ""
    assert cost.seconds < 20
    assert cost.memory < 800
    return cost


def head(name: str, length: int | str | None) -> bytes:
    """Of a response record; without its end where `length` is None."""
    lines = [
        "WARC/1.0",
        "WARC-Type: response",
        f"WARC-Record-ID: <{uuid.uuid5(uuid.NAMESPACE_URL, name).urn}>",
        "WARC-Date: 2024-01-02T03:04:05Z",
        f"WARC-Target-URI: https://vungsuong.example/{name}",
    ]
    end = "" if length is None else f"Content-Length: {length}\r\n\r\n"
    return ("\r\n".join(lines) + "\r\n" + end).encode()


def zipped(*parts: bytes, times: int = 1) -> bytes:
    """A gzip member of the first part, `times` times the second, and the others."""
    made, crc, size = [], 0, 0
    for number, part in enumerate(parts):
        count = times if number == 1 else 1
        made.append(deflated(part) * count)
        size += len(part) * count
        for _ in range(count):
            crc = zlib.crc32(part, crc)
    return b"".join((_GZIP_HEAD, *made, _LAST_BLOCK, struct.pack("<II", crc, size % (1 << 32))))


@lru_cache(2)
def deflated(part: bytes) -> bytes:
    """Compressed so that it may stand anywhere among other such parts, any number of times."""
    alone = zlib.compressobj(6, zlib.DEFLATED, -15)
    return alone.compress(part) + alone.flush(zlib.Z_FULL_FLUSH)


def whole(name: str, block: bytes) -> bytes:
    return zipped(head(name, len(block)), block, b"\r\n\r\n")


def before() -> bytes:
    """A good record, after which the bad ones come."""
    warc = Warc()
    warc.answer(url(1001), page(1001))
    return warc.data


def after() -> bytes:
    """One that comes after them."""
    warc = Warc()
    warc.answer(url(1002), page(1002))
    return warc.data


_END = b"\r\nContent-Length: 0\r\n\r\n\r\n\r\n"


def folded() -> bytes:
    """A header line of 400 MB, on lines that go on with it."""
    line = b" " + b"a" * 62 + b"\n"
    return zipped(head("f", None) + b"X: a\r\n", line * (MB // 64), _END, times=400)


def short_folds() -> bytes:
    """The same in a hundred million lines."""
    return zipped(head("f", None) + b"X: a\r\n", b" a\n" * (MB // 3), _END, times=400)


def long_line() -> bytes:
    return zipped(head("l", None) + b"X: ", b"a" * MB, _END, times=400)


def many_fields() -> bytes:
    """An HTTP answer with twelve million headers."""
    return whole("h", b"HTTP/1.1 200 OK\r\n" + b"a:b\r\n" * (12 * MB) + b"\r\nx")


def small_chunks() -> bytes:
    chunks = b"1\r\na\r\n" * (10 * MB) + b"0\r\n\r\n"
    return whole("c", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)


def too_large() -> bytes:
    """A record of 2 GB."""
    return zipped(head("t", 2048 * MB), b"\0" * MB, b"\r\n\r\n", times=2048)


def bombs() -> bytes:
    """Records that are whole, and of 60 MB each."""
    block = OK + b"<p>a</p>\n" * (60 * MB // 9)
    return b"".join(whole(f"b{number}", block) for number in range(8))


def nested() -> bytes:
    """Gzip members that lie in one another: each begins with a head of its own, and goes on with
    the beginnings of all the later ones as text, and then with the same 60 MB."""
    heads = (head(f"n{number}", 60_000_000) + OK for number in range(2000))
    beginnings = [_GZIP_HEAD + deflated(each) for each in heads]
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = b"".join(kernel.compress(b"\0" * MB) for _ in range(60)) + kernel.flush()
    quoted = [
        struct.pack("<BHH", 0, len(each), len(each) ^ 0xFFFF) + each for each in beginnings[1:]
    ]
    return beginnings[0] + b"".join(quoted) + zeros + b"\0" * 8


def beginnings() -> bytes:
    """Nothing but beginnings of gzip members."""
    return _GZIP_HEAD * 100_000


def tiny() -> bytes:
    """Two million records in one gzip member of a megabyte or two."""
    block = b"HTTP/1.1 200 OK\r\n\r\n"
    return zipped(head("t", len(block)), (block + b"\r\n\r\n" + head("t", 19)) * 1000, times=2000)


ZIPPED = (
    *(folded, short_folds, long_line, many_fields, small_chunks, too_large, bombs, nested),
    *(beginnings, tiny),
)


def to_the_end() -> bytes:
    """Records that each claim all that comes after them."""
    return b"".join(head(f"e{number}", 1000 * number) + OK for number in range(8000))


def digits() -> bytes:
    return head("d", "9" * 5000) + OK + b"\r\n\r\n"


def strangers() -> bytes:
    """Revisits without an original, and as many answers that are none of them."""
    warc = Warc()
    for number in range(6000):
        original = {
            "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, str(number)).urn}>",
            "WARC-Target-URI": f"https://other.example/{number}",
            "WARC-Date": "2023-01-01T00:00:00Z",
            "WARC-Payload-Digest": sha1(str(number).encode()),
        }
        warc.revisit(f"https://vungsuong.example/{number}", original)
        warc.answer(f"https://other.example/n{number}", b"of another")
    return b"".join(warc.records)


PLAIN = (to_the_end, digits, strangers)


def save(make: Callable[[], bytes], folder: Path) -> Path:
    """One of these between two good records."""
    if make in PLAIN:
        path = folder / f"{make.__name__}.warc"
        path.write_bytes(gzip.decompress(before()) + make() + gzip.decompress(after()))
    else:
        path = folder / f"{make.__name__}.warc.gz"
        path.write_bytes(before() + make() + after())
    return path


# What no address can be, and what an address may be said to be.
ADDRESSES = (
    "http://[bad",
    "https://vungsuong.example:99999999/",
    "https://vungsuong.example:0x/",
    "http://vungsuong.example\\@[::1",
    "https://\u2100.example/",
    "http:///x",
    "https://vungsuong.example/\x00",
    "http://vungsuong.example/" + "a" * 30_000,
)


def with_address(address: str) -> tuple[Warc, int]:
    """A file with a bad address in every header of WARC and HTTP that may hold one, and how many of
    its records cannot be what they say for it."""
    warc = Warc()
    warc.answer(url(1001), page(1001))
    warc.answer(address, page(1003))
    warc.answer(url(1003), page(1003), at="2023-06-01T00:00:00Z", warc_source_uri=address)
    original = {
        "WARC-Record-ID": "<urn:x>",
        "WARC-Target-URI": address,
        "WARC-Date": "2023-05-07T00:01:00Z",
        "WARC-Payload-Digest": sha1(page(1001)),
    }
    warc.revisit(url(1003), original, at="2023-06-02T00:00:00Z")
    for day, name in enumerate(("Location", "Content-Location", "Link", "Refresh"), start=1):
        status = "302 Found" if name == "Location" else "200 OK"
        headers = [*HTML, (name, f"0; url={address}" if name == "Refresh" else address)]
        at = f"2023-07-{day:02}T00:00:00Z"
        warc.answer(url(1004), page(1004), status=status, headers=headers, at=at)
    base = f'<head><base href="{address}"><link rel="canonical" href="{address}">'.encode()
    warc.answer(url(1005), page(1005).replace(b"<head>", base, 1))
    for day, field in enumerate(("warc_refers_to", "warc_profile", "warc_concurrent_to"), start=1):
        at = f"2023-08-{day:02}T00:00:00Z"
        fields: dict[str, Any] = {field: address}
        warc.answer(url(1006), page(1006), at=at, **fields)
    warc.answer(url(1002), page(1002))
    return warc, 3
