"""A query in SQL: what the index must match, and what must be true of an article.

A Vietnamese word is often two or three syllables, written apart: `đầu tư`. So each pair of
neighbours of the query, and the whole of it, is also asked for as a phrase, OR-ed to a word that
the phrase holds anyway. That changes nothing of what is found; but bm25 adds up every part of an
expression that an article matches, and the phrase is rarer than its words, so an article that
has the syllables side by side comes before one that has them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from kho_tin.archive.search.query import NOTHING, Term, compile_term
from kho_tin.web.search.query import Filter, Query

# Words of which phrases are made: each phrase costs a pass over the index.
LIFTED_WORDS: Final = 12


class Expressions(NamedTuple):
    """`wanted` and `unwanted` are FTS5's, None where there is none; `condition` is SQL about an
    article `a`, with a `?` for each of `values`, empty where any will do."""

    wanted: str | None
    unwanted: str | None
    condition: str
    values: list[str | int]


def expressions(query: Query, *, lift: bool = True) -> Expressions:
    """All that `query` asks for, without its facets."""
    terms = [term for term in query.terms if not term.excluded]
    wanted = _lifted(terms) if lift else [compile_term(term) for term in terms]
    unwanted = [compile_term(term) for term in query.terms if term.excluded]
    conditions: list[str] = []
    values: list[str | int] = []
    for name in dict.fromkeys(filter_.operator.name for filter_ in query.filters):
        filters = [filter_ for filter_ in query.filters if filter_.operator.name == name]
        meant = [filter_ for filter_ in filters if not filter_.excluded]
        excluded = [filter_ for filter_ in filters if filter_.excluded]
        if filters[0].operator.indexed:
            wanted += _joined(meant)
            unwanted += map(_part, excluded)
        else:
            conditions += _joined(meant)
            # An unknown value (NULL) does not exclude an article.
            conditions += [f"{_part(filter_)} IS NOT TRUE" for filter_ in excluded]
            values += [value for filter_ in (*meant, *excluded) for value in filter_.values]
    return Expressions(
        " AND ".join(wanted) or None,
        " OR ".join(unwanted) or None,
        " AND ".join(conditions),
        values,
    )


def expression(query: Query, *, lift: bool = True) -> str:
    """The expression that `articles_fts` must match; `NOTHING` where the query names no word.

    Operators that are not in the index are not in it.
    """
    wanted, unwanted, _, _ = expressions(query, lift=lift)
    if wanted is None:
        return NOTHING
    return wanted if unwanted is None else f"({wanted}) NOT ({unwanted})"


def _part(filter_: Filter) -> str:
    operator = filter_.operator
    if operator.indexed:
        return f"{{{' '.join(operator.indexed)}}} : ({filter_.values[0]})"
    return f"({operator.condition})"


def _joined(filters: Sequence[Filter]) -> list[str]:
    """All of one operator, as conditions that are AND-ed to the others."""
    parts = [_part(filter_) for filter_ in filters]
    if len(parts) > 1 and filters[0].operator.given_twice == "either":
        return [f"({' OR '.join(parts)})"]
    return parts


def _lifted(wanted: Sequence[Term]) -> list[str]:
    parts = [[compile_term(term)] for term in wanted]
    run = wanted[:LIFTED_WORDS]
    for place, (left, right) in enumerate(pairwise(run)):
        if not left.prefix:
            parts[place].append(compile_term(Term(left.words + right.words, right.prefix)))
    if len(run) > 2 and not any(term.prefix for term in run[:-1]):
        whole = tuple(word for term in run for word in term.words)
        parts[0].append(compile_term(Term(whole, run[-1].prefix)))
    return [part[0] if len(part) == 1 else f"({' OR '.join(part)})" for part in parts]
