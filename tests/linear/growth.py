"""How the time that something takes grows with the length of what it is given.

Measured in the thread's processor time (that of the process is coarse while its timer runs), the
least of several, so that a busy machine changes little; an attempt ends at a deadline, which
regular expressions look at too (they ask for signals as they go).
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Final

SIZES: Final = (500, 1_000, 2_000, 4_000, 8_000)  # letters
MOST: Final = 2.6  # times, where the length doubles: 2 is linear, 4 the square
DEADLINE: Final = 0.2  # seconds for one attempt: many times what any of ours takes
ENDLESS: Final = float("inf")  # what did not end before it
# Seconds below which the clock and all that is beside the matter weigh too much.
MEASURABLE: Final = 0.0005
MUCH: Final = 0.03  # from which on nothing weighs beside it
SUSPECT: Final = 6.0  # times, where the length is four times as much: 4 is linear, 16 the square
TURNS: Final = 5


class TooLong(BaseException):
    """The deadline. No Exception: libraries catch these."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """TooLong, once so much of this process's time is used. For the main thread."""

    def ended(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, ended)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(run: Callable[[str], object], text: str, turns: int = 1) -> float:
    """What the quickest of some turns takes; infinity at the deadline."""
    least = ENDLESS
    for _ in range(turns):
        if MUCH < least < ENDLESS:
            return least
        try:
            with deadline(DEADLINE):
                begin = time.thread_time()
                run(text)
                least = min(least, time.thread_time() - begin)
        except TooLong:
            return least
    return least


def is_suspect(run: Callable[[str], object], make: Callable[[int], str]) -> bool:
    """Whether it is worth measuring: cheap, and says yes too often rather than too seldom."""
    long = seconds(run, make(SIZES[2]))
    if long < MEASURABLE or long == ENDLESS:
        return long == ENDLESS
    return long > SUSPECT * seconds(run, make(SIZES[0]), 2)


def grows(run: Callable[[str], object], make: Callable[[int], str]) -> list[float] | None:
    """The times for each of `SIZES` (infinity from the first that was not done), if the last two
    steps that can be measured both are of more than `MOST`, or one does not end; else None."""
    times: list[float] = []
    for size in SIZES:
        times.append(seconds(run, make(size), TURNS))
        if times[-1] == ENDLESS:
            return times
    steps = [
        after / before for before, after in pairwise(times)
        if before >= MEASURABLE / 5
    ][-2:]  # fmt: skip
    return times if len(steps) == 2 and min(steps) > MOST else None
