"""Room kept for the last words: a full disk must not keep a run from being put on record.

A file of some size beside the archive is given up when the disk is full. It is made anew at the
next start; where that fails, the disk is still full, and nothing is asked of the site.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kho_tin.base.disk import Special, target
from kho_tin.base.errors import DiskFull, explain

T = TypeVar("T")

# For a run's record and its notices: pages of SQLite's log, and the 32 KiB of its index.
SIZE = 256 * 1024


def keep(archive: Path) -> None:
    """Make sure that the room is there. Raises DiskFull, or ArchiveError where the file cannot
    be written."""
    path = _path(archive)
    try:
        target(path)
        if is_kept(archive) and path.stat().st_size == SIZE:
            return
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, SIZE)
    except Special as error:
        raise explain(error, path) from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise explain(error, archive) from error


def is_kept(archive: Path) -> bool:
    return _path(archive).exists()


def use(archive: Path, work: Callable[[], T]) -> T:
    """Do `work`, which writes little; if there is no room for it, once more in the room kept for
    that, which is then gone. Raises what `work` raises."""
    try:
        return work()
    except DiskFull:
        if not is_kept(archive):
            raise
        _path(archive).unlink(missing_ok=True)
        return work()


def _path(archive: Path) -> Path:
    return archive.absolute().with_name(archive.name + ".reserve")
