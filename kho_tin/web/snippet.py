"""The part of a text that answers a query, as written, with the words found marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import Term, words_in
from kho_tin.archive.search.spelling import NUMBERS, beginnings, spelt
from kho_tin.web.bounds import LONGEST_TEXT

# Mathematical brackets: no news text has them, so the page that shows a snippet can tell them
# from the text's own, and a reader of JSON or CSV can still see what is marked.
OPEN, CLOSE = "⟦", "⟧"
LENGTH = 36  # words, about three lines

Place = tuple[int, int]  # the first word, and the one after the last

# FTS5's own snippet() reads one column, and in the index's spelling: for a word typed without marks
# it would show the folded text. So this looks for the words itself, by the same rules as
# archive.search.query.
_fold = lru_cache(maxsize=65536)(fold)
_folded = lru_cache(maxsize=65536)(lambda word: fold(spelt(word)))
_PARTED = re.compile("[0-9][.,][0-9]")  # what NUMBERS has, found ten times as fast


class Cut(NamedTuple):
    """A part of a text, on one line. `together` are the matchers of what stands beside a neighbour
    in the text, `pairs` how many such neighbours there are, and `matched` how many match at all.
    `at` is the character at which the first match of this part stands in the whole text."""

    text: str
    pairs: int = 0
    matched: int = 0
    together: frozenset[int] = frozenset()
    at: int = 0


class _QueryWord:
    """A word of the query, made ready to be compared with every word of a text."""

    def __init__(self, word: str, *, prefix: bool, exact: bool) -> None:
        begun, whole = beginnings(word) if prefix else ((), (spelt(word),))
        self.by_marks = exact or has_marks(word)
        form = str.lower if self.by_marks else fold
        self.begun = tuple(map(form, begun))
        self.whole = tuple(map(form, whole))
        self.folded = tuple(map(fold, begun)), tuple(map(fold, whole))

    def matches(self, word: str) -> bool:
        """`word` is of a text, in the index's spelling."""
        read = word.lower() if self.by_marks else _fold(word)
        return read in self.whole or bool(self.begun and read.startswith(self.begun))


class _Matcher:
    """A term of the query, made ready to be found in texts."""

    def __init__(self, term: Term) -> None:
        last = len(term.words) - 1
        self.words = [
            _QueryWord(word, prefix=term.prefix and place == last, exact=term.exact)
            for place, word in enumerate(term.words)
        ]

    def find(self, text: _Words) -> list[Place]:
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
                word.matches(spelt(text.written[start + place]))
                for place, word in enumerate(self.words)
            )
        ]


@dataclass(frozen=True)
class _Run:
    """Places of `Wanted.sequence` that also stand for the `others`."""

    start: int
    end: int
    others: tuple[_Matcher, ...]


class Wanted:
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
            one = Term(words, typed[-1].prefix, exact=term.exact)
            self.sequence.append(numbers.setdefault(one, len(numbers)))
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


class _Words:
    """The words of a text, and where those stand, whatever their marks, that a query's terms begin
    with. There are a thousand in an article: what is done to each is most of a page's cost."""

    def __init__(self, text: str, wanted: Wanted) -> None:
        self.text = text
        self.spans = _spans(text)
        self.written = [text[start:end] for start, end in self.spans]
        self.places: dict[str, list[int]] = {}
        whole, begun = wanted.first_words
        for place, word in enumerate(map(_folded, self.written)):
            if word in whole or (begun and word.startswith(begun)):
                self.places.setdefault(word, []).append(place)


@dataclass
class _Matches:
    """What is found in a text: where, and the number of the term or pair that is there."""

    places: set[tuple[int, int, int]]
    together: set[int]
    pairs: int
    matched: int


def snippet(
    text: str, terms: Sequence[Term], length: int = LENGTH, equals: Sequence[Equal] = ()
) -> str:
    """About `length` words of `text` where most of the terms match, the matches in ⟦ ⟧.

    Without a match (the words are in the title, say) it is the beginning. Cuts are shown by "…";
    the text is one line.
    """
    return cut(text, Wanted(terms, equals), length).text


