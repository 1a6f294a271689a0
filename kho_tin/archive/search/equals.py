"""What a query also stands for: dates in other forms, names in other spellings, abbreviations."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kho_tin.archive.search import dates
from kho_tin.archive.search.abbreviations import LONGEST, Table, abbreviations, meanings
from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import Term

Kind = Literal["abbreviation", "name", "date"]
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
        return [" ".join(term.words) for term in self.others]


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
        first = terms[place]
        ends: list[int] = []
        for end in range(place + 1, min(len(terms), TERMS, place + LONGEST) + 1):
            last = terms[end - 1]
            if last.quoted or last.prefix or (last.excluded and end > place + 1):
                break
            ends.append(end)
            if first.excluded:
                break
        runs = [tuple(word for term in terms[place:end] for word in term.words) for end in ends]
        of_table = None if first.excluded else table
        equal = None
        if date := _date(runs, first.signs):
            words, read = date
            equal = Equal(
                place, ends[runs.index(words)], read, "date", " ".join(words), together=True
            )
        for end, words in zip(reversed(ends), reversed(runs), strict=True):
            if equal is not None:
                break
            if names := _names(words):
                equal = Equal(place, end, _exact(names), "name", " ".join(words))
            elif of_table is None or any(term.signs for term in terms[place:end]):
                continue
            elif others := (
                abbreviations(connection, of_table, words)
                if len(words) > 1
                else meanings(connection, of_table, words[0])
            ):
                equal = Equal(place, end, _exact(others), "abbreviation", " ".join(words))
        if equal is not None:
            made.append(equal)
        place = equal.end if equal else place + 1
    return tuple(made)


def _date(runs: Sequence[Words], signs: str) -> tuple[Words, tuple[Term, ...]] | None:
    """The run of words that is a date, and its other forms; `signs` are of the first term."""
    if not runs:
        return None
    if date := dates.numeric(runs[0], signs):
        return runs[0], _forms(date, runs[0])
    read = dates.in_words(runs[-1])
    words = runs[-1][: read[0]] if read else ()
    return (words, _forms(read[1], words)) if read and words in runs else None


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
