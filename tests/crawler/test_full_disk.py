"""A disk that fills up in the middle of a crawl, on a real file system of a megabyte and a half."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.conftest import run_scrapy
from tests.disks import mount, small_disk

NEWS = load_news()[::4]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "1500k") as place:
        yield place


@pytest.mark.more
def test_full_then_roomy(disk: Path) -> None:
    archive = disk / "archive.db"
    messages = disk.parent / "told"
    command = f"sh -c 'cat >> {messages}; echo >> {messages}'"
    assert mount("remount,size=1100k", disk)
    with SampleServer(news=NEWS) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}")
        full = run_scrapy(*crawl, archive=archive, NOTIFY_COMMAND=command)
        with sqlite3.connect(archive) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        assert mount("remount,size=50m", disk)
        done = run_scrapy(*crawl, archive=archive, NOTIFY_COMMAND=command)
    assert full.returncode == 1, full.stdout + full.stderr
    assert "the disk is full: make room, then run again" in full.stdout + full.stderr
    assert "Traceback" not in full.stderr
    assert 0 < articles < len(NEWS)
    assert done.returncode == 0, done.stdout + done.stderr
    # On a disk without any room it is remembered all the same what was told.
    notices = [json.loads(line) for line in messages.read_text("utf-8").splitlines()]
    assert [(each["kind"], each["recorded"]) for each in notices] == [
        ("trouble", True),
        ("recovered", True),
    ]
    with sqlite3.connect(archive) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (len(NEWS),)
    verified = run_scrapy("verify", archive=archive)
    assert verified.returncode == 0, verified.stdout


def test_room_for_the_bytes_and_none_for_their_rows(tmp_path: Path, disk: Path) -> None:
    """With `captures` on another disk a record is written whole, and its row is not. Of which row
    a disk is full depends on what all before it take: one page more is tried again and again."""
    archive = disk / "archive.db"
    with SampleServer(news=load_news()[:12]) as server:
        crawl = ("crawl", "sample", "-a", f"start={server.url}")
        for kilobytes in range(1160, 1400, 4):
            for path in disk.iterdir():
                path.unlink()
            assert mount(f"remount,size={kilobytes}k", disk)
            roomy = tmp_path / f"roomy-{kilobytes}"
            roomy.mkdir()
            (disk / "captures").symlink_to(roomy)
            done = run_scrapy(*crawl, archive=archive)
            assert done.returncode == 1, done.stdout + done.stderr
            assert mount("remount,size=50m", disk)
            verified = run_scrapy("verify", archive=archive)
            if "a record without a row" in verified.stdout:
                break
        assert "a record without a row" in verified.stdout
        done = run_scrapy(*crawl, archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr
    verified = run_scrapy("verify", archive=archive)
    assert verified.returncode == 0, verified.stdout


def test_read_only(tmp_path: Path, disk: Path) -> None:
    assert mount("remount,ro", disk)
    done = run_scrapy("crawl", "sample", archive=disk / "archive.db")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Read-only file system" in done.stderr
