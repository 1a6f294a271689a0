"""Captures or a database that are not there: no crawl begins anew over them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.conftest import copied, run_scrapy

Scrapy = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def site() -> Iterator[SampleServer]:
    with SampleServer(news=load_news()[:3]) as server:
        yield server


@pytest.fixture(scope="module")
def crawled(site: SampleServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two crawls of three articles."""
    archive = tmp_path_factory.mktemp("crawled") / "archive.db"
    for clock in ("2026-10-31T02:00:00Z", "2026-11-01T02:00:00Z"):
        done = run_scrapy(
            "crawl", "sample", "-a", f"start={site.url}", archive=archive, KHO_TIN_CLOCK=clock
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return archive


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    return copied(crawled, tmp_path / "copy")


def counts(archive: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(archive)) as db:
        number = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM runs)"
        counted: tuple[int, int] = db.execute(number).fetchone()
        return counted


def refused(done: CompletedProcess[str], *words: str) -> None:
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("is_empty", [False, True], ids=["gone", "empty"])
def test_captures_that_are_gone(
    is_empty: bool, scrapy: Scrapy, archive: Path, site: SampleServer
) -> None:
    folder = archive.with_name("captures")
    folder.rename(archive.with_name("elsewhere"))
    if is_empty:  # where a disk is to be mounted
        folder.mkdir()
    before = site.count
    notices = archive.with_name("told")
    crawl = ("crawl", "sample", "-a", f"start={site.url}")
    environment = {"NOTIFY_COMMAND": f"sh -c '(cat; echo) >> {notices}'"}
    for _ in range(2):
        done = scrapy(*crawl, **environment)
        refused(done, str(folder), "mount its disk, or put them back from a copy")
    assert (site.count, counts(archive)) == (before, (3, 2))
    assert folder.is_dir() is is_empty
    # The operator is told of it once.
    (notice,) = map(json.loads, notices.read_text("utf-8").splitlines())
    assert (notice["kind"], notice["condition"], notice["exit_code"]) == ("trouble", "red", 3)
    done = scrapy("status", "--json")
    (status,) = json.loads(done.stdout)["sites"]
    assert (done.returncode, status["condition"]) == (3, "red")
    assert status["reason"].startswith(
        "missing from captures/, put back from a copy: sample-20261031"
    )

    shutil.copytree(archive.with_name("elsewhere"), folder, dirs_exist_ok=True)
    assert scrapy("status").returncode == 0
    assert scrapy(*crawl, **environment).returncode == 0
    kinds = [json.loads(line)["kind"] for line in notices.read_text("utf-8").splitlines()]
    assert kinds == ["trouble", "recovered"]


def test_a_database_that_is_gone(scrapy: Scrapy, archive: Path, site: SampleServer) -> None:
    archive.unlink()
    before = site.count
    crawl = ("crawl", "sample", "-a", f"start={site.url}")
    refused(scrapy(*crawl), str(archive), "make it again with `kho-tin rebuild`")
    refused(scrapy("status"), "make it again with `kho-tin rebuild`")
    refused(scrapy("verify"), "make it again with `kho-tin rebuild`")
    assert not archive.exists()
    assert site.count == before
    archive.touch()  # as a file system's repair may leave it
    refused(scrapy(*crawl), "make it again with `kho-tin rebuild`")
    (foreign,) = archive.with_name("captures").glob("*-20261031*")
    done = scrapy("import", foreign, "--site", "sample")
    refused(done, "make it again with `kho-tin rebuild`")
    assert scrapy("rebuild").returncode == 0
    assert scrapy(*crawl).returncode == 0
    assert counts(archive) == (3, 3)


def test_another_archive_in_the_same_folder(
    scrapy: Scrapy, archive: Path, site: SampleServer
) -> None:
    """Each file says of which archive it is part."""
    other = archive.with_name("other.db")
    done = scrapy("crawl", "sample", "-a", f"start={site.url}", ARCHIVE=str(other))
    assert done.returncode == 0, done.stdout + done.stderr
    assert counts(other) == (3, 1)
    assert scrapy("status").returncode == 0


def test_a_database_older_than_its_captures(
    scrapy: Scrapy, archive: Path, site: SampleServer, tmp_path: Path
) -> None:
    """As when it was put back from a copy: what it does not know is named until it is rebuilt."""
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(archive)) as db:
        db.execute("VACUUM INTO ?", [str(older)])
    crawl = ("crawl", "sample", "-a", f"start={site.url}", "-a", "full=1")
    assert scrapy(*crawl).returncode == 0
    known = {path.name for path in archive.with_name("captures").glob("*.warc.gz")}
    with closing(sqlite3.connect(older)) as db:
        known -= {name for (name,) in db.execute("SELECT name FROM warcs")}
    (newer,) = known
    for end in ("", "-wal", "-shm"):
        archive.with_name(archive.name + end).unlink(missing_ok=True)
    older.rename(archive)
    reason = f"in captures/ and not in the database, run `kho-tin rebuild`: {newer}"
    done = scrapy("status")
    assert (done.returncode, reason in done.stdout) == (3, True)
    done = scrapy(*crawl)
    assert (done.returncode, reason in done.stdout + done.stderr) == (3, True)
    assert scrapy("verify").returncode == 3
    assert scrapy("rebuild").returncode == 0
    done = scrapy("status")
    assert reason not in done.stdout
    assert scrapy(*crawl).returncode == 0
    assert scrapy("status").returncode == 0


@pytest.mark.damaged("the file is missing")
def test_one_file_of_many(scrapy: Scrapy, archive: Path, site: SampleServer) -> None:
    lost = sorted(archive.with_name("captures").glob("*.warc.gz"))[0]
    lost.unlink()
    reason = f"missing from captures/, put back from a copy: {lost.name}"
    done = scrapy("status")
    assert (done.returncode, reason in done.stdout) == (3, True)
    done = scrapy("crawl", "sample", "-a", f"start={site.url}")
    assert done.returncode == 3
    assert lost.name in done.stdout
    with closing(sqlite3.connect(archive)) as db:
        last = db.execute("SELECT verdict, reason FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    assert last == ("red", reason)
    done = scrapy("status")
    assert (done.returncode, done.stdout.count(reason)) == (3, 1)
