"""A query in SQL: what the index must match, and what must be true of an article.

A Vietnamese word is often two or three syllables, written apart: `đầu tư`. So each pair of
neighbours of the query, and the whole of it, is also asked for as a phrase, OR-ed to a word that
the phrase holds anyway. That changes nothing of what is found; but bm25 adds up every part of an
expression that an article matches, and the phrase is rarer than its words, so an article that
has the syllables side by side comes before one that has them apart. By `pairs` it always does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice, pairwise, product
from typing import Final, NamedTuple

from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.query import NOTHING, Term, compile_term
from kho_tin.web.search.operators import Filter
from kho_tin.web.search.query import Query
from kho_tin.web.search.structure import Group, Part

# Words of which phrases are made: each phrase costs a pass over the index.
LIFTED_WORDS: Final = 12
JOINTS: Final = 16  # in how many ways two neighbours are asked for as a phrase

_REMOVED: Final = "{earlier earlier_folded}"
MATCHED: Final = "a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)"


class Expressions(NamedTuple):
    """`wanted` and `unwanted` are FTS5's, None where there is none; `condition` is SQL about an
    article `a`, with a `?` for each of `values`, empty where any will do.

    `pairs` are FTS5's too: for each two neighbours among the words, that they, or what they stand
    for, are side by side. The more of these an article has, the better it is. `ranked` is what
    makes one article better than another where nothing is `wanted` of all: any of the words. What
    is `void` finds nothing: exclusions alone, since there is nothing from which to exclude, or
    signs without a word.
    """

    wanted: str | None
    unwanted: str | None
    condition: str
    values: list[str | int]
    pairs: list[str]
    ranked: str | None
    void: bool

    @property
    def in_index(self) -> str:
        """What `articles_fts` must match; `NOTHING` where no word is wanted. What takes more than
        the index is not in it."""
        if self.wanted is None:
            return NOTHING
        if self.unwanted is None:
            return self.wanted
        return f"({self.wanted}) NOT ({self.unwanted})"


class _Matching(NamedTuple):
    """What an article must match, each of it, and what it must not: of `unwanted` nothing."""

    wanted: list[str]
    unwanted: list[str]

    @property
    def whole(self) -> tuple[str, bool]:
        """Both as one expression, and whether an article must not match it: FTS5 cannot exclude
        from all there is."""
        wanted, unwanted = " AND ".join(self.wanted), " OR ".join(self.unwanted)
        if not wanted:
            return unwanted, True
        return (f"({wanted}) NOT ({unwanted})" if unwanted else wanted), False


def expressions(query: Query, *, lift: bool = True) -> Expressions:
    """All that `query` asks for, without its facets. Phrases are OR-ed to the words with `lift`."""
    compiler = _Compiler(query, lift)
    matching = _Matching([], [])
    conditions: list[str] = []
    values: list[str | int] = []
    for part in query.root.parts:
        if is_indexed(part):
            for every, own in zip(matching, compiler.matching(part), strict=True):
                every += own
        else:
            condition, own_values = compiler.condition(part)
            conditions.append(condition)
            values += own_values
    without_words = query.words and not query.terms and not query.is_known
    return Expressions(
        " AND ".join(matching.wanted) or None,
        " OR ".join(matching.unwanted) or None,
        " AND ".join(conditions),
        values,
        compiler.pairs,
        None if matching.wanted else " OR ".join(compiler.any_of) or None,
        bool(query.text and not compiler.any_of and (not conditions or without_words)),
    )


def index_suffices(query: Query) -> bool:
    """Whether `Expressions.in_index` finds all that the query does, and no more."""
    compiled = expressions(query, lift=False)
    if compiled.condition or query.address:
        return False
    return compiled.wanted is not None or compiled.ranked is None


def is_indexed(part: Part) -> bool:
    """Whether the index alone answers it."""
    if isinstance(part, Group):
        return all(map(is_indexed, part.parts))
    return isinstance(part, range) or bool(part.operator.indexed)


@dataclass
class _Compiler:
    """Makes expressions of the parts of one query; `pairs` and `any_of` grow with each part."""

    query: Query
    lift: bool
    pairs: list[str] = field(default_factory=list)
    any_of: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        equals = self.query.equals
        self.run_at = {place: run for run in equals for place in range(run.start, run.end)}
        wanted = (place for place, term in enumerate(self.query.terms) if not term.excluded)
        self.lifted = set(islice(wanted, LIFTED_WORDS))

    def matching(self, part: Part) -> _Matching:
        """Of a part that the index answers."""
        if isinstance(part, range):
            return self._run(part)
        if isinstance(part, Filter):
            expression = f"{{{' '.join(part.operator.indexed)}}} : ({part.values[0]})"
            if part.excluded:
                return _Matching([], [expression])
            self.any_of.append(expression)
            return _Matching([expression], [])
        inner = [self.matching(each) for each in part.parts]
        if not part.either:
            return _Matching(*(list(_joined(lists)) for lists in zip(*inner, strict=True)))
        wholes = [matching.whole for matching in inner]
        wanted = " OR ".join(f"({each})" for each, negated in wholes if not negated)
        unwanted = " AND ".join(f"({each})" for each, negated in wholes if negated)
        if not unwanted:
            return _Matching([f"({wanted})"], [])
        # One or not the other: only what has the other, and not the one, is left out.
        return _Matching([], [f"(({unwanted}) NOT ({wanted}))" if wanted else f"({unwanted})"])

    def condition(self, part: Part) -> tuple[str, list[str | int]]:
        """In SQL, with a value for each `?`."""
        if is_indexed(part):
            expression, negated = self.matching(part).whole
            return f"{MATCHED} IS NOT TRUE" if negated else MATCHED, [expression]
        if isinstance(part, Filter):
            # An unknown value (NULL) does not exclude an article.
            sign = " IS NOT TRUE" if part.excluded else ""
            return f"({part.operator.condition}){sign}", list(part.values)
        assert isinstance(part, Group)
        inner = [self.condition(each) for each in part.parts]
        sql = (" OR " if part.either else " AND ").join(condition for condition, _ in inner)
        return f"({sql})", [value for _, values in inner for value in values]

    def _run(self, run: range) -> _Matching:
        """The words and phrases of a run, and the neighbours among them."""
        terms = self.query.terms
        places = [place for place in run if not terms[place].excluded]
        lifted = {place: [compile_term(terms[place])] for place in places}
        neighbours = [place for place in places if place in self.lifted]
        for left, right in pairwise(neighbours):
            first, second = terms[left], terms[right]
            if not first.prefix:
                both = compile_term(first.then(second))
                lifted[left].append(both)
                joints = _joints(first, self.run_at.get(left), second, self.run_at.get(right), both)
                self.pairs.append(self._in_scope(joints))
        whole = [terms[place] for place in neighbours]
        if len(whole) > 2 and not any(term.prefix for term in whole[:-1]):
            lifted[places[0]].append(compile_term(reduce(Term.then, whole)))
        wanted: list[str] = []
        unwanted: list[str] = []
        for place in run:
            equal = self.run_at.get(place)
            if equal is not None and equal.start != place:
                continue
            if terms[place].excluded:
                unwanted.append(_either(compile_term(terms[place]), equal))
            elif equal is not None and equal.together:
                together = reduce(Term.then, terms[place : equal.end])
                wanted.append(_either(compile_term(together), equal))
            else:
                end = equal.end if equal else place + 1
                parts = [lifted[each][: None if self.lift else 1] for each in range(place, end)]
                wanted.append(_either(" AND ".join(map(_any, parts)), equal))
        self.any_of += map(self._in_scope, wanted)
        return _Matching(
            [self._in_scope(each) for each in wanted],
            [self._excluding(each) for each in unwanted],
        )

    def _excluding(self, expression: str) -> str:
        """What an edit removed excludes no article, unless it is asked for."""
        if self.query.columns is None:
            return f"- {_REMOVED} : ({expression})"
        return self._in_scope(expression)

    def _in_scope(self, expression: str) -> str:
        """The same in the columns in which the words are looked for."""
        columns = self.query.columns
        if columns is None:
            return expression
        return f"{{{' '.join(columns)}}} : ({expression})" if columns else NOTHING


def _joined(lists: Iterable[Sequence[str]]) -> Iterable[str]:
    return (each for some in lists for each in some)


def _joints(first: Term, left: Equal | None, second: Term, right: Equal | None, both: str) -> str:
    """That two neighbours are side by side, or what the runs that they are in stand for."""
    if left is not None and left == right:
        return _either(both, left)
    phrases = [
        compile_term(left_term.then(right_term))
        for left_term, right_term in product(
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
