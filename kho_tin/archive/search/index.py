"""The articles' rows in the search index: each text in the index's spelling, and folded.

The index has no copy of the texts (`content=''`), so a row is removed by naming the values that it
was made of (https://sqlite.org/fts5.html#the_delete_command). These are made again from the
article, before it is changed and in the same transaction, by the code that made the row: an archive
names the `VERSION` of that code, and is indexed anew when it is another.

Done here and not by triggers: triggers know no `fold`, and sqlite-utils' `transform()` drops them
silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final
from unicodedata import unidata_version

from sqlite_utils import Database

from kho_tin.archive.columns import SEARCHED
from kho_tin.archive.search.earlier import removed
from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import FOLDED, WRITTEN
from kho_tin.archive.search.spelling import one_spelling

# Of `row` and all that it calls, the tables of Python's unicodedata included. To be counted up when
# these make other values of any text; tests/archive/test_index.py says when that may be.
VERSION: Final = f"1 {unidata_version}"

COLUMNS: Final = (*WRITTEN, *FOLDED)
_VALUES: Final = f"{', '.join(COLUMNS)}) VALUES ({', '.join('?' * (1 + len(COLUMNS)))}"
_INSERT: Final = f"INSERT INTO articles_fts (rowid, {_VALUES})"
_DELETE: Final = f"INSERT INTO articles_fts (articles_fts, rowid, {_VALUES}, ?)"
_TEXTS: Final = f"SELECT {', '.join(SEARCHED)} FROM articles WHERE id = ?"


def row(db: Database, article: int) -> tuple[str, ...]:
    """What the index row of `article` has to hold, column by column."""
    texts = written(db, article)
    return (*texts, *map(fold, texts))


def written(db: Database, article: int) -> list[str]:
    """The same for the columns that are not folded (WRITTEN)."""
    texts = [text or "" for text in db.execute(_TEXTS, [article]).fetchone()]
    files = db.execute(
        "SELECT filename, text FROM attachments WHERE article = ? ORDER BY position", [article]
    )
    texts.append("\n\n".join(text for row in files for text in row if text))
    texts.append("\n\n".join(sentence.text for sentence in removed(db, article)))
    return [one_spelling(text) for text in texts]


# All of these are to be called within the transaction that changes the article.


def add(db: Database, article: int) -> None:
    """Make the index row of a new article."""
    db.execute(_INSERT, [article, *row(db, article)])


def remove(db: Database, article: int) -> None:
    """Remove the index row of an article, before anything of it is removed or changed."""
    _delete(db, article, row(db, article))


@contextmanager
def rewritten(db: Database, articles: Collection[int]) -> Iterator[None]:
    """Bring the index rows of `articles` up to date with what the block does to them.

    Every change of what the index has of an article is within such a block.
    """
    before = {article: row(db, article) for article in articles}
    yield
    for article, values in before.items():
        if (now := row(db, article)) != values:
            _delete(db, article, values)
            db.execute(_INSERT, [article, *now])


def is_current(db: Database) -> bool:
    """Whether the index was made by this `VERSION`."""
    return bool(db.execute("SELECT 1 FROM archive WHERE index_version = ?", [VERSION]).fetchone())


def make_anew(db: Database) -> None:
    """Index every article."""
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
    for (article,) in db.execute("SELECT id FROM articles ORDER BY id").fetchall():
        add(db, article)
    db.execute("UPDATE archive SET index_version = ?", [VERSION])


def _delete(db: Database, article: int, values: tuple[str, ...]) -> None:
    db.execute(_DELETE, ["delete", article, *values])
