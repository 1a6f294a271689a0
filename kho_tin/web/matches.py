"""Where a text answers a query: the words found in it, by the rules of the search itself.

FTS5's own snippet() reads one column, and in the index's spelling: for a word typed without marks
it would show the folded text. So this looks for the words itself, by the same rules as
archive.search.query.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import Term, words_in
from kho_tin.archive.search.spelling import NUMBERS, beginnings, one_spelling

WordSpan = tuple[int, int]  # the first word, and the one after the last

_LONG = 64  # characters; a longer word, which may be all of a stranger's page, is not kept
_PARTED = re.compile("[0-9][.,][0-9]")  # what NUMBERS has, found ten times as fast


def _folded(word: str) -> str:
    return fold(one_spelling(word))


_kept_folded = lru_cache(maxsize=65536)(_folded)


class _QueryWord:
    """A word of the query, made ready to be compared with every word of a text."""

    def __init__(self, word: str, *, prefix: bool, exact: bool) -> None:
        begun, whole = beginnings(word) if prefix else ((), (one_spelling(word),))
        self.by_marks = exact or has_marks(word)
        form = str.lower if self.by_marks else fold
        self.begun = tuple(map(form, begun))
        self.whole = tuple(map(form, whole))
        self.folded = tuple(map(fold, begun)), tuple(map(fold, whole))

    def matches(self, word: str) -> bool:
        """`word` is of a text, in the index's spelling."""
        read = word.lower() if self.by_marks else fold(word)
        return read in self.whole or bool(self.begun and read.startswith(self.begun))


class _Matcher:
    """A term of the query, made ready to be found in texts."""

    def __init__(self, term: Term) -> None:
        last = len(term.words) - 1
        self.words = [
            _QueryWord(word, prefix=term.prefix and place == last, exact=term.exact)
            for place, word in enumerate(term.words)
        ]

    def find(self, text: Words) -> list[WordSpan]:
        """Where it stands."""
        size = len(self.words)
        begun, whole = self.words[0].folded
        starts = [place for word in whole for place in text.places.get(word, ())]
        if begun:
            starts += [
                place
                for word, places in text.places.items()
                if word.startswith(begun)
                for place in places
            ]
        return [
            (start, start + size)
            for start in starts
            if start + size <= len(text.written)
            and all(
                word.matches(one_spelling(text.written[start + place]))
                for place, word in enumerate(self.words)
            )
        ]


@dataclass(frozen=True)
class _Run:
    """Places of `QueryMatcher.sequence` that also stand for the `others`."""

    start: int
    end: int
    others: tuple[_Matcher, ...]


class QueryMatcher:
    """What a query looks for, made ready to be found in many texts.

    `sequence` has its words and phrases in order, by their numbers in `matchers`: each is looked
    for once, however often it is typed.
    """

    def __init__(self, terms: Sequence[Term], equals: Sequence[Equal] = ()) -> None:
        numbers: dict[Term, int] = {}
        self.sequence: list[int] = []
        self.runs: list[_Run] = []
        starting = {run.start: run for run in equals}
        within = 0
        for place, term in enumerate(terms):
            run = starting.get(place)
            if term.excluded or place < within:
                continue
            if run is not None:
                start = len(self.sequence)
                # A date is one thing.
                within = run.end if run.together else 0
                size = 1 if run.together else run.end - run.start
                others = tuple(map(_Matcher, run.others))
                self.runs.append(_Run(start, start + size, others))
            typed = terms[place:within] if run is not None and run.together else [term]
            words = tuple(word for each in typed for word in each.words)
            whole = Term(words, typed[-1].prefix, exact=term.exact)
            self.sequence.append(numbers.setdefault(whole, len(numbers)))
        self.matchers = list(map(_Matcher, numbers))
        every = [*self.matchers, *(other for run in self.runs for other in run.others)]
        first = [each.words[0].folded for each in every]
        # Folded: those that stand for themselves, and the beginnings of others.
        self.first_words = (
            frozenset(word for _, whole in first for word in whole),
            tuple(word for begun, _ in first for word in begun),
        )

    @property
    def neighbours(self) -> int:
        """How many pairs of neighbours it has."""
        return max(0, len(self.sequence) - 1)


