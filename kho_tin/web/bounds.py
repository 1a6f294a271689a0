"""Limits of length on a visitor's query, for what SQLite cannot interrupt.

A query is stopped at its deadline between two steps of SQLite's machine (`web.deadline`). A single
step cannot be stopped: a function or a pattern over a long text, a row of millions of letters. So
the length of values and of lists of rows is limited.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

# The longest text that the archive itself has is an attachment's, of four million letters.
LONGEST_VALUE: Final = 16 << 20  # bytes
LONGEST_FREE_VALUE: Final = 4 << 20  # bytes, in SQL that a visitor writes
LONGEST_TEXT: Final = 100_000  # letters that our SQL functions read
MOST_CELLS: Final = 12 << 20  # bytes in Python of all rows of a query of Datasette's
PAGE_OF_CSV: Final = "100"  # rows that a table's CSV is read at a time

# SQLite's limits: https://sqlite.org/c3ref/c_limit_attached.html
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
    """Set another LONGEST_VALUE (bytes) for connections that `datasette` opens from now on."""
    setattr(datasette, _READ_LIMIT, size)


def prepare(connection: sqlite3.Connection, datasette: Any) -> None:
    """Limit a connection of Datasette's, and hide the paths of its files."""
    longest = getattr(datasette, _READ_LIMIT, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(_allowed)


def _allowed(action: int, name: str | None, *_: str | None) -> int:
    """SQLite's authorizer. The table `pragma_database_list` would tell the archive's folder; the
    statement `PRAGMA database_list`, which Datasette needs, reads no table and is allowed."""
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
