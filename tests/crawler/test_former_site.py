"""The same news in WebSphere markup, as the board's former site had it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin.sample import NewsArticle, SampleServer, load_news
from tests.conftest import run_scrapy

NEWS = load_news()[::4]
ORIGIN = "http://former.example/"


@pytest.fixture(scope="module")
def site() -> Iterator[SampleServer]:
    with SampleServer(face="websphere", news=NEWS) as server:
        yield server


@pytest.fixture(scope="module")
def archive(site: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("former") / "archive.db"
    done = crawl(path, site)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def crawl(archive: Path, site: SampleServer, *arguments: str) -> CompletedProcess[str]:
    place = ("-a", "host=former.example", "-a", f"start={site.url}")
    # Soon after its newest article, for a site that has fallen silent is in trouble.
    clock = f"{NEWS[0].date}T12:00:00Z"
    return run_scrapy(
        "crawl", "kkt_phuyen_portal", *place, *arguments, archive=archive, KHO_TIN_CLOCK=clock
    )


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(archive)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


TRUTH: dict[str, Callable[[NewsArticle], object]] = {
    "title": lambda item: item.title,
    "published": lambda item: item.date.isoformat(),
    "author": lambda item: item.author,
    "source": lambda item: item.source,
    "body": lambda item: item.body,
    "language": lambda item: item.language,
    "parser": lambda item: "websphere@1",
}


def test_every_article_stands_once(archive: Path) -> None:
    assert rows(archive, "SELECT count(*), count(DISTINCT title) FROM articles") == [
        (len(NEWS), len({item.title for item in NEWS}))
    ]


@pytest.mark.parametrize("field", TRUTH)
def test_field_of_every_article(field: str, archive: Path) -> None:
    read = dict(rows(archive, f"SELECT url, {field} FROM articles"))
    assert read == {item.url(ORIGIN, "websphere"): TRUTH[field](item) for item in NEWS}


def test_again_changes_nothing(site: SampleServer, archive: Path) -> None:
    """Though every address and cache key on its pages is another."""
    before = rows(archive, "SELECT identity, url, content_sha256, capture FROM articles ORDER BY 1")
    done = crawl(archive, site, "-a", "full=1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(archive, "SELECT new, changed, unchanged FROM runs ORDER BY id DESC LIMIT 1") == [
        (0, 0, len(NEWS))
    ]
    after = rows(archive, "SELECT identity, url, content_sha256, capture FROM articles ORDER BY 1")
    assert after == before
