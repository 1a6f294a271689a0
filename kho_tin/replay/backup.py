"""A copy of the archive in another folder, taken while a crawl may be writing, and kept up to date.

The order makes it whole: the database at one moment, then every file that its rows point into. A
file of a running crawl has by then at least those bytes, since they reach the disk before the row.
What the crawl had not finished at that moment is recovered on the copy, as after a crash. The
copy's database is replaced last: until then the copy is what it was, with a few more files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlite_utils import Database

from kho_tin.archive.database import connect, keep_copy
from kho_tin.archive.decisions import log
from kho_tin.archive.lock import ArchiveLock
from kho_tin.archive.proofs import lists
from kho_tin.base.archive_location import CAPTURES, captures_folder
from kho_tin.base.disk import digest_of, special, sync
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_archives, of_backups
from kho_tin.replay import project, quarantine
from kho_tin.replay.verify.findings import Advance
from kho_tin.replay.verify.whole import Begin
from kho_tin.warc.file_names import OPEN, SUFFIX, places

UNFINISHED = "unfinished"  # the folder in the copy where things are until they are whole
CHUNK = 1 << 20
# FAT keeps times to two seconds, and a finished file never changes.
SAME_TIME = 2.0

# Recovers what a crawl had not finished, given the database and the folder of its captures.
Recover = Callable[[Database, Path], object]


class BackupRefused(ArchiveError):
    """The folder is not one into which this archive may be copied. The message is one line."""


@dataclass
class Copied:
    """`files` counts the WARC files that the copy's database knows, `copied` those of them that
    were copied now, and `bytes` their size. `going_on` are the sites that were being crawled.
    `project` counts the project's files in the copy. `faults` has a line for each file that could
    not be copied as it should be."""

    files: int
    articles: int
    going_on: list[str]
    copied: int = 0
    bytes: int = 0
    project: int = 0
    faults: list[str] = field(default_factory=list)


def back_up(
    archive: Path, folder: Path, recover: Recover, begin: Begin, of: Path | None = None
) -> Copied:
    """Bring the copy of `archive` in `folder` up to date; crawls may go on meanwhile. `of` is the
    project folder, whose sites and settings are copied, too.

    Interrupted at any point, it leaves the copy as it was, and continues when it is run again. A
    capture in the copy is never removed, and never replaced by bytes other than those that the
    archive has on record. Raises BackupRefused for a folder that cannot be used, ArchiveBusy while
    another backup writes there, ArchiveError when the disk refuses.
    """
    with closing(connect(archive, readonly=True)) as db:
        _refuse_folder(db, archive, folder)
        with ArchiveLock(folder / archive.name, "backup"):
            try:
                done = _back_up(db, archive, folder, recover, begin)
                if of:
                    done.project, unread = project.copy(of, folder)
                    done.faults += unread
                return done
            except OSError as error:
                raise explain(error, folder) from error


def _back_up(db: Database, archive: Path, folder: Path, recover: Recover, begin: Begin) -> Copied:
    work, target = folder / UNFINISHED, folder / CAPTURES
    work.mkdir(exist_ok=True)
    target.mkdir(exist_ok=True)
    copy = work / archive.name
    # SQLite would apply a journal left by a killed backup to the new database.
    for path in work.glob(f"{archive.name}*"):
        path.unlink()
    stamped = lists.names(captures_folder(archive))  # of files that the database knows already
    db.execute("PRAGMA query_only = OFF")  # VACUUM INTO counts as writing; the file is open for
    keep_copy(db, copy)  # reading only all the same
    with closing(_open(copy)) as taken:
        done = _Files(taken, captures_folder(archive), work, target).bring(begin)
        done.faults += quarantine.copy_missing(captures_folder(archive), target)
        done.faults += lists.copy_missing(captures_folder(archive), target, stamped)
        _bring_decisions(captures_folder(archive), work, target)
        try:
            recover(taken, target)
        except sqlite3.Error as error:
            raise explain(error, copy) from error
    sync(copy)
    place = folder / archive.name
    # Left by readers of the old copy: SQLite would take them for the new database's.
    for side in ("-wal", "-shm", "-journal"):
        place.with_name(place.name + side).unlink(missing_ok=True)
    copy.rename(place)
    sync(folder)
    shutil.rmtree(work)
    return done


def _bring_decisions(source: Path, work: Path, target: Path) -> None:
    """Copied after the database, since the log must not know less than that does; replaced
    whole."""
    if (source / log.NAME).exists():
        path = work / log.NAME
        path.write_bytes((source / log.NAME).read_bytes())
        sync(path)
        path.rename(target / log.NAME)
        sync(target)


class _Files:
    """Copies the WARC files that a database knows from `source` to `target`, by way of `work`."""

    def __init__(self, db: Database, source: Path, work: Path, target: Path) -> None:
        self.source, self.work, self.target = source, work, target
        self.digests = dict(db.execute("SELECT name, sha256 FROM warcs").fetchall())
        self.altered = {row[0] for row in db.execute("SELECT DISTINCT warc FROM tombstones")}
        self.names = [
            row[0]
            for row in db.execute(
                "SELECT name FROM warcs UNION SELECT DISTINCT warc FROM captures"
            ).fetchall()
        ]
        articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        sites = db.execute("SELECT DISTINCT site FROM runs WHERE finished IS NULL ORDER BY site")
        self.done = Copied(len(self.names), articles, [site for (site,) in sites.fetchall()])

    def bring(self, begin: Begin) -> Copied:
        """Copy what is not there yet. A file that cannot be read is a fault; the others are copied
        all the same. Raises OSError when the copy's disk refuses."""
        missing = [name for name in self.names if not self._is_there(name)]
        advance = begin("captures", sum(self._size(name) for name in missing), "bytes")
        for name in missing:
            if kind := special(self.target / name):
                self.done.faults.append(f"{self.target / name}: is {kind}, no copy")
                continue
            try:
                self._fetch(name, advance)
            except _Unreadable as error:
                self.done.faults.append(f"{self.source / name}: {error}")
        for path in self.work.glob(f"*{SUFFIX}*"):
            path.rename(self.target / path.name)
            if not path.name.endswith(OPEN):
                # An earlier backup copied it unfinished: repair would put that in its place.
                (self.target / (path.name + OPEN)).unlink(missing_ok=True)
        sync(self.target)
        return self.done

    def _is_there(self, name: str) -> bool:
        """Whether a finished file is in the copy, or on its way there, with its size and time."""
        with suppress(FileNotFoundError):
            source_stat = (self.source / name).stat()
            for folder in (self.work, self.target):
                with suppress(FileNotFoundError):
                    copy_stat = (folder / name).stat()
                    apart = abs(copy_stat.st_mtime - source_stat.st_mtime)
                    if copy_stat.st_size == source_stat.st_size and apart <= SAME_TIME:
                        return name not in self.altered or self._is_erased(folder / name)
        return False

    def _is_erased(self, path: Path) -> bool:
        """Erasing a record changes neither a file's length nor, always, its time: compare bytes."""
        return digest_of(path) == self.digests.get(path.name)

    def _size(self, name: str) -> int:
        for path in places(self.source, name):
            with suppress(OSError):
                return path.stat().st_size
        return 0

    def _fetch(self, name: str, advance: Advance) -> None:
        with self._find(name) as file:
            path = self.work / Path(file.name).name
            try:
                digest, size = _copy(file, path, advance)
                source_stat = os.stat(file.fileno())
                # The time is set last, so that a file with the right time is whole.
                os.utime(path, ns=(source_stat.st_atime_ns, source_stat.st_mtime_ns))
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        if self.digests.get(name, digest) != digest:
            self.done.faults.append(
                f"{self.source / name}: not the bytes it had when finished (sha256)"
            )
            if (self.target / name).exists():
                path.unlink()
                return
        self.done.copied += 1
        self.done.bytes += size

    def _find(self, name: str) -> IO[bytes]:
        """The file under its own name, or under the one it has while it is written."""
        for path in places(self.source, name):
            try:
                return path.open("rb")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _Unreadable(error.strerror) from error
        raise _Unreadable("the file is missing")


