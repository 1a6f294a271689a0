"""What a crash left: `.open` WARC files, cut at their last whole record and taken in."""

from __future__ import annotations

import fcntl
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive import captures
from archive.captures import Via
from archive.database import transaction
from archive.errors import explain, path_of
from archive.records import Damage, Record, scan, warc_info
from archive.warc import OPEN, Finished, seal


@dataclass(frozen=True)
class Mended:
    """A file that a crash left open, now finished.

    `records` are in it, `cut` bytes were taken off its end. `damaged` are stretches before the
    last whole record, which no crash of ours leaves: they stay as they are, for `verify` to
    report. `file` is None when nothing whole was in it: then it is gone.
    """

    file: Finished | None
    records: int
    cut: int
    damaged: tuple[Damage, ...] = ()


def mend(path: Path) -> Mended:
    """Cut an `.open` file after its last whole record, put it on the disk, give it its name.

    A file without any whole record is removed: nothing was ever acknowledged of it. Raises
    BlockingIOError while somebody is writing it, ArchiveError when the disk refuses.
    """
    try:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = _extents(path)
            whole = [one for one in found if not isinstance(one, Damage)]
            size = path.stat().st_size
            if not whole:
                path.unlink()
                return Mended(None, 0, size)
            end = sum(whole[-1])
            file.truncate(end)
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except BlockingIOError:
        raise
    except OSError as error:
        raise explain(error, path) from error
    damaged = tuple(one for one in found if isinstance(one, Damage) and one.offset < end)
    return Mended(Finished(seal(path), end, digest), len(whole), size - end, damaged)


def mend_all(db: Database, folder: Path) -> list[Mended]:
    """Mend every file that a crashed run of this archive left in `folder`, and take it in.

    Files of another archive in the same folder, and files being written, are left alone, and
    so are, but for the mending, those of a site that has had no run here. Returns what was
    done, for the log. Raises ArchiveError.
    """
    done = []
    for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
        if not _is_ours(db, path):
            continue
        try:
            mended = mend(path)
        except BlockingIOError:
            continue
        done.append(mended)
        if mended.file:
            _keep(db, mended.file)
    # A crash between the renaming and the row.
    for (name,) in db.execute(
        "SELECT DISTINCT warc FROM captures WHERE warc NOT IN (SELECT name FROM warcs)"
    ).fetchall():
        path = folder / name
        if path.exists():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            _keep(db, Finished(path, path.stat().st_size, digest))
    return done


def take_in(db: Database, run: int, path: Path) -> None:
    """Give the answers in a finished WARC file of ours the rows that they lack, as of `run`.

    Those of records that reached the disk just before a crash; rows that are there stay.
    """
    via = captures.via_of(warc_info(path))
    with transaction(db):
        for record in scan(path):
            if not isinstance(record, Damage) and record.type in ("response", "revisit"):
                _add(db, run, path.name, record, via)


def _keep(db: Database, file: Finished) -> None:
    run = _run_of(db, file.path)
    if run is not None:
        with transaction(db):
            take_in(db, run, file.path)
            captures.keep_file(db, run, file)


def _is_ours(db: Database, path: Path) -> bool:
    """Whether the file's warcinfo names this archive, or names none."""
    return warc_info(path).get("isPartOf") in (None, path_of(db.conn).name)


def _extents(path: Path) -> list[tuple[int, int] | Damage]:
    """Where the records lie, without holding all their bytes at once."""
    return [one if isinstance(one, Damage) else (one.offset, one.length) for one in scan(path)]


def _run_of(db: Database, path: Path) -> int | None:
    """The run whose other captures are in the file, or that of its site begun nearest to it."""
    row = db.execute("SELECT run FROM captures WHERE warc = ? LIMIT 1", [path.name]).fetchone()
    if row is None:
        site, _, moment = path.name.removesuffix(".warc.gz").rpartition("-")
        begun = f"{moment[:4]}-{moment[4:6]}-{moment[6:11]}:{moment[11:13]}:{moment[13:]}"
        row = db.execute(
            "SELECT id FROM runs WHERE site = ? ORDER BY "
            "abs(julianday(started) - julianday(?)), id",
            [site, begun],
        ).fetchone()
    return None if row is None else int(row[0])


def _add(db: Database, run: int, warc: str, record: Record, via: Via | None) -> None:
    refers_to = captures.referred_to(db, record)
    captures.add(db, run=run, warc=warc, refers_to=refers_to, **captures.told_by(record, via))
