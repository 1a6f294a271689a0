"""Waiting for what must happen, and never for an amount of time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

# Seconds after which a test that waits is taken for broken. No test is about how fast a machine
# is, and none that is whole waits this long on a busy one.
STUCK: Final = 600


def until(happened: Callable[[], object], what: str) -> None:
    """Wait for something that must happen; fails where it does not."""
    end = time.monotonic() + STUCK
    while not happened():
        assert time.monotonic() < end, f"not within {STUCK} s: {what}"
        time.sleep(0.005)


def worked(pid: int) -> float:
    """Seconds of processor time that a process has used, all its threads together, without its
    children. How far it has come is told by these, on a busy machine as on an idle one. Raises
    OSError where there is no such process."""
    return time.clock_gettime((~pid << 3) | 2)  # as `clock_getcpuclockid` makes them on Linux


def is_at_rest(pid: int) -> bool:
    """Whether a process has taken every signal sent to it, and waits for what comes or is over."""
    try:
        before, after = _status(pid), _status(pid)
    except (FileNotFoundError, ProcessLookupError):  # the latter while it was being read
        return True
    if after["State"].startswith("Z"):
        return True
    # In this order: what sleeps after its signals are taken has acted on them.
    taken = not any(int(before[kind], 16) for kind in ("SigPnd", "ShdPnd"))
    return taken and after["State"].startswith("S")


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def listens(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as tried:
        return tried.connect_ex((host, port)) == 0
