"""Which articles a query finds, in which order, and their counts by year, category and so on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kho_tin.archive.search.equals import equals
from kho_tin.web.search.abbreviations import abbreviations_set
from kho_tin.web.search.expression import expression, expressions
from kho_tin.web.search.facets import facet_columns
from kho_tin.web.search.query import Query
from kho_tin.web.search.ranking import by_relevance

_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid"
_COUNT: Final = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
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


def find(connection: sqlite3.Connection, query: Query) -> Results:
    """All that the query finds. Raises sqlite3.OperationalError when cut off.

    An empty query finds every article; an operator that is not in the index, every one that it
    means. Exclusions alone find nothing: there is nothing from which to exclude.
    """
    query = _meant(connection, query)
    keys = _matching(connection, query)
    columns = facet_columns(connection, keys)
    every = columns.newest if keys is None else columns.known(keys)
    kept, facets = columns.narrowed(every, query.facets)
    if query.order != "relevance":
        ids = columns.by_date(kept, oldest=query.order == "oldest")
        return Results(ids, query, facets=facets)
    ranked, rest = by_relevance(connection, query, kept)
    return Results(ranked + columns.by_date(rest), query, len(rest), facets)


def count_of(connection: sqlite3.Connection, query: Query) -> int:
    """How many articles a query of words alone finds."""
    words = expression(_meant(connection, query), lift=False)
    return int(connection.execute(_COUNT, [words]).fetchone()[0])


def best_of(connection: sqlite3.Connection, query: Query) -> int | None:
    """The id of the article that answers a query of words alone best."""
    query = _meant(connection, query)
    ranked, _ = by_relevance(connection, query, _matching(connection, query) or [])
    return ranked[0] if ranked else None


def _meant(connection: sqlite3.Connection, query: Query) -> Query:
    """The query with what its terms also stand for in this archive."""
    table = abbreviations_set() if query.abbreviations else None
    return replace(query, equals=equals(connection, query.terms, table))


def _matching(connection: sqlite3.Connection, query: Query) -> list[int] | None:
    """The ids of the articles that it finds without its facets, ascending; None: of all."""
    wanted, unwanted, condition, values, _ = expressions(query, lift=False)
    if wanted is None and ((query.text and not condition) or (query.words and unwanted is None)):
        return []  # also for signs without a word
    keys = None if wanted is None else _ids(connection, _MATCHING, [wanted])
    if condition:
        meant = _ids(connection, _MEANT.format(condition), values)
        keys = sorted(meant if keys is None else set(meant).intersection(keys))
    if unwanted is not None and keys is not None:
        keys = sorted(set(keys).difference(_ids(connection, _MATCHING, [unwanted])))
    return keys


def _ids(connection: sqlite3.Connection, sql: str, values: Sequence[str | int]) -> list[int]:
    return [key for (key,) in connection.execute(sql, values)]
