"""How a command speaks: what it found on standard output, and on standard error, in one line with
its exit code, that it refuses or was stopped."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, TextIO

from kho_tin.base import language
from kho_tin.base.errors import of_catalogue
from kho_tin.base.reasons import of_settings
from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome.exits import USAGE

STOPPED = 130  # 128 + SIGINT, as shells have it
# Whoever starts a command with SIGHUP ignored, as nohup does, wants it to outlive the terminal.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
UNHEARD = 128 + signal.SIGPIPE


def refuse(reason: Reason, code: int = USAGE) -> NoReturn:
    """End the command, in one line. Raises TypeError for words that are not of the catalogue."""
    text = of_catalogue(reason).told(language.chosen())
    with suppress(BrokenPipeError):
        print(f"kho-tin: {' '.join(text.split())}", file=sys.stderr)
    raise SystemExit(code)


def nearest(near: Sequence[str]) -> Reason:
    """What to add where a name is mistyped: the first of those that are near to it, if any is."""
    return of_settings.nearest(near[0]) if near else of_settings.nothing_near()


def say(text: object, *, unheard: int | None = UNHEARD, file: TextIO | None = None) -> None:
    """Print, on standard output or on `file`; where nobody reads it any more (`| head`), end at
    once, with the code `unheard`.

    None is for a command that does more than tell: it goes on, in silence, to its own code.
    """
    stream = file or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        silence(stream)
        if unheard is not None:
            raise SystemExit(unheard) from None


def silence(stream: TextIO) -> None:
    """Nothing more goes there: what is left in the buffer Python would write at its end, and
    complain of."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def interruptible(reason: Reason) -> Iterator[None]:
    """A signal ends a command with `reason`; a second one ends it at once.

    The decorator of a `run` that has nothing to put on record when it is stopped.
    """
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        refuse(reason, STOPPED)
    finally:  # all is done: the interpreter's own end is not to be broken off
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for each in SIGNALS:
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)
    raise KeyboardInterrupt
