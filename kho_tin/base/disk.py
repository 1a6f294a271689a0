"""Writes that are on the disk when they return, what a file's bytes are, and paths that must not be
overwritten."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import IO

from kho_tin.base.reasons import of_archives
from kho_tin.base.reasons.sentence import Reason

_KINDS = {
    stat.S_IFDIR: of_archives.a_folder,
    stat.S_IFCHR: of_archives.a_device,
    stat.S_IFBLK: of_archives.a_device,
    stat.S_IFIFO: of_archives.a_pipe,
    stat.S_IFSOCK: of_archives.a_socket,
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


def digest_of(path: Path) -> str:
    """The SHA-256 (hex) of a file as it is. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Special(OSError):
    """A path that is no regular file, and must not be replaced; `what` says what it is."""

    def __init__(self, what: Reason) -> None:
        super().__init__(what)
        self.what = what


def special(path: Path) -> Reason | None:
    """What is at `path`, links followed, if it is anything but a regular file; None where it is
    one, or nothing is there. Raises OSError where that cannot be seen."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return of_archives.a_dead_link() if path.is_symlink() else None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return of_archives.a_looped_link()
        raise
    if stat.S_ISREG(mode):
        return None
    return _KINDS.get(stat.S_IFMT(mode), of_archives.something_else)()


def target(path: Path) -> Path:
    """The file to be written for `path`: where a link leads, which then stays. Raises Special for
    what is there and no regular file, OSError where that cannot be seen."""
    if kind := special(path):
        raise Special(of_archives.no_regular_file(kind))
    return path.resolve() if path.is_symlink() else path
