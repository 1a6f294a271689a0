"""Trying the derived texts on patterns, and made ones on functions, and telling what grows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from tests.linear.attack import Attack, attacks
from tests.linear.growth import ENDLESS, TURNS, grows, is_suspect, seconds
from tests.linear.patterns import ANCHORED, Used

# Seconds that a pattern with a bound may take for a text of so many letters: then a page of a
# thousand such lines is read in time, and none of ours takes a tenth of it for the worst.
MOST_AT_BOUND: Final = 0.05


class Verdict(NamedTuple):
    """What takes too long: where it stands, with what, and the times for `growth.SIZES`; for a
    pattern with a bound the time for a text as long."""

    name: str
    attack: str
    times: list[float]

    def __str__(self) -> str:
        times = ", ".join(f"{1000 * time:.1f} ms" for time in self.times)
        return f"{self.name}: {times}, with {self.attack}"


def judge_pattern(used: Used, most: int | None = None) -> Verdict | None:
    """The first text of at most so many that takes more than linear time in one of the ways in
    which the pattern is used; None if none does."""
    compiled = re.compile(used.pattern, used.flags)
    tried = attacks(used.pattern, used.flags, most)
    for run in _runs(compiled, used.ways):
        for each in tried:
            times = _judge(run, each, used)
            if times is not None:
                return Verdict(f"{sorted(used.places)} {used.pattern!r}", repr(tuple(each)), times)
    return None


def judge_function(
    name: str, run: Callable[[str], object], texts: Iterable[tuple[str, Callable[[int], str]]]
) -> Verdict | None:
    """The first of `texts` (named; made of so many letters) for which it grows; None if none."""
    run("")  # what is loaded once is no growth
    for what, make in texts:
        if (times := judge(run, make)) is not None:
            return Verdict(name, what, times)
    return None


def judge(run: Callable[[str], object], make: Callable[[int], str]) -> list[float] | None:
    """The times, where they grow; measured twice, for a busy machine may do once what it likes."""
    if not is_suspect(run, make):
        return None
    times = grows(run, make)
    return times if times is None or times[-1] == ENDLESS else grows(run, make)


def _judge(run: Callable[[Any], object], attack: Attack, used: Used) -> list[float] | None:
    if used.longest is not None:
        text = attack.text(used.longest)[: used.longest]
        if seconds(run, text) <= MOST_AT_BOUND:
            return None
        least = seconds(run, text, TURNS)
        return [least] if least > MOST_AT_BOUND else None
    if isinstance(used.pattern, str):
        return judge(run, attack.text)

    def run_bytes(text: str) -> object:
        return run(text.encode("latin-1", "replace"))

    return judge(run_bytes, attack.text)


def _runs(compiled: re.Pattern[Any], ways: set[str]) -> Iterator[Callable[[Any], object]]:
    """One run for each way of use that differs in what it looks at. Not known: search."""
    if "match" in ways:
        yield compiled.match
    if "fullmatch" in ways:
        yield compiled.fullmatch
    if "search" in ways or not ways:
        yield compiled.search
    if ways - ANCHORED - {"search"}:
        yield compiled.findall  # as `sub` and `split`: from each match on to the next
