"""The order of articles by how well they match: the best first.

Of a large archive as much is ranked as a reader waits for. bm25 reads the whole index for each
phrase of a query, to weigh it, and takes about 2 µs an article; so there the words alone are
weighed, neighbours are looked for among the articles found, and of the articles found only the last
RANKED that came into the archive are ranked. The others follow, the newest first.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Final

from kho_tin.web.search.expression import Expressions

# Up to so many articles in an archive everything is ranked, by phrases too; in a larger one so many
# of those found: 0.1 s with three neighbours among 100,000 articles.
RANKED: Final = 20_000
_LARGEST: Final = "SELECT max(id) FROM articles"
# The index knows ids from a first one on without reading those before.
_RANKED: Final = (
    "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid >= ? "
    "ORDER BY rank, rowid DESC"
)
_SCORED: Final = _RANKED.replace("rowid", "rowid, rank", 1)
_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid >= ?"


# Of an article: how many neighbours it has side by side (negative), and its rank; less is better.
Scores = dict[int, tuple[int, float]]


def is_large(connection: sqlite3.Connection) -> bool:
    """Whether an archive has more articles than are ranked. Ids are given out one after another."""
    return (connection.execute(_LARGEST).fetchone()[0] or 0) > RANKED


def by_relevance(
    connection: sqlite3.Connection,
    compiled: Expressions,
    keys: Sequence[int],
    scores: Scores | None = None,
) -> tuple[list[int], Sequence[int]]:
    """The articles `keys` (ascending) that a query finds: those that are ranked, the best first,
    and the rest. Where nothing makes one better than another, the last that was added is first.
    `scores` gets what they are ranked by, where it is wanted. Raises sqlite3.OperationalError when
    cut off."""
    words, pairs = compiled.wanted or compiled.ranked, compiled.pairs
    if words is None:
        return sorted(keys, reverse=True), []
    first, rest = 0, keys[:0]
    if is_large(connection) and keys:
        rest, keys = keys[:-RANKED], keys[-RANKED:]
        first = keys[0]
        pairs = [f"({words}) AND ({pair})" for pair in pairs]
    together = Counter(
        key for pair in pairs for (key,) in connection.execute(_MATCHING, [pair, first])
    )
    kept = set(keys)
    if scores is None:
        best = [key for (key,) in connection.execute(_RANKED, [words, first]) if key in kept]
    else:
        ranks = connection.execute(_SCORED, [words, first]).fetchall()
        scores |= {key: (-together[key], rank) for key, rank in ranks if key in kept}
        best = list(scores)
    best += sorted(kept.difference(best), reverse=True)  # found by an operator alone
    best.sort(key=lambda key: -together[key])
    return best, rest
