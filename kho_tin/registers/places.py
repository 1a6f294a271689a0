"""The provinces, districts, wards and communes that a text names, and what they are now.

A province counts wherever its name stands by itself. All others count with their kind before them
(`xã Hòa Tâm`), and only if the text says which of that name it means:

- A ward or commune of the board's own province (`place_names.OWN`) in an article that names this
  province, or a district of it: the news of a board takes its own places for known.
- Elsewhere a ward or commune whose province, or a district of it, the same sentence names; if the
  own province has the name too, it must stand right behind it.
- A district or special zone of a name that only one province has; else as a commune elsewhere.

Many communes share a name: of what is still more than one place, elsewhere, none counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from kho_tin.registers.place_names import OWN, Finder, Mention, Units, and_merged, has_own, within
from kho_tin.registers.sentences import Sentences
from kho_tin.registers.units import gazetteer

VERSION: Final = 2


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
    named = [list(Finder(text).mentions()) for text in texts]
    near = and_merged(_provinces(mention for mentions in named for mention in mentions))
    return [
        [*_known(mentions, near, Sentences(text))]
        for text, mentions in zip(texts, named, strict=True)
    ]


def _known(
    mentions: Sequence[Mention], near: Set[str], sentences: Sentences
) -> Iterator[PlaceMention]:
    """The mentions of which it is known what they mean. `near`: the provinces of the article."""
    in_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        # The point of "TP. Nha Trang" is taken for an end: the name is what counts.
        in_sentence.setdefault(sentences.number(mention.end - 1), []).append(mention)
    for together in in_sentence.values():
        provinces = _provinces(together)
        for start, end, _, named, is_placed in together:
            units = named
            if named[0].level != "province":
                units = _own(named, near) or _elsewhere(named, None if is_placed else provinces)
            if units:
                ids = tuple(unit.id for unit in units)
                yield PlaceMention(start, end, units[0].name, ids, sentences.around(start, end))


def _own(units: Units, near: Set[str]) -> Units:
    """Those of the own province, in an article that is about it."""
    return tuple(unit for unit in units if unit.province in near and unit.province in OWN)


def _elsewhere(units: Units, provinces: Set[str] | None) -> Units:
    """The units of another province, if they are one place: all where it is printed which are
    meant; else those in `provinces`."""
    if provinces is not None and not _is_sure(units):
        if has_own(units):
            return ()
        units = within(units, provinces)
    return units if _are_one_place(units) else ()


def _are_one_place(units: Units) -> bool:
    """Whether units are one, or before and after a merger: all have land of one present unit."""
    if len(units) < 2:
        return True
    became = gazetteer().became
    present = ({unit.id} if unit.is_present else set(became[unit.id]) for unit in units)
    return units[0].level == "commune" and bool(set.intersection(*present))


def _is_sure(units: Units) -> bool:
    """Whether a name says by itself which province it is in: as those of districts and special
    zones do, but not those that several provinces have."""
    is_commune = units[0].level == "commune" and units[0].kind != "đặc khu"
    return not is_commune and len({unit.province for unit in units}) == 1


def _provinces(mentions: Iterable[Mention]) -> Set[str]:
    """The provinces that mentions name, or have a district of."""
    return {mention.units[0].province for mention in mentions if _is_sure(mention.units)}
