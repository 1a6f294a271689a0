"""Checking the search index, which has no copy of the texts, against the articles.

FTS5 compares an index with its texts by itself where it knows them. So the index is copied into a
database in which these stand beside it, as they should have been indexed: on the archive itself the
check, which is an INSERT, would take the write lock, and a running crawl could not write until it
is done.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kho_tin.archive.search import index as search_index
from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import FOLDED, WRITTEN
from kho_tin.replay.verify.findings import Finding, article

_FTS: Final = "articles_fts"
_SHADOWS: Final = {"data": 2, "idx": 3, "docsize": 2, "config": 2}  # with how many columns
_OTHER: Final = "the search index has another text than the article"
_TOKENIZER: Final = "tokenize = 'unicode61 remove_diacritics 0'"
_COLUMNS: Final = ", ".join(search_index.COLUMNS)
# `texts` are the articles', `articles_fts` is the copy of the archive's index, `wanted` that which
# the texts should have.
_COPY: Final = f"""
PRAGMA journal_mode = OFF;
CREATE TABLE texts (id INTEGER PRIMARY KEY, {", ".join(WRITTEN)});
CREATE VIEW indexed AS SELECT id, {", ".join(WRITTEN)},
  {", ".join(f"fold({name}) AS {twin}" for name, twin in zip(WRITTEN, FOLDED, strict=True))}
  FROM texts;
CREATE VIRTUAL TABLE {_FTS} USING fts5(
  {_COLUMNS}, content = 'indexed', content_rowid = 'id', {_TOKENIZER});
CREATE VIRTUAL TABLE wanted USING fts5({_COLUMNS}, content = '', {_TOKENIZER});
CREATE VIRTUAL TABLE words USING fts5vocab({_FTS}, 'instance');
CREATE VIRTUAL TABLE wanted_words USING fts5vocab(wanted, 'instance');
"""
_LENGTHS: Final = (
    "SELECT texts.id, size.sz IS NULL FROM texts LEFT JOIN articles_fts_docsize AS size USING (id) "
    "JOIN wanted_docsize AS wanted_size USING (id) WHERE size.sz IS NOT wanted_size.sz"
)


def check(db: Database, numbers: Iterable[int], *, quick: bool) -> Iterator[Finding]:
    """Compare the index with the articles `numbers`: of all of them every word and its place, of
    the sample of a `quick` check how many words it has of each column.

    An index that other code made is not compared: the next that opens the archive for writing makes
    it anew.
    """
    if not search_index.is_current(db):
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = sqlite3.connect(Path(folder) / "index.db", isolation_level=None)
        with closing(copy):
            copy.create_function("fold", 1, fold, deterministic=True)
            copy.executescript(_COPY)
            _fill(copy, db, numbers, ["docsize"] if quick else list(_SHADOWS))
            yield from _lengths(copy, db) if quick else _words(copy, db)


def _fill(
    copy: sqlite3.Connection, db: Database, numbers: Iterable[int], shadows: Sequence[str]
) -> None:
    # Read through `db`, which is the archive of one moment: another connection would see what a
    # crawl has written since.
    copy.execute("BEGIN")
    marks = ", ".join("?" * (1 + len(WRITTEN)))
    rows = ((number, *search_index.written(db, number)) for number in numbers)
    copy.executemany(f"INSERT INTO texts VALUES ({marks})", rows)
    for shadow in shadows:
        copy.execute(f"DELETE FROM {_FTS}_{shadow}")
        copy.executemany(
            f"INSERT INTO {_FTS}_{shadow} VALUES ({', '.join('?' * _SHADOWS[shadow])})",
            db.execute(f"SELECT * FROM {_FTS}_{shadow}"),
        )
    copy.execute("COMMIT")


def _words(copy: sqlite3.Connection, db: Database) -> Iterator[Finding]:
    """FTS5's own check; what is wrong is named only where something is."""
    try:
        # With the rank 1 it reads the texts.
        copy.execute(f"INSERT INTO {_FTS} ({_FTS}, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        named = list(_lengths(copy, db)) or list(_other_words(copy, db))
        yield from named or [Finding(_FTS, f"FTS5: {error}")]


def _lengths(copy: sqlite3.Connection, db: Database) -> Iterator[Finding]:
    """The articles of which the index has another number of words, or none."""
    copy.execute(f"INSERT INTO wanted (rowid, {_COLUMNS}) SELECT * FROM indexed")
    for number, is_missing in copy.execute(_LENGTHS).fetchall():
        yield _finding(db, number, "no row in the search index" if is_missing else _OTHER)


def _other_words(copy: sqlite3.Connection, db: Database) -> Iterator[Finding]:
    """The articles of which the index has as many words, and others; none where it is damaged so
    that its words cannot be read."""
    with suppress(sqlite3.DatabaseError):
        present, wanted = _sums(copy, "words"), _sums(copy, "wanted_words")
        for number in sorted(present.keys() | wanted.keys()):
            if present[number] != wanted[number]:
                yield _finding(db, number, _OTHER)


def _finding(db: Database, number: int, what: str) -> Finding:
    return Finding(f"{_FTS} {number}", what, article(db, number))


def _sums(copy: sqlite3.Connection, words: str) -> Counter[int]:
    """A number for all words of an article with their places, by article."""
    sums: Counter[int] = Counter()
    for number, *word in copy.execute(f"SELECT doc, term, col, offset FROM {words}"):
        sums[number] += hash(tuple(word))
    return sums
