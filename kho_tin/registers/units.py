"""Provinces, districts, wards and communes, before and since 1 July 2025, and which became which.

The tables and their sources are in `data/`. They are read when a name is first looked for, not when
a program starts.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

Level = Literal["province", "district", "commune"]

_MOST_PARENTS: Final = 2  # a commune had a district and a province
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


class Unit(NamedTuple):
    """An administrative unit. `kind` is its Vietnamese kind (`thị xã`); `parents` the names of what
    it is part of, nearest first (`Tây Hòa`, `Phú Yên`); `is_present`: it exists since July 2025."""

    kind: str
    name: str
    parents: tuple[str, ...]
    level: Level
    is_present: bool

    @property
    def id(self) -> str:
        """How tables name it: `xã Hòa Phú, Tây Hòa, Phú Yên`."""
        return ", ".join((f"{self.kind} {self.name}", *self.parents))

    @property
    def province(self) -> str:
        return self.parents[-1] if self.parents else self.name

    @property
    def as_parent(self) -> str:
        """How what is part of it names it: `Tây Hòa`, `quận 1`."""
        return f"{self.kind} {self.name}" if self.name.isdecimal() else self.name

    @property
    def plain(self) -> str:
        """The name in words alone: `Bà Rịa Vũng Tàu`."""
        return self.name.replace(" - ", " ")


@dataclass(frozen=True)
class Gazetteer:
    """All units by their ids; what each former one became, what each present one was made of, and
    the wards and communes of each district.

    A province that gave its name to a greater one is that one, and became nothing."""

    units: dict[str, Unit]
    became: dict[str, tuple[str, ...]]
    made_of: dict[str, tuple[str, ...]]
    communes: dict[str, tuple[str, ...]]

    def named(self, name: str) -> list[Unit]:
        """The units of a name, as somebody types it: with its kind or without, with marks or
        without, and with what it is part of behind a comma (`Châu Thành, Bến Tre`). A name without
        marks stands for all that are like it."""
        typed, *behind_commas = name.replace(" - ", " ").split(",")
        parents = [(parent, _form(parent)) for parent in behind_commas if parent.strip()]
        if len(parents) > _MOST_PARENTS:
            return []
        within = [(form(parent), form) for parent, form in parents]
        form = _form(typed)
        by_name = self.by_key if form is key else self._by_unmarked
        typed = form(typed)
        units = list(by_name.get(typed, ()))
        for kind in KINDS:
            behind = typed.removeprefix(f"{form(kind)} ")
            if behind != typed:
                units += (unit for unit in by_name.get(behind, ()) if unit.kind == kind)
        return [unit for unit in units if all(_is_within(unit, *parent) for parent in within)]

    @cached_property
    def by_key(self) -> dict[str, tuple[Unit, ...]]:
        """Units by the key of their name."""
        return _grouped((key(unit.plain), unit) for unit in self.units.values())

    @cached_property
    def _by_unmarked(self) -> dict[str, tuple[Unit, ...]]:
        return _grouped((unmarked(unit.plain), unit) for unit in self.units.values())

    def related(self, unit: Unit) -> set[str]:
        """The ids of a unit, of what it was made of, and of what has its land now; of a district
        also its wards and communes. A former province is not all of the present one."""
        ids = {unit.id, *self.made_of.get(unit.id, ())}
        if unit.level != "province":
            ids.update(self.became.get(unit.id, ()))
        return ids.union(self.communes.get(unit.id, ()))

    def now(self, ids: Collection[str]) -> tuple[Unit, ...]:
        """What has the land of former units now. Empty where one of them is as it was, since the
        text may mean that one."""
        if any(name not in self.became for name in ids):
            return ()
        present = dict.fromkeys(name for former in ids for name in self.became[former])
        return tuple(self.units[name] for name in present)


def key(name: str) -> str:
    """A name by which spellings are compared: small letters, tone marks behind their word, so that
    hoà is hòa; Đăk and Đắc are Đắk, Quí is Quý."""
    words = name.lower().replace("’", "'").split()
    return " ".join(_syllable(word) if len(word) < _LONG else _compared(word) for word in words)


def _compared(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in letters if char in _TONES)
    plain = _FINAL_Y.sub("i", "".join(char for char in letters if char not in _TONES))
    return _ALIKE.get(plain, plain) + ("" if plain in _ALIKE else tones)


# Vietnamese has some 7,000 syllables. A stranger's long words are not kept.
_syllable = lru_cache(maxsize=16384)(_compared)
_LONG: Final = 32


# Behind a consonant; not the y of Thủy.
_FINAL_Y: Final = re.compile(r"(?<=[bcdghklmnprstvx])y$|(?<=^qu)y$")
# The syllables of Đắk Lắk and Đắk Nông, which have been written in three ways.
_ALIKE: Final = {
    unicodedata.normalize("NFD", printed): unicodedata.normalize("NFD", word)
    for word in ("đăk", "lăk")
    for printed in (word, word.replace("k", "c"))
}


def unmarked(name: str) -> str:
    """A key without any mark: `dong hoa`. Beside what the index's `fold` does, it makes one of a
    name's spellings, of its blanks and its apostrophes: `Đắc  Lắc` and `Đắk Lắk` are `dak lak`."""
    letters = "".join(char for char in key(name) if not unicodedata.combining(char))
    return " ".join(_UNMARKED.get(word, word) for word in letters.replace("đ", "d").split(" "))


