"""Where a text names units, with their kind and with the district or province that follows.

Which of the units of a name is meant, `places` says, who knows the whole article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache, lru_cache
from typing import Final, NamedTuple

from kho_tin.registers.units import KINDS, Unit, gazetteer, key

# The board's province and what it was before: the board's news takes for known where these are.
OWN: Final = frozenset(("Phú Yên", "Đắk Lắk"))

_WORD: Final = re.compile(r"[^\W\d_]{1,15}(?:['’][^\W\d_]{1,10})?|(?<!\d)\d{1,2}(?!\d)")
_KINDS: Final = {key(kind): kind for kind in KINDS}
# In capitals; an article prints one of these before a name, and a point or a blank behind it.
_ABBREVIATED: Final = {"TP": "thành phố", "TX": "thị xã", "TT": "thị trấn", "P": "phường"}
_LONGEST_NAME: Final = 5  # words: Văn Miếu - Quốc Tử Giám has five, Khuê Ngọc Điền three
# Words with a capital, at the beginning of a sentence, that are no part of the name behind them.
_BEFORE: Final = frozenset(map(key, ("tại", "ở", "về", "từ", "đến", "và", "cho", "với", "trên")))
_WITHIN: Final = re.compile(r"\s{1,2}(?:[-–]\s)?|[-–]")
_BEHIND_KIND: Final = re.compile(r"\.?\s{0,2}")
_LISTED: Final = re.compile(r",\s{1,2}|\s{1,2}và\s{1,2}")
_IN: Final = re.compile(r"\s?[,(]\s{0,2}")
_DISTRICTS: Final = frozenset(("huyện", "quận", "thị xã", "thành phố"))

Units = tuple[Unit, ...]


class Mention(NamedTuple):
    """The units of a name and kind. `is_placed`: where they are stands right behind."""

    start: int
    end: int
    kind: str | None
    units: Units
    is_placed: bool


@cache
def _named() -> dict[tuple[str | None, str], Units]:
    """Units by their kind and the key of their name. Without a kind only provinces have names that
    are told from others."""
    named: dict[tuple[str | None, str], list[Unit]] = {}
    for name, units in gazetteer().by_key.items():
        for unit in units:
            named.setdefault((unit.kind, name), []).append(unit)
            if unit.level == "province":
                named.setdefault((None, name), []).append(unit)
    for kind in ("thành phố", None):
        named[kind, "hcm"] = named[kind, key("Hồ Chí Minh")]  # as in TP.HCM
    return {name: tuple(units) for name, units in named.items()}


class Finder:
    """The names in one text, before it is known which provinces it is about."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = list(_WORD.finditer(text))

    def mentions(self) -> Iterator[Mention]:
        last, behind_last = None, 0
        for at, word in enumerate(self._words):
            if at < behind_last:
                continue
            begins = _begins(word[0])
            may_be_listed = last is not None and at <= behind_last + 1
            # Few words can begin a name, and each text is looked through at every write of its
            # article.
            if not (begins or may_be_listed):
                continue
            kind, name_at = self._kind(at) if begins == "kind" else (None, at)
            before: Units = ()
            if last and may_be_listed and not kind and self._between(last.end, at, _LISTED):
                before = last.units
                kind, units, behind = self._listed(at, last.kind, before)
            else:
                units, behind = self._name(name_at, kind)
            if kind is None and units and not self._stands_alone(at, behind):
                units = ()
            is_placed = False
            # A district of the only such name may stand in a list before a province.
            if units and (units[0].level == "commune" or len(units) > 1):
                units, is_placed = self._placed(units, behind)
            if not is_placed and has_own(before) and _is_commune_elsewhere(units):
                units = ()  # A list of the own province's communes has no others.
            if units:
                start, end = word.start(), self._words[behind - 1].end()
                last = Mention(start, end, kind, units, is_placed)
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

    def _name(self, at: int, kind: str | None) -> tuple[Units, int]:
        """The units of the longest name at a word, and the word behind it."""
        words, named = self._words, _named()
        name = ""
        longest: tuple[Units, int] = ((), at)
        for behind in range(at + 1, min(at + _LONGEST_NAME, len(words)) + 1):
            printed = words[behind - 1][0]
            is_name = printed[0].isupper() or printed.isdigit()
            if not is_name or (
                name and not self._between(words[behind - 2].end(), behind - 1, _WITHIN)
            ):
                break
            name = f"{name} {_key(printed)}".lstrip()
            if units := named.get((kind, name)):
                longest = (units, behind)
        return longest

    def _listed(self, at: int, kind: str | None, before: Units) -> tuple[str | None, Units, int]:
        """What stands next in a list of names of a kind, behind those of `before`. The list may
        have ended: then a province may follow, or a town without its kind, whose name others have
        (`thành phố Huế, Quảng Trị`)."""
        units, behind = self._name(at, kind)
        if kind is None or has_own(units):
            return kind, units, behind
        units = tuple(unit for unit in units if not _is_named_as_a_district(unit))
        provinces, behind_province = self._name(at, None)
        beside = OWN if has_own(before) else {unit.province for unit in before}
        is_next = units and (
            behind_province < behind
            or units[0].level == "province"
            # In Hà Nội "các phường Cửa Nam, Điện Biên" has no province.
            or (provinces[0].name not in beside and any(unit.province in beside for unit in units))
        )
        return (kind, units, behind) if is_next else (None, provinces, behind_province)

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

    def _placed(self, units: Units, behind: int) -> tuple[Units, bool]:
        """Those that are in the district or province whose name follows, if one does; and whether
        one does."""
        if behind >= len(self._words) or not self._between(
            self._words[behind - 1].end(), behind, _IN
        ):
            return units, False
        kind, at = self._kind(behind)
        if kind in _DISTRICTS or kind == "tỉnh":
            around, end = self._name(at, kind)
        elif kind is None:
            kind, around, end = self._listed(behind, units[0].kind, units)
            if kind or not self._stands_alone(behind, end):
                return units, False
        else:
            return units, False
        is_district = units[0].level == "district"
        if around and around[0].level == "district":
            if is_district:
                return units, False
            if len(around) > 1:
                around, _ = self._placed(around, end)
        elif not around and (is_district or kind not in _DISTRICTS):
            return units, False
        return _in(units, around), True

    def _between(self, end: int, at: int, pattern: re.Pattern[str]) -> bool:
        return pattern.fullmatch(self._text, end, self._words[at].start()) is not None


