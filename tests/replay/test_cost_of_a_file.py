"""A WARC file costs what is in it, however large the archive has grown: counted in instructions of
SQLite, which depend on no clock and no other work."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kho_tin.archive.database import connect
from kho_tin.archive.unindexed import complete
from kho_tin.reader.reads import Reads
from kho_tin.replay.rebuild.file_order import as_written
from kho_tin.replay.rebuild.new_database import NewDatabase
from kho_tin.replay.rebuild.rebuild import Rebuild
from kho_tin.replay.verify.answers import AnswersCheck
from kho_tin.replay.verify.files import FilesCheck
from kho_tin.sample import SampleServer
from tests.conftest import FEW, copied, run_scrapy

MORE = 2_000  # articles that the larger archive has besides
STEP = 50  # instructions
# More rows make the trees of indexes a level higher: that is all.
MOST = 1.3


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("nights") / "archive.db"
    with SampleServer(news=FEW) as site:
        for _ in range(2):
            done = run_scrapy("crawl", "sample", "-a", f"start={site.url}", archive=archive)
            assert done.returncode == 0, done.stdout + done.stderr
    return archive


def enlarge(db: Database) -> None:
    """Add articles that the next night does not look at, each with what a crawl observed of it."""
    for table, own in (
        ("articles", {"id": "id + {n}", "identity": "identity || {n}", "pid": "pid || {n}",
                      "url": "url || {n}"}),
        ("observations", {"id": "id + {n}", "article": "article + {n}"}),
    ):  # fmt: skip
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]
        for number in range(MORE // len(FEW)):
            n = 10_000 + number * 1_000
            columns = ", ".join(own.get(name, name).format(n=n) for name in names)
            first = "id < 10000"
            db.execute(f"INSERT INTO {table} SELECT {columns} FROM {table} WHERE {first}")
    db.conn.commit()


def counted(db: Database, work: Callable[[], object]) -> int:
    """How many instructions of SQLite the work takes."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    db.conn.set_progress_handler(step, STEP)
    try:
        work()
    finally:
        db.conn.set_progress_handler(None, STEP)
    return steps


def rebuilt(archive: Path, new: Path, *, large: bool) -> int:
    """What the second night costs a rebuild."""
    database = NewDatabase.open(new, None, "test")
    try:
        rebuild = Rebuild(database, archive.parent / "captures", archive.name, lambda _: None)
        files = as_written(database, rebuild.sources())
        rebuild._file(*next(files), Reads(), lambda _: None)
        source, journal = next(files)
        if large:
            enlarge(database.db)
        return counted(database.db, lambda: rebuild._file(source, journal, Reads(), lambda _: None))
    finally:
        database.discard()


@pytest.mark.more
def test_in_a_rebuild(two_nights: Path, tmp_path: Path) -> None:
    small = rebuilt(two_nights, tmp_path / "small.db", large=False)
    large = rebuilt(two_nights, tmp_path / "large.db", large=True)
    assert small > 20
    assert large < MOST * small


@pytest.fixture
def databases(two_nights: Path, tmp_path: Path) -> Iterator[list[Database]]:
    """The archive as it is, and as if it had many more articles."""
    opened = [Database(sqlite3.connect(":memory:")) for _ in range(2)]
    with closing(connect(two_nights, readonly=True)) as db:
        for each in opened:
            db.conn.backup(each.conn)
    enlarge(opened[1])
    yield opened
    for each in opened:
        each.close()


@pytest.mark.more
def test_in_a_verify(two_nights: Path, databases: list[Database]) -> None:
    folder = two_nights.parent / "captures"
    _, last = sorted(folder.glob("*.warc.gz"))

    def of_answers(db: Database) -> int:
        check = AnswersCheck(db, folder)
        return counted(db, lambda: list(check._run(last, Reads(), lambda _: None)))

    def of_files(db: Database) -> int:
        check = FilesCheck(db, folder)
        return counted(db, lambda: list(check._file(last, lambda _: None)))

    for cost in (of_answers, of_files):
        small, large = map(cost, databases)
        assert small > 5
        assert large < MOST * small


def bytes_read() -> int:
    """By this process until now."""
    return int(Path("/proc/self/io").read_text().split()[1])


@pytest.mark.more
def test_at_the_start_of_a_crawl(two_nights: Path, tmp_path: Path) -> None:
    """What the last good run has looked at is not read again, however many files there are."""
    archive = copied(two_nights, tmp_path)
    folder = archive.parent / "captures"
    first, _ = sorted(folder.glob("*.warc.gz"))
    with closing(connect(archive)) as db:
        before = bytes_read()
        assert complete(db, folder, set()) == set()
        assert bytes_read() - before < first.stat().st_size / 2