def cut(text: str, wanted: Wanted, length: int = LENGTH, together: Collection[int] = ()) -> Cut:
    """`snippet`, and how well it answers.

    A word that stands beside its neighbour of the query somewhere in the text is marked there
    alone: of `dau tu` each `đầu tư`, and not each `từ`. So are those that do so elsewhere in the
    article (`together`).
    """
    # SQLite cannot interrupt this, so the text is cut first: see `web.bounds`.
    text = normalize("NFC", text[:LONGEST_TEXT])
    words = _Words(text, wanted)
    if not words.spans:
        return Cut(" ".join(text.split()))
    found = _matches(words, wanted, together)
    matches = sorted(found.places)
    count = len(words.written)
    first = _best(matches, length, count)
    last = min(first + length, count)
    marked = {place for start, end, _ in matches for place in range(start, end)}
    # Signs within a phrase belong to it: ⟦12/QĐ-BQL⟧.
    within = {place for start, end, _ in matches for place in range(start + 1, end)}
    pieces = ["…" if first else text[: words.spans[0][0]]]
    for place in range(first, last):
        if place > first:
            gap = text[words.spans[place - 1][1] : words.spans[place][0]]
            pieces.append(gap)
        goes_on = place in within and place > first
        if place in marked and goes_on:
            pieces[-2] = pieces[-2].removesuffix(CLOSE)
        opens = OPEN if place in marked and not goes_on else ""
        pieces.append(f"{opens}{words.written[place]}{CLOSE if place in marked else ''}")
    pieces.append("…" if last < count else text[words.spans[-1][1] :])
    line = " ".join("".join(pieces).split()).replace(f"{CLOSE} {OPEN}", " ")
    shown = next((place for place, _, _ in matches if place >= first), first)
    at = words.spans[shown][0]
    return Cut(line, found.pairs, found.matched, frozenset(found.together), at)


def _spans(text: str) -> list[Place]:
    """Where words begin and end, a number with its thousands as one."""
    spans = words_in(text)
    numbers = [number.span() for number in NUMBERS.finditer(text)] if _PARTED.search(text) else []
    starts = [start for start, _ in spans] if numbers else []
    for begin, end in reversed(numbers):
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        spans[first:last] = [(begin, end)]
        starts[first:last] = [begin]
    return spans


def _matches(words: _Words, wanted: Wanted, together: Collection[int]) -> _Matches:
    where = [matcher.find(words) for matcher in wanted.matchers]
    others = [[matcher.find(words) for matcher in run.others] for run in wanted.runs]
    # A neighbour of a run is also one of what the run stands for.
    as_left, as_right = list(where), list(where)
    for run, alternatives in zip(wanted.runs, others, strict=True):
        stand_ins = [place for found in alternatives for place in found]
        first, last = wanted.sequence[run.start], wanted.sequence[run.end - 1]
        as_right[first] = as_right[first] + stand_ins
        as_left[last] = as_left[last] + stand_ins
    side_by_side: list[set[Place]] = [set() for _ in where]
    places: set[tuple[int, int, int]] = set()
    pairs = 0
    number = len(where)
    for left, right in dict.fromkeys(pairwise(wanted.sequence)):
        begun = {place[0]: place for place in as_right[right]}
        both = [(place, begun[place[1]]) for place in as_left[left] if place[1] in begun]
        pairs += bool(both)
        number += 1
        for one, other in both:
            side_by_side[left].add(one)
            side_by_side[right].add(other)
            places |= {(*one, number), (*other, number)}
    stands = {term for term, found in enumerate(side_by_side) if found}
    matched = {term for term, found in enumerate(where) if found}
    for run, alternatives in zip(wanted.runs, others, strict=True):
        if any(alternatives):
            typed = wanted.sequence[run.start : run.end]
            matched.update(typed)
            pairs += len(typed) - 1
            if len(typed) > 1:
                stands.update(typed)
        for found in alternatives:
            number += 1
            places |= {(*place, number) for place in found}
    hidden = stands | set(together)
    for term, found in enumerate(where):
        single = len(wanted.matchers[term].words) == 1
        kept = side_by_side[term] if term in hidden and single else found
        places |= {(*place, term) for place in kept}
    return _Matches(places, stands, pairs, len(matched))


def _best(matches: list[tuple[int, int, int]], length: int, words: int) -> int:
    """The first word of the window with most of the query's terms, then most matches."""
    best, most = 0, (0, 0)
    inside: Counter[int] = Counter()
    left = 0
    for right, (_, end, number) in enumerate(matches):
        inside[number] += 1
        # A phrase longer than the window stays in it alone.
        while left < right and matches[left][0] < end - length:
            gone = matches[left][2]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            left += 1
        if (score := (len(inside), inside.total())) > most:
            # A few words before the first match say what it is about.
            best, most = matches[left][0] - min(6, length // 4), score
    return max(0, min(best, words - length))
