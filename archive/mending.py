"""What a crash left: an `.open` WARC file, cut at its last whole record and taken in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive import captures
from archive.captures import Via
from archive.errors import ArchiveError, explain
from archive.records import Damage, Record, scan
from archive.warc import OPEN, seal


@dataclass(frozen=True)
class Mended:
    """A file that a crash left open, now whole: `records` in it, `cut` bytes taken off its end.

    `damaged` are stretches before the last whole record, which no crash of ours leaves: they
    stay as they are, for `verify` to report. `path` is None when nothing whole was in the file.
    """

    path: Path | None
    records: int
    cut: int
    damaged: tuple[Damage, ...]


def mend(path: Path) -> Mended:
    """Cut an `.open` file after its last whole record, put it on the disk, give it its name.

    A file without any whole record is removed: nothing was ever acknowledged of it. To be
    called only while no crawl holds the archive. Raises ArchiveError.
    """
    try:
        found = list(_extents(path))
        records = [one for one in found if not isinstance(one, Damage)]
        size = path.stat().st_size
        if not records:
            path.unlink()
            return Mended(None, 0, size, ())
        end = records[-1][0] + records[-1][1]
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    except OSError as error:
        raise explain(error, path) from error
    damaged = tuple(one for one in found if isinstance(one, Damage) and one.offset < end)
    return Mended(seal(path), len(records), size - end, damaged)


def mend_all(db: Database, folder: Path) -> list[Mended]:
    """Mend every `.open` file of an archive's folder of captures, and take in what they hold.

    Returns what was done, for the log. Raises ArchiveError.
    """
    done = []
    for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
        mended = mend(path)
        if mended.path:
            take_in(db, mended.path)
        done.append(mended)
    return done


def take_in(db: Database, path: Path) -> int:
    """Give the answers of a finished WARC file of ours the rows that they lack.

    Returns how many rows were missing: those of records that reached the disk just before a
    crash. They belong to the run that was writing the file. Raises ArchiveError if there is none.
    """
    held = {row[0] for row in db.execute("SELECT offset FROM captures WHERE warc = ?", [path.name])}
    run: int | None = None
    added = 0
    for record in scan(path):
        if isinstance(record, Damage) or record.type not in ("response", "revisit"):
            continue
        if record.offset in held:
            continue
        run = run or _run_of(db, path)
        _add(db, run, path.name, record)
        added += 1
    return added


def _extents(path: Path) -> list[tuple[int, int] | Damage]:
    """Where the records lie, without holding all their bytes at once."""
    return [one if isinstance(one, Damage) else (one.offset, one.length) for one in scan(path)]


def _run_of(db: Database, path: Path) -> int:
    """The run whose other captures are in the file, or that of its site begun nearest to it."""
    row = db.execute("SELECT run FROM captures WHERE warc = ? LIMIT 1", [path.name]).fetchone()
    if row is None:
        site, _, moment = path.name.removesuffix(".warc.gz").rpartition("-")
        row = db.execute(
            "SELECT id FROM runs WHERE site = ? ORDER BY "
            "abs(julianday(started) - julianday(?)), id",
            [
                site,
                f"{moment[:4]}-{moment[4:6]}-{moment[6:11]}:{moment[11:13]}:{moment[13:]}",
            ],
        ).fetchone()
    if row is None:
        raise ArchiveError(
            f"{path}: no run of this archive wrote it: take it in with scrapy import"
        )
    return int(row[0])


def _add(db: Database, run: int, warc: str, record: Record) -> None:
    fields = record.fields
    page_url = fields["warc-target-uri"]
    via: Via = "wayback" if "warc-creation-date" in fields else "live"
    refers_to = None
    if original := fields.get("warc-refers-to"):
        row = db.execute("SELECT id FROM captures WHERE record_id = ?", [original]).fetchone()
        refers_to = row[0] if row else None
    media_type, encoding = captures.content_type(record.http("Content-Type"))
    captures.add(
        db,
        run=run,
        url=fields.get("warc-source-uri", page_url),
        page_url=page_url,
        fetched_at=fields["warc-date"],
        status=record.status,
        media_type=media_type,
        encoding=encoding,
        payload_sha256=fields.get("warc-payload-digest", "").removeprefix("sha256:") or None,
        warc=warc,
        offset=record.offset,
        length=record.length,
        record_id=record.id,
        via=via,
        etag=record.http("ETag"),
        last_modified=record.http("Last-Modified"),
        refers_to=refers_to,
    )
