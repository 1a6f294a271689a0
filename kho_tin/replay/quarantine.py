"""Records without the digest that they state: kept as they came, and never read.

`captures/quarantine` holds them in WARC files of their own. A file's name ends in the SHA-256 of
all its bytes, so that it can be checked without any database. It gets that name when it is whole
and on the disk; until then it has none, and a crash leaves nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from kho_tin.base.disk import OPEN, digest_of, spool_in, sync, unfinished
from kho_tin.base.errors import explain
from kho_tin.replay.importers.records import ForeignRecord, records
from kho_tin.replay.verify.findings import Finding
from kho_tin.warc.file_names import SUFFIX

FOLDER = "quarantine"
_END = b"\r\n\r\n"
_CHUNK = 1 << 20


class Quarantine:
    """The quarantine file of one run, named `stem`, in the folder `captures`."""

    def __init__(self, captures: Path, stem: str) -> None:
        self.folder = captures / FOLDER
        self.stem = stem
        self._spool: IO[bytes] | None = None
        self._open = ExitStack()
        self._kept: set[bytes] | None = None  # digests of the records already there

    def keep(self, head: bytes, block: bytes) -> int | None:
        """Take a record, its head and its block as they came. Returns its offset in the file
        (bytes), or None if an earlier run has put it there. Raises ArchiveError."""
        if self._kept is None:
            self._kept = set(_digests(self.folder.parent))
        digest = _digest(head, block)
        if digest in self._kept:
            return None
        self._kept.add(digest)
        try:
            if self._spool is None:
                self._spool = self._open.enter_context(spool_in(self.folder.parent))
            offset = self._spool.tell()
            self._spool.write(gzip.compress(head + block + _END, 4, mtime=0))
        except OSError as error:
            raise explain(error, self.folder) from error
        return offset

    def finish(self) -> Path | None:
        """Put what was taken on the disk under its name. None if there is nothing. Raises
        ArchiveError."""
        if self._spool is None:
            return None
        spool, self._spool = self._spool, None
        try:
            with self._open:
                return self._keep(spool)
        except OSError as error:
            raise explain(error, self.folder) from error

    def _keep(self, spool: IO[bytes]) -> Path:
        spool.seek(0)
        digest = hashlib.file_digest(spool, "sha256").hexdigest()  # type: ignore[arg-type]
        self.folder.mkdir(exist_ok=True)
        for left in self.folder.glob(f"*{OPEN}"):
            left.unlink()  # left by a crash, before any of it was on record
        path = self.folder / f"{self.stem}-{digest}{SUFFIX}"
        spool.seek(0)
        _write(spool, path)
        sync(self.folder.parent)
        return path


def files(captures: Path) -> list[Path]:
    """The quarantine's files, sorted by name."""
    return sorted((captures / FOLDER).glob(f"*{SUFFIX}"))


def check(captures: Path) -> Iterator[Finding]:
    """Files whose bytes do not have the digest in their name."""
    for path in files(captures):
        if not is_whole(path):
            yield Finding(str(path), "not the bytes that it had when it was made (sha256)")


def is_whole(path: Path) -> bool:
    """Whether a file has the digest that its name ends in. Raises OSError."""
    return path.name.endswith(f"-{digest_of(path)}{SUFFIX}")


def copy_missing(source: Path, target: Path) -> list[str]:
    """Copy what the quarantine of `source` has and that of `target` has not (both are folders of
    captures). Returns a line for each file that could not be copied as it should be. Raises OSError
    when the target refuses."""
    faults = []
    for path in files(source):
        copy = target / FOLDER / path.name
        if copy.exists() and is_whole(copy):
            continue
        if not is_whole(path):
            faults.append(f"{path}: not the bytes that it had when it was made (sha256)")
            continue
        copy.parent.mkdir(exist_ok=True)
        sync(target)
        with path.open("rb") as file:
            _write(file, copy)
    return faults


def _digests(captures: Path) -> Iterator[bytes]:
    for path in files(captures):
        with path.open("rb") as file:
            for record in records(file, path.stat().st_size):
                if isinstance(record, ForeignRecord) and record.block is not None:
                    yield _digest(record.head, record.block)


def _digest(head: bytes, block: bytes) -> bytes:
    digest = hashlib.sha256(head)
    digest.update(block)
    return digest.digest()


def _write(source: IO[bytes], path: Path) -> None:
    """Write all of `source` to the disk, then give it the name `path`."""
    new = unfinished(path)
    with new.open("wb") as file:
        shutil.copyfileobj(source, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    sync(path.parent)