_UNMARKED: Final = {"dac": "dak", "lac": "lak"}  # as _ALIKE


@cache
def gazetteer() -> Gazetteer:
    """The tables of `data/`, read once."""
    units: dict[str, Unit] = {}
    became: dict[str, dict[str, None]] = {}
    made_of: dict[str, dict[str, None]] = {}
    communes: dict[str, dict[str, None]] = {}
    for former, present, district in _mergers():
        former_id, present_id = former.id, present.id
        units.setdefault(former_id, former)
        units[present_id] = present
        if former_id != present_id:
            became.setdefault(former_id, {})[present_id] = None
            if former is not district:
                made_of.setdefault(present_id, {})[former_id] = None
        if district and former is not district:
            communes.setdefault(district.id, {})[former_id] = None
    return Gazetteer(units, *(_lists(each) for each in (became, made_of, communes)))


def _lists(groups: dict[str, dict[str, None]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(ids) for name, ids in groups.items()}


def _mergers() -> Iterator[tuple[Unit, Unit, Unit | None]]:
    """Each former unit with each that has a part of it, and its district. A district stands with
    itself, but those of islands without communes: the special zone is made of them."""
    provinces = {}
    for row in _rows("provinces.tsv"):
        present = _unit(row["present"], (), "province", is_present=True)
        for printed in row["former"].split(", "):
            former = _unit(printed, (), "province", is_present=False)
            provinces[former.name] = present.name
            yield former, present, None
    for row in _rows("communes.tsv"):
        within = (row["province"],)
        district = _unit(row["district"], within, "district", is_present=False)
        present = _unit(row["present"], (provinces[row["province"]],), "commune", is_present=True)
        yield district, present, district if row["former"] else None
        for printed in filter(None, row["former"].split(", ")):
            parents = (district.as_parent, *within)
            yield _unit(printed, parents, "commune", is_present=False), present, district


def _unit(printed: str, parents: tuple[str, ...], level: Level, *, is_present: bool) -> Unit:
    kind, _, name = printed.partition(" ")
    if kind not in KINDS:
        second, _, name = name.partition(" ")
        kind = f"{kind} {second}"
    return Unit(kind, name, parents, level, is_present)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kho_tin.registers").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


# Kinds of units, as the tables name them.
KINDS: Final = (
    "thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã",
)  # fmt: skip


def listed(units: Collection[Unit]) -> str:
    """Present units in words: `các phường Phú Yên, Hòa Hiệp, tỉnh Đắk Lắk`."""
    parts = []
    for kind in dict.fromkeys(unit.kind for unit in units):
        names = [unit.name for unit in units if unit.kind == kind]
        parts.append(f"{'các ' if len(names) > 1 else ''}{kind} {', '.join(names)}")
    known = gazetteer().units
    provinces = dict.fromkeys(parent for unit in units for parent in unit.parents)
    cities = (f"thành phố {name}" for name in provinces)
    tail = "".join(
        f", {city if city in known else f'tỉnh {name}'}"
        for name, city in zip(provinces, cities, strict=True)
    )
    return " và ".join(parts) + tail


def _grouped(pairs: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    groups = defaultdict[str, list[Unit]](list)
    for name, unit in pairs:
        groups[name].append(unit)
    return {name: tuple(units) for name, units in groups.items()}


def _is_within(unit: Unit, typed: str, form: Callable[[str], str]) -> bool:
    """Whether a unit is part of what is typed, in the form of names, with its kind or without."""
    names = [form(parent.replace(" - ", " ")) for parent in unit.parents]
    kinds = (f"{form(kind)} {name}" for kind in KINDS for name in names)
    return typed in (*names, *kinds)


def _form(typed: str) -> Callable[[str], str]:
    """By which form a name is compared that somebody typed with marks or without."""
    return unmarked if key(typed).isascii() else key
