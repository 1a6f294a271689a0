"""Which articles a query finds, in which order, and their counts by year, category and so on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kho_tin.web.search.expression import Expressions, expressions
from kho_tin.web.search.facets import facet_columns
from kho_tin.web.search.query import Query
from kho_tin.web.search.ranking import Scores, by_relevance, is_large
from kho_tin.web.search.understanding import understood

_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid"
_ANY: Final = "SELECT EXISTS (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?)"
_COUNT: Final = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
_EVERY: Final = "SELECT id FROM articles"
_MEANT: Final = "SELECT a.id FROM articles AS a WHERE {}"


@dataclass(frozen=True)
class Results:
    """The articles found, by their ids, in order; and how many each value of a facet would find,
    if the results were not narrowed by that facet. `query` is as it was meant in this archive; a
    `void` one finds nothing in any (`Expressions`). `unranked` of the articles, the last of them,
    were not put in order by relevance."""

    ids: list[int]
    query: Query
    unranked: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    void: bool = False


def find(connection: sqlite3.Connection, query: Query, scores: Scores | None = None) -> Results:
    """All that the query finds; `scores` gets by what it is ranked. Raises sqlite3.OperationalError
    when cut off.

    An empty query finds every article; an operator that is not in the index, every one that it
    means.
    """
    query = understood(connection, query)
    by_rank = query.order == "relevance"
    compiled = expressions(query, lift=by_rank and not is_large(connection))
    keys = _matching(connection, compiled)
    columns = facet_columns(connection, keys)
    every = columns.newest if keys is None else columns.known(keys)
    kept, facets = columns.narrowed(every, query.facets)
    if not by_rank:
        ids = columns.by_date(kept, oldest=query.order == "oldest")
        return Results(ids, query, facets=facets, void=compiled.void)
    ranked, rest = by_relevance(connection, compiled, kept, scores)
    return Results(ranked + columns.by_date(rest), query, len(rest), facets, compiled.void)


def matching(connection: sqlite3.Connection, query: Query) -> list[int]:
    """The ids of the articles that a query finds, without its facets and in any order. Raises
    sqlite3.OperationalError when cut off."""
    compiled = expressions(understood(connection, query), lift=False)
    keys = _matching(connection, compiled)
    return _ids(connection, _EVERY, []) if keys is None else keys


def count_of(connection: sqlite3.Connection, compiled: Expressions) -> int:
    """How many articles a query of words alone finds."""
    return int(connection.execute(_COUNT, [compiled.in_index]).fetchone()[0])


def best_of(connection: sqlite3.Connection, compiled: Expressions) -> int | None:
    """The id of the article that answers a query of words alone best."""
    ranked, _ = by_relevance(connection, compiled, _matching(connection, compiled) or [])
    return ranked[0] if ranked else None


def is_matched(connection: sqlite3.Connection, expression: str) -> bool:
    """Whether any article matches an expression of FTS5's."""
    return bool(connection.execute(_ANY, [expression]).fetchone()[0])


def _matching(connection: sqlite3.Connection, compiled: Expressions) -> list[int] | None:
    """The ids of the articles that a query finds without its facets, ascending; None: of all."""
    if compiled.void:
        return []
    wanted, unwanted, condition, values, *_ = compiled
    keys = None if wanted is None else _ids(connection, _MATCHING, [wanted])
    if condition or (keys is None and unwanted is not None):
        meant = _ids(connection, _MEANT.format(condition or "TRUE"), values)
        keys = sorted(meant if keys is None else set(meant).intersection(keys))
    if unwanted is not None and keys is not None:
        keys = sorted(set(keys).difference(_ids(connection, _MATCHING, [unwanted])))
    return keys


def _ids(connection: sqlite3.Connection, sql: str, values: Sequence[str | int]) -> list[int]:
    return [key for (key,) in connection.execute(sql, values)]
