"""A site of which nothing names any news but its own links."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import run_scrapy
from tests.crawler.discovery.board import (
    HOME,
    SPIDERS,
    Board,
    crawl,
    numbers,
    page,
    path_of,
    rows,
    sources,
)  # fmt: skip
from tests.crawler.discovery.test_sources import robots, same_again, sitemap
from tests.crawler.serving import HTML, Answer

UNKNOWN = "cu_lao_moi"


def links(*paths: str) -> Answer:
    lines = "".join(f'<p><a href="{path}">Xem thêm {path}</a></p>' for path in paths)
    return Answer(page("Mục lục", f"<h1>Mục lục</h1>{lines}"), 200, HTML)


def board(articles: int) -> Board:
    """The home page leads to three folders, each to a part of the news and one to pages that lead
    on without end."""
    made = Board(list(range(1, articles + 1)), [])
    made.home = links("/a", "/b", "/tim-kiem?tu=1", "/anh.jpg", "https://elsewhere.example/").body
    made.extra = {
        "/robots.txt": robots(),
        "/a": links(*map(path_of, range(1, 8))),
        "/b": links("/c"),
        "/c": links(*map(path_of, range(8, articles + 1)), "/d"),
        "/d": links("/e"),
        "/e": links("/f"),
    }
    return made


def test_its_own_links_are_followed(archive: Path, tmp_path: Path) -> None:
    site = board(12)
    with site.served() as start:
        done = crawl(start, archive, spider=UNKNOWN)
        assert done.returncode == 0, done.stdout
        assert numbers(archive) == list(range(1, 13))
        # Within robots.txt, on the site, and four links from the home page.
        paths = site.paths()
        assert {"/a", "/b", "/c", "/d", "/e"} <= set(paths)
        assert not {"/f", "/tim-kiem?tu=1", "/anh.jpg"} & set(paths)
        assert len(paths) == len(set(paths))
        # A new article is found where others were, and nothing else is asked for again.
        site.sent.clear()
        site.numbers.append(13)
        site.extra["/a"] = links(*map(path_of, (13, *range(1, 8))))
        assert crawl(start, archive, spider=UNKNOWN, clock="2026-10-31T05:00:00Z").returncode == 0
    assert sorted(site.paths()) == ["/", "/a", "/b", "/robots.txt", path_of(13)]
    first, second = sources(archive)
    assert (first["link"]["articles"], first["link"]["unread"]) == (12, 5)
    assert second["link"]["articles"] == 8
    assert rows(archive, "SELECT DISTINCT state FROM articles") == [("listed",)]
    assert rows(archive, "SELECT * FROM problems") == []
    same_again(archive, tmp_path, UNKNOWN)


def test_they_are_the_last_source(archive: Path) -> None:
    site = board(12)
    site.extra["/sitemap.xml"] = sitemap(map(path_of, range(1, 4)))
    site.extra["/robots.txt"] = robots("/sitemap.xml")
    with site.served() as start:
        assert crawl(start, archive, spider=UNKNOWN).returncode == 0
        assert numbers(archive) == [1, 2, 3]
        assert "/a" not in site.paths()


def test_a_sitemap_of_static_pages_is_no_source(archive: Path) -> None:
    site = board(12)
    site.extra["/sitemap.xml"] = sitemap(["/gioi-thieu.html"])
    site.extra["/robots.txt"] = robots("/sitemap.xml")
    with site.served() as start:
        assert crawl(start, archive, spider=UNKNOWN).returncode == 0
    assert numbers(archive) == list(range(1, 13))


def test_a_known_system_without_listings_is_in_trouble(archive: Path) -> None:
    site = board(12)
    with site.served() as start:
        done = crawl(start, archive)
    assert "the home page is no listing" in done.stdout
    assert numbers(archive) == []


def test_what_cannot_be_read_is_kept_until_a_parser_comes(archive: Path, tmp_path: Path) -> None:
    site = board(12)
    del site.extra["/a"]
    with site.served() as start:
        crawl(start, archive, spider=UNKNOWN)
    kept = {url for (url,) in rows(archive, "SELECT page_url FROM captures WHERE status = 200")}
    assert {f"{HOME}/b", f"{HOME}/c"} <= kept
    done = run_scrapy("rebuild", *SPIDERS, "--into", tmp_path / "new.db", archive=archive)
    assert done.returncode == 0
