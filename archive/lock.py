"""One crawl at a time: a lock on the archive that the kernel releases if its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from archive.errors import CHOOSE, ArchiveError, explain
from archive.times import now


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
            raise ArchiveError(
                f"{self.archive}: the folder {self.path.parent} does not exist: make it, or "
                f"{CHOOSE}"
            )
        try:
            file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise explain(error, self.path) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                raise ArchiveBusy(self._holder(file)) from None
        file.truncate(0)
        json.dump({"pid": os.getpid(), "job": self.job, "since": now()}, file)
        file.flush()
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _holder(self, file: IO[str]) -> str:
        file.seek(0)
        try:
            held = json.load(file)
            by = f"{held['job']} (pid {held['pid']}, since {held['since']})"
        except (ValueError, KeyError):
            by = "another process"  # it has the lock and has not yet written who it is
        return f"{self.archive}: in use by {by}: wait for it to end, then run again"
