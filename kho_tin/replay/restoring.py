"""Restoring an archive from its backup: captures and decisions first, then the database.

If it is interrupted, it continues when it is run again; until the database is there, there is no
archive.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import manifest, missing_files
from kho_tin.archive.database import connect, keep_copy
from kho_tin.archive.decisions import log
from kho_tin.archive.lock import ArchiveLock
from kho_tin.archive.proofs import lists
from kho_tin.base.archive_location import CAPTURES, captures_folder
from kho_tin.base.disk import digest_of, special, sync
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_backups
from kho_tin.replay import quarantine
from kho_tin.replay.decisions import apply_all
from kho_tin.replay.verify.whole import Begin
from kho_tin.warc.file_names import places

UNFINISHED = ".restoring"  # suffix of a file until it is whole


class RestoreRefused(ArchiveError):
    """Something is in the way, or there is no backup. The message is one line."""


@dataclass
class Restored:
    """How many articles and WARC files were restored. `faults` has a line for each file that could
    not be restored as it should be."""

    articles: int
    files: int
    faults: list[str] = field(default_factory=list)


def restore(folder: Path, archive: Path, begin: Begin) -> Restored:
    """Restore the backup in `folder` to `archive`.

    Nothing is overwritten: raises RestoreRefused if there is an archive, or a file with another
    content. Raises ArchiveBusy, and ArchiveError when the disk refuses.
    """
    source = _database_in(folder, archive)
    with ArchiveLock(archive, "restore"):
        _refuse_archive(archive)
        with closing(connect(source, readonly=True, as_it_is=True)) as db:
            try:
                return _restore(db, folder / CAPTURES, archive, begin)
            except OSError as error:
                raise explain(error, archive) from error


def _restore(db: Database, source: Path, archive: Path, begin: Begin) -> Restored:
    target = captures_folder(archive)
    target.mkdir(parents=True, exist_ok=True)
    digests = dict(db.execute("SELECT name, sha256 FROM warcs").fetchall())
    names = list(missing_files.files(db))
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    done = Restored(articles, len(names))
    paths = {}
    for name in names:
        path = next((place for place in places(source, name) if place.exists()), None)
        if path is None:
            done.faults.append(f"{source / name}: the file is missing")
        else:
            paths[name] = path
    _decisions(source, target)
    sizes = {name: path.stat().st_size for name, path in paths.items()}
    advance = begin("captures", sum(sizes.values()), "bytes")
    for name, path in paths.items():
        digest = _bring(path, target / path.name)
        if digests.get(name, digest) != digest:
            done.faults.append(f"{path}: not the bytes it had when finished (sha256)")
        advance(sizes[name])
    done.faults += quarantine.copy_missing(source, target)
    done.faults += lists.copy_missing(source, target, lists.names(source))
    sync(target)
    for side in ("-wal", "-shm", "-journal"):
        archive.with_name(archive.name + side).unlink(missing_ok=True)
    db.execute("PRAGMA query_only = OFF")  # VACUUM INTO counts as writing
    keep_copy(db, archive)
    sync(archive.parent)
    # The backup has two lists of its files: if they differ, one of them was changed.
    done.faults += [f"{source / manifest.NAME}: {line}" for line in _of_the_list(db, source)]
    with closing(connect(archive)) as brought:
        apply_all(
            brought, target
        )  # what was decided after the copy, and is in the log that is here
        manifest.write(brought, target)
    return done


def _of_the_list(db: Database, source: Path) -> list[str]:
    try:
        return list(manifest.differing(db, source))
    except OSError as error:
        return [error.strerror or str(error)]


def _bring(path: Path, to: Path) -> str:
    """Copy a file. Returns its SHA-256 (hex). A file that exists already must be the same."""
    digest = digest_of(path)
    if to.exists() or special(to):
        if special(to) or digest_of(to) != digest:
            raise RestoreRefused(of_backups.restore_other(to))
        return digest
    new = to.with_name(to.name + UNFINISHED)
    shutil.copyfile(path, new)  # with the permissions that new files get here
    times = path.stat()
    os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
    if digest_of(new) != digest:
        raise RestoreRefused(of_backups.restore_unsteady(path))
    sync(new)
    new.rename(to)
    return digest


def _decisions(source: Path, target: Path) -> None:
    """Copy the log of decisions, unless the existing one has more."""
    path = source / log.NAME
    if not path.exists():
        return
    wanted = [decision.line() for decision in log.read(path)]
    existing = [decision.line() for decision in log.read(target / log.NAME)]
    if set(wanted) <= set(existing):
        return
    if not set(existing) <= set(wanted):
        raise RestoreRefused(of_backups.restore_other(target / log.NAME))
    new = target / (log.NAME + UNFINISHED)
    shutil.copyfile(path, new)
    sync(new)
    new.rename(target / log.NAME)


def _database_in(folder: Path, archive: Path) -> Path:
    source = folder / archive.name
    if source.is_file():
        return source
    if not folder.is_dir():
        raise RestoreRefused(of_backups.restore_no_folder(folder))
    others = sorted(path.name for path in folder.glob("*.db"))
    if others:
        named = archive.with_name(others[0])
        raise RestoreRefused(of_backups.restore_other_name(folder, archive.name, others[0], named))
    raise RestoreRefused(of_backups.restore_nothing(folder))


def _refuse_archive(archive: Path) -> None:
    """An archive without runs may be replaced."""
    if not archive.exists() or archive.stat().st_size == 0:
        return
    try:
        with closing(sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)) as db:
            is_empty = not db.execute("SELECT 1 FROM runs LIMIT 1").fetchone()
    except sqlite3.Error:
        is_empty = False
    if not is_empty:
        raise RestoreRefused(of_backups.restore_there(archive))
