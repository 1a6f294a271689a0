"""What a stranger's query may take of the server, where SQLite cannot be interrupted: by length.

A query is stopped at its deadline between two steps of SQLite's machine (`web.deadline`). Within
one step nothing is asked: a function over a long text, a pattern over it, a row of millions of
letters. So no value is longer than this beforehand, and no list of rows.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

# The longest text that the archive itself has is an attachment's, of four million letters.
LONGEST_VALUE: Final = 16 << 20  # bytes
LONGEST_FREE_VALUE: Final = 4 << 20  # bytes, in a query of the visitor's own
LONGEST_TEXT: Final = 100_000  # letters that an SQL function of ours looks at
MOST_CELLS: Final = 12 << 20  # bytes of all rows of one query of Datasette's, as Python holds them
PAGE_OF_CSV: Final = "100"  # rows that a table's CSV is read at a time

# By SQLite's own number: https://sqlite.org/c3ref/c_limit_attached.html
_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,  # 5,000 rows of 2,000 columns are ten million cells
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    # LIKE and GLOB take the pattern's length times the text's.
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 500,
}
_READ_LIMIT: Final = "_kho_tin_longest_value"


class TooMuch(Exception):
    """The rows of a query are more than one answer may hold."""

    status = 400

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_CELLS >> 20} MB in one answer")


def set_longest(datasette: Any, size: int) -> None:
    """Give the connections that `datasette` opens from now on another LONGEST_VALUE."""
    setattr(datasette, _READ_LIMIT, size)


def prepare(connection: sqlite3.Connection, datasette: Any) -> None:
    """Bound a connection of Datasette's: values, patterns, columns; and its files have no names."""
    longest = getattr(datasette, _READ_LIMIT, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(_allowed)


def _allowed(action: int, name: str | None, *_: str | None) -> int:
    """Whether a statement may do this. The table tells in which folder the archive lies; the
    statement `PRAGMA database_list`, which Datasette makes itself, is no query."""
    hidden = action == sqlite3.SQLITE_READ and str(name).lower() == "pragma_database_list"
    return sqlite3.SQLITE_IGNORE if hidden else sqlite3.SQLITE_OK


@contextmanager
def counted(connection: sqlite3.Connection) -> Iterator[None]:
    """Stop fetching at MOST_CELLS. Raises TooMuch."""
    factory = connection.row_factory
    size = 0

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Any:
        nonlocal size
        size += sum(map(sys.getsizeof, values))
        if size > MOST_CELLS:
            raise TooMuch
        return factory(cursor, values) if factory else values

    connection.row_factory = row
    try:
        yield
    finally:
        connection.row_factory = factory
