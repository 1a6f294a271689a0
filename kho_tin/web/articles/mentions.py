"""What an article mentions, by the registers."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from kho_tin.web.context import rows

# Of a page that cites more (a list of all that a board issued), the first.
MOST: Final = 100
_DOCUMENTS: Final = (
    "SELECT number, kind, max(date) AS date, min(rowid) FROM documents_cited WHERE article = ? "
    "GROUP BY number ORDER BY min(rowid) LIMIT ?"
)
_MERGED: Final = (
    "SELECT unit, now FROM places WHERE article = ? AND now IS NOT NULL ORDER BY rowid LIMIT ?"
)


def mentions(connection: sqlite3.Connection, article: int) -> dict[str, list[dict[str, Any]]]:
    """`documents` that the newest version of an article mentions, in their order, and `merged`,
    the places that are part of others `now`."""
    return {
        "documents": rows(connection.execute(_DOCUMENTS, [article, MOST])),
        "merged": rows(connection.execute(_MERGED, [article, MOST])),
    }
