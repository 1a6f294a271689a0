"""Crawling the same site again: what changes on it, and what does not."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin.sample import ORIGIN, SampleServer, load_news
from kho_tin.sample.vnpt import PAGE_SIZE
from tests.archive.indexed import Words, indexed
from tests.conftest import copied, run_scrapy

# Of one section as much as makes two pages of its listing; of the others every tenth article, with
# every kind of byline, picture and file.
LONGEST = "Tin tức - Sự kiện"
OF_LONGEST = [item for item in load_news() if item.category.name == LONGEST][-(PAGE_SIZE + 1) :]
NEWS = [
    item
    for number, item in enumerate(load_news())
    if item in OF_LONGEST or item.language == "en" or number % 10 == 0
]
NEWEST = NEWS[0]
# On the second page, and in no other listing.
DEEP = next(item for item in reversed(NEWS) if [c.name for c in item.categories] == [LONGEST])
FULL = ("-a", "full=1")

Crawl = Callable[..., CompletedProcess[str]]


@pytest.fixture
def site() -> Iterator[SampleServer]:
    with SampleServer(news=NEWS) as server:
        yield server


def at(hour: int) -> str:
    return f"2026-10-31T{hour:02}:00:00Z"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it was, crawled once."""
    archive = tmp_path_factory.mktemp("first") / "archive.db"
    with SampleServer(news=NEWS) as server:
        crawl = ("crawl", "sample", "-a", f"start={server.url}")
        done = run_scrapy(*crawl, archive=archive, KHO_TIN_CLOCK=at(0))
    assert done.returncode == 0, done.stdout + done.stderr
    return archive


@pytest.fixture
def crawled(first: Path, archive: Path) -> Path:
    return copied(first, archive.parent)


@pytest.fixture
def crawl(site: SampleServer, scrapy: Crawl) -> Crawl:
    hours = itertools.count(1)

    def crawl(*arguments: str, expect: int = 0) -> CompletedProcess[str]:
        clock = at(next(hours))
        start = ("-a", f"start={site.url}")
        done = scrapy("crawl", "sample", *start, *arguments, KHO_TIN_CLOCK=clock)
        assert done.returncode == expect, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return crawl


