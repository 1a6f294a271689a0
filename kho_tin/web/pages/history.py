"""Every version of an article on a line of time, with what changed from one to the next."""

from __future__ import annotations

import asyncio
import sqlite3
from itertools import pairwise
from typing import Any

from kho_tin.archive.lasting_names import compact
from kho_tin.web.articles import lasting
from kho_tin.web.articles.difference import Change, changes
from kho_tin.web.articles.matching import Effort
from kho_tin.web.context import rows

_ARTICLE = "SELECT id, pid, title, language, state, site FROM articles WHERE id = ?"
_REVISIONS = "SELECT * FROM revisions WHERE article = ? ORDER BY number"
_LOOKS = (
    "SELECT at, state, status, run, capture, parser FROM observations WHERE article = ? "
    "ORDER BY at DESC, id DESC LIMIT 200"
)
SHOWN = 50  # versions shown in full; only a page that changes at every fetch has more


async def history(datasette: Any, request: Any) -> Any:
    """The page. Differences are worked out in a thread: long texts take a while."""
    context, key = await lasting.find(datasette, request)

    def read(connection: sqlite3.Connection) -> tuple[list[dict[str, Any]], ...]:
        return (
            rows(connection.execute(_ARTICLE, [key])),
            rows(connection.execute(_REVISIONS, [key])),
            rows(connection.execute(_LOOKS, [key])),
        )

    articles, revisions, looks = await context.run(read)
    recent = revisions[-SHOWN - 1 :]
    differences = await asyncio.to_thread(_differences, recent)
    versions = [
        {
            **revision,
            "changes": differences.get(revision["number"], []),
            "names": _names(context, differences, revision),
            "anchor": compact(revision["seen_at"]),
        }
        for revision in reversed(revisions)
    ]
    return await context.page(
        "kt_history.html",
        article=articles[0],
        versions=versions,
        looks=looks,
        archive=context.named,
    )


def _differences(revisions: list[dict[str, Any]]) -> dict[int, list[Change]]:
    """What changed in each version, by its number. The newest are compared first: if they differ
    too much for one page, it is the old ones that are compared roughly."""
    effort = Effort()
    pairs = reversed(list(pairwise(revisions)))
    return {new["number"]: changes(old, new, effort) for old, new in pairs}


def _names(context: Any, differences: dict[int, list[Change]], revision: dict[str, Any]) -> str:
    return ", ".join(
        context.words(f"field_{change.name}") for change in differences.get(revision["number"], [])
    )
