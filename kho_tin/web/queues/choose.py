"""Which requests wait in which queue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from kho_tin.web.bounds import LONGEST_FREE_VALUE, LONGEST_VALUE, PAGE_OF_CSV


@dataclass(frozen=True)
class RequestQueue:
    """`waiting` requests wait for the one that is answered; further ones are refused.

    `seconds` is what one answer may take, in a process of its own.
    """

    name: str
    waiting: int
    seconds: float
    longest_value: int = LONGEST_VALUE  # bytes


SQL: Final = RequestQueue("sql", waiting=4, seconds=15, longest_value=LONGEST_FREE_VALUE)
TABLES: Final = RequestQueue("tables", waiting=20, seconds=60)
QUEUES: Final = (SQL, TABLES)

# Parameters in which Datasette takes SQL from a visitor.
_FREE: Final = {"sql", "_where"}


def queue_of(path: str, query: bytes, ours: Sequence[re.Pattern[str]]) -> RequestQueue | None:
    """The queue of a request; None for our own pages and for files, which do not wait.

    `path` is below base_url and still escaped; `ours` are the patterns of our own pages. All
    other pages are Datasette's, and by default a visitor can make them costly.
    """
    if (
        path.startswith("/-/")
        or path == "/favicon.ico"
        or any(pattern.match(path) for pattern in ours)
    ):
        return None
    return SQL if _FREE & {name for name, _ in _pairs(query)} else TABLES


def paged_csv(path: str, query: bytes) -> bytes:
    """The query string by which a table's CSV is read in small pages, whole: `_size=max` alone
    would have 5,000 rows in memory at once."""
    if not path.endswith(".csv"):
        return query
    pairs = _pairs(query)
    names = dict(pairs)
    if "_stream" not in names and (names.get("_size") != "max" or "_next" in names):
        return query
    kept = [pair for pair in pairs if pair[0] not in ("_size", "_stream")]
    return urlencode([*kept, ("_stream", "1"), ("_size", PAGE_OF_CSV)]).encode()


def _pairs(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def path_of(scope: dict[str, Any], base_url: str) -> str:
    """The escaped path below `base_url`, as Datasette's router takes it."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0]
    if base_url != "/" and path.startswith(base_url):
        path = "/" + path[len(base_url) :]
    return path