def _in(units: Units, around: Units) -> Units:
    """Those that are part of a district or province, which may be several of one name."""
    if around and around[0].level == "province":
        provinces: Set[str] = {unit.name for unit in around}
        if has_own(units):  # Those of the own province count by either of its names.
            provinces = and_merged(provinces)
        return within(units, provinces)
    parents = {(unit.as_parent, *unit.parents) for unit in around}
    return tuple(unit for unit in units if unit.parents in parents)


def _is_commune_elsewhere(units: Units) -> bool:
    return bool(units) and units[0].level == "commune" and not has_own(units)


def has_own(units: Units) -> bool:
    return any(unit.province in OWN for unit in units)


_key = lru_cache(maxsize=4096)(key)


def _is_named_as_a_district(unit: Unit) -> bool:
    """Whether a commune has the name of a district of its province: in "phường Minh An, Hội An" the
    town is meant."""
    provinces = _districts().get(unit.plain, frozenset())
    return unit.level == "commune" and not provinces.isdisjoint(_merged()[unit.province])


@cache
def _districts() -> dict[str, Set[str]]:
    """The provinces that have a district, by its name."""
    named: dict[str, set[str]] = {}
    for unit in gazetteer().units.values():
        if unit.level == "district":
            named.setdefault(unit.plain, set()).add(unit.province)
    return {**named}


@cache
def _first_words() -> dict[str, str]:
    """What the words may begin that stand first in a kind or in the name of a province."""
    names = {name.partition(" ")[0]: "name" for kind, name in _named() if kind is None}
    kinds = {name.partition(" ")[0]: "kind" for name in (*_KINDS, *map(key, _ABBREVIATED))}
    return names | kinds


@lru_cache(maxsize=16384)  # Vietnamese has some 7,000 syllables, each with a capital and without
def _begins(printed: str) -> str | None:
    """Whether a "kind" may begin with a word, or the "name" of a province, which has a capital."""
    begins = _first_words().get(key(printed))
    return begins if begins != "name" or printed[0].isupper() else None


def within(units: Units, provinces: Set[str]) -> Units:
    """Those of the provinces; if there are none, of those that these merged with."""
    inside = tuple(unit for unit in units if unit.province in provinces)
    merged = and_merged(provinces)
    return inside or tuple(unit for unit in units if unit.province in merged)


def and_merged(provinces: Set[str]) -> Set[str]:
    """With those that they merged with: their communes may be named by either."""
    return frozenset[str]().union(*(_merged()[province] for province in provinces))


@cache
def _merged() -> dict[str, Set[str]]:
    """Each province with what it was made of and what it became, by their names."""
    known = gazetteer()
    return {
        unit.name: {
            known.units[other].name
            for other in (unit.id, *known.became.get(unit.id, ()), *known.made_of.get(unit.id, ()))
        }
        for unit in known.units.values()
        if unit.level == "province"
    }
