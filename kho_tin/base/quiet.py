"""`--quiet`: of a run that is well nothing is printed, whoever would print it.

Libraries warn, log, and start programs that have words of their own. So whatever goes to standard
output and standard error is held back as long as nobody knows how the run ends.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Final

STANDARD: Final = (1, 2)
CHUNK: Final = 1 << 16
_reaching = [2]  # the descriptor by which somebody is reached now


def descriptor() -> int:
    """That of the standard error of whoever has started this process, held back or not."""
    return _reaching[-1]


@contextmanager
def held_back(is_quiet: bool, is_well: Callable[[], bool]) -> Iterator[IO[str] | None]:
    """Hold back what is printed within, if `is_quiet`, and let it go to standard error if the block
    raises, or `is_well` says no at its end.

    Gives a file for what must be said all the same; None where nothing is held back, as where there
    is no room to hold it. Of a run that was well nothing is printed afterwards, either.
    """
    if not is_quiet:
        yield None
        return
    with suppress(OSError, ValueError):  # ValueError: one of the two is closed
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    try:
        held = tempfile.TemporaryFile()  # noqa: SIM115 - open until the process ends
    except OSError:
        yield None
        return
    before = {number: os.dup(number) for number in STANDARD}
    for number in STANDARD:
        os.dup2(held.fileno(), number)
    _reaching.append(before[2])
    aside = open(before[2], "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    well = False
    try:
        yield aside
        well = is_well()
    finally:
        with suppress(OSError, ValueError):
            for stream in (sys.stdout, sys.stderr, aside):
                stream.flush()
        if not well:
            for number in STANDARD:
                os.dup2(before[number], number)
            _reaching.pop()
            _let_go(held)


def _let_go(held: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        held.seek(0)
        while chunk := held.read(CHUNK):
            left = memoryview(chunk)
            while left:
                left = left[os.write(2, left) :]
