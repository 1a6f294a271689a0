"""What a command prints: results on standard output; on standard error, in one line and with an
exit code, that it refuses or was stopped."""

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
# A command that is started with SIGHUP ignored, as nohup does, is to outlive the terminal.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
UNHEARD = 128 + signal.SIGPIPE


def refuse(reason: Reason, code: int = USAGE) -> NoReturn:
    """End the command, in one line. Raises TypeError for a text that is not of the catalogue."""
    text = of_catalogue(reason).rendered(language.chosen())
    with suppress(BrokenPipeError):
        print(f"kho-tin: {' '.join(text.split())}", file=sys.stderr)
    raise SystemExit(code)


def nearest(near: Sequence[str]) -> Reason:
    """What to add where a name is mistyped: the nearest name, if there is one."""
    return of_settings.nearest(near[0]) if near else of_settings.nothing_near()


def say(text: object, *, unheard: int | None = UNHEARD, file: TextIO | None = None) -> None:
    """Print, on standard output or on `file`; where its reader has gone (`| head`), end at once,
    with the code `unheard`.

    None is for a command that does more than print: it goes on, in silence, to its own exit code.
    """
    stream = file or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        silence(stream)
        if unheard is not None:
            raise SystemExit(unheard) from None


def silence(stream: TextIO) -> None:
    """Send a closed stream to the null device: else Python would write the rest of its buffer at
    exit, and print an error."""
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
    finally:  # all is done: no signal is to interrupt the interpreter's exit
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for each in SIGNALS:
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)
    raise KeyboardInterrupt
