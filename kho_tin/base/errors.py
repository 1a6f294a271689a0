"""What goes wrong, in one line that names the thing and says what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from kho_tin.base.disk import Special

CHOOSE = "choose another archive with ARCHIVE=/path/to/other.db"


class ArchiveError(Exception):
    """The archive cannot be used. The message is one line, meant for whoever runs the crawl."""


class DiskFull(ArchiveError):
    """The disk is full; the archive itself is intact."""


class HistoryMissing(ArchiveError):
    """The captures of an archive are not there, or its database is not."""


class UsageError(ValueError):
    """A wrong argument or setting; the message names it and says what to do, in one line."""


class NoMoment(ValueError):
    """A time that cannot be used. The message is one line, which names it and says why."""


class BadAddress(ValueError):
    """An address that cannot be used. The message is one line, which says why."""


def explain(error: Exception, path: Path) -> ArchiveError:
    """Turn an error of SQLite or of the file system about `path` into an ArchiveError.

    SQLite's messages name neither the file nor what to do: it says "unable to open database file"
    of a missing folder, of a folder given as a file, and of a file that another user owns.
    """
    if isinstance(error, Special):
        return ArchiveError(f"{path}: {error}: it is not written over: move it away")
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull(f"{path}: the disk is full: make room, then run again")
        return ArchiveError(f"{path}: {error.strerror or error}: check the folder and its rights")
    name: str = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith("SQLITE_FULL"):
        return DiskFull(f"{path}: the disk is full: make room, then run again")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveError(
            f"{path}: another program has been writing to it for more than five seconds: "
            f"let it end, then run again"
        )
    if name.startswith("SQLITE_NOTADB"):
        return ArchiveError(
            f"{path}: not an SQLite database: put a copy back, if it has been one, or {CHOOSE}"
        )
    if name.startswith("SQLITE_CORRUPT"):
        return ArchiveError(
            f"{path}: the database is damaged ({error}): put a copy back, or make it again "
            f"from the captures with `kho-tin rebuild --into NEW.db`"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ArchiveError(
            f"{path}: cannot be opened or written: check the rights of the file and its folder, or "
            f"{CHOOSE}"
        )
    if name.startswith("SQLITE_IOERR"):
        return ArchiveError(f"{path}: the disk fails ({error}): check it, then run again")
    return ArchiveError(f"{path}: {error}")
