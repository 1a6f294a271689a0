"""Which articles a query finds, in which order, and their counts by year, category and so on."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kho_tin.web.search.expression import expressions
from kho_tin.web.search.query import FACETS, Order, Query
from kho_tin.web.search.understanding import understood

# CROSS JOIN sets the order: the index first, then each article that it names.
_RANKED: Final = (
    "(SELECT rowid AS id, rank FROM articles_fts WHERE articles_fts MATCH ?) AS h "
    "CROSS JOIN articles AS a ON a.id = h.id"
)
_ALL: Final = "(SELECT 0.0 AS rank) AS h CROSS JOIN articles AS a"
# All, and those first that have what makes one better than another.
_ALL_RANKED: Final = (
    "articles AS a LEFT JOIN (SELECT rowid AS id, rank FROM articles_fts "
    "WHERE articles_fts MATCH ?) AS h ON h.id = a.id"
)
# How many of the query's neighbours stand side by side in it.
_TOGETHER: Final = (
    " LEFT JOIN (SELECT id, count(*) AS together FROM ({}) GROUP BY id) AS t ON t.id = a.id"
)
_PAIR: Final = "SELECT rowid AS id FROM articles_fts WHERE articles_fts MATCH ?"
_WITHOUT: Final = "a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"
_COLUMNS: Final = {
    "author": "a.authors",
    # A revision behind the first is an edit.
    "state": "iif(a.id IN (SELECT article FROM revisions WHERE number = 2), 'edited ', '') "
    "|| iif(a.state IN ('unlisted', 'gone'), 'vanished', '')",
}
_FACETS: Final = ", ".join(_COLUMNS.get(name, f"a.{name}") for name in FACETS)
_AUTHOR, _STATE = FACETS.index("author"), FACETS.index("state")
# Undated articles come last, and of equals the one that was added last comes first.
_UNDATED: Final = "ifnull(a.published, '') = ''"
_ORDERS: Final[dict[Order, str]] = {
    "relevance": "together DESC, ifnull(h.rank, 0), a.id DESC",
    "newest": f"{_UNDATED}, a.published DESC, a.id DESC",
    "oldest": f"{_UNDATED}, a.published, iif({_UNDATED}, -a.id, a.id)",
}


@dataclass(frozen=True)
class Results:
    """The articles found, by their ids, in order; and how many each value of a facet would find,
    if the results were not narrowed by that facet. `query` is as it was meant in this archive."""

    ids: list[int]
    query: Query
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def find(connection: sqlite3.Connection, query: Query) -> Results:
    """All that the query finds. Raises sqlite3.OperationalError when cut off.

    An empty query finds every article; an operator that is not in the index, every one that it
    means. Exclusions alone find nothing: there is nothing from which to exclude.
    """
    query = understood(connection, query)
    wanted, unwanted, condition, values, pairs, ranked = expressions(query)
    parameters: list[str | int] = []
    where: list[str] = []
    source, together = _ALL, "0"
    if any_words := wanted or ranked:
        source = _RANKED if wanted else _ALL_RANKED
        parameters.append(any_words)
        if query.order == "relevance" and pairs:
            source += _TOGETHER.format(" UNION ALL ".join([_PAIR] * len(pairs)))
            parameters += pairs
            together = "ifnull(t.together, 0)"
    elif query.text and (not condition or (query.words and not query.terms and not query.is_known)):
        return Results([], query, {name: [] for name in FACETS})  # also for signs without a word
    if unwanted is not None:
        where.append(_WITHOUT)
        parameters.append(unwanted)
    if condition:
        where.append(condition)
        parameters += values
    rows = connection.execute(
        f"SELECT a.id, {_FACETS}, {together} AS together FROM {source} "
        f"WHERE {' AND '.join(where) or 'TRUE'} ORDER BY {_ORDERS[query.order]}",
        parameters,
    )
    chosen: dict[int, set[str]] = {}
    for name, value in query.facets:
        chosen.setdefault(FACETS.index(name), set()).add(value)
    counts: list[Counter[str]] = [Counter() for _ in FACETS]
    ids = []
    for key, *row, _ in rows:
        texts = [_texts(place, value) for place, value in enumerate(row)]
        missed = [place for place, allowed in chosen.items() if allowed.isdisjoint(texts[place])]
        if len(missed) > 1:
            continue
        if not missed:
            ids.append(key)
        for place in missed or range(len(FACETS)):
            counts[place].update(texts[place])
    return Results(
        ids,
        query,
        {name: _listed(name, counter) for name, counter in zip(FACETS, counts, strict=True)},
    )


@lru_cache(maxsize=10_000)
def _texts(place: int, value: str | int | None) -> tuple[str, ...]:
    """The values that an article has in a facet: each of its authors, all that happened to
    it, one of all else."""
    if value is None or value == "":
        return ()
    if place == _STATE:
        return tuple(str(value).split())
    return tuple(json.loads(str(value))) if place == _AUTHOR else (str(value),)


def _listed(name: str, counter: Counter[str]) -> list[tuple[str, int]]:
    """Years from the latest, other values from the most frequent."""
    if name == "year":
        return sorted(counter.items(), reverse=True)
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
