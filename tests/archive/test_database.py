"""Opening an archive: what it sets, and what it says when it cannot."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kho_tin.archive import database
from kho_tin.archive.database import connect, migrate, transaction
from kho_tin.archive.schema import migrations
from kho_tin.base.errors import ArchiveError
from tests.archive.making import Shelf, at
from tests.archive.versions import NAMES
from tests.waiting import STUCK


def test_settings_of_a_connection(tmp_path: Path) -> None:
    db = connect(tmp_path / "archive.db")
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        assert db.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] == 5000
    db.close()


def test_a_second_opening_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    connect(path).close()
    before = path.read_bytes()
    connect(path).close()
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["archive.db"]


def test_reading_only(shelf: Shelf, tmp_path: Path) -> None:
    shelf.read(at(1))
    db = connect(tmp_path / "archive.db", readonly=True)
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    with pytest.raises(ArchiveError, match="cannot be opened or written"), transaction(db):
        db.execute("DELETE FROM articles")
    db.close()


def _text_file(folder: Path) -> Path:
    path = folder / "notes.db"
    path.write_text("not a database, but long enough to have a header\n" * 100)
    return path


def _other_database(folder: Path) -> Path:
    path = folder / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE contacts (name TEXT)")
    connection.close()
    return path


def _newer(folder: Path) -> Path:
    path = folder / "newer.db"
    db = connect(path)
    db.table("_sqlite_migrations").insert(
        {"migration_set": "kho_tin", "name": "version_999", "applied_at": "2030"}
    )
    db.close()
    return path


def _damaged(folder: Path) -> Path:
    path = folder / "damaged.db"
    connect(path).close()
    data = bytearray(path.read_bytes())
    data[100:200] = b"\xff" * 100
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder / "none" / "a.db", "the folder .*none does not exist: make it"),
        (lambda folder: folder, "is a folder, not a database file"),
        (lambda folder: Path("/proc/archive.db"), "cannot be opened or written: check the rights"),
        (_text_file, "not an SQLite database"),
        (_other_database, "an SQLite database, but no archive of Kho Tin"),
        (_newer, r"newer version of Kho Tin \(with version_999\)"),
        (_damaged, "the database is damaged .*kho-tin rebuild"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, make: Callable[[Path], Path], says: str
) -> None:
    path = make(tmp_path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ArchiveError, match=says) as caught:
        connect(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    assert "ARCHIVE=/path/to/other.db" in message or "damaged" in message
    assert (path.read_bytes() if path.is_file() else None) == before


def test_reading_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive here: run a crawl first"):
        connect(tmp_path / "a.db", readonly=True)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of root's, seen with the rights of nobody: root itself is never refused."""
    if os.geteuid():
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        connect(folder / "archive.db").close()
        (folder / "archive.db").chmod(0o644)
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)


def test_without_the_right_to_write(nobody: Path) -> None:
    for name in ("archive.db", "new.db"):
        with pytest.raises(ArchiveError, match="cannot be opened or written"):
            connect(nobody / name)


def test_locked_for_too_long(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with transaction(shelf.db), pytest.raises(ArchiveError, match="another program has been"):
        connect(tmp_path / "archive.db")


def test_two_writers_wait_at_the_beginning_and_not_half_way(shelf: Shelf, tmp_path: Path) -> None:
    other = connect(tmp_path / "archive.db")
    other.execute("PRAGMA busy_timeout = 50").fetchall()
    begun = []

    def write() -> None:
        with transaction(other):
            begun.append(other)

    with (
        transaction(shelf.db),
        pytest.raises(ArchiveError, match="another program has been writing"),
    ):
        write()
    assert begun == []
    write()
    assert begun == [other]
    other.close()


def test_full_disk_rolls_back_and_says_so(shelf: Shelf) -> None:
    shelf.read(at(1))
    before = shelf.counts()
    capture = shelf.capture(at(2))
    pages = shelf.rows("PRAGMA page_count")[0][0]
    shelf.db.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()
    with pytest.raises(ArchiveError, match="the disk is full: make room") as caught:
        shelf.read(at(2), capture=capture, body="Một câu dài.\n\n" * 5000)
    assert str(caught.value).startswith(shelf.rows("PRAGMA database_list")[0][2])
    shelf.db.execute("PRAGMA max_page_count = 1000000").fetchall()
    assert shelf.counts() == before
    assert shelf.read(at(2), capture=capture, title="Mới").outcome == "changed"


def test_a_transaction_within_another_is_part_of_it(shelf: Shelf) -> None:
    def cut_short() -> None:
        with transaction(shelf.db):
            shelf.read(at(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_short()
    assert shelf.counts()["articles"] == 0
    with transaction(shelf.db):
        shelf.read(at(1))
        with pytest.raises(sqlite3.IntegrityError):
            shelf.read(at(2), capture=999, title="Mới")
    assert shelf.counts()["revisions"] == 1


def test_two_programs_make_one_archive_at_once(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    code = "import sys; from pathlib import Path; from kho_tin.archive.database import connect; "
    code += "connect(Path(sys.argv[1])).close()"
    both = [
        subprocess.Popen([sys.executable, "-c", code, path], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    errors = [process.communicate(timeout=STUCK)[1] for process in both]
    assert errors == [""] * 4
    db = connect(path)
    assert len(migrations.applied(db)) == len(NAMES)
    db.close()


# Migrations.


def _with_one_more_step() -> Migrations:
    steps = Migrations("kho_tin")
    for step in migrations._migrations:
        steps(name=step.name)(step.fn)

    @steps()
    def one_more(db: Database) -> None:
        db.execute("ALTER TABLE articles ADD COLUMN place TEXT")

    return steps


def test_a_copy_is_kept_before_an_archive_is_changed(shelf: Shelf, tmp_path: Path) -> None:
    shelf.read(at(1))
    path = tmp_path / "archive.db"
    migrate(shelf.db, path, _with_one_more_step())
    assert "place" in shelf.db["articles"].columns_dict
    copy = tmp_path / "archive.db.before-one_more.bak"
    old = connect(copy, readonly=True)
    assert old.execute("SELECT title FROM articles").fetchall() == shelf.rows(
        "SELECT title FROM articles"
    )
    assert "place" not in old["articles"].columns_dict
    old.close()
    written = copy.stat().st_mtime_ns
    migrate(shelf.db, path, _with_one_more_step())
    assert copy.stat().st_mtime_ns == written


def test_a_step_that_fails_leaves_the_archive_as_it_was(shelf: Shelf, tmp_path: Path) -> None:
    shelf.read(at(1))
    steps = _with_one_more_step()

    @steps()
    def yet_another(db: Database) -> None:
        db.execute("UPDATE articles SET place = 'x'")
        db.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(ArchiveError, match="no such table: nowhere"):
        migrate(shelf.db, tmp_path / "archive.db", steps)
    assert "place" not in shelf.db["articles"].columns_dict
    assert [step.name for step in migrations.applied(shelf.db)] == list(NAMES)
    migrate(shelf.db, tmp_path / "archive.db", _with_one_more_step())
    assert "place" in shelf.db["articles"].columns_dict
