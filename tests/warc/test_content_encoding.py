"""The decoder of Content-Encoding, over the table of codings, and its bounds."""

from __future__ import annotations

import gzip
import random
import tracemalloc
from typing import Any

import brotli
import pytest
from backports import zstd

from kho_tin.settings import DOWNLOAD_MAXSIZE, PAGE_MAXSIZE
from kho_tin.warc.content_encoding import (
    LARGEST,
    LARGEST_PAGE,
    Decoded,
    TooLarge,
    Undecodable,
    decode,
    header_of,
)
from tests.codings import CUT, DAMAGED, ROWS, TOO_LARGE, WHOLE, Row

PAGE = (
    "<!DOCTYPE html><title>Tin</title>" + "".join(map(chr, range(0x1EA0, 0x1EF9))) * 20
).encode()


def rows(then: str) -> dict[str, Any]:
    chosen = {name: row for name, row in ROWS.items() if row.then == then}
    return {"argvalues": list(chosen.values()), "ids": list(chosen)}


BOMBS = {name: row for name, row in ROWS.items() if row.then == TOO_LARGE}


@pytest.mark.parametrize("row", **rows(WHOLE))
def test_whole(row: Row) -> None:
    sent = row.make(PAGE)
    assert decode(sent, row.value) == Decoded(PAGE, None, is_coded=sent != PAGE)


@pytest.mark.parametrize("row", **rows(CUT))
def test_cut(row: Row) -> None:
    decoded = decode(row.make(PAGE), row.value)
    assert decoded.cut
    assert decoded.cut.endswith("body ends before its end")
    assert PAGE.startswith(decoded.body)


@pytest.mark.parametrize("row", **rows(DAMAGED))
def test_damaged(row: Row) -> None:
    with pytest.raises(Undecodable) as error:
        decode(row.make(PAGE), row.value)
    assert error.value.coding in row.value.lower()


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_stay_in_bounds(name: str) -> None:
    row = BOMBS[name]
    sent = row.make(PAGE)
    assert len(sent) < 2 << 20
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decode(sent, row.value, LARGEST_PAGE)
        assert tracemalloc.get_traced_memory()[1] < LARGEST_PAGE + (8 << 20)
    finally:
        tracemalloc.stop()


def test_many_members_stay_in_bounds() -> None:
    with pytest.raises(Undecodable, match="more than 10000 members"):
        decode(gzip.compress(b"") * 100_000, "gzip")


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 300_000])
def test_every_size_is_whole(size: int) -> None:
    """Around the size of the pieces in which it is decoded, which must not look like its end."""
    body = bytes(size)
    for coding, pack in (("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstd.compress)):
        sent = pack(body)
        assert decode(sent, coding).cut is None
        assert decode(sent, coding, max(size, 1)).body == body
        if size:
            with pytest.raises(TooLarge):
                decode(sent, coding, size - 1)


def test_what_follows_the_end_of_br_wherever_that_is() -> None:
    body = random.Random(1).randbytes(100_000) + bytes(100_000)
    for more in (b"x", b"x" * 70_000):
        assert decode(brotli.compress(body, quality=3) + more, "br") == Decoded(body, None, True)


def test_text_is_never_taken_for_a_coding() -> None:
    chosen, letters = random.Random(2), '<>{}[]"/ \n9Zc{thờiđiểm'
    for _ in range(500):
        text = "".join(chosen.choices(letters, k=chosen.randint(40, 300))).encode()
        for coding in ("gzip", "deflate", "br", "zstd"):
            assert decode(text, coding) == Decoded(text)


def test_an_empty_body_is_empty_in_every_coding() -> None:
    for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip"):
        assert decode(b"", coding) == Decoded(b"")


def test_the_bounds_are_those_of_a_crawl() -> None:
    assert (LARGEST, LARGEST_PAGE) == (DOWNLOAD_MAXSIZE, PAGE_MAXSIZE)


def test_all_headers_of_the_name_are_one() -> None:
    headers = [(b"content-encoding", b"deflate"), (b"Vary", b"br"), (b"Content-Encoding", b"gzip")]
    assert header_of(headers) == "deflate, gzip"
    assert header_of(headers[1:2]) == ""
