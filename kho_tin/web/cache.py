"""What was read of an archive, kept by a connection until the archive is written.

Each thread of the server has its own connections, so nothing here is shared or locked.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from kho_tin.web.http import Result

# Connections whose values a thread keeps: an archive each. They cannot be referred to weakly.
CONNECTIONS: Final = 8


class _Kept(NamedTuple):
    connection: sqlite3.Connection
    version: tuple[int, int]
    values: dict[str, Any]


class _OfThread(threading.local):
    def __init__(self) -> None:
        self.kept: OrderedDict[int, _Kept] = OrderedDict()


_OF_THREAD: Final = _OfThread()


def cached(
    connection: sqlite3.Connection, name: str, read: Callable[[sqlite3.Connection], Result]
) -> Result:
    """What `read` made of the archive as it is; read again when any program has written to it.

    What raises an error, as at a deadline, is not kept.
    """
    values = _values(connection)
    if name not in values:
        values[name] = read(connection)
    value: Result = values[name]
    return value


def is_cached(connection: sqlite3.Connection, name: str) -> bool:
    """Whether `cached` would answer without reading."""
    return name in _values(connection)


def _values(connection: sqlite3.Connection) -> dict[str, Any]:
    # https://sqlite.org/pragma.html#pragma_data_version tells of the writes of all others.
    version = connection.execute("PRAGMA data_version").fetchone()[0], connection.total_changes
    every = _OF_THREAD.kept
    kept = every.get(id(connection))
    if kept is None or kept.connection is not connection or kept.version != version:
        kept = every[id(connection)] = _Kept(connection, version, {})
        every.move_to_end(id(connection))
        while len(every) > CONNECTIONS:
            every.popitem(last=False)
    return kept.values