def rows(archive: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(archive)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def dump(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a crawl which finds nothing new must leave alone."""
    return {
        "articles": rows(archive, "SELECT id, identity, url, content_sha256, first_seen, "
                         "last_changed, capture, parser, body_html FROM articles ORDER BY id"),
        "revisions": rows(archive, "SELECT * FROM revisions ORDER BY article, number"),
        "images": rows(archive, "SELECT * FROM images ORDER BY article, position"),
        "attachments": rows(archive, "SELECT * FROM attachments ORDER BY article, position"),
        "index": sorted(words(archive).items()),
    }  # fmt: skip


def words(archive: Path) -> Words:
    with closing(sqlite3.connect(archive)) as db:
        return indexed(db)


def counts(archive: Path) -> list[tuple[Any, ...]]:
    return rows(archive, "SELECT verdict, new, changed, unchanged, gone, failed FROM runs")


@pytest.mark.more
def test_twice_changes_nothing(site: SampleServer, crawl: Crawl, crawled: Path) -> None:
    first, before = site.count, dump(crawled)
    crawl()
    assert counts(crawled)[1] == ("ok", 0, 0, 0, 0, 0)
    assert dump(crawled) == before
    # robots.txt, the home page, one page of each of its ten sections
    assert site.count - first == 2 + 10
    crawl(*FULL)
    assert counts(crawled)[2] == ("ok", 0, 0, len(NEWS), 0, 0)
    assert dump(crawled) == before


@pytest.mark.usefixtures("crawled")
def test_another_look_costs_no_body(site: SampleServer, crawl: Crawl) -> None:
    seen = len(site.requests)
    crawl(*FULL)
    articles = {f"/{item.alias}-{item.id}.html" for item in NEWS}
    statuses = [status for _, path, status in site.requests[seen:] if path in articles]
    assert statuses == [304] * len(NEWS)


def test_an_edit_is_a_revision(site: SampleServer, crawl: Crawl, crawled: Path) -> None:
    site.site.edit(NEWEST.id, "Ban Quản lý bổ sung một câu mới vào cuối bài.")
    site.site.retitle(NEWS[5].id, "Tiêu đề đã được sửa lại")
    crawl(*FULL)
    assert counts(crawled)[1] == ("ok", 0, 2, len(NEWS) - 2, 0, 0)
    revisions = rows(
        crawled,
        "SELECT identity, number, changed, revisions.body LIKE '%bổ sung một câu mới%', "
        "revisions.title FROM revisions JOIN articles ON articles.id = article "
        "WHERE number > 1 ORDER BY identity DESC",
    )
    assert [(row[0], row[1], json.loads(row[2])) for row in revisions] == [
        (str(NEWEST.id), 2, ["body"]),
        (str(NEWS[5].id), 2, ["title"]),
    ]
    assert revisions[0][3] == 1
    assert revisions[1][4] == "Tiêu đề đã được sửa lại"
    hits = rows(crawled, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?",
                '"tieu de da duoc sua lai"')  # fmt: skip
    assert hits == [(1,)]


def test_a_moved_article_is_the_same(site: SampleServer, crawl: Crawl, crawled: Path) -> None:
    site.site.move(NEWEST.id, "bi-danh-moi")
    crawl(*FULL)
    assert rows(crawled, "SELECT count(*) FROM articles") == [(len(NEWS),)]
    assert rows(crawled, "SELECT url FROM articles WHERE identity = ?", str(NEWEST.id)) == [
        (f"{ORIGIN}bi-danh-moi-{NEWEST.id}.html",)
    ]
    assert rows(crawled, "SELECT changed FROM revisions WHERE number = 2") == [('["url"]',)]


@pytest.mark.parametrize("how", ["404", "410", "soft"])
def test_what_is_removed_stays(how: str, site: SampleServer, crawl: Crawl, crawled: Path) -> None:
    site.site.remove(NEWEST.id, how)
    crawl(*FULL)
    assert counts(crawled)[1] == ("ok", 0, 0, len(NEWS) - 1, 1, 0)
    body = rows(crawled, "SELECT body FROM articles WHERE identity = ?", str(NEWEST.id))
    assert body == [(NEWEST.body,)]


def test_new_articles_alone_are_fetched(crawl: Crawl, site: SampleServer, archive: Path) -> None:
    site.site.set("now", "2026-06-30")
    crawl()
    article_count = rows(archive, "SELECT count(*) FROM articles")[0][0]
    assert 0 < article_count < len(NEWS)
    seen = len(site.requests)
    site.site.set("now", "2026-10-31")
    crawl()
    assert counts(archive)[1] == ("ok", len(NEWS) - article_count, 0, 0, 0, 0)
    pages = [path for _, path, _ in site.requests[seen:] if path.endswith(".html")]
    assert len([path for path in pages if path.count("/") == 1]) - 2 <= len(NEWS) - article_count


def test_window(crawl: Crawl, archive: Path) -> None:
    crawl("-a", "since=2021-01-01", "-a", "until=2021-12-31")
    expected = sorted(str(item.id) for item in NEWS if item.date.year == 2021)
    assert rows(archive, "SELECT identity FROM articles ORDER BY identity") == [
        (identity,) for identity in expected
    ]
    crawl("-a", "since=2020-06-01")
    newer = sum(item.date.isoformat() >= "2020-06-01" for item in NEWS)
    assert rows(archive, "SELECT count(*) FROM articles") == [(newer,)]


def test_a_crawl_cut_short_is_made_good(crawl: Crawl, site: SampleServer, archive: Path) -> None:
    """What a failed page left out deep in a listing is found by the next run."""
    site.site.fail = f"/{DEEP.alias}-{DEEP.id}.html"
    crawl("-s", "RETRY_TIMES=0")
    assert counts(archive) == [("ok", len(NEWS) - 1, 0, 0, 0, 1)]
    site.site.fail = ""
    crawl()
    assert rows(archive, "SELECT count(*) FROM articles") == [(len(NEWS),)]
