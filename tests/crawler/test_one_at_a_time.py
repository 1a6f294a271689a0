"""Two crawls never write one archive at once, however many are started."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive.lock import ArchiveBusy, ArchiveLock
from kho_tin.sample import load_news
from tests.crawler.processes import Running, running
from tests.sample.holding import HeldServer
from tests.waiting import until

NEWS = load_news()[::12]
Scrapy = Callable[..., CompletedProcess[str]]


def test_of_twenty_started_at_once_one_crawls(archive: Path, scrapy: Scrapy) -> None:
    """The others are gone while it is still at work: they do not wait for it."""
    with HeldServer(1, news=NEWS) as site, ExitStack() as stack:
        crawls: list[Running] = [
            stack.enter_context(
                running("crawl", "sample", "-a", f"start={site.url}", archive=archive)
            )
            for _ in range(20)
        ]
        until(lambda: sum(each.has_ended() for each in crawls) >= 19, "all but one are gone")
        site.allow()
        done = [each.wait() for each in crawls]
    assert sorted(each.code for each in done) == [0] + [75] * 19
    [holder] = [each for each in crawls if each.wait().code == 0]
    refused = [each for each in done if each.code == 75]
    for each in refused:
        assert each.stdout == ""
        assert each.stderr.startswith(f"kho-tin: {archive}: in use by crawl sample ")
        assert f"(pid {holder.pid}, since 20" in each.stderr
        assert len(each.stderr.splitlines()) == 1
        assert each.cpu < 2
    with closing(sqlite3.connect(archive)) as db:
        articles = db.execute("SELECT identity, title, body FROM articles").fetchall()
        runs = db.execute("SELECT verdict, new FROM runs").fetchall()
    assert sorted(articles) == sorted((str(each.id), each.title, each.body) for each in NEWS)
    assert runs == [("ok", len(NEWS))]
    assert scrapy("verify").returncode == 0


def test_who_holds_it_is_told(tmp_path: Path) -> None:
    """Whoever held it before, and whoever has only just got it."""
    archive = tmp_path / "archive.db"
    with ArchiveLock(archive, "crawl one"):
        pass
    assert (tmp_path / "archive.db.lock").read_text() == ""
    with ArchiveLock(archive, "crawl wayback") as lock:
        lock.tell("crawl two")
        with (
            pytest.raises(ArchiveBusy, match=r"in use by crawl two \(pid \d+, since 20"),
            ArchiveLock(archive, "crawl three"),
        ):
            pass


def test_a_crawl_listens_at_no_port(archive: Path) -> None:
    """Scrapy has a telnet console and a remote control that run what they are told."""
    with (
        HeldServer(1, news=NEWS) as site,
        running("crawl", "sample", "-a", f"start={site.url}", archive=archive) as crawl,
    ):
        until(lambda: site.count > 1, "the crawl has begun")
        sockets = set()
        for each in Path(f"/proc/{crawl.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                sockets.add(os.readlink(each))
        listening = {
            f"socket:[{row.split()[9]}]"
            for table in ("tcp", "tcp6")
            for row in Path(f"/proc/{crawl.pid}/net/{table}").read_text().splitlines()[1:]
            if row.split()[3] == "0A"  # TCP_LISTEN
        }
        assert listening  # the sample site's, of this very process
        assert sockets & listening == set()
        site.allow()
        assert crawl.wait().code == 0
