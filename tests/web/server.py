"""`kho-tin serve` as a process of its own, for tests that need a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def serving(
    archive: Path, *arguments: str, root: Path = ROOT, python: str | Path = sys.executable
) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """The address, once it answers, the first line printed, and the process."""
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
