"""The provinces, districts, wards and communes that a text names, and what they are now.

A province counts wherever its name stands by itself. A district, ward or commune counts with its
kind before it (`xã Hòa Tâm`), and only in an article that names its province, or another of that
province's districts with its kind: names of communes are shared by many provinces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from kho_tin.registers.sentences import Sentences
from kho_tin.registers.units import KINDS, Unit, gazetteer, key

VERSION: Final = 1

_WORD: Final = re.compile(r"[^\W\d_]{1,15}(?:['’][^\W\d_]{1,10})?|(?<!\d)\d{1,2}(?!\d)")
_KINDS: Final = {key(kind): kind for kind in KINDS}
# In capitals; an article prints one of these before a name, and a point or a blank behind it.
_ABBREVIATED: Final = {"TP": "thành phố", "TX": "thị xã", "TT": "thị trấn", "P": "phường"}
_LONGEST_NAME: Final = 5  # words: Bà Rịa - Vũng Tàu has four, Khuê Ngọc Điền three
# Words with a capital, at the beginning of a sentence, that are no part of the name behind them.
_BEFORE: Final = frozenset(map(key, ("tại", "ở", "về", "từ", "đến", "và", "cho", "với", "trên")))
_WITHIN: Final = re.compile(r"\s{1,2}(?:[-–]\s)?|[-–]")
_BEHIND_KIND: Final = re.compile(r"\.?\s{0,2}")
_LISTED: Final = re.compile(r",\s{1,2}|\s{1,2}và\s{1,2}")
_IN: Final = re.compile(r"\s?[,(]\s{0,2}")
_DISTRICTS: Final = frozenset(("huyện", "quận", "thị xã", "thành phố"))


@dataclass(frozen=True)
class PlaceMention:
    """A place at `text[start:end]`, its kind included where that is printed. `units` are ids of
    `units.gazetteer()`: several where the text does not tell them apart."""

    start: int
    end: int
    name: str
    units: tuple[str, ...]
    sentence: str


def find_places(texts: Sequence[str]) -> list[list[PlaceMention]]:
    """All places that the texts (NFC) of one article name, text by text."""
    named = [list(_Finder(text).mentions()) for text in texts]
    near = _near(mention for mentions in named for mention in mentions)
    return [
        [*_in_provinces(mentions, near, Sentences(text))]
        for text, mentions in zip(texts, named, strict=True)
    ]


class _Mention(NamedTuple):
    start: int
    end: int
    kind: str | None
    units: tuple[Unit, ...]


def _in_provinces(
    mentions: Iterable[_Mention], provinces: Set[str], sentences: Sentences
) -> Iterator[PlaceMention]:
    for start, end, _, units in mentions:
        near = [unit for unit in units if unit.province in provinces]
        if near:
            ids = tuple(unit.id for unit in near)
            yield PlaceMention(start, end, near[0].name, ids, sentences.around(start, end))


def _near(mentions: Iterable[_Mention]) -> Set[str]:
    """The provinces that an article is about: those that it names, or has a district of, and those
    that they merged with, since their communes may be named by either."""
    named = {
        unit.province for mention in mentions for unit in mention.units if unit.level != "commune"
    }
    known = gazetteer()
    merged = (
        known.units[other].name
        for unit in known.units.values()
        if unit.level == "province" and unit.name in named
        for other in (*known.became.get(unit.id, ()), *known.made_of.get(unit.id, ()))
    )
    return named.union(merged)


@cache
def _named() -> dict[str, tuple[Unit, ...]]:
    """Units by the key of their name."""
    named: dict[str, list[Unit]] = {}
    for unit in gazetteer().units.values():
        named.setdefault(key(unit.plain), []).append(unit)
    named["hcm"] = named[key("Hồ Chí Minh")]  # as in TP.HCM
    return {name: tuple(units) for name, units in named.items()}


@cache
def _first_of_kinds() -> Set[str]:
    """The keys of all words with which a kind begins."""
    return {name.partition(" ")[0] for name in (*_KINDS, *map(key, _ABBREVIATED))}


@cache
def _first_of_names() -> Set[str]:
    """The keys of all words with which a name begins."""
    return {name.partition(" ")[0] for name in _named()}


class _Finder:
    """The names in one text, before it is known which provinces it is about."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = list(_WORD.finditer(text))

    def mentions(self) -> Iterator[_Mention]:
        last, behind_last = None, 0
        # Few words can begin a name, and each text is looked through at every write of its article.
        for at in [at for at, word in enumerate(self._words) if _begins(word[0])]:
            if at < behind_last:
                continue
            kind, name_at = self._kind(at)
            if kind is None and last and self._between(last.end, at, _LISTED):
                kind = last.kind
            units, behind = self._name(name_at, kind)
            if not units and name_at == at and kind:
                kind = None  # a list ended; a province may follow
                units, behind = self._name(at, None)
            if kind is None and units and not self._stands_alone(at, behind):
                units = ()
            if units and units[0].level == "commune":
                units = self._in_district(units, behind)
            if units:
                last = _Mention(self._words[at].start(), self._words[behind - 1].end(), kind, units)
                yield last
                behind_last = behind

    def _kind(self, at: int) -> tuple[str | None, int]:
        """The kind that is printed at a word, and where the name behind it begins."""
        words = self._words
        for number in (2, 1):
            if at + number >= len(words):
                continue
            kind = _KINDS.get(" ".join(_key(word[0]) for word in words[at : at + number]))
            if kind is None and number == 1:
                kind = _ABBREVIATED.get(words[at][0])
            if kind and self._between(words[at + number - 1].end(), at + number, _BEHIND_KIND):
                return kind, at + number
        return None, at

    def _name(self, at: int, kind: str | None) -> tuple[tuple[Unit, ...], int]:
        """The units of the longest name at a word, and the word behind it. Without a kind only
        provinces have names that are told from others."""
        words = self._words
        name = ""
        longest: tuple[tuple[Unit, ...], int] = ((), at)
        for behind in range(at + 1, min(at + _LONGEST_NAME, len(words)) + 1):
            printed = words[behind - 1][0]
            is_name = printed[0].isupper() or printed.isdigit()
            if not is_name or (
                name and not self._between(words[behind - 2].end(), behind - 1, _WITHIN)
            ):
                break
            name = f"{name} {_key(printed)}".lstrip()
            units = tuple(
                unit
                for unit in _named().get(name, ())
                if (unit.kind == kind if kind else unit.level == "province")
            )
            if units:
                longest = (units, behind)
        return longest

    def _stands_alone(self, at: int, behind: int) -> bool:
        """Whether the words beside a name are no part of it: not in "Nam Phú Yên" or "Thái Bình
        Dương"."""
        words = self._words
        goes_on = behind < len(words) and words[behind][0][0].isupper()
        if goes_on and self._text[words[behind - 1].end() : words[behind].start()] == " ":
            return False
        if at == 0 or self._text[words[at - 1].end() : words[at].start()] != " ":
            return True
        before = words[at - 1][0]
        is_abbreviation = before.isupper() and len(before) > 1
        is_small = not before[0].isupper()
        return is_small or is_abbreviation or _key(before) in _BEFORE

    def _in_district(self, units: tuple[Unit, ...], behind: int) -> tuple[Unit, ...]:
        """Those that are in the district whose name follows, if one does."""
        if behind >= len(self._words) or not self._between(
            self._words[behind - 1].end(), behind, _IN
        ):
            return units
        kind, at = self._kind(behind)
        if kind not in _DISTRICTS and _key(self._words[behind][0]) != key("quận"):
            return units
        districts, _ = self._name(at, kind)
        names = {unit.name for unit in districts}
        return tuple(unit for unit in units if unit.parents[0] in names)

    def _between(self, end: int, at: int, pattern: re.Pattern[str]) -> bool:
        return pattern.fullmatch(self._text, end, self._words[at].start()) is not None


_key = lru_cache(maxsize=4096)(key)


@lru_cache(maxsize=16384)  # Vietnamese has some 7,000 syllables, each with a capital and without
def _begins(printed: str) -> bool:
    """Whether a kind may begin with a word, or a name, which has a capital or is a number."""
    word = key(printed)
    may_name = printed[0].isupper() or printed.isdigit()
    return word in _first_of_kinds() or (may_name and word in _first_of_names())