class _Unreadable(Exception):
    """A file of the archive cannot be read."""


def _copy(file: IO[bytes], path: Path, advance: Advance) -> tuple[str, int]:
    """Copy `file` to the disk at `path`. Returns its SHA-256 (hex) and length (bytes)."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb", buffering=0) as out:
        while True:
            try:
                chunk = file.read(CHUNK)
            except OSError as error:
                raise _Unreadable(error.strerror) from error
            if not chunk:
                break
            left = memoryview(chunk)
            while left:
                left = left[out.write(left) :]
            digest.update(chunk)
            size += len(chunk)
            advance(len(chunk))
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def _open(copy: Path) -> Database:
    """Open for writing, without side files that would stay: after a kill all is thrown away."""
    db = Database(sqlite3.connect(copy), execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = OFF")
    return db


def _refuse_folder(db: Database, archive: Path, folder: Path) -> None:
    if not folder.is_dir():
        raise BackupRefused(of_backups.backup_no_folder(folder))
    captures = captures_folder(archive).resolve()
    into = [folder.resolve(), (folder / CAPTURES).resolve()]
    if into[0] == archive.resolve().parent or any(path.is_relative_to(captures) for path in into):
        raise BackupRefused(of_backups.backup_own_folder(folder))
    for path in sorted(folder.iterdir()):
        if path.name != archive.name and path.suffix != ".bak" and _is_database(path):
            raise BackupRefused(of_backups.backup_other_archive(folder, path.name))
    copy = folder / archive.name
    if kind := of_archives.a_link() if copy.is_symlink() else special(copy):
        raise BackupRefused(of_backups.backup_special(copy, kind))
    if copy.exists() and not _is_copy(copy, db):
        raise BackupRefused(of_backups.backup_of_another(copy, archive))


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _is_copy(copy: Path, db: Database) -> bool:
    """Whether the first and the last capture of the copy are in the archive too.

    Record ids are unique in the world, and rows of captures are never removed, except those of
    erased records.
    """
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as other:
            record_ids = other.execute(
                "SELECT record_id FROM captures WHERE id IN "
                "((SELECT min(id) FROM captures), (SELECT max(id) FROM captures))"
            ).fetchall()
    except sqlite3.Error as error:
        raise BackupRefused(of_backups.backup_damaged(copy, error)) from error
    known = (
        "SELECT 1 FROM captures WHERE record_id = ?1 "
        "UNION ALL SELECT 1 FROM tombstones WHERE record_id = ?1"
    )
    return all(db.execute(known, record_id).fetchone() for record_id in record_ids)
