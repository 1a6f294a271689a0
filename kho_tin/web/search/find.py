"""Which articles a query finds, in which order, and their counts by year, category and so on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

<<<<<<< HEAD
from kho_tin.web.search.expression import expression, expressions
from kho_tin.web.search.facets import facet_columns
from kho_tin.web.search.query import Query
from kho_tin.web.search.ranking import by_relevance
from kho_tin.web.search.understanding import understood
=======
from kho_tin.archive.search.equals import equals
from kho_tin.web.search.abbreviations import abbreviations_set
from kho_tin.web.search.expression import Expressions, expressions
from kho_tin.web.search.facets import facet_columns
from kho_tin.web.search.query import Query
from kho_tin.web.search.ranking import by_relevance, is_large
>>>>>>> T/T

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
<<<<<<< HEAD
    query = understood(connection, query)
    keys = _matching(connection, query)
=======
    table = abbreviations_set() if query.abbreviations else None
    query = replace(query, equals=equals(connection, query.terms, table))
    words = expressions(query, lift=False)
    keys = _matching(connection, words)
    if words.wanted is None and (
        (query.text and not words.condition) or (query.words and words.unwanted is None)
    ):
        keys = []  # also for signs without a word
>>>>>>> T/T
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


<<<<<<< HEAD
def count_of(connection: sqlite3.Connection, query: Query) -> int:
    """How many articles a query of words alone finds."""
    words = expression(understood(connection, query), lift=False)
    return int(connection.execute(_COUNT, [words]).fetchone()[0])


def best_of(connection: sqlite3.Connection, query: Query) -> int | None:
    """The id of the article that answers a query of words alone best."""
    query = understood(connection, query)
    ranked, _ = by_relevance(connection, query, _matching(connection, query) or [])
    return ranked[0] if ranked else None


def _matching(connection: sqlite3.Connection, query: Query) -> list[int] | None:
    """The ids of the articles that it finds without its facets, ascending; None: of all."""
    wanted, unwanted, condition, values, _, ranked = expressions(query, lift=False)
    if wanted is None and ranked is None and _means_nothing(query, condition):
        return []
=======
def _matching(connection: sqlite3.Connection, parts: Expressions) -> list[int] | None:
    """The ids of the articles that match, without facets, ascending; None: all do."""
    wanted, unwanted, condition, values, _ = parts
>>>>>>> T/T
    keys = None if wanted is None else _ids(connection, _MATCHING, [wanted])
    if condition or (keys is None and unwanted is not None):
        meant = _ids(connection, _MEANT.format(condition or "TRUE"), values)
        keys = sorted(meant if keys is None else set(meant).intersection(keys))
    if unwanted is not None and keys is not None:
        keys = sorted(set(keys).difference(_ids(connection, _MATCHING, [unwanted])))
    return keys


def _means_nothing(query: Query, condition: str) -> bool:
    """Whether a query is of exclusions alone, or of signs without a word."""
    without_words = query.words and not query.terms and not query.is_known
    return bool(query.text and (not condition or without_words))


def _ids(connection: sqlite3.Connection, sql: str, values: Sequence[str | int]) -> list[int]:
    return [key for (key,) in connection.execute(sql, values)]
