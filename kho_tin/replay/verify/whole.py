"""Checking a whole archive, except what needs its pages to be read again."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.database import connect, snapshot
from kho_tin.replay.verify import articles as verify_articles
from kho_tin.replay.verify import database as verify_database
from kho_tin.replay.verify import decisions as verify_decisions
from kho_tin.replay.verify import index as verify_index
from kho_tin.replay.verify.files import FilesCheck
from kho_tin.replay.verify.findings import Advance, Finding, guarded, unreadable

SAMPLE = 200  # articles that a quick check looks at

# Takes the name, total and unit of a stage, and returns the function to report progress to.
Begin = Callable[[str, int, str], Advance]


@contextmanager
def opened(archive: Path) -> Iterator[Database]:
    """The archive as it is at one moment, read-only, unaffected by what is written meanwhile.

    Raises ArchiveError.
    """
    with closing(connect(archive, readonly=True)) as db, snapshot(db.conn):
        db.execute("SELECT count(*) FROM sites").fetchone()
        yield db


def check(db: Database, files: FilesCheck, begin: Begin, *, quick: bool) -> Iterator[Finding]:
    """Yields each damage as it is found: in the files, the database, the articles' rows.

    A quick check looks at SAMPLE articles and as many pointers, and reads no whole file.
    """
    if quick:
        yield from guarded(files.sample())
    else:
        yield from guarded(files.check(begin("files", files.bytes(), "bytes")))
    yield from guarded(verify_database.check(db, quick=quick))
    yield from guarded(verify_decisions.check(db, files.folder))
    try:
        ids = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY id")]
    except sqlite3.DatabaseError as error:
        yield unreadable(error)
        return
    if quick:
        ids = sorted(random.sample(ids, min(SAMPLE, len(ids))))
    indexed = _counted(ids, begin("index", len(ids), "articles"))
    yield from guarded(verify_index.check(db, indexed, quick=quick))
    for number in _counted(ids, begin("articles", len(ids), "articles")):
        yield from guarded(verify_articles.check(db, number))


def _counted(ids: list[int], advance: Advance) -> Iterator[int]:
    for number in ids:
        yield number
        advance(1)
