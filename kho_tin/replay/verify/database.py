"""Checking the database itself: its pages, its schema, its keys and its search index."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.database import path_of
from kho_tin.base.times import is_moment
from kho_tin.replay.verify.findings import Finding

_FTS = "articles_fts"
_SHADOWS = ("data", "idx", "content", "docsize", "config")
_TIMES = (("runs", "started"), ("runs", "finished"), ("problems", "at"))


def check(db: Database, *, quick: bool) -> Iterator[Finding]:
    """SQLite's own checks, and whether the tables agree. (That all tables exist is checked whenever
    an archive is opened.)"""
    path = path_of(db.conn)
    pragma = "quick_check" if quick else "integrity_check"
    for (message,) in db.execute(f"PRAGMA {pragma}"):
        if message != "ok":
            yield Finding(str(path), f"SQLite: {message}")
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Finding(f"{table} (rowid {rowid})", f"names a row of {parent} that is not there")
    yield from _runs(db)
    yield from _strays(db)
    if not quick:
        yield from _index(db, path)


def _runs(db: Database) -> Iterator[Finding]:
    for table, column in _TIMES:
        for rowid, time in db.execute(f"SELECT rowid, {column} FROM {table}").fetchall():
            if time is not None and not is_moment(time):
                yield Finding(f"{table} {rowid}", f"{column} is no time: {time!r}")


def _strays(db: Database) -> Iterator[Finding]:
    for (rowid,) in db.execute(
        f"SELECT rowid FROM {_FTS} WHERE rowid NOT IN (SELECT id FROM articles)"
    ).fetchall():
        yield Finding(f"{_FTS} {rowid}", "a row of the search index without an article")


def _index(db: Database, path: Path) -> Iterator[Finding]:
    """FTS5's integrity check, on a copy of its tables.

    The check is an INSERT: on the archive itself it would take the write lock, and a running crawl
    could not write until it is done.
    """
    with tempfile.TemporaryDirectory() as folder:
        # isolation_level None: each statement commits by itself, as ATTACH needs.
        copy = sqlite3.connect(Path(folder) / "index.db", isolation_level=None, uri=True)
        with closing(copy):
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("ATTACH ? AS archive", [f"{path.absolute().as_uri()}?mode=ro"])
            sql = copy.execute(
                "SELECT sql FROM archive.sqlite_master WHERE name = ?", [_FTS]
            ).fetchone()
            if sql is None:
                return  # reported as a missing table
            try:
                copy.execute(sql[0])
                copy.execute("BEGIN")
                for shadow in _SHADOWS:
                    copy.execute(f"DELETE FROM main.{_FTS}_{shadow}")
                    copy.execute(
                        f"INSERT INTO main.{_FTS}_{shadow} SELECT * FROM archive.{_FTS}_{shadow}"
                    )
                copy.execute("COMMIT")
                copy.execute(f"INSERT INTO {_FTS}({_FTS}) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                yield Finding(_FTS, f"FTS5: {error}")
