"""A page that takes more time or memory than a page may: on record, and the run goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT, run_scrapy
from tests.crawler.project import Project
from tests.starting import starter
from tests.waiting import STUCK, until

NEWS = load_news()[:4]
ENDLESS, VAST, SILENT = "KHONG-BAO-GIO-HET", "TO-HON-BO-NHO", "KHONG-NOI-GI"
SLOW = "QUA-CHAM"
# What a parser with a fault would do with such a text; and less time than it has. What is SLOW has
# its time behind it at once: the kernel's signal is the same, and a second each time is spared.
FAULTY = f'''
    if "{SLOW}".encode() in page.body:
        __import__("signal").raise_signal(__import__("signal").SIGXCPU)
    if "{ENDLESS}".encode() in page.body:
        while True:
            pass
    if "{VAST}".encode() in page.body:
        bytes(1 << 31)
    if "{SILENT}".encode() in page.body:
        __import__("time").sleep(3600)
'''
READ = '    if not page.body.strip():\n        return NotAnArticle(page.url, GENERAL.label, "empty"'


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same program with a parser that some texts keep busy for ever."""
    project = Project.copy(ROOT, tmp_path_factory.mktemp("faulty"))
    for name, old, new in (
        ("parsers/reading.py", READ, FAULTY + READ),
        ("reader/pages.py", "cpu=10", "cpu=1"),
        ("crawler/run/stopping.py", "PATIENCE = 5.0", "PATIENCE = 0.0"),
    ):
        path = project.root / "kho_tin" / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, name
        path.write_text(text.replace(old, new), "utf-8")
    return project


def run(by: Project, archive: Path, *command: str) -> CompletedProcess[str]:
    return by.run(*command, ARCHIVE=str(archive), ENV_FILE=os.devnull)


@pytest.fixture
def site() -> Iterator[SampleServer]:
    with SampleServer(news=NEWS) as server:
        yield server


def test_it_is_on_record_and_read_again(
    faulty: Project, site: SampleServer, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    site.site.edit(NEWS[0].id, SLOW)
    site.site.edit(NEWS[1].id, VAST)
    start = ("crawl", "sample", "-a", f"start={site.url}")
    done = run(faulty, archive, *start)
    assert "2 new, 0 changed, 0 unchanged, 0 gone, 2 failed" in done.stdout
    problems = rows(archive, "SELECT message FROM problems WHERE kind = 'exceeded' ORDER BY 1")
    assert problems == [("needs more than 500 MB of memory",), ("not read in 1 s",)]
    assert rows(archive, "SELECT count(*) FROM articles") == [(2,)]
    assert run(faulty, archive, "verify").returncode == 0
    # A program that can read them does, by a rebuild or when it crawls again.
    done = run_scrapy("rebuild", "--into", tmp_path / "new.db", archive=archive)
    assert rows(tmp_path / "new.db", "SELECT count(*) FROM articles") == [(4,)]
    (tmp_path / "new.db").unlink()
    assert run_scrapy(*start, archive=archive).returncode == 0
    assert rows(archive, "SELECT count(*) FROM articles") == [(4,)]
    whole = rows(archive, "SELECT id, title, body FROM articles ORDER BY id")

    done = run(faulty, archive, "verify")
    assert done.returncode == 0, done.stdout
    assert "Note: 4 pages could not be read within the bounds" in done.stdout
    done = run(faulty, archive, "rebuild")
    assert done.returncode == 3, done.stdout
    assert f"{archive} was left as it is: 2 pages of stored articles could not be" in done.stdout
    assert f"-{NEWS[0].id}.html: not read in 1 s" in done.stdout
    assert rows(archive, "SELECT id, title, body FROM articles ORDER BY id") == whole
    assert run_scrapy("verify", archive=archive).returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_crawl_whatever_it_reads(
    number: signal.Signals, faulty: Project, site: SampleServer, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    site.site.edit(NEWS[0].id, SILENT)
    with (tmp_path / "out").open("w") as out:
        crawl = starter(faulty.root).start(
            ("crawl", "sample", "-a", f"start={site.url}"),
            {**os.environ, "ARCHIVE": str(archive), "ENV_FILE": os.devnull},
            *(out.fileno(), out.fileno()),
        )
    page = f"/{NEWS[0].alias}-{NEWS[0].id}.html"
    until(lambda: any(path == page for _, path, _ in site.requests), "the page is requested")
    until(lambda: archive.exists() and _is_kept(archive, page), "it is captured")
    crawl.send_signal(number)
    assert crawl.wait(STUCK) == 3, (tmp_path / "out").read_text()
    assert rows(archive, "SELECT verdict, ended, reason FROM runs") == [
        ("red", "stopped", f"stopped by {number.name}")
    ]
    assert run_scrapy("crawl", "sample", "-a", f"start={site.url}", archive=archive).returncode == 0
    assert rows(archive, "SELECT count(*) FROM articles") == [(4,)]


def _is_kept(archive: Path, page: str) -> bool:
    try:
        return bool(rows(archive, f"SELECT 1 FROM captures WHERE url LIKE '%{page}'"))
    except sqlite3.OperationalError:
        return False


def test_what_is_started_to_outlive_its_terminal_does(site: SampleServer, tmp_path: Path) -> None:
    """`nohup` has its command begin with SIGHUP ignored."""
    archive = tmp_path / "archive.db"
    hanging = f"/{NEWS[1].alias}-{NEWS[1].id}.html"
    site.site.hang = hanging
    scrapy = Path(sys.executable).with_name("scrapy")
    with (tmp_path / "out").open("w") as out:
        crawl = subprocess.Popen(
            [scrapy, "crawl", "sample", "-a", f"start={site.url}", "-s", "DOWNLOAD_TIMEOUT=2",
             "-s", "RETRY_TIMES=0"],
            cwd=ROOT, stdout=out, stderr=out,
            env={**os.environ, "ARCHIVE": str(archive), "ENV_FILE": os.devnull},
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
        )  # fmt: skip
    until(lambda: any(path == hanging for _, path, _ in site.requests), "the page is requested")
    crawl.send_signal(signal.SIGHUP)
    crawl.wait(STUCK)
    assert rows(archive, "SELECT ended FROM runs") == [("finished",)]


def test_a_saved_page(faulty: Project, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><p>{ENDLESS}</p></body></html>", "utf-8")
    done = faulty.run("read", str(page))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"kho-tin: {page}: not read in 1 s")
    assert done.stderr.count("\n") == 1
