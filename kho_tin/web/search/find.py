"""Which articles a query finds, in which order, and how they part by year, category and so on."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from kho_tin.web.search.expression import negative, positive
from kho_tin.web.search.typed import Typed

FACETS: Final = ("year", "category", "author", "site")
Sort = Literal["relevance", "newest", "oldest"]

_COLUMNS = "a.id, {rank}, a.published, a.year, a.category, a.author, a.site"
_RANKED = (
    f"SELECT {_COLUMNS.format(rank='h.rank')} FROM "
    "(SELECT rowid AS id, rank FROM articles_fts WHERE articles_fts MATCH :wanted) AS h "
    "JOIN articles AS a ON a.id = h.id"
)
_ALL = f"SELECT {_COLUMNS.format(rank='0.0')} FROM articles AS a"
_WITHOUT = " WHERE a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :unwanted)"


class Hit(NamedTuple):
    """An article as far as it is needed to sort and count it; `rank`: lowest is best."""

    id: int
    rank: float
    published: str | None
    year: int | None
    category: str | None
    author: str | None
    site: str


@dataclass(frozen=True)
class Found:
    """`ids` in order. A facet counts what would be found if it were not narrowed by itself."""

    ids: list[int]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def hits(connection: sqlite3.Connection, typed: Typed) -> list[Hit]:
    """All that the typed query finds, in no order. Raises sqlite3.OperationalError when cut off.

    Nothing typed is every article; so is `site:` or `year:` alone, within what they say.
    Exclusions alone find nothing: they are taken from something, and nothing was asked for.
    """
    wanted, unwanted = positive(typed), negative(typed)
    if wanted is None and not typed.has_filters and not typed.asks_nothing:
        return []
    if wanted is None and typed.words.strip() and unwanted is None:
        return []  # signs without a word in them
    sql = (_ALL if wanted is None else _RANKED) + (_WITHOUT if unwanted is not None else "")
    rows = connection.execute(sql, {"wanted": wanted, "unwanted": unwanted})
    found = map(Hit._make, rows)
    if not typed.has_filters:
        return list(found)
    return [one for one in found if typed.keeps(one.site, one.year)]


def in_order(found: list[Hit], sort: Sort) -> list[Hit]:
    """Sorted; articles without a date come last, and of equals the one taken in last first."""
    if sort == "relevance":
        return sorted(found, key=lambda one: (one.rank, -one.id))
    dated = [one for one in found if one.published]
    dated.sort(key=lambda one: (one.published or "", one.id), reverse=sort == "newest")
    return dated + sorted((one for one in found if not one.published), key=lambda one: -one.id)


def usual(typed: Typed) -> Sort:
    """The order where none is asked for: the best first, or the newest where none is better."""
    return "relevance" if typed.is_ranked else "newest"


def ids(connection: sqlite3.Connection, typed: Typed) -> list[int]:
    """The ids of all that is found, in the usual order."""
    return [one.id for one in in_order(hits(connection, typed), usual(typed))]


def narrowed(found: list[Hit], chosen: dict[str, Sequence[str]], sort: Sort) -> Found:
    """What is left of `found` under the chosen facet values, and the count of every value."""
    wanted = {name: set(values) for name, values in chosen.items() if values}
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    kept: list[Hit] = []
    for one in found:
        values = {name: _text(getattr(one, name)) for name in FACETS}
        missed = [name for name in wanted if values[name] not in wanted[name]]
        if len(missed) > 1:
            continue
        if not missed:
            kept.append(one)
        for name in missed or FACETS:
            if value := values[name]:
                counts[name][value] += 1
    return Found(
        [one.id for one in in_order(kept, sort)],
        {name: _listed(name, counter) for name, counter in counts.items()},
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _listed(name: str, counter: Counter[str]) -> list[tuple[str, int]]:
    """Years from the last, the rest from the most frequent."""
    if name == "year":
        return sorted(counter.items(), reverse=True)
    return sorted(counter.items(), key=lambda one: (-one[1], one[0]))
