"""How a command says no, or that it was stopped: one line on standard error, and its exit code."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from crawling.exits import USAGE

STOPPED = 130  # 128 + SIGINT, as shells have it


def refuse(message: str, code: int = USAGE) -> NoReturn:
    print(f"kho-tin: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(code)


@contextmanager
def interruptible(message: str) -> Iterator[None]:
    """SIGINT and SIGTERM end a command in the words of `message`; a second one ends it at once.

    The decorator of a `run` that has nothing to put on record when it is stopped.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        refuse(message, STOPPED)
    finally:  # all is done: the interpreter's own end is not to be broken off
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    raise KeyboardInterrupt
