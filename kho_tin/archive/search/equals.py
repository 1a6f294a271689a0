"""What a query also stands for: dates in other forms, names in other spellings, abbreviations."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from operator import add
from typing import Final, Literal

from kho_tin.archive.search import dates
from kho_tin.archive.search.abbreviations import LONGEST, Table, abbreviations, meanings
from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import Term
from kho_tin.archive.search.spelling import COMMA

Kind = Literal["abbreviation", "name", "date", "number"]
Words = tuple[str, ...]

# Of longer queries only so many terms are looked at: each look at the texts is a query too.
TERMS: Final = 16

# Names of provinces that are written in several ways, in the index's spelling (`đăk` is `đắk`).
NAMES: Final = tuple(
    tuple(tuple(name.split()) for name in row.split(", "))
    for row in (
        "đắk lắk, đắc lắc, đắc lắk, đắk lắc, đak lak, dak lak, đắklắk, đaklak, daklak, đắclắc",
        "đắk nông, đắc nông, đak nông, dak nong, đắknông, daknong, đắcnông",
    )
)


@dataclass(frozen=True)
class Equal:
    """The terms `start` to `end` (without it) of a query, and the `others` that they stand for.

    `together`: as typed, they must stand side by side.
    """

    start: int
    end: int
    others: tuple[Term, ...]
    kind: Kind
    typed: str
    together: bool = False

    @property
    def meanings(self) -> list[str]:
        """The others, to be shown."""
        return [" ".join(term.words).replace(COMMA, ",") for term in self.others]


def equals(
    connection: sqlite3.Connection, terms: Sequence[Term], table: Table | None
) -> tuple[Equal, ...]:
    """What runs of `terms` also stand for: the longest first, none overlapping.

    What is in quotes stands for itself; what is excluded, for its other spellings only, not for
    abbreviations. With no `table` there are no abbreviations at all.
    """
    made: list[Equal] = []
    place = 0
    while place < min(len(terms), TERMS):
        rest = terms[place : min(TERMS, place + LONGEST)]
        # What is excluded stands for itself alone.
        run = [*takewhile(_may_join, rest)] or [term for term in rest[:1] if _is_plain(term)]
        words = [*accumulate((term.words for term in run), add)]
        signs = [term.signs for term in run]
        equal = _written(words, signs[0]) if run else None
        if equal is None and run and not run[0].excluded and table is not None:
            equal = _short(connection, table, words, signs)
        if equal is not None:
            size, others, kind = equal
            typed = signs[0].join(words[0]) if size == 1 and signs[0] else " ".join(words[size - 1])
            made.append(Equal(place, place + size, others, kind, typed, together=kind == "date"))
        place += equal[0] if equal else 1
    return tuple(made)


Equivalent = tuple[int, tuple[Term, ...], Kind]  # how many terms, and what they also stand for


def _is_plain(term: Term) -> bool:
    return not (term.quoted or term.prefix)


def _may_join(term: Term) -> bool:
    return _is_plain(term) and not term.excluded


def _written(runs: Sequence[Words], signs: str) -> Equivalent | None:
    """Another way to write what the runs, each a term longer, begin with; `signs` are of the
    first term."""
    if date := dates.numeric(runs[0], signs):
        return 1, _forms(date, runs[0]), "date"
    read = dates.in_words(runs[-1])
    if read and runs[-1][: read[0]] in runs:
        words = runs[-1][: read[0]]
        return runs.index(words) + 1, _forms(read[1], words), "date"
    if signs == "." and all(word.isascii() and word.isdecimal() for word in runs[0]):
        # `37.39`, typed with a point, as the texts have it: with a comma.
        return 1, (Term((COMMA.join(runs[0]),)),), "number"
    for size in range(len(runs), 0, -1):
        if names := _names(runs[size - 1]):
            return size, _exact(names), "name"
    return None


def _short(
    connection: sqlite3.Connection, table: Table, runs: Sequence[Words], signs: Sequence[str]
) -> Equivalent | None:
    """The abbreviation that the longest of the runs has, or what it stands for."""
    for size in range(len(runs), 0, -1):
        words = runs[size - 1]
        if any(signs[:size]):
            continue
        others = (
            abbreviations(connection, table, words)
            if size > 1
            else meanings(connection, table, words[0])
        )
        if others:
            return size, _exact(others), "abbreviation"
    return None


def _forms(date: dates.DateTyped, typed: Words) -> tuple[Term, ...]:
    bare = tuple(map(fold, typed))
    return tuple(Term(form) for form in dates.forms(date) if form != bare)


def _exact(words: Sequence[Words]) -> tuple[Term, ...]:
    return tuple(Term(each, exact=True) for each in words)


def _names(words: Words) -> tuple[Words, ...]:
    for row in NAMES:
        if any(len(name) == len(words) and all(map(_same, words, name)) for name in row):
            return tuple(name for name in row if name != tuple(word.lower() for word in words))
    return ()


def _same(typed: str, written: str) -> bool:
    return typed.lower() == written if has_marks(typed) else fold(typed) == fold(written)
