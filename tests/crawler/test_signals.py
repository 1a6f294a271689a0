"""SIGTERM and SIGINT: the first lets a crawl end well, the second ends it at once."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin.sample import SampleServer, SampleSite, load_news
from tests.conftest import copied
from tests.crawler.processes import Ended, children, running
from tests.sample.holding import HeldServer
from tests.waiting import STUCK, is_at_rest, until

NEWS = load_news()[::6]
Scrapy = Callable[..., CompletedProcess[str]]
PAUSE = 2 * STUCK  # seconds that a site asks for; nobody waits for them here


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


def interrupted(archive: Path, site: HeldServer, requests: int, number: int) -> Ended:
    """A crawl that gets this signal while the site is at work on the last of so many requests."""
    before = site.count
    site.allow(before + requests - 1)
    with running("crawl", "sample", "-a", f"start={site.url}", archive=archive) as crawl:
        until(lambda: site.count >= before + requests, f"{requests} requests")
        crawl.send(number)
        until(lambda: is_at_rest(crawl.pid), "the signal is taken")
        site.allow()
        ended = crawl.wait()
    # The page in hand, and none after it.
    assert site.count == before + requests
    return ended


def test_a_crawl_goes_on_where_it_was_stopped(archive: Path, scrapy: Scrapy) -> None:
    """In the listings, among the articles, and at once: the next one loses nothing."""
    with HeldServer(0, news=NEWS) as site:
        first = interrupted(archive, site, 2, signal.SIGINT)
        assert first.code == 3, first
        assert "stopped by SIGINT" in first.stdout
        assert first.stdout.endswith(
            "Exit code 3: somebody ended it. What was read is kept.\n"
            "Next: crawl again; it goes on where this one ended.\n"
        )
        assert "redesigned" not in first.stdout
        second = interrupted(archive, site, 8, signal.SIGTERM)
        assert second.code == 3, second
        assert rows(
            archive, "SELECT verdict, ended, reason, exit_code, finished IS NULL, failed FROM runs"
        ) == [
            ("red", "stopped", "stopped by SIGINT", 3, 0, 0),
            ("red", "stopped", "stopped by SIGTERM", 3, 0, 0),
        ]
        assert rows(archive, "SELECT count(*) FROM problems") == [(0,)]
        assert not list(archive.parent.glob("captures/*.open"))
        paths = [path for _, path, status in site.requests if status in (200, 304)]
        assert len(paths) == 10
        assert rows(archive, "SELECT count(*) FROM captures WHERE status IN (200, 304)") == [(10,)]
        articles = {f"/{each.alias}-{each.id}.html" for each in NEWS} & set(paths)
        assert rows(archive, "SELECT count(*) FROM articles") == [(len(articles),)]
        site.site.hang = f"/{NEWS[-1].alias}-{NEWS[-1].id}.html"
        third = at_once(archive, site, site.site.hang)
        assert third.code == 128 + signal.SIGTERM
        assert third.stderr.count("\n") == 1, third.stderr
        assert "stopped at once" in third.stderr
        site.site.hang = ""
        done = scrapy("crawl", "sample", "-a", f"start={site.url}")
    assert done.returncode == 0, done.stdout + done.stderr
    texts = rows(archive, "SELECT identity, title, body FROM articles")
    assert sorted(texts) == sorted((str(each.id), each.title, each.body) for each in NEWS)
    assert [each for (each,) in rows(archive, "SELECT verdict FROM runs")] == [
        "red", "red", "crashed", "ok",
    ]  # fmt: skip
    assert scrapy("verify").returncode == 0


def at_once(archive: Path, site: SampleServer, hanging: str) -> Ended:
    """A crawl that waits for a page which never comes, and is told twice."""
    with running("crawl", "sample", "-a", f"start={site.url}", archive=archive) as crawl:
        until(lambda: any(path == hanging for _, path, _ in site.requests), "the page is asked for")
        crawl.send(signal.SIGINT)
        until(lambda: is_at_rest(crawl.pid), "the signal is taken")
        crawl.send(signal.SIGTERM)
        return crawl.wait()


@pytest.mark.parametrize(
    "switches", [{"crawl_delay": PAUSE}, {"too_many": 1, "retry_after": PAUSE}]
)
def test_no_pause_is_waited_for(switches: dict[str, float], archive: Path) -> None:
    with SampleServer(site=SampleSite(NEWS, "vnpt", **switches)) as site:
        kept = ("-s", f"CRAWL_DELAY_LIMIT={PAUSE}", "-s", f"RETRY_AFTER_LIMIT={PAUSE}")
        start = ("-a", f"start={site.url}", *kept, "-L", "INFO")
        with running("crawl", "sample", *start, archive=archive) as crawl:
            pause = f"asks for {PAUSE}|pausing {PAUSE}"
            until(lambda: re.search(pause, crawl.stderr()), "the pause")
            until(lambda: is_at_rest(crawl.pid), "what is to be asked next waits for its turn")
            crawl.send(signal.SIGTERM)
            ended = crawl.wait()
        assert site.count == 1
    assert ended.code == 3
    assert rows(archive, "SELECT verdict, reason FROM runs") == [("red", "stopped by SIGTERM")]


def test_while_the_sample_site_is_started(archive: Path) -> None:
    with running("crawl", "sample", archive=archive) as crawl:
        until(lambda: children(crawl.pid), "the sample site is started")
        [child] = children(crawl.pid)
        crawl.send(signal.SIGTERM)
        ended = crawl.wait()
    assert ended.code == 3
    assert ended.stderr == "kho-tin: stopped by SIGTERM before anything was requested.\n"
    assert ended.stdout == ""
    assert not archive.exists()
    until(lambda: not Path(f"/proc/{child}").exists(), "the sample site ends")


def test_the_sample_site_ends_with_its_crawl(archive: Path) -> None:
    """However that ends."""
    with running("crawl", "sample", archive=archive) as crawl:
        until(archive.exists, "the crawl has the site's address")
        [child] = children(crawl.pid)
        crawl.send(signal.SIGKILL)
        crawl.wait()
    until(lambda: not Path(f"/proc/{child}").exists(), "the sample site ends")


STOPPED = {
    "verify": (130, "kho-tin: stopped; nothing is known of what was not looked at yet.\n"),
    "rebuild": (130, "kho-tin: stopped; the same command goes on from here.\n"),
    "export": (130, "kho-tin: stopped: nothing was exported.\n"),
    "import": (130, "kho-tin: stopped; the same command goes on from here.\n"),
}


@pytest.mark.long
@pytest.mark.parametrize(
    "verb",
    [
        "verify",
        "rebuild",
        "export",
        # A file of a run is taken over whole, or by the next import.
        pytest.param("import", marks=pytest.mark.damaged("left open by a crash")),
    ],
)
def test_ctrl_c_is_one_line(verb: str, sample_archive: Path, tmp_path: Path) -> None:
    """In the middle of what takes long."""
    archive = copied(sample_archive, tmp_path)
    [warc] = map(str, tmp_path.glob("captures/*.warc.gz"))
    if verb == "import":
        archive = tmp_path / "other" / "archive.db"
        archive.parent.mkdir()
    package = tmp_path / "x.wacz"
    commands: dict[str, tuple[list[str], Callable[[int], object]]] = {
        "verify": (["--jobs", "2"], children),
        "rebuild": (["--jobs", "2"], children),
        "export": (["wacz", str(package)], lambda _: list(tmp_path.glob("*x.wacz*"))),
        "import": (
            [warc, "--site", "sample"],
            lambda _: [
                each for each in archive.parent.glob("*/*.open") if each.stat().st_size > 9999
            ],
        ),
    }
    arguments, is_at_work = commands[verb]
    with running(verb, *arguments, archive=archive) as command:
        until(lambda: is_at_work(command.pid), f"{verb} is at work")
        command.send(signal.SIGINT)
        ended = command.wait()
    assert (ended.code, ended.stderr) == STOPPED[verb]
    assert not package.exists()
