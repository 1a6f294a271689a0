"""Where the benchmarks run: this machine, and the environments of what they measure us against."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import sqlite3
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
OURS: Final = ("Scrapy", "Datasette", "trafilatura")


def machine() -> str:
    """The day, the processor, and the versions of what we are made of, in a line."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in OURS]
    return ", ".join(
        [
            f"{dt.date.today()}",
            f"{os.cpu_count()} cores ({_processor()})",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            *versions,
        ]
    )


def _processor() -> str:
    """Its name as Linux has it; elsewhere its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


class Missing(Exception):
    """A program that cannot be had here; the message says why, in a line."""


@cache
def python_of(name: str) -> Path:
    """The Python of the environment `.venv-NAME`, which make sets up now where it is not there or
    not of today's pins. Raises Missing."""
    target = f".venv-{name}/ready"
    try:
        done = subprocess.run(
            ["make", "--silent", "--no-print-directory", target],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise Missing("make is not installed") from None
    if done.returncode != 0:
        # The last line that is not make's own, where there is one.
        lines = done.stderr.strip().splitlines()
        causes = [line for line in lines if "***" not in line] or lines
        raise Missing(f"make {target}: {causes[-1] if causes else done.returncode}")
    return ROOT / f".venv-{name}" / "bin" / "python"


def version_of(package: str, python: Path) -> str:
    """The version of a package in another environment."""
    folders = python.parent.parent.glob("lib/python*/site-packages")
    installed = importlib.metadata.distributions(name=package, path=[str(each) for each in folders])
    return next(iter(installed)).version
