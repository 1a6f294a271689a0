"""One crawl at a time: a lock on the archive that the kernel releases if its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_archives
from kho_tin.base.times import now

TRIES = 3
BETWEEN = 0.05  # seconds

_TRIES = 10  # how often the file is read for the name of a holder that has not written it yet


class ArchiveBusy(ArchiveError):
    """Another process holds the archive; the message names its pid, its job and its start."""


class ArchiveLock:
    """Held while the block runs, on `<archive>.lock` beside the archive.

    flock, not a pid file: a lock that outlives its holder would stop every later crawl. The
    file itself stays, since unlinking it would let two holders lock two files of one name.
    """

    def __init__(self, archive: Path, job: str) -> None:
        self.path = archive.absolute().with_name(archive.name + ".lock")
        self.archive = archive
        self.job = job
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Raises ArchiveBusy at once if another process holds it, ArchiveError if it cannot be."""
        if not self.path.parent.is_dir():
            # The archive's own message says it better than an error about a lock file.
            raise ArchiveError(of_archives.no_folder(self.archive, self.path.parent))
        try:
            file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise explain(error, self.path) from error
        if not _taken(file):
            with file:
                raise ArchiveBusy(of_archives.in_use(self.archive, self._holder(file)))
        self._file = file
        self._since = now()
        self.tell(self.job)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.truncate(0)  # or this name would show until the next holder writes
            self._file.close()
            self._file = None

    def tell(self, job: str) -> None:
        """Write what the holder is doing, for processes that find the archive locked. Raises
        ArchiveError."""
        assert self._file
        try:
            self._file.truncate(0)
            json.dump({"pid": os.getpid(), "job": job, "since": self._since}, self._file)
            self._file.flush()
        except OSError as error:
            with suppress(OSError):  # what could not be written cannot be flushed either
                self._file.close()
            self._file = None
            raise explain(error, self.path) from error

    def _holder(self, file: IO[str]) -> str:
        by = "another process"  # a program that does not say who it is
        for _ in range(_TRIES):
            file.seek(0)
            try:
                holder = json.load(file)
                by = f"{holder['job']} (pid {holder['pid']}, since {holder['since']})"
                break
            except (ValueError, KeyError, TypeError):
                time.sleep(0.01)  # it has the lock, and is about to write
        return by


def locked_since(archive: Path) -> str | None:
    """Since when (UTC, `…Z`) a process has been working on the archive; None where none is, ""
    where that cannot be seen, since the lock is another user's: to take a killed crawl for a
    running one is the smaller mistake. It keeps no crawl from its lock, and needs no right to
    write.
    """
    path = archive.absolute().with_name(archive.name + ".lock")
    try:
        with path.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return str(json.load(file)["since"])
    except (ValueError, KeyError, TypeError):
        return now()  # it has the lock and has not yet written since when
    except PermissionError:
        return ""
    except OSError:
        return None
    return None


def _taken(file: IO[str]) -> bool:
    """Whether the lock could be taken. `locked_since` shares it for an instant, which must not turn
    a crawl away: hence more than one try."""
    for left in reversed(range(TRIES)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(BETWEEN)
        else:
            return True
    return False