class Words:
    """The words of a text, and where those stand, whatever their marks, that a query's terms begin
    with. There are a thousand in an article: what is done to each is most of a page's cost."""

    def __init__(self, text: str, wanted: QueryMatcher) -> None:
        self.text = text
        self.spans = _spans(text)
        self.written = [text[start:end] for start, end in self.spans]
        self.places: dict[str, list[int]] = {}
        whole, begun = wanted.first_words
        is_short = max(map(len, self.written), default=0) <= _LONG
        folded = map(_kept_folded if is_short else _folded, self.written)
        for place, word in enumerate(folded):
            if word in whole or (begun and word.startswith(begun)):
                self.places.setdefault(word, []).append(place)


@dataclass
class Matches:
    """What is found in a text: where, and the number of the term or pair that is there."""

    places: set[tuple[int, int, int]]
    together: set[int]
    pairs: int
    matched: int

    def marked(self) -> tuple[set[int], set[int]]:
        """The words that are found, by their places; and those of them to which the signs before
        them belong, since the word before is of the same phrase: `12/QĐ-BQL`."""
        every = {place for start, end, _ in self.places for place in range(start, end)}
        within = {place for start, end, _ in self.places for place in range(start + 1, end)}
        return every, within


def _spans(text: str) -> list[WordSpan]:
    """Where words begin and end, a number with its thousands as one."""
    spans = words_in(text)
    numbers = [number.span() for number in NUMBERS.finditer(text)] if _PARTED.search(text) else []
    starts = [start for start, _ in spans] if numbers else []
    for begin, end in reversed(numbers):
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        spans[first:last] = [(begin, end)]
        starts[first:last] = [begin]
    return spans


def matches_in(words: Words, wanted: QueryMatcher, together: Collection[int]) -> Matches:
    """What is found in a text. A word whose number is in `together` stands beside its neighbour of
    the query elsewhere in the article, and so counts only where it does."""
    where = [matcher.find(words) for matcher in wanted.matchers]
    others = [[matcher.find(words) for matcher in run.others] for run in wanted.runs]
    # A neighbour of a run is also one of what the run stands for.
    as_left, as_right = list(where), list(where)
    for run, alternatives in zip(wanted.runs, others, strict=True):
        stand_ins = [place for matches in alternatives for place in matches]
        first, last = wanted.sequence[run.start], wanted.sequence[run.end - 1]
        as_right[first] = as_right[first] + stand_ins
        as_left[last] = as_left[last] + stand_ins
    side_by_side: list[set[WordSpan]] = [set() for _ in where]
    places: set[tuple[int, int, int]] = set()
    pairs = 0
    number = len(where)
    for left, right in dict.fromkeys(pairwise(wanted.sequence)):
        begun = {place[0]: place for place in as_right[right]}
        both = [(place, begun[place[1]]) for place in as_left[left] if place[1] in begun]
        pairs += bool(both)
        number += 1
        for before, after in both:
            side_by_side[left].add(before)
            side_by_side[right].add(after)
            places |= {(*before, number), (*after, number)}
    stands = {term for term, matches in enumerate(side_by_side) if matches}
    matched = {term for term, matches in enumerate(where) if matches}
    for run, alternatives in zip(wanted.runs, others, strict=True):
        if any(alternatives):
            typed = wanted.sequence[run.start : run.end]
            matched.update(typed)
            pairs += len(typed) - 1
            if len(typed) > 1:
                stands.update(typed)
        for matches in alternatives:
            number += 1
            places |= {(*place, number) for place in matches}
    hidden = stands | set(together)
    for term, matches in enumerate(where):
        single = len(wanted.matchers[term].words) == 1
        kept = side_by_side[term] if term in hidden and single else matches
        places |= {(*place, term) for place in kept}
    return Matches(places, stands, pairs, len(matched))
