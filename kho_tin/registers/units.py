"""Provinces, districts, wards and communes, before and since 1 July 2025, and which became which.

The tables and their sources are in `data/`. Of wards and communes only those of the province of Đắk
Lắk are known, which Phú Yên is part of since.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Level = Literal["province", "district", "commune"]

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True)
class Unit:
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
    def plain(self) -> str:
        """The name in words alone: `Bà Rịa Vũng Tàu`."""
        return self.name.replace(" - ", " ")


@dataclass(frozen=True)
class Gazetteer:
    """All units by their ids; what each former one became, and what each present one was made of.

    A province that gave its name to a greater one is that one, and became nothing."""

    units: dict[str, Unit]
    became: dict[str, tuple[str, ...]]
    made_of: dict[str, tuple[str, ...]]

    def named(self, name: str) -> list[Unit]:
        """The units of a name, as somebody types it: with its kind or without, with marks or
        without. A name without marks stands for all that are like it."""
        form = key if key(name) != unmarked(name) else unmarked
        typed = form(name.replace(" - ", " "))
        return [
            unit
            for unit in self.units.values()
            if typed in (form(unit.plain), form(f"{unit.kind} {unit.plain}"))
        ]

    def related(self, unit: Unit) -> set[str]:
        """The ids of a unit, of what it was made of, and of what has its land now; of a district
        also its wards and communes. A former province is not all of the present one."""
        ids = {unit.id, *self.made_of.get(unit.id, ())}
        if unit.level != "province":
            ids.update(self.became.get(unit.id, ()))
        if unit.level == "district":
            parents = (unit.name, *unit.parents)
            ids.update(other.id for other in self.units.values() if other.parents == parents)
        return ids

    def now(self, ids: Collection[str]) -> tuple[Unit, ...]:
        """What has the land of former units now. Empty where one of them is as it was, since the
        text may mean that one."""
        if any(name not in self.became for name in ids):
            return ()
        present = dict.fromkeys(name for former in ids for name in self.became[former])
        return tuple(self.units[name] for name in present)


def key(name: str) -> str:
    """A name by which spellings are compared: small letters, tone marks behind their word, so that
    hoà is hòa; Đăk and Đắc are Đắk."""
    words = []
    for word in unicodedata.normalize("NFD", name.lower().replace("’", "'")).split():
        tones = "".join(char for char in word if char in _TONES)
        plain = "".join(char for char in word if char not in _TONES)
        words.append(_ALIKE.get(plain, plain) + ("" if plain in _ALIKE else tones))
    return " ".join(words)


# The syllables of Đắk Lắk and Đắk Nông, which have been written in three ways.
_ALIKE: Final = {
    unicodedata.normalize("NFD", printed): unicodedata.normalize("NFD", word)
    for word in ("đăk", "lăk")
    for printed in (word, word.replace("k", "c"))
}


def unmarked(name: str) -> str:
    """A key without any mark: `dong hoa`."""
    return "".join(char for char in key(name) if not unicodedata.combining(char)).replace("đ", "d")


@cache
def gazetteer() -> Gazetteer:
    """The tables of `data/`, read once."""
    units: dict[str, Unit] = {}
    became: dict[str, dict[str, None]] = {}
    for former, present in _mergers():
        units.setdefault(former.id, former)
        units[present.id] = present
        if former.id != present.id:
            became.setdefault(former.id, {})[present.id] = None
    made_of: dict[str, dict[str, None]] = {}
    for former_id, presents in became.items():
        for present_id in presents:
            if units[former_id].level == units[present_id].level:
                made_of.setdefault(present_id, {})[former_id] = None
    return Gazetteer(
        units,
        {name: tuple(presents) for name, presents in became.items()},
        {name: tuple(formers) for name, formers in made_of.items()},
    )


def _mergers() -> Iterator[tuple[Unit, Unit]]:
    """Each former unit with each that has a part of it."""
    for row in _rows("provinces.tsv"):
        present = _unit(row["present"], (), "province", is_present=True)
        for former in row["former"].split(", "):
            yield _unit(former, (), "province", is_present=False), present
    for row in _rows("communes.tsv"):
        present = _unit(row["present"], ("Đắk Lắk",), "commune", is_present=True)
        district = _unit(row["district"], (row["province"],), "district", is_present=False)
        yield district, present
        parents = (district.name, row["province"])
        for former in row["former"].split(", "):
            yield _unit(former, parents, "commune", is_present=False), present


def _unit(printed: str, parents: tuple[str, ...], level: Level, *, is_present: bool) -> Unit:
    kind = next(kind for kind in KINDS if printed.startswith(f"{kind} "))
    return Unit(kind, printed[len(kind) + 1 :], parents, level, is_present)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kho_tin.registers").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


# Kinds of units, as the tables name them.
KINDS: Final = ("thành phố", "thị xã", "thị trấn", "tỉnh", "huyện", "phường", "xã")


def listed(units: Collection[Unit]) -> str:
    """Units in words: `các phường Phú Yên, Hòa Hiệp, tỉnh Đắk Lắk`."""
    parts = []
    for kind in dict.fromkeys(unit.kind for unit in units):
        names = [unit.name for unit in units if unit.kind == kind]
        parts.append(f"{'các ' if len(names) > 1 else ''}{kind} {', '.join(names)}")
    provinces = dict.fromkeys(parent for unit in units for parent in unit.parents)
    tail = "".join(f", tỉnh {province}" for province in provinces)
    return " và ".join(parts) + tail
