"""The registers of what articles mention: the rows of `documents_cited` and `places`.

They are made of the texts that an article shows now: those of its row, the captions of its pictures
and the texts of its attachments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlite_utils import Database

from kho_tin.registers import documents, places
from kho_tin.registers.units import gazetteer, listed

TABLES: Final = ("documents_cited", "places", "registered")
# By which versions of the readers rows are made today: short, since every article has it.
READERS: Final = f"{documents.VERSION}.{places.VERSION}"
_DOCUMENT: Final = (
    "article", "version", "field", "position", "offset", "length", "number", "kind", "issuer",
    "year", "date", "place", "role", "sentence",
)  # fmt: skip
_PLACE: Final = (
    "article", "version", "unit", "name", "now", "mentions", "field", "position", "offset",
    "length", "sentence",
)  # fmt: skip
_COLUMNS: Final = {"documents_cited": _DOCUMENT, "places": _PLACE}
_INSERT: Final = {
    table: f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    for table, names in _COLUMNS.items()
}
_TEXTS: Final = """
SELECT 'title', 0, title FROM articles WHERE id = ?1
UNION ALL SELECT 'summary', 0, summary FROM articles WHERE id = ?1
UNION ALL SELECT 'body', 0, body FROM articles WHERE id = ?1
UNION ALL SELECT 'caption', position, caption FROM images WHERE article = ?1
UNION ALL SELECT 'attachment', position, text FROM attachments WHERE article = ?1
"""
_VERSION: Final = "SELECT seen_at FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1"

Rows = list[tuple[Any, ...]]


# All that writes is called by `archive.derived`, with its like of the search index.


def write(db: Database, article: int) -> None:
    """Make the rows of an article anew."""
    remove(db, article)
    for table, rows in made(db, article).items():
        for row in rows:
            db.execute(_INSERT[table], row)
    db.execute("INSERT INTO registered VALUES (?, ?)", [article, READERS])


def remove(db: Database, article: int) -> None:
    """Remove the rows of an article."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table} WHERE article = ?", [article])


@contextmanager
def rewritten(db: Database, articles: Collection[int]) -> Iterator[None]:
    """Make the rows of those `articles` anew of which the block changes a text or the version.

    An article whose texts stay is not read: so a block costs little where it changes other columns.
    """
    before = {article: _read_from(db, article) for article in articles}
    yield
    for article, texts in before.items():
        if _read_from(db, article) != texts:
            write(db, article)


def date(db: Database, article: int) -> None:
    """Set the version of an article's rows, where earlier captures have shown that its newest one
    began before."""
    (version,) = db.execute(_VERSION, [article]).fetchone()
    for table in _COLUMNS:
        sql = f"UPDATE {table} SET version = ?1 WHERE article = ?2 AND version != ?1"
        db.execute(sql, [version, article])


def made(db: Database, article: int) -> dict[str, Rows]:
    """What the tables have to hold of an article."""
    version, read = _read_from(db, article)
    where = [(field, position) for field, position, _ in read]
    texts = [text for _, _, text in read]
    named = _places(where, places.find_places(texts))
    return {
        "documents_cited": [
            (article, version, *at, *_document(mention))
            for at, text in zip(where, texts, strict=True)
            for mention in documents.find_documents(text)
        ],
        "places": [(article, version, *row) for row in named],
    }


def differing(db: Database, article: int) -> list[str]:
    """The tables that do not hold what they have to. Rows that older readers made are no damage:
    a rebuild makes them anew."""
    registered = db.execute("SELECT readers FROM registered WHERE article = ?", [article])
    (readers,) = registered.fetchone() or (None,)
    if readers not in (None, READERS):
        return []
    wanted = made(db, article) if readers else {}
    return [
        table
        for table, names in _COLUMNS.items()
        if Counter(_rows(db, table, names, article)) != Counter(wanted.get(table, ()))
    ]


def outdated(db: Database) -> int:
    """How many articles have rows that other versions of the readers made than today's."""
    sql = "SELECT count(*) FROM registered WHERE readers != ?"
    return int(db.execute(sql, [READERS]).fetchone()[0])


def _read_from(db: Database, article: int) -> tuple[str | None, Rows]:
    """The article's version, and its texts: field, position, text."""
    # A damaged archive may have lost the revisions; `verify` says so elsewhere.
    (version,) = db.execute(_VERSION, [article]).fetchone() or (None,)
    return version, [row for row in db.execute(_TEXTS, [article]).fetchall() if row[2]]


def _rows(db: Database, table: str, names: tuple[str, ...], article: int) -> Rows:
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE article = ?"
    return [*db.execute(sql, [article])]


def _document(mention: documents.DocumentMention) -> tuple[Any, ...]:
    return (
        mention.start,
        mention.end - mention.start,
        mention.number,
        mention.kind,
        mention.issuer,
        mention.year,
        mention.date,
        mention.place,
        mention.role,
        mention.sentence,
    )


def _places(
    where: list[tuple[str, int]], mentions: list[list[places.PlaceMention]]
) -> Iterator[tuple[Any, ...]]:
    """A row for each unit, with its first mention and their number."""
    first: dict[str, tuple[tuple[str, int], places.PlaceMention]] = {}
    numbers: dict[str, int] = {}
    known = gazetteer()
    for at, in_text in zip(where, mentions, strict=True):
        for mention in in_text:
            for unit in mention.units:
                first.setdefault(unit, (at, mention))
                numbers[unit] = numbers.get(unit, 0) + 1
    for unit, (at, mention) in first.items():
        now = listed(known.now(mention.units)) or None
        length = mention.end - mention.start
        yield unit, mention.name, now, numbers[unit], *at, mention.start, length, mention.sentence
