"""A page that stops in the middle is seen to; one that is whole is not."""

from __future__ import annotations

from pathlib import Path

from kho_tin.parsers.html.whole import closes, is_left_open

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
