"""Answers that are not what was requested: of them nothing is concluded about any article."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crawler.discovery.board import HOME, SECTION, Board, crawl, page, path_of, rows
from tests.crawler.serving import HTML, Answer

NEWS = list(range(12, 0, -1))
NOWHERE = "/khong-tim-thay.html"
LAST_PAGE = f"{SECTION}?CurrentPage=3"
LATER = "2026-10-31T05:00:00Z"
DATED = "Sat, 01 Aug 2026 00:00:00 GMT"


def error_page() -> Answer:
    body = "<h1>Không tìm thấy trang</h1><p>Trang bạn yêu cầu không tồn tại.</p>"
    return Answer(page("Không tìm thấy trang", body), 200, HTML)


def states(archive: Path) -> set[tuple[str, str]]:
    return set(rows(archive, "SELECT identity, state FROM articles WHERE state != 'listed'"))


UNREAD: dict[str, Callable[[Answer], Answer]] = {
    "cut": lambda whole: replace(whole, body=whole.body[: len(whole.body) // 2]),
    "gzip that ends early": lambda whole: Answer(
        gzip.compress(whole.body)[:-40], 200, {**HTML, "Content-Encoding": "gzip"}
    ),
    "led to an error page": lambda _: Answer(b"", 302, {"Location": NOWHERE}),
    "a picture": lambda _: Answer(b"\x89PNG\r\n\x1a\n", 200, {"Content-Type": "image/png"}),
    "gone": lambda _: Answer(b"", 404, HTML),
}


@pytest.mark.parametrize("what", UNREAD)
def test_a_page_of_a_list_that_is_not_read_unlists_nothing(what: str, archive: Path) -> None:
    """The articles that only it names are there as before, though hardly a request failed."""
    board = Board(NEWS, NEWS)
    board.extra[NOWHERE] = error_page()
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        whole = Answer(board._section(replace(board.sent[-1], path=LAST_PAGE)), 200, HTML)
        board.extra[LAST_PAGE] = UNREAD[what](whole)
        crawl(start, archive, "-a", "full=1", clock=LATER)
    assert rows(archive, "SELECT walked FROM runs ORDER BY id") == [(1,), (0,)]
    assert states(archive) == set()


def test_what_leads_to_an_article_that_a_later_page_names(archive: Path) -> None:
    """It is read before that page, and is listed all the same."""
    board = Board([20, *NEWS], NEWS)
    old, new = path_of(20), path_of(1)
    board.listed = [20, *NEWS]
    board.extra[old] = Answer(b"", 302, {"Location": new})
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
    assert rows(archive, "SELECT verdict, walked FROM runs") == [("ok", 1)]
    assert states(archive) == set()


def test_what_no_list_names_is_unlisted_only_by_a_run_that_read_all_lists(archive: Path) -> None:
    """An address leads to an article that no list names, and then the lists are not read whole."""
    board = Board([30, *NEWS], [20, *NEWS])
    board.extra[path_of(20)] = Answer(b"", 302, {"Location": path_of(30)})
    board.extra[LAST_PAGE] = Answer(b"", 404, HTML)
    with board.served() as start:
        crawl(start, archive)
        assert rows(archive, "SELECT walked FROM runs") == [(0,)]
        assert states(archive) == set()
        del board.extra[LAST_PAGE]
        crawl(start, archive, "-a", "full=1", clock=LATER)
    assert rows(archive, "SELECT walked FROM runs ORDER BY id") == [(0,), (1,)]
    assert states(archive) == {("30", "unlisted")}


def test_what_was_unlisted_and_is_named_again_is_listed_once(archive: Path) -> None:
    """By a list that is read after it, and for an address that leads to it."""
    board = Board([30, *NEWS], [20, *NEWS])
    board.extra[path_of(20)] = Answer(b"", 302, {"Location": path_of(30)})
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        assert states(archive) == {("30", "unlisted")}
        board.listed = [20, *NEWS, 30]
        assert crawl(start, archive, "-a", "full=1", clock=LATER).returncode == 0
    sql = "SELECT state FROM observations WHERE article = "
    sql += "(SELECT id FROM articles WHERE identity = '30') AND run = 2 ORDER BY id"
    assert rows(archive, sql) == [("unlisted",), ("listed",)]
    assert states(archive) == set()


def test_a_redirect_takes_no_validators_along(archive: Path) -> None:
    """A page to which an article's address leads since it was taken down is asked for as it is: it
    has not changed since the article was seen, and says nothing of it."""
    board = Board([1], [1])
    board.extra[path_of(1)] = replace(
        Answer(board._article(1), 200, HTML), headers={**HTML, "Last-Modified": DATED}
    )
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        board.extra[path_of(1)] = Answer(b"", 302, {"Location": NOWHERE})
        board.extra[NOWHERE] = error_page()
        board.sent.clear()
        crawl(start, archive, "-a", "full=1", clock="2027-03-31T05:00:00Z")
    conditions = {sent.path: sent.headers.get("if-modified-since") for sent in board.sent}
    assert (conditions[path_of(1)], conditions[NOWHERE]) == (DATED, None)
    assert rows(archive, "SELECT state FROM observations ORDER BY id") == [("listed",), ("gone",)]


def test_a_field_that_is_sent_twice(archive: Path) -> None:
    """The crawl takes the last, and so does whoever reads its files: `verify` compares them."""
    board = Board([1], [1])
    twice = {
        "Content-Type": "text/html; charset=windows-1258",
        "content-type": HTML["Content-Type"],
    }
    board.extra[path_of(1)] = Answer(
        board._article(1), 200, {**twice, "ETag": '"a"', "etag": '"b"'}
    )
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
    sql = "SELECT encoding, etag FROM captures WHERE page_url = ?".replace(
        "?", f"'{HOME}{path_of(1)}'"
    )
    assert rows(archive, sql) == [("utf-8", '"b"')]


def test_a_long_pause_that_is_asked_for_in_the_end_is_kept(archive: Path) -> None:
    """The page is not requested a fourth time, and the site is left alone all the same."""
    board = Board(NEWS, NEWS)
    pauses = iter(("0", "0", "86400"))
    board.extra[path_of(12)] = lambda: Answer(b"", 429, {"Retry-After": next(pauses)})
    with board.served() as start:
        assert crawl(start, archive).returncode == 4
    assert board.paths()[-1] == path_of(12)
    assert rows(archive, "SELECT verdict, ended FROM runs") == [("blocked", "refused")]
