"""The SQL functions that Datasette's connections get."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from kho_tin.archive import body_html
from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import MAX_CHARACTERS
from kho_tin.web.bounds import LONGEST_FREE_VALUE, LONGEST_TEXT
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, parse
from kho_tin.web.search.understanding import understood
from kho_tin.web.snippet import snippet

QUERIES = 64  # remembered by a connection


def register(connection: sqlite3.Connection) -> None:
    """Add them to `connection`. `docs/searching.md` says what each is for."""

    def search_ids(text: Any) -> str:
        # A query within a query, on the same connection: SQLite allows it.
        return json.dumps(find(connection, parsed(text)).ids)

    known: dict[str, Query] = {}
    versions = [-1]

    def meant(text: Any) -> Query:
        """The query and what it stands for, once for all rows, until the archive is written."""
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != versions[0] or len(known) > QUERIES:
            known.clear()
            versions[0] = version
        query = parsed(text)
        if query.text not in known:
            known[query.text] = understood(connection, query)
        return known[query.text]

    def cut_out(text: Any, query_text: Any) -> str:
        query = meant(query_text)
        return snippet(_text(text), query.terms, equals=query.equals)

    def article_html(body: Any, packed: Any) -> str | None:
        return body_html.shown(body, packed, LONGEST_FREE_VALUE)

    pure: dict[str, tuple[int, Callable[..., str | None]]] = {
        "article_html": (2, article_html),
        # The name that Datasette's own search box calls: words are enough there.
        "escape_fts": (1, lambda text: expressions(meant(text), lift=False).in_index),
        "search_query": (1, lambda text: expressions(meant(text)).in_index),
        "search_snippet": (2, cut_out),
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
