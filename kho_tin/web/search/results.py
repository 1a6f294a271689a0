"""One page of results: each article with its title and the part of its text that answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from kho_tin.web.room import rows
from kho_tin.web.search.typed import read
from kho_tin.web.snippet import OPEN, snippet

_SHOWN = (
    "SELECT articles.id, pid, articles.site, sites.title AS site_title, articles.url, "
    "articles.title, published, year, author, category, articles.language, state, summary, body "
    "FROM articles JOIN sites ON sites.name = articles.site WHERE articles.id IN ({})"
)
_FILES = "SELECT filename, text FROM attachments WHERE article = ? ORDER BY position"
WHOLE = 10_000  # words: a title is never cut


def results(connection: sqlite3.Connection, ids: Sequence[int], query: str) -> list[dict[str, Any]]:
    """The articles `ids`, in that order.

    `snippet` and `marked_title` have ⟦ ⟧ round what was found; `within` says where the snippet
    is from: `body`, `summary` or `attachment` (whose name is then in `filename`).
    """
    words = read(query).words
    cursor = connection.execute(_SHOWN.format(", ".join("?" * len(ids))), list(ids))
    held = {one["id"]: one for one in rows(cursor)}
    shown = []
    for key in ids:
        if key not in held:
            continue  # vanished between two looks: nothing deletes articles, but be sure
        one = held[key]
        body, summary = one.pop("body"), one["summary"]
        one["marked_title"] = snippet(one["title"], words, WHOLE)
        one["snippet"], one["within"], one["filename"] = snippet(body, words), "body", None
        if words and OPEN not in one["snippet"]:
            _elsewhere(connection, one, summary, words)
        elif not words and summary:
            one["snippet"], one["within"] = summary, "summary"
        shown.append(one)
    return shown


def _elsewhere(
    connection: sqlite3.Connection, one: dict[str, Any], summary: str | None, words: str
) -> None:
    """What is not in the body may be in the summary, or in a file."""
    if summary and OPEN in (found := snippet(summary, words)):
        one["snippet"], one["within"] = found, "summary"
        return
    for filename, text in connection.execute(_FILES, [one["id"]]):
        for held in (text, filename):
            if held and OPEN in (found := snippet(held, words)):
                one["snippet"], one["within"], one["filename"] = found, "attachment", filename
                return
