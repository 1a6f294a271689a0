"""What a crash left: `.open` WARC files, cut at their last whole record and taken in."""

from __future__ import annotations

import fcntl
import hashlib
import math
import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, runs
from kho_tin.archive.database import path_of, transaction
from kho_tin.base.errors import explain
from kho_tin.warc.names import SUFFIX, open_files, whole_files
from kho_tin.warc.reader import Damage, is_part_of, scan, warc_info
from kho_tin.warc.writer import Finished, seal

ANSWERS = ("response", "revisit")
MOMENTS = 60  # seconds between the making of a run's file and of its record, at most


@dataclass(frozen=True)
class Mended:
    """A file that a crash left open, now finished.

    `records` are in it, `cut` bytes were taken off its end. `damaged` are stretches before the
    last whole record, which no crash of ours leaves: they stay as they are, for `verify` to
    report. `file` is None when no answer was in it: then it is gone.
    """

    file: Finished | None
    records: int
    cut: int
    damaged: tuple[Damage, ...] = ()


def mend(path: Path) -> Mended:
    """Cut an `.open` file after its last whole record, put it on the disk, give it its name.

    A file without any answer is removed: nothing was ever acknowledged of it, and its run may
    never have come into being. Raises BlockingIOError while somebody is writing it, ArchiveError
    when the disk refuses.
    """
    try:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = _extents(path)
            whole = [one for one in found if not isinstance(one, Damage)]
            size = path.stat().st_size
            if not any(one.is_answer for one in whole):
                path.unlink()
                return Mended(None, 0, size)
            end = whole[-1].end
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
    for path in open_files(folder):
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
    for path in _without_row(db, folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        _keep(db, Finished(path, path.stat().st_size, digest))
    return done


def take_in(db: Database, run: int, path: Path) -> None:
    """Give the answers in a finished WARC file of ours the rows that they lack, as of `run`.

    Those of records that reached the disk just before a crash; rows that are there stay. A
    record that is no capture is a problem on record, once: a crash has its file read through
    when it is mended, and again at every start until a run ends well.
    """
    via = captures.via_of(warc_info(path))
    with transaction(db):
        for record in scan(path):
            if isinstance(record, Damage) or record.type not in ANSWERS:
                continue
            try:
                told = captures.told_by(record, via)
            except ValueError as error:
                where = f"{path.name}: byte {record.offset}: {record.id} {error}: not read"
                url = record.fields.get("warc-target-uri")
                runs.problem(db, run, kind="damaged", message=where, url=url, once=True)
            else:
                refers_to = captures.referred_to(db, record)
                captures.add(db, run=run, warc=path.name, refers_to=refers_to, **told)


def _keep(db: Database, file: Finished) -> None:
    run = _run_of(db, file.path)
    if run is not None:
        with transaction(db):
            take_in(db, run, file.path)
            captures.keep_file(db, run, file)


def _is_ours(db: Database, path: Path) -> bool:
    """Whether the file's warcinfo names this archive, or names none."""
    return is_part_of(path_of(db.conn).name, warc_info(path))


def _without_row(db: Database, folder: Path) -> list[Path]:
    """Finished files that have captures, or whose run lacks its file."""
    held = {row[0] for row in db.execute("SELECT name FROM warcs")}
    named = {row[0] for row in db.execute("SELECT DISTINCT warc FROM captures")}
    lacking = {
        row[0] for row in db.execute("SELECT id FROM runs WHERE id NOT IN (SELECT run FROM warcs)")
    }
    found = []
    for path in whole_files(folder):
        if path.name in held:
            continue
        begun_with_it = run_begun_at(db, path, MOMENTS) in lacking and _is_ours(db, path)
        if path.name in named or begun_with_it:
            found.append(path)
    return found


@dataclass(frozen=True)
class _Extent:
    """Where a record ends, and whether it is an answer."""

    end: int
    is_answer: bool


def _extents(path: Path) -> list[_Extent | Damage]:
    """Where the records lie, without holding all their bytes at once."""
    return [
        one if isinstance(one, Damage) else _Extent(one.offset + one.length, one.type in ANSWERS)
        for one in scan(path)
    ]


def _run_of(db: Database, path: Path) -> int | None:
    """The run whose other captures are in the file, or that of its site begun nearest to it."""
    row = db.execute("SELECT run FROM captures WHERE warc = ? LIMIT 1", [path.name]).fetchone()
    return int(row[0]) if row else run_begun_at(db, path)


def run_begun_at(
    db: Database, path: Path, within: float = math.inf, runs: str = "runs"
) -> int | None:
    """The run of the file's site begun nearest to the moment in its name, `within` seconds, by
    the table or view `runs`."""
    site, _, moment = path.name.removesuffix(SUFFIX).rpartition("-")
    begun = f"{moment[:4]}-{moment[4:6]}-{moment[6:11]}:{moment[11:13]}:{moment[13:]}"
    row = db.execute(
        "SELECT id, abs(julianday(started) - julianday(?)) * 86400 AS apart "
        f"FROM {runs} "
        "WHERE site = ? ORDER BY apart, id",
        [begun, site],
    ).fetchone()
    return int(row[0]) if row and row[1] is not None and row[1] <= within else None
