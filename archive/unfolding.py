"""Undoing the Content-Encoding in which a server sent a body, within bounds."""

from __future__ import annotations

import zlib

import brotli
from backports import zstd

LARGEST = 64 * 1024 * 1024  # bytes unfolded: a small body can unfold to any size


class Unreadable(Exception):
    """A body whose bytes cannot be had: damaged, too large, or in a coding that is not known."""


def unfold(body: bytes, content_encoding: str | None) -> bytes:
    """`body` as it was before it was encoded. Raises Unreadable."""
    for coding in reversed((content_encoding or "").lower().replace(" ", "").split(",")):
        if coding in ("", "identity"):
            continue
        try:
            body = _unfold(body, coding)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise Unreadable(f"damaged {coding}: {error}") from error
        if len(body) > LARGEST:
            raise Unreadable(f"more than {LARGEST} bytes when unfolded")
    return body


def _unfold(body: bytes, coding: str) -> bytes:
    """At most a byte more than LARGEST: by that byte the caller sees that there is more."""
    if coding in ("gzip", "x-gzip", "deflate"):
        # By the standard deflate is zlib's format; some servers leave its two bytes out.
        raw = coding == "deflate" and body[:1] != b"\x78"
        return zlib.decompressobj(-zlib.MAX_WBITS if raw else 47).decompress(body, LARGEST + 1)
    if coding == "br":
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=LARGEST + 1))
    if coding == "zstd":
        return bytes(zstd.ZstdDecompressor().decompress(body, LARGEST + 1))
    raise Unreadable(f"a Content-Encoding that is not known: {coding}")
