"""Space kept in reserve, so that a run can be put on record on a full disk, too.

A file beside the archive is removed when the disk is full, and made again at the next start; where
that fails, the disk is still full, and nothing is requested from the site.
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
    """Make sure that the reserve is there. Raises DiskFull, or ArchiveError where the file cannot
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
    """Do `work`, which writes little; where the disk is full, give up the reserve and do it once
    more. Raises what `work` raises."""
    try:
        return work()
    except DiskFull:
        if not is_kept(archive):
            raise
        _path(archive).unlink(missing_ok=True)
        return work()


def _path(archive: Path) -> Path:
    return archive.absolute().with_name(archive.name + ".reserve")
