"""A page that stops in the middle is seen to; one that is whole is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kho_tin.parsers.html.completeness import closes, is_left_open

PAGES = sorted((Path(__file__).parent / "pages").glob("**/page.html"))


def test_whole_pages() -> None:
    assert len(PAGES) > 30
    for path in PAGES:
        assert not is_left_open(path.read_bytes()), path


def test_pages_cut_anywhere() -> None:
    """All but those that stop between two blocks that lie in no other, where a page may end."""
    seen = places = 0
    for path in PAGES:
        body = path.read_bytes()
        begins, last = body.lower().find(b"<div") + 5, body.lower().rfind(b"</div")
        if b"<html" in body and closes(body) and 5 <= begins < last:
            cuts = range(begins, last, max(1, (last - begins) // 20))
            places += len(cuts)
            seen += sum(is_left_open(body[:place]) for place in cuts)
    assert places > 300
    assert seen > 0.9 * places


def test_end_tags_may_be_left_out() -> None:
    assert not is_left_open(b"<html lang=vi><title>a</title><div><p>b</div>")
    assert not is_left_open(b"<div><p>a fragment, and no page")


@pytest.mark.parametrize("size", [2600, 200_000])
def test_what_stands_behind_the_end_says_nothing(size: int) -> None:
    after = b"<div><a href=http://khac.example/>x</a>" * (size // 39)
    for path in PAGES:
        body = path.read_bytes()
        if closes(body):
            assert closes(body + after), path
            assert not is_left_open(body + after), path
            assert not closes(body[: body.lower().rfind(b"</html")] + after), path


@pytest.mark.parametrize(
    "before",
    [
        b"<script>document.write('<html></html>')</script>",
        b"<!-- </html> -->",
        b"<script>'</html>'",
        b"<!-- </html>",
        b"<textarea></html></textarea>",
        b"<iframe srcdoc=x></html></iframe>",
    ],
)
def test_an_end_tag_that_is_none(before: bytes) -> None:
    assert not closes(b"<html><body>" + before + b"<div>" + b"tin " * 1000)
    assert is_left_open(b"<html><body>" + before + b"<div>" + b"tin " * 1000)


@pytest.mark.parametrize("part", [b"<!--", b"<script>", b"<script></script>", b"<", b"<title>"])
def test_looking_for_the_end_takes_no_time(part: bytes) -> None:
    began = time.process_time()
    assert not closes(part * (2_000_000 // len(part)))
    assert time.process_time() - began < 2
