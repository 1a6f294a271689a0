"""Checking the database itself: its pages and its keys."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from kho_tin.archive.database import path_of
from kho_tin.base.times import is_moment
from kho_tin.replay.verify.findings import Finding

_FTS = "articles_fts"
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
