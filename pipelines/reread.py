"""Reading a page again from its capture, as the crawl read it from the wire."""

from __future__ import annotations

import zlib
from pathlib import Path

import brotli
from backports import zstd
from sqlite_utils import Database

import parsers
from archive import captures
from archive.captures import Capture
from archive.records import read_record
from archive.times import moment
from parsers.model import Page, Reading

LARGEST_PAGE = 64 * 1024 * 1024  # bytes unfolded, as DOWNLOAD_MAXSIZE bounds the crawl


class Unreadable(Exception):
    """A capture whose bytes cannot be had: damaged, or in a form that is not known."""


def read_again(db: Database, folder: Path, capture: Capture) -> Reading:
    """What today's parsers make of `capture`, whose WARC file lies in `folder`.

    Raises Unreadable, DamagedRecord and OSError.
    """
    return parsers.read(page_of(db, folder, capture))


def page_of(db: Database, folder: Path, capture: Capture) -> Page:
    """The page as the parsers want it. A revisit is read from the capture it refers to."""
    return Page(
        url=capture.page_url,
        body=body_of(db, folder, capture),
        encoding=capture.encoding,
        fetched_at=moment(capture.fetched_at),
    )


def body_of(db: Database, folder: Path, capture: Capture) -> bytes:
    """The bytes of a page, picture or document without Content-Encoding."""
    held = captures.get(db, capture.refers_to) if capture.refers_to else capture
    record = read_record(folder / held.warc, held.offset)
    return unfold(record.body, record.http("Content-Encoding"))


def unfold(body: bytes, content_encoding: str | None) -> bytes:
    """Undo Content-Encoding, within bounds. Raises Unreadable."""
    for coding in reversed((content_encoding or "").lower().replace(" ", "").split(",")):
        if coding in ("", "identity"):
            continue
        try:
            body, rest = _unfold(body, coding)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise Unreadable(f"damaged {coding}: {error}") from error
        if rest:
            raise Unreadable(f"more than {LARGEST_PAGE} bytes when unfolded")
    return body


def _unfold(body: bytes, coding: str) -> tuple[bytes, bool]:
    """The first LARGEST_PAGE bytes, and whether there are more."""
    if coding in ("gzip", "x-gzip", "deflate"):
        # deflate is zlib by the standard, and raw deflate by habit.
        raw = coding == "deflate" and body[:1] != b"\x78"
        gzip = zlib.decompressobj(-15 if raw else 47)
        return gzip.decompress(body, LARGEST_PAGE), bool(gzip.unconsumed_tail)
    if coding == "br":
        brotlis = brotli.Decompressor()
        whole = brotlis.process(body, output_buffer_limit=LARGEST_PAGE)
        return whole, not brotlis.is_finished() and len(whole) >= LARGEST_PAGE
    if coding == "zstd":
        zstds = zstd.ZstdDecompressor()
        whole = zstds.decompress(body, LARGEST_PAGE)
        return whole, not zstds.eof and len(whole) >= LARGEST_PAGE
    raise Unreadable(f"a Content-Encoding that is not known: {coding}")
