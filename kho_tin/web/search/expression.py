"""A query in SQL: what the index must match, and what must be true of an article.

A Vietnamese word is often two or three syllables, written apart: `đầu tư`. So each pair of
neighbours of the query, and the whole of it, is also asked for as a phrase, OR-ed to a word that
the phrase holds anyway. That changes nothing of what is found; but bm25 adds up every part of an
expression that an article matches, and the phrase is rarer than its words, so an article that
has the syllables side by side comes before one that has them apart. By `pairs` it always does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise, product
from typing import Final, NamedTuple

from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.query import NOTHING, Term, compile_term
from kho_tin.web.search.query import Filter, Query

# Words of which phrases are made: each phrase costs a pass over the index.
LIFTED_WORDS: Final = 12
JOINTS: Final = 16  # in how many ways two neighbours are asked for as a phrase


class Expressions(NamedTuple):
    """`wanted` and `unwanted` are FTS5's, None where there is none; `condition` is SQL about an
    article `a`, with a `?` for each of `values`, empty where any will do.

    `pairs` are FTS5's too: for each two neighbours among the words, that they, or what they stand
    for, are side by side. The more of these an article has, the better it is.
    """

    wanted: str | None
    unwanted: str | None
    condition: str
    values: list[str | int]
    pairs: list[str]


def expressions(query: Query, *, lift: bool = True) -> Expressions:
    """All that `query` asks for, without its facets."""
    run_at = {place: run for run in query.equals for place in range(run.start, run.end)}
    places = [place for place, term in enumerate(query.terms) if not term.excluded]
    lifted = {place: [compile_term(query.terms[place])] for place in places}
    pairs: list[str] = []
    for left, right in pairwise(places[:LIFTED_WORDS]):
        first, second = query.terms[left], query.terms[right]
        if not first.prefix:
            both = compile_term(first.then(second))
            lifted[left].append(both)
            pairs.append(_joints(first, run_at.get(left), second, run_at.get(right), both))
    run = [query.terms[place] for place in places[:LIFTED_WORDS]]
    if len(run) > 2 and not any(term.prefix for term in run[:-1]):
        lifted[places[0]].append(compile_term(reduce(Term.then, run)))
    wanted: list[str] = []
    unwanted: list[str] = []
    for place, term in enumerate(query.terms):
        equal = run_at.get(place)
        if equal is not None and equal.start != place:
            continue
        if term.excluded:
            unwanted.append(_either(compile_term(term), equal))
        elif equal is not None and equal.together:
            whole = reduce(Term.then, query.terms[place : equal.end])
            wanted.append(_either(compile_term(whole), equal))
        else:
            end = equal.end if equal else place + 1
            parts = [lifted[each][: None if lift else 1] for each in range(place, end)]
            wanted.append(_either(" AND ".join(map(_any, parts)), equal))
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
        pairs,
    )


def expression(query: Query, *, lift: bool = True) -> str:
    """The expression that `articles_fts` must match; `NOTHING` where the query names no word.

    Operators that are not in the index are not in it.
    """
    wanted, unwanted, *_ = expressions(query, lift=lift)
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


def _joints(first: Term, left: Equal | None, second: Term, right: Equal | None, both: str) -> str:
    """That two neighbours are side by side, or what the runs that they are in stand for."""
    if left is not None and left == right:
        return _either(both, left)
    phrases = [
        compile_term(one.then(other))
        for one, other in product(
            [first, *(left.others if left else ())], [second, *(right.others if right else ())]
        )
    ]
    return " OR ".join(phrases[:JOINTS])


def _any(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"


def _either(typed: str, run: Equal | None) -> str:
    if run is None:
        return typed
    return f"(({typed}) OR {' OR '.join(map(compile_term, run.others))})"
