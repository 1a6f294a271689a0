"""What a person typed, parted into words and operators: `site:`, `author:` and `year:`.

    "đầu tư" cang* -bão site:sample author:"Nguyễn Văn An" year:2019..2021 -site:khac

Words, quotes, `-` and `*` are `archive.search.query`'s business; this takes the operators out of
the text before. One that makes no sense (`year:soon`, `site:`) is left where it stands, as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from unicodedata import normalize

from kho_tin.archive.search.query import MAX_CHARACTERS, NOTHING, compile_query, parse

# As in archive.search.query: whatever a keyboard makes of a quotation mark is one.
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟＂", '"'))
_PIECE: Final = re.compile(
    r'(?P<operator>(?<!\S)(?P<no>-?)(?P<name>site|author|year):(?P<value>"[^"]+"|[^\s"]+))(?!\S)'
    r'|"[^"]*(?:"|$)|[^\s"]+|\s+',
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"(?P<first>\d{4})?(?P<to>\.\.\.?|-|–)?(?P<last>\d{4})?")
MAX_OPERATORS: Final = 16


@dataclass(frozen=True)
class Years:
    """From the first to the last, both included; None: open."""

    first: int | None
    last: int | None

    def __contains__(self, year: object) -> bool:
        return (
            isinstance(year, int)
            and (self.first is None or year >= self.first)
            and (self.last is None or year <= self.last)
        )


@dataclass(frozen=True)
class Typed:
    """A query. `words` is what is left for the index; each pair says whether it excludes."""

    words: str
    sites: tuple[tuple[str, bool], ...] = ()
    authors: tuple[tuple[str, bool], ...] = ()
    years: tuple[tuple[Years, bool], ...] = ()
    text: str = field(default="", compare=False)

    @property
    def has_filters(self) -> bool:
        """Whether `site:` or `year:` narrows it, which the index alone cannot do."""
        return bool(self.sites or self.years)

    @property
    def has_operators(self) -> bool:
        return bool(self.sites or self.years or self.authors)

    @property
    def is_ranked(self) -> bool:
        """Whether there is anything by which one article answers better than another."""
        return any(not one.excluded for one in parse(self.words)) or any(
            not excluded for _, excluded in self.authors
        )

    @property
    def asks_nothing(self) -> bool:
        """Nothing at all: neither words nor operators."""
        return not self.has_operators and not self.text.strip()

    def keeps(self, site: str, year: int | None) -> bool:
        """Whether an article of that site and year is within `site:` and `year:`."""
        return _within(self.sites, lambda name: name == site.lower()) and _within(
            self.years, lambda years: year in years
        )


def _within(conditions: tuple[tuple[object, bool], ...], holds: object) -> bool:
    """All exclusions hold off, and one of the others holds, if there is any."""
    assert callable(holds)
    wanted = [one for one, excluded in conditions if not excluded]
    if any(excluded and holds(one) for one, excluded in conditions):
        return False
    return not wanted or any(holds(one) for one in wanted)


def read(text: str) -> Typed:
    """Part the operators from the words. Never raises."""
    typed = normalize("NFC", text[:MAX_CHARACTERS]).translate(_QUOTES)
    words: list[str] = []
    sites: list[tuple[str, bool]] = []
    authors: list[tuple[str, bool]] = []
    years: list[tuple[Years, bool]] = []
    for piece in _PIECE.finditer(typed):
        known = piece["operator"] and len(sites) + len(authors) + len(years) < MAX_OPERATORS
        if not known:
            words.append(piece[0])
            continue
        name, excluded = piece["name"].lower(), bool(piece["no"])
        value = piece["value"].strip('"').strip()
        if name == "site" and value:
            sites.append((value.lower(), excluded))
        elif name == "author" and _says_something(piece["value"]):
            authors.append((piece["value"], excluded))
        elif name == "year" and (span := _years(value)):
            years.append((span, excluded))
        else:
            words.append(piece[0])
    left = " ".join("".join(words).split()) if sites or authors or years else "".join(words)
    return Typed(left, tuple(sites), tuple(authors), tuple(years), typed)


def _says_something(value: str) -> bool:
    return compile_query(value) != NOTHING and not any(one.excluded for one in parse(value))


def _years(value: str) -> Years | None:
    """`2021`, `2019..2021`, `2019..`, `..2021`; also with a hyphen. None for anything else."""
    found = _YEARS.fullmatch(value)
    if not found or not (found["first"] or found["last"]):
        return None
    first = int(found["first"]) if found["first"] else None
    last = int(found["last"]) if found["last"] else None
    if not found["to"]:
        return Years(first, first) if last is None else None
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Years(first, last)
