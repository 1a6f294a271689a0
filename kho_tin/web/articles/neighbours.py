"""The articles before and after one in time, and those that are like it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import words_in
from kho_tin.archive.search.spelling import one_spelling
from kho_tin.web.context import rows
from kho_tin.web.search.ranking import is_large

MOST: Final = 5
PAIRS: Final = 14  # phrases by which similar articles are searched
# In a large archive bm25 reads the index twice for each phrase, 2 to 10 ms each time among 100,000
# articles. So there the rarest alone are looked up: those that are rare among the last articles.
RAREST: Final = 3
LAST: Final = 5_000  # articles: 1 ms for a phrase
_COLUMNS: Final = "id, pid, title, published, site"
_BEFORE: Final = (
    f"SELECT {_COLUMNS} FROM articles WHERE site = :site AND (published < :published "
    "OR (published = :published AND id < :id)) ORDER BY published DESC, id DESC LIMIT 1"
)
_AFTER: Final = (
    f"SELECT {_COLUMNS} FROM articles WHERE site = :site AND (published > :published "
    "OR (published = :published AND id > :id)) ORDER BY published, id LIMIT 1"
)
_SHARING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid != ?"
_AMONG_LAST: Final = (
    f"SELECT count(*) FROM ({_SHARING}) WHERE rowid > (SELECT max(id) FROM articles) - ?"
)
_BEST: Final = f"{_SHARING} ORDER BY rank, rowid LIMIT ?"
_SIMILAR: Final = f"SELECT {_COLUMNS} FROM articles WHERE id IN (SELECT value FROM json_each(?))"


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
    if is_large(connection):
        keys = _sharing(connection, terms, article["id"])
    else:
        best = connection.execute(_BEST, [_any(terms), article["id"], MOST])
        keys = [key for (key,) in best]
    every = {row["id"]: row for row in rows(connection.execute(_SIMILAR, [json.dumps(keys)]))}
    return [every[key] for key in keys if key in every]


def _any(terms: Sequence[str]) -> str:
    either = " OR ".join(f'"{term}"' for term in terms)
    return f"{{title_folded summary_folded body_folded}} : ({either})"


def _sharing(connection: sqlite3.Connection, terms: Sequence[str], article: int) -> list[int]:
    """The articles that share the rarest of the terms, by how rare these are."""

    def count(term: str) -> int:
        return int(connection.execute(_AMONG_LAST, [_any([term]), article, LAST]).fetchone()[0])

    shared: defaultdict[int, float] = defaultdict(float)
    # A term that no other article has leads to none.
    for term in sorted(terms, key=lambda term: count(term) or LAST)[:RAREST]:
        keys = [key for (key,) in connection.execute(_SHARING, [_any([term]), article])]
        for key in keys:
            shared[key] += 1 / len(keys)
    return sorted(shared, key=lambda key: (-shared[key], key))[:MOST]


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
