"""What goes wrong on a site, and what the crawl then says: exit code, one line, no bad row."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from sample import SampleServer, load_news

# Every third article: on three pages of listings, with every kind of byline, picture and file.
NEWS = load_news()[::3]
NEWEST = NEWS[0]
Scrapy = Callable[..., CompletedProcess[str]]


def crawl(scrapy: Scrapy, site: SampleServer, *arguments: str) -> CompletedProcess[str]:
    done = scrapy("crawl", "sample", "-a", f"start={site.url}", *arguments)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(archive)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


REFUSALS = {
    "forbidden": ({"forbid": True}, "answered 403"),
    "wall that never opens": ({"wall": "d1n-never"}, "cookie wall"),
    "429 without end": ({"too_many": 1000, "retry_after": 0}, "answered 429"),
    "503 without end": ({"unavailable": 1000, "retry_after": 0}, "answered 503"),
    "robots.txt": ({"robots_disallow": ("/",)}, "robots.txt"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refused(case: str, scrapy: Scrapy, archive: Path) -> None:
    switches, words = REFUSALS[case]
    with SampleServer(news=NEWS, **switches) as site:
        done = crawl(scrapy, site)
    assert done.returncode == 4, done.stdout + done.stderr
    verdict, reason = rows(archive, "SELECT verdict, reason FROM runs")[0]
    assert verdict == "blocked"
    assert words in reason
    assert words in done.stdout
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]


HARMLESS = {
    "cookie wall": {"wall": "d1n"},
    "cookie wall with an expiry date": {"wall": "d1n-expires"},
    "429, then well": {"too_many": 2, "retry_after": 1},
    "503, then well": {"unavailable": 1, "retry_after": 1},
    "twins": {"twins": True},
    "session ids": {"session_ids": True},
    "NFD": {"charset": "nfd"},
    "windows-1258": {"charset": "windows-1258"},
    "wrong charset label": {"charset": "mislabelled"},
    "endless pager": {"pager": "endless"},
    "calendar": {"calendar": True},
    "many links": {"many_links": 300},
}


@pytest.mark.parametrize("case", HARMLESS)
def test_overcome(case: str, scrapy: Scrapy, archive: Path) -> None:
    with SampleServer(news=NEWS, **HARMLESS[case]) as site:
        done = crawl(scrapy, site)
        asked = site.count
    assert done.returncode == 0, done.stdout + done.stderr
    read = rows(archive, "SELECT identity, title, author, published, body FROM articles")
    truth = [(str(i.id), i.title, i.author, i.date.isoformat(), i.body) for i in NEWS]
    assert sorted(read, key=str) == sorted(truth, key=str)
    assert asked < 600


BROKEN = {
    "500": {"fail": "{page}", "fail_status": 500},
    "hangs": {"hang": "{page}"},
    "cut": {"cut": "{page}"},
    "longer than it says": {"length_under": "{page}"},
    "shorter than it says": {"length_over": "{page}"},
    "drips": {"drip": "{page}"},
    "bomb": {"bomb": "{page}"},
    "off the site": {"off_site": "{page}"},
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_bad_page_is_a_problem_on_record(case: str, scrapy: Scrapy, archive: Path) -> None:
    page = f"/{NEWEST.alias}-{NEWEST.id}.html"
    switches = {name: page if value == "{page}" else value for name, value in BROKEN[case].items()}
    with SampleServer(news=NEWS, **switches) as site:
        done = crawl(scrapy, site, "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=6")
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(archive, "SELECT count(*) FROM articles") == [(len(NEWS) - 1,)]
    assert rows(archive, "SELECT failed FROM runs") == [(1,)]
    assert [url for (url,) in rows(archive, "SELECT DISTINCT url FROM problems")] == [
        f"https://vungsuong.example{page}"
    ]


@pytest.mark.parametrize("layout", ["renamed", "partly"])
def test_a_changed_layout_is_red_and_overwrites_nothing(
    layout: str, scrapy: Scrapy, archive: Path
) -> None:
    with SampleServer(news=NEWS) as site:
        assert crawl(scrapy, site).returncode == 0
        before = rows(archive, "SELECT identity, content_sha256 FROM articles ORDER BY id")
        site.site.layout = layout
        site.site.now = "2026-12-31"
        done = crawl(scrapy, site, "-a", "full=1")
    assert done.returncode == 3, done.stdout + done.stderr
    assert rows(archive, "SELECT identity, content_sha256 FROM articles ORDER BY id") == before
    assert rows(archive, "SELECT verdict FROM runs")[1] == ("red",)


def test_crawl_delay_is_obeyed(scrapy: Scrapy, archive: Path) -> None:
    with SampleServer(news=NEWS, crawl_delay=0.2) as site:
        done = crawl(scrapy, site, "-a", "since=2026-06-01")
        times = [logged.at for logged in site.log]
    assert done.returncode == 0, done.stdout + done.stderr
    gaps = [later - earlier for earlier, later in pairwise(times[1:])]
    assert len(gaps) >= 10
    assert min(gaps) > 0.19


def test_the_crawler_says_who_it_is(scrapy: Scrapy) -> None:
    with SampleServer(news=NEWS) as site:
        crawl(scrapy, site, "-a", "since=2026-09-01", "-s", "CONTACT=archivist@example.org")
        agents = {logged.headers["User-Agent"] for logged in site.log}
    assert len(agents) == 1
    assert agents.pop().startswith("KhoTin/")


WRONG = {
    ("crawl", "nonsense"): "no such site",
    ("crawl",): "one SITE",
    ("crawl", "sample", "-a", "since=last week"): "YYYY-MM-DD",
    ("crawl", "sample", "-a", "since=2022-01-01", "-a", "until=2021-01-01"): "swap them",
    ("crawl", "sample", "-a", "sinse=2022-01-01"): "unknown argument",
    ("crawl", "sample", "-a", "start=example.org"): "full address",
    ("crawl", "sample", "-a", "full=maybe"): "full=1",
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
    archive.write_bytes(sample_archive.read_bytes())
    with SampleServer(news=NEWS) as site:
        done = scrapy("crawl", "kkt_phuyen", "-a", f"start={site.url}")
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert "ARCHIVE=/path/to/other.db" in done.stderr
        assert site.count == 0


def test_a_second_crawl_waits_its_turn(scrapy: Scrapy, archive: Path, root: Path) -> None:
    holder = subprocess.Popen(
        ["flock", "-o", str(archive) + ".lock", "sleep", "30"], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(50):
            if Path(str(archive) + ".lock").exists():
                break
            subprocess.run(["sleep", "0.1"], check=True)
        done = scrapy("crawl", "sample")
    finally:
        holder.kill()
        holder.wait()
    assert done.returncode == 75
    assert len(done.stderr.splitlines()) == 1
    assert scrapy("crawl", "sample").returncode == 0
