"""One search over several archives: what each finds, in one order, with counts of all.

Each archive weighs words by its own index, as the shards of other search engines do: the order by
relevance is right within an archive, and near enough between those of one kind.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice
from typing import Final

from kho_tin.archive.search.equals import Equal
from kho_tin.web.search.facets import in_order
from kho_tin.web.search.find import Results, find
from kho_tin.web.search.query import FACETS, Query
from kho_tin.web.search.ranking import Scores

Key = tuple[bool | int, int | str, float]  # by which what is found is ordered
_DATES: Final = "SELECT id, published FROM articles WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True)
class Part:
    """What one archive finds, and the keys of the first articles of it."""

    results: Results
    keys: list[Key]


def part(connection: sqlite3.Connection, query: Query, most: int) -> Part:
    """What an archive finds, with the keys of as many articles as may come first of all. Raises
    sqlite3.OperationalError when cut off."""
    scores: Scores = {}
    results = find(connection, query, scores)
    first = results.ids[:most]
    if results.query.order == "relevance":
        ranked = len(results.ids) - results.unranked
        return Part(
            results,
            [
                (0, *scores.get(key, (0, 0.0))) if place < ranked else (1, 0, 0.0)
                for place, key in enumerate(first)
            ],
        )
    dates = dict(connection.execute(_DATES, [json.dumps(first)]).fetchall())
    # Undated articles come last, in either order.
    is_oldest = results.query.order == "oldest"
    texts = (dates.get(key) or "" for key in first)
    return Part(results, [(bool(text) != is_oldest, text, 0.0) for text in texts])


def meant(parts: Sequence[Part]) -> list[Part]:
    """The same; where one archive knows the address that was typed, what the others find by its
    words is left out."""
    if not any(each.results.query.is_known for each in parts):
        return list(parts)
    return [
        each
        if each.results.query.is_known
        else Part(Results([], each.results.query, facets={name: [] for name in FACETS}), [])
        for each in parts
    ]


def chosen(parts: Sequence[Part], query: Query) -> list[tuple[int, int]]:
    """The articles of one page, in order: the number of the archive, and the id there."""
    order = next((each.results.query.order for each in parts if each.keys), query.order)
    items = [
        [(key, number, article) for key, article in zip(each.keys, each.results.ids, strict=False)]
        for number, each in enumerate(parts)
    ]
    start = (query.page - 1) * query.size
    every = merge(*items, key=lambda item: item[0], reverse=order == "newest")
    return [(number, article) for _, number, article in islice(every, start, start + query.size)]


def together(parts: Sequence[Part]) -> Results:
    """What all find: `ids` are those of each archive, one archive after another."""
    results = [each.results for each in parts]
    first = next((each for each in results if each.ids), results[0])
    return Results(
        [article for each in results for article in each.ids],
        replace(first.query, equals=_equals(each.query.equals for each in results)),
        sum(each.unranked for each in results),
        {name: _sum(name, results) for name in FACETS},
        all(each.void for each in results),
    )


def _equals(every: Iterable[Sequence[Equal]]) -> tuple[Equal, ...]:
    return tuple(dict.fromkeys(equal for equals in every for equal in equals))


def _sum(name: str, results: Iterable[Results]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for each in results:
        counts.update(dict(each.facets[name]))
    return in_order(name, counts)
