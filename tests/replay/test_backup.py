"""Copies of an archive: taken while it is written, killed, on a full disk; whole when put back."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive import manifest
from kho_tin.archive.lock import ArchiveBusy, ArchiveLock
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.errors import ArchiveError
from kho_tin.commands.progress import Progress
from kho_tin.commands.verbs.verify import findings
from kho_tin.replay.backup import BackupRefused, Copied, back_up
from kho_tin.replay.recovery import recover
from kho_tin.replay.verify.answers import AnswersCheck
from kho_tin.replay.verify.files import FilesCheck
from kho_tin.replay.verify.whole import opened
from kho_tin.sample import SampleServer, load_news
from tests.archive.making import Shelf
from tests.conftest import ROOT, run_scrapy
from tests.disks import mount, small_disk
from tests.waiting import STUCK, until

WHAT = "SELECT identity, title, published, author, body, content_sha256 FROM articles ORDER BY 1"
NO_ROW = "a file without a row in table warcs"


def rows(archive: Path, sql: str = WHAT) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


def take(archive: Path, folder: Path) -> Copied:
    folder.mkdir(exist_ok=True)
    return back_up(archive, folder, recover, Progress().begin)


def damage(archive: Path) -> list[str]:
    """What `kho-tin verify` finds, in this process."""
    with opened(archive) as db:
        files = FilesCheck(db, captures_folder(archive))
        answers = AnswersCheck(db, files.folder)
        problems = findings(db, files, answers, Progress().begin, quick=False, jobs=1)
        return [str(each) for each in problems]


def put_back(folder: Path, into: Path) -> Path:
    shutil.copytree(folder, into)
    return into / "archive.db"


# What Python announces before it does it: at these moments another process may come between.
STEPS = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.utime", "sqlite3.connect")


def _at_each_step(archive: Path, folder: Path, step: Callable[[], None]) -> None:
    def hook(event: str, _: object) -> None:
        if event in STEPS:
            step()

    sys.addaudithook(hook)  # for good: only in a process that ends
    take(archive, folder)


def _in_turns(archive: Path, folder: Path, crawl: int) -> None:
    """Back up while a crawl that stands still is let go for a record between any two steps."""
    (written,) = (archive.parent / "captures").glob("*.open")

    def size() -> int | None:
        with suppress(FileNotFoundError):
            return written.stat().st_size
        return None

    def let_go() -> None:
        before = size()
        os.kill(crawl, signal.SIGCONT)
        if before is not None:
            until(lambda: size() != before, "the crawl writes a record, or ends")
        os.kill(crawl, signal.SIGSTOP)

    _at_each_step(archive, folder, let_go)


def _killed_at(archive: Path, folder: Path, step: int) -> None:
    """Back up, and be killed before the `step`th thing that is done."""
    left = iter(range(step - 1))

    def kill() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    _at_each_step(archive, folder, kill)


def in_a_process(backup: Callable[..., None], *arguments: object) -> int | None:
    """Its exit code."""
    process = multiprocessing.get_context("fork").Process(target=backup, args=arguments)
    process.start()
    process.join(STUCK)
    return process.exitcode


@dataclass
class Story:
    """An archive after two crawls, and its copies: after the first, and from the midst of the
    second, in turns with it, and while it ran."""

    archive: Path
    first: Path
    midst: Path
    running: Path
    again: subprocess.CompletedProcess[str]  # the next crawl into `midst`, put back elsewhere


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    place = tmp_path_factory.mktemp("story")
    archive, first, midst, running = (
        place / name for name in ("a/archive.db", "first", "midst", "running")
    )
    archive.parent.mkdir()
    with SampleServer(news=load_news()[::5], now="2026-10-01") as site:
        start = ("-a", f"start={site.url}")
        done = run_scrapy("crawl", "sample", *start, "-a", "since=2026-01-01", archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr
        take(archive, first)
        shutil.copytree(first, midst)
        requests = site.count
        crawl = subprocess.Popen(
            [str(Path(sys.executable).with_name("scrapy")), "crawl", "sample", *start],
            cwd=ROOT, env={**os.environ, "ARCHIVE": str(archive)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: site.count >= requests + 2, "two requests")
        crawl.send_signal(signal.SIGSTOP)
        assert in_a_process(_in_turns, archive, midst, crawl.pid) == 0
        crawl.send_signal(signal.SIGCONT)
        while True:
            going_on = take(archive, running).going_on
            assert damage(running / "archive.db") == []
            if not going_on or crawl.poll() is not None:
                break
        assert crawl.wait() == 0
        back = put_back(midst, place / "back")
        again = run_scrapy("crawl", "sample", *start, archive=back)
    return Story(archive, first, midst, running, again)


@pytest.mark.more
def test_in_the_midst_of_a_crawl(story: Story) -> None:
    copy = story.midst / "archive.db"
    assert damage(copy) == []
    assert len(rows(story.first / "archive.db")) <= len(rows(copy)) < len(rows(story.archive))
    assert list((story.midst / "captures").glob("*.open")) == []
    assert [row for row in rows(copy) if row not in rows(story.archive)] == []
    assert rows(copy, "SELECT verdict FROM runs") == [("ok",), ("crashed",)]


def test_goes_on_where_it_was_put_back(story: Story) -> None:
    assert story.again.returncode == 0, story.again.stdout + story.again.stderr
    back = story.midst.parent / "back" / "archive.db"
    assert rows(back) == rows(story.archive)
    assert damage(back) == []


def test_while_it_runs(story: Story, tmp_path: Path) -> None:
    """The copies were looked at when they were made; now one of what was finished since."""
    names = {path.name for path in (story.running / "captures").glob("*.warc.gz")}
    assert names <= {path.name for path in (story.archive.parent / "captures").glob("*.warc.gz")}
    copy = tmp_path / "copy"
    shutil.copytree(story.running, copy)
    done = run_scrapy("backup", copy, archive=story.archive)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    assert f"with {len(rows(story.archive))} articles" in done.stdout
    assert damage(copy / "archive.db") == []
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
    for (table,) in rows(story.archive, tables):
        everything = f"SELECT * FROM {table} ORDER BY 1"
        assert rows(copy / "archive.db", everything) == rows(story.archive, everything), table


def test_only_what_is_new(story: Story, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(story.first, copy)
    names = sorted(path.name for path in (story.archive.parent / "captures").glob("*.warc.gz"))
    assert len(names) == 2
    before = (copy / "captures" / names[0]).stat()
    # What a backup killed at the wrong moment saw of the second file when it was written.
    whole = (story.archive.parent / "captures" / names[1]).read_bytes()
    (copy / "captures" / f"{names[1]}.open").write_bytes(whole[: len(whole) // 2])
    done = take(story.archive, copy)
    assert (done.files, done.copied, done.going_on, done.faults) == (2, 1, [], [])
    assert done.bytes == len(whole)
    after = (copy / "captures" / names[0]).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert take(story.archive, copy).copied == 0
    assert damage(copy / "archive.db") == []
    # Its one file can be read where nothing can be written beside it.
    assert rows(copy / "archive.db", "PRAGMA journal_mode") == [("delete",)]
    assert sorted(path.name for path in copy.iterdir()) == [
        "archive.db", "archive.db.lock", "captures",
    ]  # fmt: skip


@pytest.mark.damaged("the file is missing", "bad gzip")
def test_what_the_archive_lost_stays(story: Story, tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree(story.archive.parent, place)
    archive, copy = place / "archive.db", tmp_path / "copy"
    take(archive, copy)
    first, other = sorted((place / "captures").glob("*.warc.gz"))
    first.unlink()
    data = bytearray(other.read_bytes())
    data[len(data) // 2] ^= 1
    other.write_bytes(data)
    os.utime(other, ns=(0, 0))
    done = run_scrapy("backup", copy, "--quiet", archive=archive)
    assert (done.returncode, done.stdout) == (1, "")
    line = f"kho-tin: {first}: the file is missing (and 1 more such files): see `kho-tin verify`"
    assert done.stderr.startswith(line)
    assert len(done.stderr.splitlines()) == 1
    assert damage(copy / "archive.db") == []
    # A first copy has the damaged file as it is: better than none.
    assert len(take(archive, tmp_path / "new").faults) == 2
    assert (tmp_path / "new" / "captures" / other.name).read_bytes() == data


def test_refused(story: Story, tmp_path: Path) -> None:
    own, copy = story.archive.parent, tmp_path / "copy"
    (tmp_path / "another").mkdir()
    another = Shelf(tmp_path / "another" / "archive.db")
    another.capture("2026-03-01T00:00:00Z")
    another.db.close()
    shutil.copytree(story.first, copy)
    (tmp_path / "beside").mkdir()
    shutil.copy(story.archive, tmp_path / "beside" / "other.db")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "archive.db").write_bytes(b"SQLite format 3\0" * 300)
    for archive, folder, why in (
        (story.archive, tmp_path / "none", "no such folder"),
        (story.archive, own, "own folder"),
        (story.archive, own / "captures", "own folder"),
        (story.archive, tmp_path / "beside", "holds other.db"),
        (story.archive, tmp_path / "broken", "damaged one"),
        (tmp_path / "another" / "archive.db", copy, "the copy of another archive"),
        (story.first / "archive.db", story.running, "or of a later state"),
    ):
        with pytest.raises(BackupRefused, match=why) as refused:
            back_up(archive, folder, recover, Progress().begin)
        assert "\n" not in str(refused.value)
    with ArchiveLock(copy / "archive.db", "backup"), pytest.raises(ArchiveBusy, match="in use by"):
        take(story.archive, copy)
    done = run_scrapy("backup", own, archive=story.archive)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def _steps(story: Story, place: Path, steps: Iterator[int]) -> int:
    """Kill a backup at each of `steps`, until one is too late; returns how many were killed."""
    killed = 0
    old, new = rows(story.midst / "archive.db"), rows(story.archive)
    for step in steps:
        folder = place / str(step)
        shutil.copytree(story.midst, folder)
        code = in_a_process(_killed_at, story.archive, folder, step)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        killed += 1
        assert rows(folder / "archive.db") in (old, new)
        assert (folder / "archive.db-journal").exists() is False
        # The crawl's file has grown by the rows that come with the new database, and the list of
        # digests comes after that.
        late = ("bytes long", "a record without a row", NO_ROW, "captures of run", manifest.NAME)
        problems = damage(folder / "archive.db")
        assert [each for each in problems if not any(why in each for why in late)] == []
        take(story.archive, folder)
        assert damage(folder / "archive.db") == []
        assert rows(folder / "archive.db") == new
        assert not (folder / "unfinished").exists()
        shutil.rmtree(folder)
    return killed


def test_killed(story: Story, tmp_path: Path) -> None:
    chance = random.Random(7)
    assert _steps(story, tmp_path, iter(sorted(chance.sample(range(1, 25), 3)))) == 3


@pytest.mark.long
def test_killed_at_every_step(story: Story, tmp_path: Path) -> None:
    assert _steps(story, tmp_path, iter(range(1, 10_000))) >= 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "600k") as place:
        yield place


def test_full_disk(story: Story, disk: Path) -> None:
    copy = disk / "copy"
    copy.mkdir()
    done = run_scrapy("backup", copy, archive=story.archive)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the disk is full: make room, then run again" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    # Room for the database, and not for the captures.
    size = story.archive.stat().st_size // 1024 + 100
    assert mount(f"remount,size={size}k", disk)
    with pytest.raises(ArchiveError, match="the disk is full"):
        take(story.archive, copy)
    assert not (copy / "archive.db").exists()
    assert mount("remount,size=50m", disk)
    assert take(story.archive, copy).faults == []
    assert damage(copy / "archive.db") == []
