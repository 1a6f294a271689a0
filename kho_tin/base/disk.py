"""What makes a write last, and what must not be written over."""

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
UMASK = 0o027  # nobody but owner and group reads what is made; of the group nobody writes it


def keep_private() -> None:
    """Have whatever this process and its children make be closed to all but owner and group,
    whoever starts it: cron's umask is 022. One that is stricter stays."""
    os.umask(os.umask(UMASK) | UMASK)


def unfinished(path: Path) -> Path:
    """Where a file is made that gets its name when it is whole."""
    return path.with_name(path.name + OPEN)


def sync(path: Path) -> None:
    """Return when a file, or a folder's list of names, is on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def spool_in(folder: Path | None) -> IO[bytes]:
    """A file without a name, on the disk of `folder`, or where the system has such files. It is
    gone when it is closed, or when this process ends in whatever way. Raises OSError."""
    return tempfile.TemporaryFile(dir=folder)


class Special(OSError):
    """What is there is no regular file, and must not be replaced; the message says what it is."""


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
