"""Crawls that run beside the test, to be interrupted, or started several at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60  # seconds; a machine may be busy, and no test is about how fast it is


def until(happened: Callable[[], object], what: str) -> None:
    """Wait for something that must happen soon."""
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, f"not within {LONGEST} s: {what}"
        time.sleep(0.005)


@dataclass
class Ended:
    code: int
    stdout: str
    stderr: str
    seconds: float  # since it was told to end, or started
    cpu: float  # seconds that it and the children it waited for have used


class Running:
    """A `scrapy` process, whose output goes into files beside the archive."""

    def __init__(self, *arguments: str, archive: Path, **environment: str) -> None:
        self._out = [archive.with_name(f"{time.monotonic_ns()}.{name}") for name in ("out", "err")]
        with self._out[0].open("w") as out, self._out[1].open("w") as err:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).with_name("scrapy")), *arguments],
                cwd=ROOT,
                env={**os.environ, "ARCHIVE": str(archive), "ENV_FILE": os.devnull, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        self._since = time.monotonic()
        self.ended: Ended | None = None

    @property
    def pid(self) -> int:
        return self.process.pid

    def stderr(self) -> str:
        """What it has written by now."""
        return self._out[1].read_text()

    def send(self, signal: int) -> None:
        self._since = time.monotonic()
        self.process.send_signal(signal)

    def has_ended(self) -> bool:
        if self.ended is None:
            pid, status, used = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                out, err = (path.read_text() for path in self._out)
                self.ended = Ended(
                    self.process.returncode,
                    out,
                    err,
                    time.monotonic() - self._since,
                    used.ru_utime + used.ru_stime,
                )
                assert "Traceback" not in out + err, err
        return self.ended is not None

    def wait(self) -> Ended:
        until(self.has_ended, "the end of the process")
        assert self.ended
        return self.ended


@contextmanager
def running(*arguments: str, archive: Path, **environment: str) -> Iterator[Running]:
    """Start `scrapy` with these arguments; it is gone when the block ends."""
    started = Running(*arguments, archive=archive, **environment)
    try:
        yield started
    finally:
        if not started.has_ended():
            started.process.kill()
            started.process.wait()


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and not yet waited for."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
