"""What the search index has, which keeps no text: its words, each in its place."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

Words = dict[tuple[int, str], str]


def indexed(db: Database | sqlite3.Connection) -> Words:
    """The words of each article, one blank between two, by its id and the column of the index."""
    connection = db.conn if isinstance(db, Database) else db
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_words "
        "USING fts5vocab('main', 'articles_fts', 'instance')"
    )
    words: dict[tuple[int, str], list[str]] = {}
    for article, column, word in connection.execute(
        'SELECT doc, col, term FROM temp.indexed_words ORDER BY doc, col, "offset"'
    ):
        words.setdefault((article, column), []).append(word)
    return {place: " ".join(each) for place, each in words.items()}
