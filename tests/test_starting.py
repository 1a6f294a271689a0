"""What most tests start is the `scrapy` tool itself, but for its imports."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT, run_scrapy
from tests.crawler.project import Project
from tests.sample.holding import HeldServer
from tests.starting import starter
from tests.waiting import STUCK, is_at_rest, until

NEWS = [next(each for each in load_news() if each.images and each.attachments)]


@pytest.mark.more
@pytest.mark.parametrize("words", [("crawl", "nonsense"), ("list",)], ids=" ".join)
def test_the_same_is_said(words: tuple[str, ...], archive: Path) -> None:
    ends = [run_scrapy(*words, archive=archive, forked=forked) for forked in (True, False)]
    forked, real = [(done.returncode, done.stdout, done.stderr) for done in ends]
    assert forked == real


def test_the_same_is_said_in_another_project(tmp_path: Path) -> None:
    """By a fork of the process that this project's tests share, with that project's sites."""
    project = Project.new(ROOT, tmp_path)
    site = (ROOT / "spiders" / "kkt_phuyen.py").read_text("utf-8")
    (tmp_path / "spiders" / "own.py").write_text(site.replace("kkt_phuyen", "own"), "utf-8")
    forked = starter(project.root).run(("list",), os.environ, STUCK, "kho-tin")
    real = subprocess.run(
        [sys.executable, "-P", "-m", "kho_tin", "list"],
        cwd=tmp_path, capture_output=True, text=True, timeout=STUCK, check=False,
    )  # fmt: skip
    assert "own" in real.stdout.split()
    assert forked.stdout == real.stdout
    assert (forked.returncode, forked.stderr) == (real.returncode, real.stderr) == (0, "")


@pytest.mark.more
def test_the_same_is_crawled(tmp_path: Path) -> None:
    """With the settings of its own environment, and none of the start before."""
    crawls = []
    for number, forked in enumerate((True, True, False)):
        archive = tmp_path / str(number) / "archive.db"
        archive.parent.mkdir()
        more = {} if number else {"CONTACT": "archivist@kho-tin.vn"}
        with SampleServer(news=NEWS) as site:
            start = ("-a", f"start={site.url}")
            done = run_scrapy("crawl", "sample", *start, archive=archive, forked=forked, **more)
            requests = [(path, status) for _, path, status in site.requests]
            agents = {each.headers["User-Agent"] for each in site.log}
        assert done.returncode == 0, done.stdout + done.stderr
        with closing(sqlite3.connect(archive)) as db:
            rows = db.execute("SELECT identity, content_sha256 FROM articles").fetchall()
            rows += db.execute("SELECT url, sha256, text FROM attachments").fetchall()
        lines = done.stdout.splitlines()
        crawls.append((requests, rows, lines[:2], len(lines), done.stderr, agents))
    with_contact, forked_one, real_one = crawls
    assert forked_one == real_one
    assert with_contact[:-1] == real_one[:-1]
    assert len(real_one[1]) == 1 + len(NEWS[0].attachments)
    assert len(with_contact[-1] | real_one[-1]) == 2


def site_is_asked(site: SampleServer, before: int) -> bool:
    return site.count > before


@pytest.mark.damaged("left open by a crash")
def test_it_is_a_process_that_ends_as_any(archive: Path) -> None:
    ends = {signal.SIGTERM: 3, signal.SIGKILL: -signal.SIGKILL}
    with HeldServer(0, news=NEWS) as site:
        for number, code in ends.items():
            count = site.count
            site.allow(count)
            crawl = starter(ROOT).start(
                ("crawl", "sample", "-a", f"start={site.url}"),
                {**os.environ, "ARCHIVE": str(archive)},
            )
            until(partial(site_is_asked, site, count), "the first request")
            with pytest.raises(subprocess.TimeoutExpired):
                crawl.wait(0.01)
            crawl.send_signal(number)
            until(partial(is_at_rest, crawl.pid), "the signal is taken")
            site.allow()
            assert crawl.wait(STUCK) == code
            with pytest.raises(ProcessLookupError):
                os.kill(crawl.pid, 0)
