"""A site that goes away in the middle of a crawl is not requested page after page."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.http import Request
from scrapy.utils.test import get_crawler

from kho_tin.crawler.http.host_failures import MOST, HostFailures
from kho_tin.crawler.http.offsite import HostSilent
from kho_tin.crawler.http.politeness import PolitenessMiddleware
from kho_tin.sample import SampleServer, load_news
from tests.conftest import Scrapy


def test_given_up_after_ten_requests_without_an_answer(scrapy: Scrapy, archive: Path) -> None:
    with SampleServer(news=load_news()[:30], cut="/*-1[0-9][0-9][0-9].html") as site:
        done = scrapy("crawl", "sample", "-a", f"start={site.url}", "-s", "RETRY_TIMES=0")
        articles = [path for _, path, _ in site.requests if re.search(r"-1\d{3}\.html", path)]
        # The next may be on its way before the tenth has failed.
        assert len(articles) in (MOST, MOST + 1)
        assert done.returncode == 3
        reason = f"no answer to {MOST} requests in a row: given up"
        assert f"sample: red - {reason}" in done.stdout
        assert "Traceback" not in done.stderr
        with closing(sqlite3.connect(archive)) as db:
            ((ended, failed),) = db.execute("SELECT ended, failed FROM runs")
            assert (ended, failed) == ("failed", len(articles))
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        site.site.cut = ""
        done = scrapy("crawl", "sample", "-a", f"start={site.url}")
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(sqlite3.connect(archive)) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (30,)


def test_a_host_of_pictures_that_is_gone_ends_no_run() -> None:
    host_failures = HostFailures("https://board.example/")
    for number in range(MOST - 1):
        assert not host_failures.is_at_end(f"https://media.example/{number}.jpg")
    host_failures.answered("https://media.example/9.jpg")
    for number in range(MOST):
        assert host_failures.dead == set()
        assert not host_failures.is_at_end(f"https://media.example/{number}.jpg")
    assert host_failures.dead == {"media.example"}
    ends = [host_failures.is_at_end(f"http://www.board.example/{number}") for number in range(MOST)]
    assert ends == [False] * (MOST - 1) + [True]
    crawler = get_crawler(settings_dict={"CRAWL_DELAY_LIMIT": 60, "RETRY_AFTER_LIMIT": 300})
    crawler.spider = SimpleNamespace(run=SimpleNamespace(host_failures=host_failures))  # type: ignore[assignment]
    with pytest.raises(HostSilent, match="not requested"):
        PolitenessMiddleware(crawler).process_request(Request("https://media.example/99.jpg"))
