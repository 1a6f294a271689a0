"""Repair of what a crash left: `.open` files, cut after their last whole record and taken in."""

from __future__ import annotations

import fcntl
import math
import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, runs
from kho_tin.archive.database import transaction
from kho_tin.base.disk import digest_of
from kho_tin.base.errors import explain
from kho_tin.warc.file_names import OPEN, SUFFIX, open_files, whole_files, whole_name
from kho_tin.warc.journal import Begin
from kho_tin.warc.reader import Damage, DamagedRecord, Record, read_record, scan, warc_info
from kho_tin.warc.writer import FinishedFile, finalize

ANSWERS = ("response", "revisit")
MOMENTS = 60  # seconds between the making of a run's file and of its record, at most


@dataclass(frozen=True)
class Repaired:
    """A file that a crash left open, now finished.

    `records` are in it, `cut` bytes were taken off its end. `damaged` are stretches before the last
    whole record, which a crash does not leave: they stay as they are, for `verify` to report.
    `file` is None when no answer was in it: it was removed.
    """

    file: FinishedFile | None
    records: int
    cut: int
    damaged: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Truncated:
    """A file that a crash left open, after the cut: `size` bytes stay on the disk, `cut` were taken
    off. `is_answered`: there is an answer in it. `has_journal`: the begin record of a run is in
    it."""

    size: int
    records: int
    cut: int
    damaged: tuple[Damage, ...]
    is_answered: bool
    has_journal: bool


def truncate_file(path: Path) -> Truncated:
    """Cut an `.open` file after its last whole record, and where it has a journal, after the last
    answer whose request is there, too. Raises BlockingIOError while somebody is writing it,
    ArchiveError when the disk refuses."""
    try:
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            extents = _extents(path)
            records = [extent for extent in extents if not isinstance(extent, Damage)]
            has_journal = any(extent.is_begin for extent in records)
            is_paired = any(extent.is_request for extent in records)  # not in files of others
            if has_journal and is_paired and records[-1].is_answer:
                records.pop()
            size, end = path.stat().st_size, records[-1].end if records else 0
            file.truncate(end)
            os.fsync(file.fileno())
    except BlockingIOError:
        raise
    except OSError as error:
        raise explain(error, path) from error
    damaged = [extent for extent in extents if isinstance(extent, Damage) and extent.offset < end]
    is_answered = any(extent.is_answer for extent in records)
    return Truncated(end, len(records), size - end, tuple(damaged), is_answered, has_journal)


def repair_file(path: Path) -> Repaired:
    """Cut an `.open` file after its last whole record, put it on the disk, give it its name.

    A file without any answer is removed, unless it has a journal: nothing in it was acknowledged,
    and its run may have no row. Raises BlockingIOError while somebody is writing it, ArchiveError
    when the disk refuses.
    """
    left = truncate_file(path)
    try:
        if not (left.is_answered or left.has_journal):
            path.unlink()
            return Repaired(None, 0, left.cut + left.size)
        digest = digest_of(path)
    except OSError as error:
        raise explain(error, path) from error
    finished = FinishedFile(finalize(path), left.size, digest)
    return Repaired(finished, left.records, left.cut, left.damaged)


def repair_all(db: Database, folder: Path) -> list[Repaired]:
    """Repair every file without a journal that a crashed run of this archive left in `folder`, and
    take it in.

    Files of another archive in the same folder, and files being written, are left alone, and
    so are, but for the repair, those of a site that has had no run here. Returns what was
    done, for the log. Raises ArchiveError.
    """
    done = []
    for path in open_files(folder):
        if not captures.owns(db, warc_info(path)) or begin_of(path):
            continue
        try:
            repaired = repair_file(path)
        except BlockingIOError:
            continue
        done.append(repaired)
        if repaired.file:
            _keep(db, repaired.file)
    # Files left by a crash between the renaming and the row.
    for path in _without_row(db, folder):
        _keep(db, FinishedFile(path, path.stat().st_size, digest_of(path)))
    return done


def begin_of(path: Path) -> Begin | None:
    """The begin record of a file's journal; None where it has none. Raises OSError."""
    offset = 0
    try:
        while (record := read_record(path, offset)).type == "warcinfo":
            offset += record.length  # of a file that was taken over, the archive's own comes first
        return Begin.of(record.said) if record.said.get("event") == "begin" else None
    except (DamagedRecord, ValueError, KeyError):
        return None


def left_behind(db: Database, folder: Path) -> list[tuple[Path, Begin]]:
    """Files with a journal whose run was killed: open ones of this archive, and finished ones that
    have no row though their run has."""
    kept = {row[0] for row in db.execute("SELECT name FROM warcs")}
    runs_there = {row[0] for row in db.execute("SELECT uuid FROM runs")}
    left = []
    for path in (*open_files(folder), *whole_files(folder)):
        if path.name in kept:
            continue
        begin = begin_of(path)
        if begin and captures.owns(db, warc_info(path)):
            is_open = path.name.endswith(OPEN)
            if is_open or begin.run in runs_there:
                left.append((path, begin))
    return left


def take_in(db: Database, run: int, path: Path) -> None:
    """Add the rows that answers in a finished WARC file of this archive lack, as captures of `run`.

    They are of records that reached the disk just before a crash; existing rows stay. A record that
    is no capture is recorded as a problem, once: after a crash its file is read when it is
    repaired, and again at every start until a run ends well.
    """
    via = captures.via_of(warc_info(path))
    with transaction(db):
        for record in scan(path):
            if isinstance(record, Damage) or record.type not in ANSWERS:
                continue
            try:
                row = captures.row_of_record(record, via)
            except ValueError as error:
                where = f"{path.name}: byte {record.offset}: {record.id} {error}: not read"
                url = record.fields.get("warc-target-uri")
                runs.problem(db, run, kind="damaged", message=where, url=url, once=True)
            else:
                refers_to = captures.referred_to(db, record)
                captures.add(
                    db,
                    captures.Capture(
                        run=run, warc=whole_name(path.name), refers_to=refers_to, **row
                    ),
                )


def _keep(db: Database, file: FinishedFile) -> None:
    run = _run_of(db, file.path)
    if run is not None:
        with transaction(db):
            take_in(db, run, file.path)
            captures.keep_file(db, run, file)


def _without_row(db: Database, folder: Path) -> list[Path]:
    """Finished files that `warcs` lacks, and that have captures or whose run has no file."""
    kept = {row[0] for row in db.execute("SELECT name FROM warcs")}
    named = {row[0] for row in db.execute("SELECT DISTINCT warc FROM captures")}
    lacking = {
        row[0] for row in db.execute("SELECT id FROM runs WHERE id NOT IN (SELECT run FROM warcs)")
    }
    files = []
    for path in whole_files(folder):
        if path.name in kept:
            continue
        begun_with_it = run_begun_at(db, path, MOMENTS) in lacking and captures.owns(
            db, warc_info(path)
        )
        if (path.name in named or begun_with_it) and begin_of(path) is None:
            files.append(path)
    return files


@dataclass(frozen=True)
class _Extent:
    """Where a record ends, and whether it is an answer, a request, or the begin record of a run."""

    end: int
    is_answer: bool
    is_request: bool
    is_begin: bool


def _extents(path: Path) -> list[_Extent | Damage]:
    """Where the records lie, without holding all their bytes at once."""
    return [record if isinstance(record, Damage) else _extent(record) for record in scan(path)]


def _extent(record: Record) -> _Extent:
    return _Extent(
        record.offset + record.length,
        record.type in ANSWERS,
        record.type == "request",
        record.said.get("event") == "begin",
    )


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
