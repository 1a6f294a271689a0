"""The articles before and after one in time, and those that are like it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from itertools import pairwise
from typing import Any, Final

from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import words_in
from kho_tin.archive.search.spelling import one_spelling
from kho_tin.web.context import rows

MOST: Final = 5
PAIRS: Final = 14  # phrases by which similar articles are searched
_COLUMNS: Final = "id, pid, title, published, site"
_BEFORE: Final = (
    f"SELECT {_COLUMNS} FROM articles WHERE site = :site AND (published < :published "
    "OR (published = :published AND id < :id)) ORDER BY published DESC, id DESC LIMIT 1"
)
_AFTER: Final = (
    f"SELECT {_COLUMNS} FROM articles WHERE site = :site AND (published > :published "
    "OR (published = :published AND id > :id)) ORDER BY published, id LIMIT 1"
)
_SIMILAR: Final = (
    f"SELECT {_COLUMNS} FROM (SELECT rowid AS key, rank FROM articles_fts "
    "WHERE articles_fts MATCH :terms AND rowid <> :id ORDER BY rank LIMIT :most) "
    "JOIN articles ON articles.id = key ORDER BY rank, id"
)


def around(
    connection: sqlite3.Connection, article: dict[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The article of the same site before this one, and the one after; None at an end."""
    if not article["published"]:
        return None, None
    place = {name: article[name] for name in ("site", "published", "id")}
    before = rows(connection.execute(_BEFORE, place))
    after = rows(connection.execute(_AFTER, place))
    return (before[0] if before else None, after[0] if after else None)


def similar(connection: sqlite3.Connection, article: dict[str, Any]) -> list[dict[str, Any]]:
    """At most five articles that share most of what is particular to this one.

    bm25 weighs a shared phrase by how rare it is, so only candidates are chosen here: the pairs
    of syllables in the title, which are often whole Vietnamese words, and those that the body
    repeats.
    """
    terms = phrases(article["title"], article["body"])
    if not terms:
        return []
    columns = "{title_folded summary_folded body_folded} : "
    expression = columns + "(" + " OR ".join(f'"{term}"' for term in terms) + ")"
    parameters = {"terms": expression, "id": article["id"], "most": MOST}
    return rows(connection.execute(_SIMILAR, parameters))


def phrases(title: str, body: str) -> list[str]:
    """Pairs of neighbouring words, folded; those of the title before the body's own."""
    counts = Counter(_pairs(body))
    chosen = list(dict.fromkeys(_pairs(title)))[:PAIRS]
    for pair, count in counts.most_common():
        if len(chosen) >= PAIRS or count < 3:
            break
        if pair not in chosen:
            chosen.append(pair)
    return chosen


def _pairs(text: str) -> list[str]:
    text = one_spelling(text)
    words = [text[start:end] for start, end in words_in(text)]
    return [
        f"{left} {right}"
        for left, right in pairwise(fold(word) for word in words)
        if left.isalpha() and right.isalpha()
    ]
