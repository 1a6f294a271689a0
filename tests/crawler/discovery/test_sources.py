"""Sitemaps, feeds and endpoints of a site: what they alone name is fetched, counted, replayed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conftest import run_scrapy
from tests.crawler.discovery.board import (
    HOME,
    SPIDERS,
    TEXT,
    Board,
    crawl,
    numbers,
    page,
    path_of,
    rows,
    sources,
)
from tests.crawler.serving import HTML, Answer
from tests.lives.rows import differences, differences_of_import

XML = {"Content-Type": "application/xml"}
RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
JSON = {"Content-Type": "application/json; charset=utf-8"}
ALTERNATE = '<link rel="alternate" type="application/rss+xml" title="Tin" href="/rss.xml">'
WORDPRESS = '<link rel="https://api.w.org/" href="http://www.culao.example/wp-json/">'


def sitemap(paths: Iterable[str], lastmod: str = "2021-06-02") -> Answer:
    lines = "".join(
        f"<url><loc>{HOME}{path}</loc><lastmod>{lastmod}</lastmod></url>" for path in paths
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{space}">{lines}</urlset>'
    return Answer(text.encode(), 200, XML)


def index(*paths: str) -> Answer:
    lines = "".join(f"<sitemap><loc>{HOME}{path}</loc></sitemap>" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Answer(f'<sitemapindex xmlns="{space}">{lines}</sitemapindex>'.encode(), 200, XML)


def robots(*paths: str) -> Answer:
    lines = "".join(f"Sitemap: {HOME}{path}\n" for path in paths)
    return Answer(f"User-agent: *\nDisallow: /tim-kiem\n{lines}".encode())


def rss(of: Iterable[int]) -> Answer:
    items = "".join(
        f"<item><title>Tin họp ban số {n}</title><link>{HOME}{path_of(n)}</link>"
        "<pubDate>Wed, 02 Jun 2021 08:30:00 +0700</pubDate></item>"
        for n in of
    )
    text = f'<rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'
    return Answer(text.encode(), 200, RSS)


def posts(of: Iterable[int], pages: int) -> Answer:
    data = [
        {
            "link": HOME + path_of(n),
            "title": {"rendered": f"Tin họp ban số {n} &amp; việc khác"},
            "date_gmt": "2021-06-02T01:30:00",
            "modified_gmt": "2021-06-02T01:30:00",
        }
        for n in of
    ]
    body = json.dumps(data).encode()
    return Answer(body, 200, {**JSON, "X-WP-TotalPages": str(pages)})


def same_again(archive: Path, tmp_path: Path, site: str = "cu_lao") -> None:
    """A rebuild and an import give what the crawls gave."""
    rebuilt = tmp_path / "rebuilt.db"
    done = run_scrapy("rebuild", "--into", rebuilt, archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(differences(archive, rebuilt)) == []
    other = tmp_path / "imported" / "archive.db"
    other.parent.mkdir()
    files = sorted((archive.parent / "captures").glob("*.warc.gz"))
    run_scrapy("import", "--site", site, *SPIDERS, *files, archive=other)
    assert list(differences_of_import(archive, other)) == []


def test_sitemaps_named_in_robots(archive: Path, tmp_path: Path) -> None:
    """An index, of a part packed with gzip and a part of tags; the listing names less."""
    other = [f"/gioi-thieu/muc-{n}.html" for n in range(9)]
    board = Board(list(range(1, 13)), list(range(1, 6)))
    packed = gzip.compress(sitemap([*map(path_of, range(1, 13)), *other]).body)
    board.extra = {
        "/robots.txt": robots("/so-do/index.xml"),
        "/so-do/index.xml": index("/so-do/post-1.xml.gz", "/so-do/tags-1.xml"),
        "/so-do/post-1.xml.gz": Answer(packed, 200, {"Content-Type": "application/gzip"}),
        "/so-do/tags-1.xml": sitemap(["/tag/a"]),
    }
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        assert numbers(archive) == list(range(1, 13))
        assert "/sitemap.xml" not in board.paths()
        assert "/so-do/tags-1.xml" not in board.paths()
        # Of what looks otherwise a few are tried, and remembered.
        assert sum(path.startswith("/gioi-thieu") for path in board.paths()) == 5
        board.sent.clear()
        board.numbers += [13]
        board.extra["/so-do/post-1.xml.gz"] = sitemap([*map(path_of, range(1, 14)), *other])
        assert crawl(start, archive, clock="2026-11-01T02:00:00Z").returncode == 0
    assert board.paths().count(path_of(13)) == 1
    assert not any(path.startswith("/gioi-thieu") for path in board.paths())
    assert sources(archive) == [
        {
            "listing": {"named": 5, "articles": 5, "alone": 0},
            "sitemap": {"named": 21, "articles": 12, "alone": 7},
        },
        {
            "listing": {"named": 5, "articles": 5, "alone": 0},
            "sitemap": {"named": 22, "articles": 13, "alone": 8},
        },
    ]
    # Only what a whole walk of the listings leaves out is unlisted: the second was none.
    states = dict(rows(archive, "SELECT identity, state FROM articles"))
    assert {key for key, state in states.items() if state == "listed"} == {*"12345", "13"}
    same_again(archive, tmp_path)


def test_a_site_of_a_sitemap_alone(archive: Path, tmp_path: Path) -> None:
    board = Board(list(range(1, 21)), [])
    board.home = b"<!DOCTYPE html><html><body><h1>Ban</h1><p>Xin ch\xc3\xa0o.</p></body></html>"
    board.extra["/sitemap.xml"] = sitemap(map(path_of, range(1, 21)))
    with board.served() as start:
        done = crawl(start, archive)
        assert done.returncode == 0, done.stdout
        assert numbers(archive) == list(range(1, 21))
        assert rows(archive, "SELECT DISTINCT state FROM articles") == [("listed",)]
        board.sent.clear()
        assert crawl(start, archive, clock="2026-10-31T05:00:00Z").returncode == 0
        assert board.paths() == ["/robots.txt", "/", "/sitemap.xml"]
        # It is gone: that does not pass for a quiet night.
        del board.extra["/sitemap.xml"]
        done = crawl(start, archive, clock="2026-10-31T08:00:00Z")
    assert done.returncode == 3
    assert "the sitemap names 0 articles, 20 before" in done.stdout
    assert rows(archive, "SELECT count(*) FROM articles WHERE state != 'listed'") == [(0,)]
    same_again(archive, tmp_path)


def test_a_feed(archive: Path, tmp_path: Path) -> None:
    board = Board(list(range(1, 11)), list(range(1, 6)), head=ALTERNATE)
    board.extra["/rss.xml"] = rss(range(4, 8))
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        assert numbers(archive) == list(range(1, 8))
        board.extra["/rss.xml"] = Answer(b"", 410)
        done = crawl(start, archive, clock="2026-10-31T05:00:00Z")
    assert "the feed names 0 articles, 4 before" in done.stdout
    first, second = sources(archive)
    assert first["feed"] == {"named": 4, "articles": 4, "alone": 2}
    assert second["feed"] == {"named": 0, "articles": 0, "alone": 0, "unread": 1}
    same_again(archive, tmp_path)


def test_a_feed_settles_the_order_of_dates(archive: Path, tmp_path: Path) -> None:
    """Of dates that may be read both ways, on pages that declare none."""
    board = Board([1, 2, 3], [1, 2, 3], head=ALTERNATE)
    for number in board.numbers:
        text = "".join(f"<p>{each.format(n=number)}</p>" for each in TEXT)
        shown = f"<h1>Tin họp ban số {number}</h1><p>06/02/2021</p>{text}"
        html = page(f"Tin họp ban số {number}", f"<article>{shown}</article>")
        board.extra[path_of(number)] = Answer(html, 200, HTML)
    board.extra["/rss.xml"] = rss([1, 2, 3])
    with board.served() as start:
        assert crawl(start, archive, spider="cu_lao_moi").returncode == 0
    assert rows(archive, "SELECT published FROM articles") == [("2021-06-02",)] * 3
    same_again(archive, tmp_path, "cu_lao_moi")


def test_what_only_looks_like_a_feed(archive: Path) -> None:
    """On record as such, and neither a problem nor a red run."""
    board = Board([1, 2], [1, 2], head=ALTERNATE)
    board.extra["/rss.xml"] = Answer(b'[{"Title":"Tin"}]', 200, RSS)
    board.extra["/sitemap.xml"] = sitemap(["/so-do.html", "/lien-he.html"])
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        board.sent.clear()
        assert crawl(start, archive, clock="2026-10-31T05:00:00Z").returncode == 0
    assert rows(archive, "SELECT * FROM problems") == []
    first, second = sources(archive)
    assert first["feed"] == {"named": 0, "articles": 0, "alone": 0, "unread": 1}
    assert first["sitemap"] == {"named": 2, "articles": 0, "alone": 0}
    # A sitemap that names nothing of the site's is not asked for again every night.
    assert "sitemap" not in second
    assert "/so-do.html" not in board.paths()


def test_an_endpoint(archive: Path, tmp_path: Path) -> None:
    board = Board(list(range(1, 106)), [1, 2], head=WORDPRESS)
    at = "/wp-json/wp/v2/posts?per_page=100&page={}&_fields=link,date_gmt,modified_gmt,title"
    board.extra[at.format(1)] = posts(range(1, 101), 2)
    board.extra[at.format(2)] = posts(range(101, 106), 2)
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        assert numbers(archive) == list(range(1, 106))
        board.sent.clear()
        assert crawl(start, archive, clock="2026-10-31T05:00:00Z").returncode == 0
    # On a quiet night its first page is enough.
    assert [path for path in board.paths() if "wp-json" in path] == [at.format(1)]
    assert sources(archive)[0]["endpoint"] == {"named": 105, "articles": 105, "alone": 103}
    same_again(archive, tmp_path)


@pytest.mark.parametrize("role", ["sitemap", "feed"])
def test_hostile_sources_cost_one_request(role: str, archive: Path) -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{"&a;" if n == 0 else f"&a{n - 1};" * 10}">' for n in range(9))
        + "]><urlset><url><loc>http://www.culao.example/&a8;</loc></url></urlset>"
    )
    board = Board([1, 2], [1, 2], head=ALTERNATE)
    board.extra["/sitemap.xml" if role == "sitemap" else "/rss.xml"] = Answer(
        bomb.encode(), 200, XML
    )
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
    assert numbers(archive) == [1, 2]


def test_lastmod_makes_an_article_due(archive: Path) -> None:
    board = Board([1, 2, 3], [1, 2, 3])
    board.extra["/sitemap.xml"] = sitemap(map(path_of, [1, 2, 3]))
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        board.sent.clear()
        text = sitemap([path_of(2)], "2026-10-31T11:30:00+07:00").body
        board.extra["/sitemap.xml"] = Answer(text, 200, XML)
        assert crawl(start, archive, clock="2026-10-31T05:00:00Z").returncode == 0
    assert [path for path in board.paths() if path.startswith("/tin-so")] == [path_of(2)]


def test_a_page_of_another_kind_is_no_article(archive: Path, tmp_path: Path) -> None:
    """It reads as one by itself, and not as this site's are; neither does a redesign fill the
    archive by way of the sitemap."""
    text = "".join(f"<p>Đoạn {n}: kế hoạch nghỉ lễ và phân công trực.</p>" for n in "123")
    other = page(
        "Thông báo nghỉ lễ",
        f"<article><h1>Thông báo nghỉ lễ</h1><time>02/06/2021</time>{text}"
        '<img src="/anh-nghi-le.jpg" width="600" height="400"></article>',
    )
    board = Board(list(range(1, 11)), list(range(1, 7)))
    board.extra["/sitemap.xml"] = sitemap([*map(path_of, range(1, 11)), "/thong-bao-99.html"])
    board.extra["/thong-bao-99.html"] = Answer(other, 200, HTML)
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
    assert "/thong-bao-99.html" in board.paths()
    assert "/anh-nghi-le.jpg" not in board.paths()
    assert numbers(archive) == list(range(1, 11))
    assert sources(archive)[0]["link"] == {"named": 0, "articles": 0, "alone": 0, "unread": 1}
    same_again(archive, tmp_path)


def test_what_is_erased_is_not_fetched_again(archive: Path) -> None:
    board = Board([1, 2, 3], [1])
    board.extra["/sitemap.xml"] = sitemap(map(path_of, range(1, 4)))
    with board.served() as start:
        assert crawl(start, archive).returncode == 0
        ((pid,),) = rows(archive, "SELECT pid FROM articles WHERE identity = '3'")
        by = ("--by", "Nguyễn Hòa", "--why", "theo yêu cầu")
        done = run_scrapy("erase", pid, *by, archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr
        board.sent.clear()
        crawl(start, archive, clock="2026-11-30T05:00:00Z")
    assert path_of(3) not in board.paths()
