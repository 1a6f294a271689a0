"""Replacing the archive by a finished database while others may be reading it."""

from __future__ import annotations

import os
from pathlib import Path

from kho_tin.archive.database import connect
from kho_tin.base.disk import unfinished
from kho_tin.base.errors import explain


def remove(path: Path) -> None:
    """Remove a database with its log and index."""
    for name in (path.name, path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)


def put_in_place(new: Path, archive: Path) -> Path | None:
    """Make the finished database `new` the archive. Returns where the old one is kept, if any.

    The old one is copied first; then the new pages are written into it in one transaction, so that
    readers see either the old or the new one. If a file were renamed over an open database, its
    readers would be left with the log of another database. Raises ArchiveError.
    """
    try:
        if not archive.exists():
            new.rename(archive)
            return None
        copy = _free(archive)
        kept = unfinished(copy)
        kept.unlink(missing_ok=True)
        old, made = connect(archive, as_it_is=True), connect(new, readonly=True)
        try:
            old.conn.execute("VACUUM INTO ?", [str(kept)])
            with kept.open("rb") as file:
                os.fsync(file.fileno())
            kept.rename(copy)
            made.conn.backup(old.conn)
            old.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            made.close()
            old.close()
        remove(new)
    except OSError as error:
        raise explain(error, archive) from error
    return copy


def _free(archive: Path) -> Path:
    """`<name>.bak`, or `<name>.2.bak` and so on: an earlier copy is never overwritten."""
    copy, number = archive.with_name(archive.name + ".bak"), 1
    while os.path.lexists(copy):
        number += 1
        copy = archive.with_name(f"{archive.name}.{number}.bak")
    return copy
