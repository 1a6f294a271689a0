"""Dates in a query, in all forms in which texts write them.

A form is a run of words as the index has them: `02/06/2021` is `02 06 2021`. The order is day,
month, year, as in Việt Nam; the year may come first where it has four digits, as in ISO 8601.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kho_tin.archive.search.fold import fold

Words = tuple[str, ...]

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


class DateTyped(NamedTuple):
    """A day, or a month of a year (`day` 0), or a day of no certain year (`year` 0)."""

    day: int
    month: int
    year: int


def forms(date: DateTyped) -> tuple[Words, ...]:
    """Every way to write it, as words without marks."""
    days = _padded(date.day) if date.day else ("",)
    months = _padded(date.month)
    year = str(date.year) if date.year else ""
    made: list[Words] = []
    for day in days:
        for month in months:
            made.append(_run(day, month, year))
            made.append(_run(day, "thang", month, "nam" if year else "", year))
            made.append(_run(day, "thang", month, year))
            if not day:
                made.append(_run(month, "nam", year))
    name = _MONTHS[date.month - 1]
    if year:
        for day in days:
            made += [_run(day, name, year), _run(name, day, year)]
        made.append(_run(year, f"{date.month:02}", f"{date.day:02}" if date.day else ""))
    return tuple(dict.fromkeys(made))


def numeric(words: Words, separators: str) -> DateTyped | None:
    """The date in `2/6/2021`, `02-06-2021`, `2.6.2021`, `2021-06-02`, `6/2021` or `2/6`, by its
    words and the signs between them; None where it is none."""
    if not all(word.isascii() and word.isdecimal() and len(word) <= 4 for word in words):
        return None
    numbers = [int(word) for word in words]
    if len(words) == 3 and separators in ("//", "--", ".."):
        if len(words[0]) == 4 and separators == "--":
            numbers.reverse()
        elif len(words[2]) != 4:
            return None
        day, month, year = numbers
        return _valid(day, month, year)
    if len(words) == 2 and separators in ("/", "-") and len(words[1]) == 4:
        return _valid(0, numbers[0], numbers[1])
    if len(words) == 2 and separators == "/" and len(words[0]) <= 2 and len(words[1]) <= 2:
        return _valid(numbers[0], numbers[1], 0)
    return None


def in_words(words: Words) -> tuple[int, DateTyped] | None:
    """How many of the words, typed one by one, are the date that they begin with: `2 tháng 6 năm
    2021`, `tháng 6 năm 2021`, `2 tháng 6`."""
    bare = [fold(word) for word in words[:5]]
    day = 0
    place = 0
    if bare and bare[0].isdecimal() and len(bare[0]) <= 2:
        day, place = int(bare[0]), 1
    if bare[place : place + 1] != ["thang"] or not _number(bare, place + 1, 2):
        return None
    month = int(bare[place + 1])
    end = place + 2
    for year in (end, end + 1 if bare[end : end + 1] == ["nam"] else end):
        if _number(bare, year, 4) and len(bare[year]) == 4:
            read = _valid(day, month, int(bare[year]))
            return (year + 1, read) if read else None
    read = _valid(day, month, 0) if day else None
    return (end, read) if read else None


def _number(words: list[str], place: int, digits: int) -> bool:
    return (
        place < len(words)
        and words[place].isascii()
        and words[place].isdecimal()
        and len(words[place]) <= digits
    )


def _valid(day: int, month: int, year: int) -> DateTyped | None:
    fits = day <= 31 and 1 <= month <= 12 and (not year or 1900 <= year <= 2100)
    return DateTyped(day, month, year) if fits and (day or year) else None


def _padded(number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((str(number), f"{number:02}")))


def _run(*words: str) -> Words:
    return tuple(word for word in words if word)
