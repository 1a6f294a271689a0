"""SIGKILL at any moment: what was acknowledged is there, nothing is there twice, all is whole."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive.database import connect
from kho_tin.archive.lock import ArchiveLock
from kho_tin.replay.recovery import recover
from kho_tin.sample import SampleServer
from tests.conftest import ROOT, run_scrapy
from tests.starting import starter
from tests.waiting import until, worked

SINCE = ("-a", "since=2025-06-01")
WHAT = (
    "SELECT identity, url, title, published, author, source, category, summary, body, body_html, "
    "content_sha256, parser, (SELECT count(*) FROM revisions WHERE article = articles.id), "
    "(SELECT group_concat(url || coalesce(caption, '') || (capture IS NOT NULL)) FROM images "
    " WHERE article = articles.id), "
    "(SELECT group_concat(url || sha256 || text) FROM attachments WHERE article = articles.id) "
    "FROM articles ORDER BY identity"
)


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(archive)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def crawl_and_kill(archive: Path, site: SampleServer, after: float) -> None:
    """Kill a crawl after so many seconds of processor time."""
    arguments = ("crawl", "sample", *SINCE, "-a", f"start={site.url}", "-a", "full=1")
    crawl = starter(ROOT).start(arguments, {**os.environ, "ARCHIVE": str(archive)})
    # Counted from the first request on: before it the program only begins.
    earlier_requests = site.count
    until(lambda: site.count > earlier_requests or crawl.poll() is not None, "the first request")
    with suppress(OSError):  # it has ended
        begun = worked(crawl.pid)
        until(lambda: worked(crawl.pid) > begun + after, "its time has come")
    crawl.kill()
    crawl.wait()


def rounds(archive: Path, count: int, seed: int) -> int:
    """Kill `count` crawls; return how many of them left a WARC file open."""
    chance = random.Random(seed)
    opened = 0
    with SampleServer(now="2026-10-01") as site:
        for number in range(count):
            crawl_and_kill(archive, site, chance.uniform(0, 0.4))
            if not archive.exists():
                continue
            identities = {row[0] for row in rows(archive, "SELECT identity FROM articles")}
            opened += len(list((archive.parent / "captures").glob("*.open")))
            with ArchiveLock(archive, "test"):
                db = connect(archive)
                recover(db, archive.parent / "captures")
                db.close()
            assert identities <= {row[0] for row in rows(archive, "SELECT identity FROM articles")}
            assert list((archive.parent / "captures").glob("*.open")) == []
            if number % 5 == 0:
                verified = run_scrapy("verify", archive=archive)
                assert verified.returncode == 0, f"round {number}: {verified.stdout}"
        done = run_scrapy("crawl", "sample", *SINCE, "-a", f"start={site.url}", archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr
        verified = run_scrapy("verify", archive=archive)
        assert verified.returncode == 0, verified.stdout
    return opened


@pytest.fixture(scope="module")
def never_killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("whole") / "archive.db"
    with SampleServer(now="2026-10-01") as site:
        done = run_scrapy("crawl", "sample", *SINCE, "-a", f"start={site.url}", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    return archive


def test_killed_three_times(archive: Path, never_killed: Path) -> None:
    assert rounds(archive, 3, seed=1) >= 1
    assert rows(archive, WHAT) == rows(never_killed, WHAT)


@pytest.mark.long
def test_killed_200_times(archive: Path, never_killed: Path) -> None:
    assert rounds(archive, 200, seed=2) >= 40
    assert rows(archive, WHAT) == rows(never_killed, WHAT)
