"""Which articles a query finds, in which order, and their counts by year, category and so on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kho_tin.web.search.expression import Expressions, expressions
from kho_tin.web.search.facets import facet_columns
from kho_tin.web.search.query import Query
from kho_tin.web.search.ranking import by_relevance, is_large
from kho_tin.web.search.understanding import understood

_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid"
_MEANT: Final = "SELECT a.id FROM articles AS a WHERE {}"


@dataclass(frozen=True)
class Results:
    """The articles found, by their ids, in order; and how many each value of a facet would find,
    if the results were not narrowed by that facet. `query` is as it was meant in this archive;
    `unranked` of the articles, the last of them, were not put in order by relevance."""

    ids: list[int]
    query: Query
    unranked: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def find(connection: sqlite3.Connection, query: Query, *, counted: bool = True) -> Results:
    """All that the query finds; without facets unless they are to be `counted`. Raises
    sqlite3.OperationalError when cut off.

    An empty query finds every article; an operator that is not in the index, every one that it
    means. Exclusions alone find nothing: there is nothing from which to exclude.
    """
    query = understood(connection, query)
    words = expressions(query, lift=False)
    keys = _matching(connection, words)
    without_words = query.words and not query.terms and not query.is_known
    if not (words.wanted or words.ranked) and query.text and (not words.condition or without_words):
        keys = []  # also for signs without a word
    columns = facet_columns(connection, keys)
    every = columns.newest if keys is None else columns.known(keys)
    kept = columns.having(every, query.facets)
    facets = columns.counts(every, query.facets) if counted else {}
    if query.order != "relevance":
        ids = columns.by_date(kept, oldest=query.order == "oldest")
        return Results(ids, query, facets=facets)
    large = is_large(connection)
    ranked, rest = by_relevance(connection, words if large else expressions(query), kept, large)
    return Results(ranked + columns.by_date(rest), query, len(rest), facets)


def _matching(connection: sqlite3.Connection, parts: Expressions) -> list[int] | None:
    """The ids of the articles that match, without facets, ascending; None: all do."""
    wanted, unwanted, condition, values, *_ = parts
    keys = None if wanted is None else _ids(connection, _MATCHING, [wanted])
    if condition or (keys is None and unwanted is not None):
        meant = _ids(connection, _MEANT.format(condition or "TRUE"), values)
        keys = sorted(meant if keys is None else set(meant).intersection(keys))
    if unwanted is not None and keys is not None:
        keys = sorted(set(keys).difference(_ids(connection, _MATCHING, [unwanted])))
    return keys


def _ids(connection: sqlite3.Connection, sql: str, values: Sequence[str | int]) -> list[int]:
    return [key for (key,) in connection.execute(sql, values)]
