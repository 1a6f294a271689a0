"""Crawls that run beside the test, to be interrupted, or started several at once."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.starting import starter
from tests.waiting import STUCK

ROOT = Path(__file__).resolve().parents[2]

_numbers = itertools.count()


@dataclass
class Ended:
    code: int
    stdout: str
    stderr: str
    cpu: float  # seconds that it and the children it waited for have used


class Running:
    """A `scrapy` process, whose output goes into files beside the archive."""

    def __init__(self, *arguments: str, archive: Path, **environment: str) -> None:
        number = next(_numbers)
        self._out = [archive.with_name(f"{number}.{name}") for name in ("out", "err")]
        given = {**os.environ, "ARCHIVE": str(archive), "ENV_FILE": os.devnull, **environment}
        with self._out[0].open("w") as out, self._out[1].open("w") as err:
            self.process = starter(ROOT).start(arguments, given, out.fileno(), err.fileno())

    @property
    def pid(self) -> int:
        return self.process.pid

    def stderr(self) -> str:
        """What it has written by now."""
        return self._out[1].read_text()

    def send(self, signal: int) -> None:
        os.kill(self.pid, signal)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def wait(self) -> Ended:
        code = self.process.wait(STUCK)
        out, err = (path.read_text() for path in self._out)
        assert "Traceback" not in out + err, err
        return Ended(code, out, err, self.process.cpu)


@contextmanager
def running(*arguments: str, archive: Path, **environment: str) -> Iterator[Running]:
    """Start `scrapy` with these arguments; it is gone when the block ends."""
    started = Running(*arguments, archive=archive, **environment)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.wait()


def children(pid: int) -> list[int]:
    """The processes that `pid` has started, in whatever thread, and not yet waited for."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for each in lists for child in each.read_text().split()]
