"""Small file systems of their own, for what happens when one is full."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def mount(options: str, place: Path) -> bool:
    """Mount a file system in memory at `place`, or with `remount,…` change it; whether it could
    be done, which takes root and the right to mount."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return os.geteuid() == 0 and not subprocess.run(command, capture_output=True).returncode


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of `size` (`600k`) at `place`; skips the test where none can be mounted."""
    place.mkdir()
    if not mount(f"size={size}", place):
        pytest.skip("mounting a small file system takes root and the right to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
