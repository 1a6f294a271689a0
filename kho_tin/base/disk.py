"""Writes that are on the disk when they return, and paths that must not be overwritten."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import IO

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


OPEN = ".open"
UMASK = 0o027  # new files: the owner reads and writes, the group reads, nobody else does either


def keep_private() -> None:
    """Make the files of this process and its children readable for owner and group only, however
    it was started (cron's umask is 022). A stricter umask stays."""
    os.umask(os.umask(UMASK) | UMASK)


def unfinished(path: Path) -> Path:
    """The temporary name of a file that is renamed to `path` when it is complete."""
    return path.with_name(path.name + OPEN)


def sync(path: Path) -> None:
    """Return when a file, or a folder's list of names, is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def spool_in(folder: Path | None) -> IO[bytes]:
    """A temporary file without a name, on the disk of `folder`, or in the system's own folder. It
    is gone when it is closed, or when this process ends in whatever way. Raises OSError."""
    return tempfile.TemporaryFile(dir=folder)


class Special(OSError):
    """A path that is no regular file, and must not be replaced; the message says what it is."""


def special(path: Path) -> str | None:
    """What is at `path`, links followed, if it is anything but a regular file; None where it is
    one, or nothing is there. Raises OSError where that cannot be seen."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "a link that leads nowhere" if path.is_symlink() else None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "a link that leads to itself"
        raise
    return None if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "something else")


def target(path: Path) -> Path:
    """The file to be written for `path`: where a link leads, which then stays. Raises Special for
    what is there and no regular file, OSError where that cannot be seen."""
    if kind := special(path):
        raise Special(f"is {kind}, no regular file")
    return path.resolve() if path.is_symlink() else path
