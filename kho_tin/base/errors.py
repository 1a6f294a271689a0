"""What goes wrong, each with its reason of the catalogue: one line that names the thing and says
what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from kho_tin.base.disk import Special
from kho_tin.base.reasons import of_archives
from kho_tin.base.reasons.sentence import Reason, verbatim


class Explained(Exception):
    """An error with a reason. Raises TypeError for words that are not of the catalogue."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(of_catalogue(reason))
        self.reason = reason


class ArchiveError(Explained):
    """The archive cannot be used. The reason is meant for whoever runs the crawl."""


class DiskFull(ArchiveError):
    """The disk is full; the archive itself is intact."""


class HistoryMissing(ArchiveError):
    """The captures of an archive are not there, or its database is not."""


class UsageError(Explained, ValueError):
    """A wrong argument, setting or declaration; the reason names it and says what to do."""


class InvalidTime(ValueError):
    """A time that cannot be used. The message is one line, which names it and says why."""


class BadAddress(ValueError):
    """An address that cannot be used. The message is one line, which says why."""


def of_catalogue(reason: Reason) -> Reason:
    """The same. Raises TypeError for words that no sentence of the catalogue has made."""
    if not isinstance(reason, Reason):
        raise TypeError(f"no sentence of the catalogue: {reason!r}")
    return reason


def reason_of(error: BaseException) -> Reason:
    """Its reason, or what the system or a library says."""
    return error.reason if isinstance(error, Explained) else verbatim(str(error))


def explain(error: Exception, path: Path) -> ArchiveError:
    """Turn an error of SQLite or of the file system about `path` into an ArchiveError.

    SQLite's messages name neither the file nor what to do: it says "unable to open database file"
    of a missing folder, of a folder given as a file, and of a file that another user owns.
    """
    if isinstance(error, Special):
        return ArchiveError(of_archives.not_written_over(path, error.what))
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull(of_archives.disk_full(path))
        return ArchiveError(of_archives.folder_error(path, error.strerror or str(error)))
    name: str = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith("SQLITE_FULL"):
        return DiskFull(of_archives.disk_full(path))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ArchiveError(of_archives.busy(path))
    if name.startswith("SQLITE_NOTADB"):
        return ArchiveError(of_archives.no_database(path))
    if name.startswith("SQLITE_CORRUPT"):
        return ArchiveError(of_archives.damaged(path, error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ArchiveError(of_archives.no_rights(path))
    if name.startswith("SQLITE_IOERR"):
        return ArchiveError(of_archives.disk_fails(path, error))
    return ArchiveError(of_archives.other_error(path, error))
