"""The SQL functions that Datasette's connections get."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import MAX_CHARACTERS
from kho_tin.web.bounds import LONGEST_TEXT
from kho_tin.web.search.expression import expression
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, parse
from kho_tin.web.snippet import snippet


def register(connection: sqlite3.Connection) -> None:
    """Add them to `connection`. `docs/searching.md` says what each is for."""

    def search_ids(text: Any) -> str:
        # A query within a query, on the same connection: SQLite allows it.
        return json.dumps(find(connection, parsed(text)).ids)

    pure: dict[str, tuple[int, Callable[..., str | None]]] = {
        # The name that Datasette's own search box calls: words are enough there.
        "escape_fts": (1, lambda text: expression(parsed(text), lift=False)),
        "search_query": (1, lambda text: expression(parsed(text))),
        "search_snippet": (2, lambda text, query: snippet(_text(text), parsed(query).terms)),
        "fold": (1, lambda text: None if text is None else fold(_text(text))),
    }
    for name, (arguments, function) in pure.items():
        connection.create_function(name, arguments, function, deterministic=True)
    connection.create_function("search_ids", 1, search_ids)


def parsed(text: Any) -> Query:
    """The query in an SQL value; cached, since the function is called for every row."""
    return _parsed(_text(text)[:MAX_CHARACTERS])


_parsed = lru_cache(maxsize=64)(parse)


def _text(value: Any) -> str:
    """An SQL value of any type as text, cut at LONGEST_TEXT: SQLite cannot interrupt a function
    in Python."""
    if isinstance(value, bytes):
        return value[:LONGEST_TEXT].decode("utf-8", "replace")
    return "" if value is None else str(value)[:LONGEST_TEXT]
