"""The facets of articles, column by column: how many articles have each value, and which are
newer. All of an archive's are read once, and counted without a look at the database."""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from kho_tin.web.cache import cached, is_cached
from kho_tin.web.search.query import FACETS, PERIODS, Facets

_COLUMNS: Final = {
    "author": "a.authors",
    "month": "substr(a.published, 1, 7)",
    # A revision behind the first is an edit.
    "state": "iif(a.id IN (SELECT article FROM revisions WHERE number > 1), 'edited ', '') "
    "|| iif(a.state IN ('unlisted', 'gone'), 'vanished', '')",
}
_NAMED: Final = ", ".join(_COLUMNS.get(name, f"a.{name}") for name in FACETS)
_SELECT: Final = f"SELECT a.id, a.published, {_NAMED} FROM articles AS a"
_NEWEST: Final = "ORDER BY a.published DESC, a.id DESC"
# Of the indexes `articles_facets` and `revisions_edits` alone, in the order of the first.
_ALL: Final = f"{_SELECT} {_NEWEST}"
_SOME: Final = f"{_SELECT} WHERE a.id IN (SELECT value FROM json_each(?)) {_NEWEST}"
# So many articles are read at once sooner than all of a large archive: 5 µs each beside 1.5 µs.
FEW: Final = 2_000
_KEPT: Final = "facets"


class FacetColumns:
    """The values of each facet by an article's id, and the articles' order by date.

    Ids are given out one after another, so a column is an array with a place for each. Values are
    numbers in it; 0 is none. The authors of an article are one value.
    """

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        dated, undated = array("q"), array("q")
        columns: list[list[Any]] = [[] for _ in FACETS]
        keys = array("q")
        for key, published, *values in rows:
            keys.append(key)
            (dated if published else undated).append(key)
            for column, value in zip(columns, values, strict=True):
                column.append(value)
        self._last = max(keys, default=0)
        self._dated = len(dated)
        # Undated articles come last, and of equals the one that was added last comes first.
        self.newest = dated + array("q", sorted(undated, reverse=True))
        self._place = self._by_id(self.newest, range(len(keys)))
        self._values: list[list[Any]] = []
        self._columns: list[array[int]] = []
        for column in columns:
            numbers = {None: 0, "": 0}
            known = [numbers.setdefault(value, len(numbers)) for value in column]
            self._values.append(list(numbers))
            self._columns.append(self._by_id(keys, known))

    def _by_id(self, keys: Iterable[int], values: Iterable[int]) -> array[int]:
        column = array("I", bytes(4 * (self._last + 1)))
        for key, value in zip(keys, values, strict=True):
            column[key] = value
        return column

    def known(self, keys: Sequence[int]) -> Sequence[int]:
        """`keys` (ascending) without those that were added since."""
        return keys[: bisect_right(keys, self._last)]

    def by_date(self, keys: Iterable[int], *, oldest: bool = False) -> list[int]:
        """The articles, the newest or the oldest first."""
        ordered = sorted(keys, key=self._place.__getitem__)
        if oldest:
            dated = sum(self._place[key] < self._dated for key in ordered)
            ordered[:dated] = reversed(ordered[:dated])
        return ordered

    def narrowed(
        self, keys: Sequence[int], facets: Facets
    ) -> tuple[Sequence[int], dict[str, list[tuple[str, int]]]]:
        """Those of the articles that have the chosen values, in their order; and how many each
        value of a facet would leave, if they were not narrowed by that facet."""
        chosen: dict[str, set[int]] = {}
        for name, value in facets:
            numbers = chosen.setdefault(name, set())
            every = self._values[FACETS.index(name)]
            numbers.update(n for n, each in enumerate(every) if value in _texts(name, each))
        counts = {}
        for name in FACETS:
            # A month is a part of its year: the other years stay in sight.
            own = PERIODS if name == "year" else (name,)
            others = {other: numbers for other, numbers in chosen.items() if other not in own}
            counts[name] = self._counts(name, self._having(keys, others))
        return self._having(keys, chosen), counts

    def _having(self, keys: Sequence[int], chosen: dict[str, set[int]]) -> Sequence[int]:
        for name, numbers in chosen.items():
            column = self._columns[FACETS.index(name)]
            keys = [key for key in keys if column[key] in numbers]
        return keys

    def _counts(self, name: str, keys: Iterable[int]) -> list[tuple[str, int]]:
        place = FACETS.index(name)
        counts: Counter[str] = Counter()
        for number, count in Counter(map(self._columns[place].__getitem__, keys)).items():
            for text in _texts(name, self._values[place][number]):
                counts[text] += count
        return in_order(name, counts)


def in_order(name: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The values of a facet with their counts: years and months from the latest, others from
    the most frequent."""
    if name in PERIODS:
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def facet_columns(connection: sqlite3.Connection, keys: Collection[int] | None) -> FacetColumns:
    """The columns of all articles, or at least of those named. Raises sqlite3.OperationalError when
    cut off."""
    if keys is not None and len(keys) <= FEW and not is_cached(connection, _KEPT):
        return FacetColumns(connection.execute(_SOME, [json.dumps(list(keys))]))
    return cached(connection, _KEPT, lambda reading: FacetColumns(reading.execute(_ALL)))


@lru_cache(maxsize=10_000)
def _texts(name: str, value: str | int | None) -> tuple[str, ...]:
    """The values that an article has in a facet: each of its authors, all that happened to it, one
    of all else."""
    if value is None or value == "":
        return ()
    if name == "state":
        return tuple(str(value).split())
    return tuple(json.loads(str(value))) if name == "author" else (str(value),)
