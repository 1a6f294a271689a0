"""What two sequences have in common, within a bound of work.

difflib's differences read best, since it looks for the longest run first. But for texts that
repeat the same few words it takes the cube of their length: minutes for some thousand letters. So
its steps are counted here, and what is left when they are used up counts as different.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Any, Final

# Steps of difflib's inner loop, about a tenth of a microsecond each.
MOST: Final = 4_000_000  # for a page: half a second
# For one comparison, so that one paragraph does not take all; one of 3,000 words takes it.
MOST_AT_ONCE: Final = 2_000_000

Opcode = tuple[str, int, int, int, int]  # as get_opcodes() has them


class Effort:
    """The steps that several comparisons may take together."""

    def __init__(self, steps: int = MOST) -> None:
        self._left = steps
        self._short = False

    def take(self, steps: int, most: int | None = None) -> bool:
        """Take `steps` if so many are left, and no more than `most`; return whether they were."""
        granted = steps <= (self._left if most is None else min(most, self._left))
        if granted:
            self._left -= steps
        else:
            self._short = True
        return granted

    def was_short(self) -> bool:
        """Whether steps were refused since the last call."""
        short, self._short = self._short, False
        return short


class _Matcher(SequenceMatcher[str]):
    """difflib's matcher, which finds nothing more once its steps are used up. No run begins with a
    blank: every second token is one, and comparing them all would be most of the work."""

    # In difflib's documentation, not in its types: the first sequence, and where each element
    # stands in the second.
    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, before: Sequence[str], after: Sequence[str], effort: Effort) -> None:
        super().__init__(str.isspace, before, after, autojunk=False)
        self._effort, self._most = effort, MOST_AT_ONCE
        self._steps = [0, *accumulate(1 + len(self.b2j.get(token, ())) for token in before)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        ahi = len(self.a) if ahi is None else ahi
        steps = self._steps[ahi] - self._steps[alo]
        if not self._effort.take(steps, self._most):
            return Match(alo, blo, 0)
        self._most -= steps
        return super().find_longest_match(alo, ahi, blo, bhi)


def matched(before: Sequence[str], after: Sequence[str], effort: Effort) -> list[Opcode]:
    """How `before` becomes `after`, as difflib's opcodes, within `effort`."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    middle = _Matcher(
        before[head : len(before) - tail], after[head : len(after) - tail], effort
    ).get_opcodes()
    codes: list[Any] = [("equal", 0, head, 0, head)] if head else []
    codes += [(what, *(place + head for place in places)) for what, *places in middle]
    if tail:
        codes.append(("equal", len(before) - tail, len(before), len(after) - tail, len(after)))
    return codes


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """The length of their common beginning."""
    pairs = zip(before, after, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
