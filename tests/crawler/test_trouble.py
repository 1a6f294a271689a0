"""Wrong usage of a crawl: one line, exit code 2, and nothing is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.conftest import copied

Scrapy = Callable[..., CompletedProcess[str]]


WRONG = {
    ("crawl", "nonsense"): "no such site",
    ("crawl",): "one SITE",
    ("crawl", "sample", "-a", "since=last week"): "YYYY-MM-DD",
    ("crawl", "sample", "-a", "since=2022-01-01", "-a", "until=2021-01-01"): "swap them",
    ("crawl", "sample", "-a", "sinse=2022-01-01"): "unknown argument",
    ("crawl", "sample", "-a", "start=example.org"): "full address",
    ("crawl", "sample", "-a", "full=maybe"): "full=1",
    ("crawl", "sample", "-s", "DOWNLOAD_DELAY=abc"): "DOWNLOAD_DELAY=abc: give a number.",
    ("crawl", "sample", "--loglevel", "FOO"): "--loglevel FOO: choose CRITICAL, ERROR, WARNING",
    ("look", "sample", "-s", "PAGE_MAXSIZE=abc"): "PAGE_MAXSIZE=abc: give a number.",
    ("look", "kkt_phuyen", "-s", "CRAWL_HOURS=25-99", "-s", "CONTACT=an@x.vn"): "CRAWL_HOURS=25-99",
    ("crawl", "kkt_phuyen"): "CONTACT",
    ("crawl", "kkt_phuyen_portal"): "host=HOST",
    ("crawl", "kkt_phuyen_portal", "-a", "host=http://x.vn/"): "bare host name",
    ("crawl", "kkt_phuyen", "-a", "host=x.vn"): "leave -a host= out",
    ("read", "/nonexistent.html"): "No such file",
    ("read",): "one FILE",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_one_line_and_exit_2(words: tuple[str, ...], scrapy: Scrapy) -> None:
    done = scrapy(*words, CONTACT="")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert WRONG[words] in done.stderr


def test_an_archive_that_cannot_be(scrapy: Scrapy, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "x.db"
    other = tmp_path / "notes.db"
    other.write_text("not a database at all, but long enough to be taken for one" * 20)
    for archive in (missing, other, tmp_path):
        done = scrapy("crawl", "sample", ARCHIVE=str(archive))
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert str(archive) in done.stderr
    assert other.read_text().startswith("not a database")


def test_real_and_invented_news_stay_apart(
    scrapy: Scrapy, archive: Path, sample_archive: Path
) -> None:
    copied(sample_archive, archive.parent)
    with SampleServer(news=load_news()[:3]) as site:
        done = scrapy("crawl", "kkt_phuyen", "-a", f"start={site.url}")
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "ARCHIVE=/path/to/other.db" in done.stderr
        assert site.count == 0
