"""Listings and sources that have not changed: a quiet night costs next to nothing."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.crawler.discovery.board import SECTION, Board, crawl, numbers, path_of, rows, sources
from tests.crawler.discovery.test_sources import ALTERNATE, robots, rss, same_again, sitemap

# By the pages of listings: where a quiet night asks for sections and sources alone.
ARTICLES = 120
LONG = 5000


def test_what_has_not_changed_is_read_from_its_last_capture(archive: Path, tmp_path: Path) -> None:
    board = Board(list(range(20, 0, -1)), list(range(20, 0, -1)), head=ALTERNATE, with_etags=True)
    board.extra["/rss.xml"] = rss(range(15, 21))
    board.extra["/sitemap.xml"] = sitemap(map(path_of, range(1, 21)))
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        for hour in (5, 8):
            board.sent.clear()
            done = crawl(start, archive, clock=f"2026-10-31T{hour:02}:00:00Z")
            assert done.returncode == 0, done.stdout
            conditional = [s.path for s in board.sent if "if-none-match" in s.headers]
            assert {"/", SECTION, "/rss.xml", "/sitemap.xml"} <= set(conditional)
        # Something new stands in all of them.
        board.numbers.insert(0, 21)
        board.listed.insert(0, 21)
        board.extra["/rss.xml"] = rss(range(16, 22))
        assert crawl(start, archive, clock="2026-10-31T11:00:00Z").returncode == 0
    assert numbers(archive) == list(range(1, 22))
    runs = rows(archive, "SELECT verdict, listed, front_pages, front_listed, listings FROM runs")
    assert runs[1] == runs[2] == ("ok", 5, 3, 5, 3)
    first, second, third, _ = sources(archive)
    assert second == third
    assert [night["sitemap"]["articles"] for night in (first, second)] == [20, 20]
    statuses = rows(archive, "SELECT status, count(*) FROM captures WHERE run = 2 GROUP BY status")
    assert statuses == [(304, 5), (404, 1)]
    bodies = (
        "SELECT count(*) FROM captures JOIN captures AS original ON original.id = captures."
        "refers_to WHERE captures.status = 304 AND original.status = 200 AND original.run = 1"
    )
    assert rows(archive, bodies)[0][0] >= 10
    same_again(archive, tmp_path)


def test_a_page_that_was_not_whole_is_asked_for_again(archive: Path) -> None:
    board = Board([3, 2, 1], [3, 2, 1], with_etags=True)
    whole = Board._home(board)
    board.home = whole[: whole.index(b"</body>")]
    with board.served() as start:
        crawl(start, archive)
        board.sent.clear()
        crawl(start, archive, clock="2026-10-31T05:00:00Z")
    home = next(sent for sent in board.sent if sent.path == "/")
    assert "if-none-match" not in home.headers


@pytest.mark.more
@pytest.mark.parametrize(
    "articles", [ARTICLES, pytest.param(LONG, marks=pytest.mark.long)], ids=["few", "many"]
)
def test_a_quiet_night_costs_next_to_nothing(articles: int, archive: Path) -> None:
    news = list(range(articles, 0, -1))
    board = Board(news, news, size=15, head=ALTERNATE, with_etags=True)
    board.extra["/robots.txt"] = robots("/sitemap.xml")
    board.extra["/rss.xml"] = rss(news[:20])
    board.extra["/sitemap.xml"] = sitemap(map(path_of, news))
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        assert len(numbers(archive)) == articles
        board.sent.clear()
        assert crawl(start, archive, clock="2026-10-31T05:00:00Z").returncode == 0
    full, quiet = rows(archive, "SELECT requests, bytes FROM runs ORDER BY id")
    print(f"{articles} articles: {full[0]} requests, {full[1]} bytes; then {quiet}", os.linesep)
    paths = Counter(board.paths())
    assert set(paths.values()) == {1}
    # Robots, home, two sections, the feed, the sitemap: as many for any number of articles.
    assert quiet[0] == 6
    share = 0.01 if articles == LONG else 0.05
    assert quiet[0] < share * full[0]
    assert quiet[1] < share * full[1]
