"""Opening an archive, bringing its tables up to date, and short transactions on it."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kho_tin.archive import schema_check
from kho_tin.archive.schema import migrations
from kho_tin.archive.search import index as search_index
from kho_tin.base.disk import target, unfinished
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_archives

__all__ = [
    "ArchiveError",
    "Row",
    "connect",
    "keep_copy",
    "migrate",
    "path_of",
    "snapshot",
    "temporary",
    "transaction",
]

BUSY_SECONDS = 5.0

Row = dict[str, Any]  # by the names of its columns


class _Archive(Database):
    def executescript(self, sql: str) -> sqlite3.Cursor:
        """Within a transaction too, as sqlite-utils has it, whose own looks after every letter
        whether a statement ends there: most of the time that a new archive took."""
        if not self.conn.in_transaction:
            return super().executescript(sql)
        cursor = self.conn.cursor()
        statement = ""
        for part in re.split("(?<=;)", sql):
            statement += part
            if sqlite3.complete_statement(statement):
                cursor.execute(statement.strip())
                statement = ""
        cursor.execute(statement.strip())
        return cursor


def connect(path: Path, *, readonly: bool = False, as_it_is: bool = False) -> Database:
    """Open the archive at `path`; when it may be written, make or update its tables first.

    `as_it_is`: with whatever tables it has, and without changing them; for code that replaces them.

    WAL, so that readers and the one writer do not wait for each other; synchronous=FULL, so
    that a commit is on the disk when it returns; foreign keys on (SQLite's default is off).
    The connection belongs to the thread that opened it.

    Raises ArchiveError, in one line, for a folder that is missing or cannot be written, a file
    that is no archive of this project, one of a newer version, one locked for more than five
    seconds, and a full disk; OtherSchema for an archive without the tables that its version has.
    """
    path = Path(path).absolute()
    if not path.parent.is_dir():
        raise ArchiveError(of_archives.no_folder(path, path.parent))
    if path.is_dir():
        raise ArchiveError(of_archives.is_folder(path))
    if readonly and not path.exists():
        raise ArchiveError(of_archives.no_archive(path))
    mode = "ro" if readonly else "rwc"
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    try:
        # Plugins of sqlite-utils that happen to be installed have no business in the archive.
        db = _Archive(connection, execute_plugins=False)
        connection.execute("PRAGMA foreign_keys = ON")
        if readonly:
            connection.execute("PRAGMA query_only = ON")
        with snapshot(connection):
            applied = schema_check.applied(db)
            _refuse_foreign(db, path, applied)
            if not as_it_is:
                schema_check.check(db, path, applied)
                pending = [name for name in schema_check.NAMES if name not in applied]
                if readonly and pending:
                    raise ArchiveError(of_archives.older(path, pending[0]))
        if not readonly:
            _use_wal(connection, path)
            if not as_it_is:
                migrate(db, path, migrations)
            # SQLite opens a write-protected file without an error, for reading only: the first
            # write would fail, in the middle of a crawl.
            with transaction(db):
                pass
    except sqlite3.Error as error:
        connection.close()
        raise explain(error, path) from error
    except BaseException:
        connection.close()
        raise
    return db


class _Temporary(sqlite3.Connection):
    def __del__(self) -> None:
        self.close()


def temporary(tables: str) -> sqlite3.Connection:
    """Open a database with these tables (SQL) for what memory should not hold: in a file without a
    name, in SQLite's folder for such files, that is gone with the connection, when nobody refers to
    that any more.

    It is one transaction that is never undone nor ended, so that nothing is written which need not
    be.
    """
    # Whichever thread drops it closes it.
    db = sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=_Temporary)
    db.execute("PRAGMA journal_mode = OFF")
    db.executescript(f"{tables} BEGIN;")
    return db


def path_of(connection: sqlite3.Connection) -> Path:
    """The file behind a connection."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT around the block; ROLLBACK when it raises.

    IMMEDIATE takes the write lock at once: a transaction that reads first and writes later can fail
    half way with a "database is locked" that waiting does not cure. Inside another transaction the
    block is a savepoint of it. Errors of SQLite come out as ArchiveError, except IntegrityError,
    which is a mistake in the caller and not in the archive.
    """
    connection = db.conn
    try:
        if connection.in_transaction:
            with db.atomic():
                yield
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled the transaction back already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise explain(error, path_of(connection)) from error


def migrate(db: Database, path: Path, steps: Migrations) -> None:
    """Apply the steps that `db` has not had yet, and make the search index anew where other code
    made it: all or nothing.

    Before an archive that holds something is changed by a step, a whole copy of it is kept beside
    it as `<name>.before-<step>.bak`. Raises ArchiveError when that fails.
    """
    pending = steps.pending(db)
    if not pending and search_index.is_current(db):
        return
    if pending and steps.applied(db):
        keep_copy(db, path.with_name(f"{path.name}.before-{pending[0].name}.bak"))
    with transaction(db):
        # Checked again under the lock: another program may have done it meanwhile.
        if steps.applied(db):
            steps.apply(db)
        else:
            schema_check.make(db)
        if not search_index.is_current(db):
            search_index.make_anew(db)


def keep_copy(db: Database, copy: Path) -> None:
    """Put a copy of the database as it is at this moment at `copy`, in place of what is there.

    VACUUM INTO reads one consistent state, the WAL's pages included, as `cp` would not. The copy is
    one file, in rollback mode: a reader needs no right to write beside it. Raises ArchiveError;
    what was at `copy` is then unchanged.
    """
    new = unfinished(copy)
    try:
        new.unlink(missing_ok=True)
        db.conn.execute("VACUUM INTO ?", [str(new)])
        with new.open("rb") as file:
            os.fsync(file.fileno())
        new.replace(target(copy))
    except (OSError, sqlite3.Error) as error:
        new.unlink(missing_ok=True)
        damaged = getattr(error, "sqlite_errorname", "").startswith("SQLITE_CORRUPT")
        raise explain(error, path_of(db.conn) if damaged else copy) from error


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the archive for the whole block, from its first read on, whatever another
    program writes meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def _refuse_foreign(db: Database, path: Path, applied: tuple[str, ...]) -> None:
    """Never put tables into another program's database, nor change one of a newer version."""
    if unknown := [name for name in applied if name not in schema_check.NAMES]:
        raise ArchiveError(of_archives.newer(path, unknown[-1]))
    if not applied and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise ArchiveError(of_archives.other_database(path))


def _use_wal(connection: sqlite3.Connection, path: Path) -> None:
    """The mode stays in the file; the switch itself is not covered by the busy timeout."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            mode: str = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            break
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    if mode != "wal":
        raise ArchiveError(of_archives.network_folder(path))
    connection.execute("PRAGMA synchronous = FULL")
