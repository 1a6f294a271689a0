"""`--quiet`: a run that goes well prints nothing.

Libraries warn, log, and start programs that print, too. So standard output and standard error are
held back until it is known how the run ends.
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
_reaching = [2]  # descriptors of the real standard error; the last one is in use


def descriptor() -> int:
    """The descriptor of the standard error that this process was started with, held back or not."""
    return _reaching[-1]


@contextmanager
def buffered_output(is_quiet: bool, is_well: Callable[[], bool]) -> Iterator[IO[str] | None]:
    """Hold back what is printed within, if `is_quiet`, and let it go to standard error if the block
    raises, or `is_well` says no at its end.

    Gives a file for what must be printed all the same; None where nothing is held back, for
    instance since there is no room for it. After a run that went well nothing is printed later on
    either.
    """
    if not is_quiet:
        yield None
        return
    with suppress(OSError, ValueError):  # ValueError: one of the two is closed
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    try:
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - open until the process ends
    except OSError:
        yield None
        return
    before = {number: os.dup(number) for number in STANDARD}
    for number in STANDARD:
        os.dup2(spool.fileno(), number)
    _reaching.append(before[2])
    unbuffered = open(before[2], "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    well = False
    try:
        yield unbuffered
        well = is_well()
    finally:
        with suppress(OSError, ValueError):
            for stream in (sys.stdout, sys.stderr, unbuffered):
                stream.flush()
        if not well:
            for number in STANDARD:
                os.dup2(before[number], number)
            _reaching.pop()
            _let_go(spool)


def _let_go(spool: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        spool.seek(0)
        while chunk := spool.read(CHUNK):
            unwritten = memoryview(chunk)
            while unwritten:
                unwritten = unwritten[os.write(2, unwritten) :]
