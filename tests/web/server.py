"""`kho-tin serve` as a process of its own, for tests that need a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.starting import server_starter
from tests.waiting import STUCK

ROOT = Path(__file__).resolve().parents[2]


def start(
    archive: Path,
    *arguments: str,
    root: Path = ROOT,
    python: str | Path = sys.executable,
    **options: Any,
) -> subprocess.Popen[str]:
    """Started in `root`, the program there or in a copy of it, by `python`: this environment's, or
    that of another, which need not have the program installed."""
    return subprocess.Popen(
        [python, "-m", "kho_tin", "serve", *arguments],
        cwd=root,
        env={**os.environ, "ARCHIVE": str(archive), "PYTHONPATH": str(root)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


class Forked:
    """One that a fork serves, as far as `subprocess.Popen` shows it."""

    def __init__(self, archive: Path, *arguments: str) -> None:
        (out, their_out), (error, their_error) = os.pipe(), os.pipe()
        environment = {**os.environ, "ARCHIVE": str(archive)}
        told = their_out, their_error
        self._started = server_starter().start(arguments, environment, *told, tool="serve")
        for descriptor in told:
            os.close(descriptor)
        self.stdout, self.stderr = (os.fdopen(end, encoding="utf-8") for end in (out, error))
        self.pid, self.poll = self._started.pid, self._started.poll
        self.send_signal = self._started.send_signal

    @property
    def returncode(self) -> int | None:
        return self._started.returncode

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def communicate(self, timeout: float) -> tuple[str, str]:
        with self.stdout, self.stderr, ThreadPoolExecutor(1) as pool:
            out = pool.submit(self.stdout.read)
            error = self.stderr.read()
            self._started.wait(timeout)
            return out.result(), error


@contextmanager
def serving(
    archive: Path,
    *arguments: str,
    root: Path = ROOT,
    forked: bool = True,
    python: str | Path = sys.executable,
) -> Iterator[tuple[str, str, subprocess.Popen[str] | Forked]]:
    """The address, once it answers, the first line printed, and the process: a fork of one that
    has imported everything, or the program itself, which it always is in another `root`, and by
    another `python`."""
    process: subprocess.Popen[str] | Forked
    if forked and root == ROOT and python == sys.executable:
        process = Forked(archive, "--port", "0", *arguments)
    else:
        process = start(archive, "--port", "0", *arguments, root=root, python=python)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        for logged in process.stderr:
            if "running on" in logged:
                break
        yield address, line, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=STUCK)
