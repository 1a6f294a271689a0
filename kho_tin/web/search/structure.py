"""How the parts of a query belong together: which must all be true, and of which any will do.

- What stands side by side must all be true. `OR` (`HOẶC`), in capitals, makes alternatives of what
  is left and right of it, and of nothing else: of a phrase in quotes, an operator, something in
  brackets, or of the words there up to the next of these, since Vietnamese words are of several
  syllables (`cảng biển OR sân bay year:2021`).
- Brackets hold parts together. A minus sign before something, brackets too, excludes it alone.
- An `OR` without anything on one side is left out, and so is a bracket without its other half, or
  within more brackets than DEPTH.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kho_tin.archive.search.query import Term
from kho_tin.web.search.operators import Filter


@dataclass(frozen=True)
class Group:
    """Parts that must all be true, or any of them (`either`)."""

    parts: tuple[Part, ...] = ()
    either: bool = False


# A range is a run of the query's terms, by their places: all must be true.
Part = range | Filter | Group
EVERYTHING: Final = Group()

# Brackets in brackets. FTS5's parser has a stack of a hundred: it reads 24 of ours, and not 32.
DEPTH: Final = 8


@dataclass
class _Bracket:
    """What an open bracket holds so far: of each of the `clauses` one alternative must be true."""

    excluded: bool = False
    clauses: list[list[Part]] = field(default_factory=list)
    goes_on: bool = False  # behind an OR: the next part is an alternative to the last

    def add(self, part: Part) -> None:
        if self.goes_on and self.clauses:
            self.clauses[-1].append(part)
        else:
            self.clauses.append([part])
        self.goes_on = False


class Builder:
    """Puts together what is read piece by piece. `terms` has every word and phrase, in order, of
    those read so far; who reads them adds them."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self._open = [_Bracket()]
        self._ignored = 0  # brackets that are open, and too deep

    def add(self, part: range | Filter) -> None:
        """Terms by their places, or an operator."""
        self._open[-1].add(part)

    def alternative(self) -> None:
        """An OR."""
        self._open[-1].goes_on = True

    def open(self, *, excluded: bool) -> None:
        """An opening bracket."""
        if len(self._open) > DEPTH:
            self._ignored += 1
        else:
            self._open.append(_Bracket(excluded))

    def close(self) -> None:
        """A closing bracket."""
        if self._ignored:
            self._ignored -= 1
        elif len(self._open) > 1:
            bracket = self._open.pop()
            if bracket.clauses:
                group = _all(bracket.clauses)
                self._open[-1].add(self._negated(group) if bracket.excluded else group)

    def whole(self) -> Group:
        """What was read; brackets that are still open end with it."""
        self._ignored = 0
        while len(self._open) > 1:
            self.close()
        part = _all(self._open[0].clauses)
        return part if isinstance(part, Group) and not part.either else Group((part,))

    def _negated(self, part: Part) -> Part:
        """The opposite: not all is not this or not that (De Morgan)."""
        if isinstance(part, Filter):
            return replace(part, excluded=not part.excluded)
        if isinstance(part, Group):
            return Group(tuple(map(self._negated, part.parts)), either=not part.either)
        for place in part:
            term = self.terms[place]
            self.terms[place] = replace(term, excluded=not term.excluded)
        if len(part) == 1:
            return part
        return Group(tuple(range(place, place + 1) for place in part), either=True)


def _all(clauses: Sequence[Sequence[Part]]) -> Part:
    """Of each clause one alternative: without brackets in brackets, neighbouring runs as one, and
    operators as alternatives to one another where their row says so."""
    parts: list[Part] = []
    for alternatives in clauses:
        part = alternatives[0] if len(alternatives) == 1 else Group(tuple(alternatives), True)
        parts += part.parts if isinstance(part, Group) and not part.either else (part,)
    joined: list[Part] = []
    run: int | None = None  # the place of the last run of terms
    for part in parts:
        last = joined[run] if run is not None else None
        if isinstance(part, range) and isinstance(last, range) and last.stop == part.start:
            joined[run or 0] = range(last.start, part.stop)
            continue
        if isinstance(part, range):
            run = len(joined)
        joined.append(part)
    joined = _gathered(joined)
    return joined[0] if len(joined) == 1 else Group(tuple(joined))


def _gathered(parts: Sequence[Part]) -> list[Part]:
    """Operators of one name, of which an article need meet only one, as one group."""
    names = [_name(part) for part in parts]
    gathered: list[Part] = []
    for place, (part, name) in enumerate(zip(parts, names, strict=True)):
        if name is None or names.count(name) == 1:
            gathered.append(part)
        elif name not in names[:place]:
            alike = [other for other, same in zip(parts, names, strict=True) if same == name]
            gathered.append(Group(tuple(alike), either=True))
    return gathered


def _name(part: Part) -> str | None:
    """The name of an operator of which an article need meet only one."""
    if isinstance(part, Filter) and not part.excluded and part.operator.given_twice == "either":
        return part.operator.name
    return None


def runs(part: Part) -> Iterator[range]:
    """The runs of terms in `part`, in order."""
    if isinstance(part, range):
        yield part
    elif isinstance(part, Group):
        for each in part.parts:
            yield from runs(each)


def has_alternatives(group: Group) -> bool:
    """Whether of some words any will do."""
    return any(
        isinstance(part, Group)
        and (has_alternatives(part) or (part.either and next(runs(part), None) is not None))
        for part in group.parts
    )
