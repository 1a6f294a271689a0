"""Stops a query that takes too long; that it did, is decided by the clock alone.

Errors do not tell: SQLite says "interrupted", FTS5 that its table could not be made, a function
that queries in its turn that it failed; or there is no error, and half of the rows. What counts is
that the deadline had passed when SQLite asked whether to go on.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kho_tin.web.bounds import counted
from kho_tin.web.http import QueryInterrupted, queries

clock = time.perf_counter  # seconds

# Instructions of SQLite's machine between two looks at the clock: about 0.1 ms.
STEPS = 1000
SHORT = 20  # milliseconds; under so short a limit the clock is read after every instruction


class TookTooLong(QueryInterrupted):  # type: ignore[misc]
    """A query was stopped at its deadline. Datasette's pages treat it as their own."""

    def __init__(self, cause: Exception | None = None) -> None:
        super().__init__(cause, getattr(cause, "sql", ""), getattr(cause, "params", None))

    def __str__(self) -> str:
        return "This query took too long"


@contextmanager
def limited(connection: sqlite3.Connection, milliseconds: float) -> Iterator[None]:
    """Stop queries on `connection` after so long. Raises TookTooLong then, and nothing else."""
    deadline = clock() + milliseconds / 1000
    stopped = False

    def stop() -> bool:
        nonlocal stopped
        stopped = stopped or clock() >= deadline
        return stopped

    connection.set_progress_handler(stop, 1 if milliseconds <= SHORT else STEPS)
    try:
        yield
    except Exception as error:
        if stopped:
            raise TookTooLong(error) from error
        raise
    finally:
        connection.set_progress_handler(None, STEPS)
    if stopped:
        raise TookTooLong


@contextmanager
def _bounded(connection: sqlite3.Connection, milliseconds: float) -> Iterator[None]:
    with limited(connection, milliseconds), counted(connection):
        yield


def install() -> None:
    """Have Datasette's own queries stopped here, too."""
    queries.sqlite_timelimit = _bounded
