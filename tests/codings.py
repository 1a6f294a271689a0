"""Bodies as servers send them, and what a browser makes of each: one table for the decoder, and
for a crawl, `verify`, `rebuild`, `import` and the web, which all have to agree."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from backports import zstd

from kho_tin.sample.trouble import bomb

WHOLE, CUT, DAMAGED, TOO_LARGE = "whole", "cut", "damaged", "too large"
ZSTD = b"\x28\xb5\x2f\xfd"
SKIPPABLE = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"  # a zstd frame without content
JUNK = b"<!-- served in 0.2 s -->"


def zipped(body: bytes) -> bytes:
    """The same bytes at any time."""
    return gzip.compress(body, mtime=0)


def deflate(body: bytes, wbits: int = 15) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush()


def halves(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda body: pack(body[:1000]) + pack(body[1000:])


def with_wrong_check(body: bytes) -> bytes:
    packed = zipped(body)
    return packed[:-8] + bytes(4) + packed[-4:]


def times(number: int, pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def packed(body: bytes) -> bytes:
        for _ in range(number):
            body = pack(body)
        return body

    return packed


@dataclass(frozen=True)
class Row:
    """`headers` are the values of the Content-Encoding headers, `make` makes a page into what is
    sent, `then` is what becomes of it."""

    headers: tuple[str, ...]
    make: Callable[[bytes], bytes] = bytes
    then: str = WHOLE

    @property
    def value(self) -> str:
        return ", ".join(self.headers)


ZEROS = bytes(200 << 20)

ROWS: dict[str, Row] = {
    "no header": Row(()),
    "empty header": Row(("",)),
    "identity": Row(("identity",)),
    "none": Row(("none",)),
    "charset": Row(("utf-8",)),
    "media type": Row(("text/html",)),
    "letters that are not ASCII": Row(("nén",)),
    "gzip": Row(("gzip",), zipped),
    "x-gzip": Row(("x-gzip",), zipped),
    "capitals and blanks": Row((" \tGZip ",), zipped),
    "commas": Row((", gzip,,",), zipped),
    "gzip, unknown": Row(("gzip, utf-8",), zipped),
    "unknown, gzip": Row(("utf-8, gzip",), zipped),
    "gzip in name only": Row(("gzip",)),
    "gzip, twice in name only": Row(("gzip, gzip",), zipped),
    "gzip in members": Row(("gzip",), halves(zipped)),
    "gzip and more": Row(("gzip",), lambda body: zipped(body) + JUNK),
    "gzip and zeros": Row(("gzip",), lambda body: zipped(body) + bytes(512)),
    "gzip twice": Row(("gzip, gzip",), times(2, zipped)),
    "gzip twice, two headers": Row(("gzip", "GZIP"), times(2, zipped)),
    "deflate": Row(("deflate",), deflate),
    "deflate, smallest window": Row(("deflate",), lambda body: deflate(body, 9)),
    "raw deflate": Row(("deflate",), lambda body: deflate(body, -15)),
    "raw deflate, smallest window": Row(("deflate",), lambda body: deflate(body, -9)),
    "deflate and more": Row(("deflate",), lambda body: deflate(body) + JUNK),
    "deflate in name only": Row(("deflate",)),
    "deflate, gzip": Row(("deflate, gzip",), lambda body: zipped(deflate(body))),
    "deflate, gzip, two headers": Row(("deflate", "gzip"), lambda body: zipped(deflate(body))),
    "br": Row(("br",), brotli.compress),
    "br and more": Row(("br",), lambda body: brotli.compress(body) + JUNK),
    "br in name only": Row(("br",)),
    "br, gzip": Row(("br, gzip",), lambda body: zipped(brotli.compress(body))),
    "zstd": Row(("zstd",), zstd.compress),
    "zstd in frames": Row(("zstd",), halves(zstd.compress)),
    "zstd after a skippable frame": Row(("zstd",), lambda body: SKIPPABLE + zstd.compress(body)),
    "zstd and more": Row(("zstd",), lambda body: zstd.compress(body) + JUNK),
    "zstd in name only": Row(("zstd",)),
    "compress in name only": Row(("compress",)),
    "gzip, cut": Row(("gzip",), lambda body: zipped(body)[:-100], CUT),
    "gzip, cut in the second member": Row(("gzip",), lambda body: halves(zipped)(body)[:-100], CUT),
    "gzip, its check cut off": Row(("gzip",), lambda body: zipped(body)[:-4], CUT),
    "gzip twice, cut": Row(("gzip, gzip",), lambda body: times(2, zipped)(body)[:-99], CUT),
    "deflate, cut": Row(("deflate",), lambda body: deflate(body)[:-100], CUT),
    "br, cut": Row(("br",), lambda body: brotli.compress(body)[:-100], CUT),
    "zstd, cut": Row(("zstd",), lambda body: zstd.compress(body)[:-100], CUT),
    "gzip, wrong check": Row(("gzip",), with_wrong_check, DAMAGED),
    "gzip, damaged": Row(("gzip",), lambda body: zipped(body)[:10] + b"\xff" * 99, DAMAGED),
    "gzip called deflate": Row(("deflate",), zipped, DAMAGED),
    "gzip called br": Row(("br",), zipped, DAMAGED),
    "zstd, damaged": Row(("zstd",), lambda _: ZSTD + b"\x20\x05" + b"\xff" * 99, DAMAGED),
    "compress": Row(("compress",), lambda body: b"\x1f\x9d\x90" + body, DAMAGED),
    "six codings": Row(("gzip",) * 6, times(6, zipped), DAMAGED),
    "gzip bomb": Row(("gzip",), lambda _: bomb(), TOO_LARGE),
    "gzip bomb, stacked": Row(("gzip, gzip",), lambda _: zipped(bomb()), TOO_LARGE),
    "br bomb": Row(("br",), lambda _: brotli.compress(ZEROS, quality=1), TOO_LARGE),
    "zstd bomb": Row(("zstd",), lambda _: zstd.compress(ZEROS), TOO_LARGE),
}
