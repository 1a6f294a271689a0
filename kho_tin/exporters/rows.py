"""The rows of an exported table, read one article at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from kho_tin.archive.database import Row
from kho_tin.exporters.columns import ATTACHMENT, COLUMNS, DOCUMENT, IMAGE, PLACE, Column

_CAPTURES = (
    "LEFT JOIN captures AS capture ON capture.id = {table}.capture "
    "LEFT JOIN captures AS original ON original.id = capture.refers_to"
)


def _selected(columns: Sequence[Column], table: str, where: str, joined: str = _CAPTURES) -> str:
    """A query for the columns, with NULL for those without SQL."""
    named = ", ".join(column.sql or "NULL" for column in columns)
    return f"SELECT {named} FROM {table} {joined.format(table=table)} WHERE {where}"


_LISTS = {
    name: (_selected(parts, name, "article = ? ORDER BY position"), [part.name for part in parts])
    for name, parts in (("images", IMAGE), ("attachments", ATTACHMENT))
} | {
    name: (_selected(parts, name, "article = ? ORDER BY rowid", ""), [part.name for part in parts])
    for name, parts in (("documents_cited", DOCUMENT), ("places", PLACE))
}


def rows(
    db: Database | sqlite3.Connection, ids: Iterable[int], columns: Sequence[Column] = COLUMNS
) -> Iterator[Row]:
    """A row for each article that exists, with the columns' names as keys, in order; times and days
    are text."""
    sql = _selected(columns, "articles", "articles.id = ?")
    names = [column.name for column in columns]
    for article in ids:
        values = db.execute(sql, [article]).fetchone()
        if values is None:
            continue
        row = dict(zip(names, values, strict=True))
        for name, (parts, part_names) in _LISTS.items():
            cursor = db.execute(parts, [article])
            row[name] = [dict(zip(part_names, values, strict=True)) for values in cursor]
        yield row


def letters_of(row: Row) -> int:
    """The length of a row's texts, by which rows that wait in memory are bounded."""
    texts = [value for value in row.values() if isinstance(value, str)]
    for value in row.values():
        if isinstance(value, list):
            texts += [text for part in value for text in part.values() if isinstance(text, str)]
    return sum(map(len, texts))
