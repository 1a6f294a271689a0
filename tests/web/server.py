"""`kho-tin serve` as a process of its own, for tests that need a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

from tests.starting import Started, server_starter
from tests.waiting import STUCK, until

ROOT = Path(__file__).resolve().parents[2]
PRINTED = ("out", "error")  # the files of what a server prints


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
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


class Server:
    """A server's process. What it prints goes into files: a pipe that nobody reads fills, and then
    the server waits."""

    def __init__(
        self, process: subprocess.Popen[str] | Started, out: TextIO, error: TextIO
    ) -> None:
        self._process, self._out, self._error = process, out, error
        self.pid, self.poll, self.wait = process.pid, process.poll, process.wait
        self.send_signal = process.send_signal

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def begun(self) -> str:
        """The first line printed, once it answers."""
        lines: list[str] = []

        def runs() -> bool:
            lines.extend(self._error)
            return any("running on" in line for line in lines) or self.poll() is not None

        until(runs, "the server runs")
        return self._out.readline()

    def communicate(self, timeout: float) -> tuple[str, str]:
        """What it has printed since, after its end, to standard output and error."""
        self.wait(timeout)
        return self._out.read(), self._error.read()


@contextmanager
def serving(
    archive: Path,
    *arguments: str,
    root: Path = ROOT,
    forked: bool = True,
    python: str | Path = sys.executable,
) -> Iterator[tuple[str, str, Server]]:
    """The address, once it answers, the first line printed, and the process: a fork of one that
    has imported everything, or the program itself, which it always is in another `root`, and by
    another `python`."""
    arguments = (*arguments, "--port", "0")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as files:
        paths = [Path(folder, name) for name in PRINTED]
        out, error = (files.enter_context(path.open("ab")) for path in paths)
        process: subprocess.Popen[str] | Started
        if forked and root == ROOT and python == sys.executable:
            environment = {**os.environ, "ARCHIVE": str(archive)}
            printed = out.fileno(), error.fileno()
            process = server_starter().start(arguments, environment, *printed, tool="serve")
        else:
            ways: dict[str, Any] = {"stdout": out, "stderr": error}
            process = start(archive, *arguments, root=root, python=python, **ways)
        server = Server(process, *(files.enter_context(path.open()) for path in paths))
        try:
            line = server.begun()
            address = next(word for word in line.split() if word.startswith("http://"))
            yield address, line, server
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
                server.communicate(timeout=STUCK)
