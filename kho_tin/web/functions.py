"""The SQL functions that Datasette's connections get."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

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


@dataclass(frozen=True)
class Function:
    """A function for those who write SQL: its arguments by name, and what it gives."""

    name: str
    arguments: tuple[str, ...]
    english: str
    vietnamese: str

    @property
    def shown(self) -> str:
        """As it is called."""
        return f"{self.name}({', '.join(self.arguments)})"


# The page /about lists them, and docs/searching.md, whose table a test holds to these.
FUNCTIONS: Final = (
    Function(
        "search_ids",
        ("text",),
        "the ids of all that it finds, best first, as a JSON list; every operator counts",
        "số của mọi bài tìm thấy, bài phù hợp nhất trước, dạng danh sách JSON; tính mọi toán tử",
    ),
    Function(
        "search_query",
        ("text",),
        "the FTS5 expression for it; operators that are not in the index are left out",
        "biểu thức FTS5 tương ứng; bỏ các toán tử không có trong chỉ mục",
    ),
    Function(
        "search_snippet",
        ("text", "query"),
        "the part of `text` that answers `query`",
        "đoạn của `text` khớp với `query`",
    ),
    Function(
        "fold",
        ("text",),
        "`text` without marks, đ as d, in lower case",
        "`text` bỏ dấu, đ thành d, chữ thường",
    ),
    Function(
        "article_html",
        ("body", "body_html"),
        "the HTML of an article’s body, which its row has packed",
        "HTML của thân bài, vốn được nén trong dòng của bài",
    ),
)


def table() -> str:
    """The functions as docs/searching.md has them: `python -m kho_tin.web.functions`."""
    lines = ["| function | gives |", "|---|---|"]
    lines += [f"| `{each.shown}` | {each.english} |" for each in FUNCTIONS]
    return "\n".join(lines) + "\n"


def register(connection: sqlite3.Connection) -> None:
    """Add FUNCTIONS to `connection`, and what Datasette's own search box calls."""

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

    # For the same values they give the same, whatever is in the archive; search_ids does not.
    pure: dict[str, Callable[..., str | None]] = {
        "article_html": article_html,
        "search_query": lambda text: expressions(meant(text)).in_index,
        "search_snippet": cut_out,
        "fold": lambda text: None if text is None else fold(_text(text)),
    }
    for each in FUNCTIONS:
        function = pure.get(each.name, search_ids)
        is_pure = each.name in pure
        connection.create_function(each.name, len(each.arguments), function, deterministic=is_pure)
    # The name that Datasette's own search box calls: words are enough there.
    connection.create_function(
        "escape_fts",
        1,
        lambda text: expressions(meant(text), lift=False).in_index,
        deterministic=True,
    )


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


if __name__ == "__main__":
    print(table(), end="")
