"""Attack strings for a regular expression, derived from its own syntax tree.

A pattern takes more than linear time where what one repeat takes can be taken by another (or by
another turn of the same), and what follows fails. So for each repeat there are strings that reach
it, pieces to pump it with, among them those that its neighbours take as well, and ends that fail.
"""

from __future__ import annotations

import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, zip_longest
from typing import Any, Final, NamedTuple

Item = tuple[Any, Any]  # an opcode and its argument

REPEATS: Final = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
MANY: Final = 10  # turns from which on a repeat is worth an attack
# Members of classes are looked for among these, and among the pattern's own letters.
USUAL: Final = "aA0 x.-_\t\n!éZ,;:/()<>[]'\"=&|*+@#%đăà\u00a0–…\x00"
ENDS: Final = ("", "\x00", "\n\x00", "x", " !")
FEW: Final = 6  # members of a class, letters and pieces of each kind that are tried


class Attack(NamedTuple):
    """A text of any length: `head`, `pump` again and again, `tail`."""

    head: str
    pump: str
    tail: str

    def text(self, letters: int) -> str:
        return self.head + self.pump * max(1, letters // len(self.pump)) + self.tail


class _Place(NamedTuple):
    """A repeat's body, and what stands before and behind it."""

    body: list[Item]
    before: tuple[str, str]  # with as little as can be, and with all that may be left out
    behind: str


class _Tree:
    def __init__(self, pattern: str, flags: int) -> None:
        parsed = parser.parse(pattern, flags & ~re.UNICODE)
        self.items: list[Item] = list(parsed)
        self.flags = flags | parsed.state.flags
        self.groups: dict[int, str] = {}
        self.atoms = list(dict.fromkeys(map(repr, self._atoms(self.items))))
        by_name = {repr(each): each for each in self._atoms(self.items)}
        letters = [chr(value) for name, value in by_name.values() if name is op.LITERAL]
        self.candidates = list(dict.fromkeys([*letters, *USUAL]))
        taken = {name: self._taken(by_name[name]) for name in self.atoms}
        self.members = {name: chars[:FEW] for name, chars in taken.items()}
        # Those that many parts of the pattern take come first: there is more than one way to
        # read them.
        self.ways = {
            char: sum(char in chars for chars in taken.values()) for char in self.candidates
        }
        self.letters = sorted(
            dict.fromkeys(char for chars in self.members.values() for char in chars[:2]),
            key=lambda char: -self.ways[char],
        )
        self.taken = taken

    def _atoms(self, items: Sequence[Item]) -> Iterator[Item]:
        for name, value in items:
            if name in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
                yield name, value
            for inner in _inside(name, value):
                yield from self._atoms(inner)

    def _taken(self, atom: Item) -> list[str]:
        """The candidates that an atom takes."""
        name, value = atom
        chosen = list(self.candidates)
        if name is op.IN:
            for kind, inner in value:
                if kind is op.RANGE:
                    chosen.append(chr(inner[0]))
                elif kind is op.LITERAL:
                    chosen.append(chr(inner))
        tree = parser.SubPattern(parser.State(), [atom])
        single = compiler.compile(tree, self.flags & ~re.DEBUG)
        chars = [char for char in dict.fromkeys(chosen) if single.fullmatch(char)]
        self.candidates += [char for char in chars if char not in self.candidates]
        return chars

    def first(self, items: Sequence[Item]) -> list[str]:
        """Letters with which `items` may begin, those that much else takes too first."""
        letters: list[str] = []
        for name, value in items:
            if name in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
                return [*letters, *self.taken[repr((name, value))]]
            for inner in _inside(name, value):
                letters += self.first(inner)
            if letters and not (name in REPEATS and value[0] == 0):
                return letters
        return letters

    def sample(self, items: Sequence[Item], pick: int = 0, full: bool = False) -> str:
        """A text that `items` take: of alternatives number `pick`, of what may be left out
        nothing, or (`full`) as much as it takes once."""
        return "".join(self._sample(name, value, pick, full) for name, value in items)

    def _sample(self, name: Any, value: Any, pick: int, full: bool) -> str:
        if name in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            members = self.members[repr((name, value))]
            return members[pick % len(members)] if members else ""
        if name in REPEATS:
            least, most, body = value
            turns = min(max(int(least), int(full)), int(most))
            return self.sample(body, pick, full) * turns
        if name is op.BRANCH:
            return self.sample(value[1][pick % len(value[1])], pick // 2, full)
        if name is op.SUBPATTERN:
            text = self.sample(value[-1], pick, full)
            if value[0] is not None:
                self.groups[value[0]] = text
            return text
        if name is op.GROUPREF:
            return self.groups.get(int(value), "")
        if name is op.ATOMIC_GROUP:
            return self.sample(value, pick, full)
        return ""

    def places(
        self, items: Sequence[Item], before: tuple[str, str] = ("", ""), behind: str = ""
    ) -> Iterator[_Place]:
        """Every repeat of many turns, in order."""
        for number, (name, value) in enumerate(items):
            ahead, after = items[:number], items[number + 1 :]
            here = (before[0] + self.sample(ahead), before[1] + self.sample(ahead, 1, full=True))
            rest = self.sample(after) + behind
            if name in REPEATS and value[1] >= MANY:
                yield _Place(list(value[2]), here, rest)
            for inner in _inside(name, value):
                yield from self.places(inner, here, rest)


def _inside(name: Any, value: Any) -> Sequence[Sequence[Item]]:
    """What an item holds: its alternatives, its body."""
    if name in REPEATS:
        return [list(value[2])]
    if name is op.BRANCH:
        return [list(each) for each in value[1]]
    if name is op.SUBPATTERN:
        return [list(value[-1])]
    if name is op.ATOMIC_GROUP:
        return [list(value)]
    if name in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    if name is op.GROUPREF_EXISTS:
        return [list(each) for each in value[1:] if each is not None]
    return []


def attacks(pattern: str | bytes, flags: int, most: int | None = None) -> list[Attack]:
    """At most so many texts for `pattern`, the likeliest first; none where no repeat takes many
    turns."""
    written = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = _Tree(written, flags)
    queues = [_of_place(tree, place) for place in tree.places(tree.items)]
    texts: dict[Attack, None] = {}
    # In turns, so that the first ones are of every repeat.
    for each in chain.from_iterable(zip_longest(*queues)):
        if len(texts) == most:
            break
        if each is not None:
            texts[each] = None
    return list(texts)


def _of_place(tree: _Tree, place: _Place) -> Iterator[Attack]:
    heads = list(dict.fromkeys((place.before[0], "", place.before[1])))
    tails = list(dict.fromkeys(("\x00", place.behind[:-1] + "\x00", *ENDS)))
    for pump in _pumps(tree, place):
        for head in heads:
            for tail in tails:
                yield Attack(head, pump, tail)


def _pumps(tree: _Tree, place: _Place) -> list[str]:
    firsts = sorted(dict.fromkeys(tree.first(place.body)), key=lambda char: -tree.ways[char])
    bodies = [tree.sample(place.body, pick, full) for pick in range(FEW) for full in (False, True)]
    starts = [place.before[0] + bodies[0], place.before[0], place.before[1]]
    pairs = [a + b for a, b in pairwise(firsts)]
    whole = tree.sample(tree.items, 0, full=True)
    all_of_them = [
        *firsts[:2], bodies[0], bodies[1], *starts, *firsts[2:FEW], *bodies[2:], whole, whole[:-1],
        *tree.letters[:FEW], *pairs[:FEW], place.behind, bodies[0] + place.behind,
    ]  # fmt: skip
    return [pump for pump in dict.fromkeys(all_of_them) if pump]
