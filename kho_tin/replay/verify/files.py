"""Checking the WARC files: every byte of each, and that records and rows agree."""

from __future__ import annotations

import fcntl
import random
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures, decisions, manifest, misdated
from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row, connect, path_of
from kho_tin.archive.decisions import log
from kho_tin.archive.lock import locked_since
from kho_tin.archive.repair import begin_of
from kho_tin.base.disk import digest_of
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import is_moment, moment, parse
from kho_tin.replay import quarantine
from kho_tin.replay.verify import proofs
from kho_tin.replay.verify.findings import Advance, Finding, articles_of
from kho_tin.replay.verify.records import Records, RowsByOffset, at
from kho_tin.warc.file_names import OPEN, SUFFIX, whole_name
from kho_tin.warc.reader import (
    Damage,
    DamagedRecord,
    Record,
    read_record,
    scan,
    warc_info,
)

SAMPLE = 200  # pointers that a quick check follows
FRESH = 5.0  # seconds: a file that has just been made may not have been locked yet
# The run's row is written right after the file's first record.
_BEGUN = timedelta(minutes=1)


class FilesCheck:
    """Checks the WARC files of one archive. `notes` says what was not checked, and why."""

    def __init__(
        self, db: Database, folder: Path, *, in_place: bool = True, roots: Path | None = None
    ) -> None:
        """`in_place`: `db` is the archive itself, not a database that will replace it; `roots`: the
        file of the certificates by which time stamps are believed."""
        self.db = db
        self.roots = roots
        self.in_place = in_place
        self.folder = folder
        self.recorded = {row["name"]: row for row in db.query("SELECT * FROM warcs")}
        self.notes: list[str] = []
        self.records = Records(db, self._path, self.notes)

    def bytes(self) -> int:
        """How many bytes there are to read."""
        return sum(path.stat().st_size for path in self._finished())

    def check(self, advance: Advance) -> Iterator[Finding]:
        """Read every finished file to its last byte, and compare it with its rows."""
        yield from self.orphans()
        for path in self._finished():
            yield from self._file(path, advance)
        for name in self._unfinished():
            yield from self._pointers(self._rows(name))
        yield from self._sites()
        yield from self.misdated()
        yield from self.listed()
        yield from quarantine.check(self.folder)
        yield from self.proofs()

    def misdated(self) -> Iterator[Finding]:
        """Captures with a date after their run: a damage if they were read."""
        for misdating in misdated.all_of(self.db):
            what = f"captures {misdating.capture} {misdating.why}"
            if misdating.is_read:
                row = next(
                    self.db.query("SELECT * FROM captures WHERE id = ?", [misdating.capture])
                )
                yield self.records.wrong(row, what)
            else:
                self.notes.append(f"{what}, and so was not read ({misdating.url})")

    def sample(self) -> Iterator[Finding]:
        """Check the sizes and names of all files, and follow some of the pointers."""
        yield from self.orphans()
        for path in self._finished():
            yield from self._size(path)
        yield from self.misdated()
        yield from self.listed()
        yield from self.proofs()
        ids = [row[0] for row in self.db.execute("SELECT id FROM captures")]
        chosen = random.sample(ids, min(SAMPLE, len(ids)))
        marks = ", ".join("?" * len(chosen))
        rows = self.db.query(f"SELECT * FROM captures WHERE id IN ({marks})", chosen)
        yield from self._pointers(row for row in rows if self._path(row["warc"]).exists())

    def listed(self) -> Iterator[Finding]:
        """Check the list of digests, which is made for others to keep, against the database."""
        path = self.folder / manifest.NAME
        if not self.in_place or not self.recorded:
            return
        if not path.exists():
            self.notes.append(f"{path}: is not there: the next crawl makes it")
            return
        # Compared with the archive as it is now; `db` may read an older state.
        with closing(connect(path_of(self.db.conn), readonly=True)) as newest:
            wrong = list(manifest.differing(newest, self.folder))
        if wrong and locked_since(path_of(self.db.conn)):
            self.notes.append(f"{path}: somebody is at work on the archive: not compared")
            return
        for what in wrong:
            yield Finding(str(path), what)

    def proofs(self) -> Iterator[Finding]:
        """Check the time stamps."""
        return proofs.check(self.db, self.folder, self.roots, self.notes)

    def orphans(self) -> Iterator[Finding]:
        """Files without a row, rows without a file, and what a crash left open."""
        for name in sorted(self.recorded):
            if not (self.folder / name).exists():
                yield self._lost(name, "the file is missing")
        for (name,) in self.db.execute(
            "SELECT DISTINCT warc FROM captures WHERE warc NOT IN (SELECT name FROM warcs)"
        ).fetchall():
            if not self._path(name).exists():
                yield self._lost(name, "the file is missing, and has no row in table warcs")
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.iterdir()):
            name = whole_name(path.name)
            known = name in (log.NAME, manifest.NAME) or name in self.recorded
            if not known and path.is_file():
                yield from self._unrecorded(path)

    def _unrecorded(self, path: Path) -> Iterator[Finding]:
        info = warc_info(path)
        if not captures.owns(self.db, info):
            self.notes.append(f"{path}: belongs to another archive, {info.get('isPartOf')}")
        elif not path.name.endswith(SUFFIX + OPEN):
            if not _recorded_meanwhile(self.db, path):
                what = "a file without a row in table warcs"
                if "isPartOf" in info:
                    what += ": the database is older than it, run `kho-tin rebuild`"
                yield Finding(str(path), what)
        elif being_written(path):
            self.notes.append(f"{path}: is being written; its rows were checked, the rest not")
        else:
            yield Finding(str(path), "left open by a crash: the next crawl repairs it")

    def _file(self, path: Path, advance: Advance) -> Iterator[Finding]:
        row = self.recorded[path.name]
        rows = RowsByOffset(self._rows(path.name))
        orphans: list[Row] = []
        damage: list[Finding] = list(self._size(path))
        info = warc_info(path)
        via = captures.via_of(info)
        damage += self._run(path, row, info)
        damage += self._chain(path)
        done = 0
        for scanned in scan(path):
            if isinstance(scanned, Damage):
                orphans += rows.before(scanned.offset)
                damage.append(self._damaged(path, scanned, list(rows.before(_end(scanned)))))
            else:
                orphans += rows.before(scanned.offset)
                own = next(rows.before(scanned.offset + 1), None)
                damage += self.records.check(path, scanned, own, via)
            advance(_end(scanned) - done)
            done = _end(scanned)
        damage += self.records.not_erased(path)
        orphans += rows.before(done)
        damage += [self.records.wrong(orphan, "no record begins here") for orphan in orphans]
        behind = "lies behind the end of the file"
        damage += [self.records.wrong(orphan, behind) for orphan in rows.before(inf)]
        # Only the file's own digest covers gzip's headers and padding.
        if not damage and digest_of(path) != row["sha256"]:
            damage.append(Finding(str(path), "not the bytes it had when finished (sha256)"))
        yield from damage

    def _run(self, path: Path, row: Row, info: dict[str, str]) -> Iterator[Finding]:
        """Check the run's row against what the file says about its run."""
        run = next(iter(self.db.query("SELECT * FROM runs WHERE id = ?", [row["run"]])), None)
        if run is None:
            yield Finding(f"warcs {path.name}", f"names run {row['run']}, which has no row")
            return
        for capture, other in self.db.execute(
            "SELECT id, run FROM captures WHERE warc = ? AND run != ?", [path.name, row["run"]]
        ).fetchall():
            what = f"of run {other}, but the file is of run {row['run']}"
            yield Finding(f"captures {capture}", what, articles_of(self.db, [capture]))
        stated = {
            "site": info.get("site"),
            "start": info.get("start"),
            "version": info["software"].rpartition("/")[2] if "software" in info else None,
        }
        for name, value in stated.items():
            if value is not None and run[name] != value:
                what = f"has {name} {run[name]!r}, {path.name} says {value!r}"
                yield Finding(f"runs {run['id']}", what)
        if info:
            date = read_record(path, 0).fields.get("warc-date", "")
            if not _is_begun_with(run["started"], date):
                what = f"started {run['started']}, but {path.name} was begun at {date}"
                yield Finding(f"runs {run['id']}", what)

    def _chain(self, path: Path) -> Iterator[Finding]:
        """Check what the journal says of the previous file against that file's row."""
        begin = begin_of(path)
        name, digest = (begin and begin.previous) or (None, None)
        if name is None or name not in self.recorded:
            return
        known = [self.recorded[name]["sha256"], *decisions.digests_before(self.db, name)]
        before = self.folder / name
        if before.exists():
            known.append(warc_info(before).get("imported-sha256", ""))
        if digest not in known:
            yield Finding(str(path), f"its run began after a {name} of other bytes (sha256)")

    def _sites(self) -> Iterator[Finding]:
        """Check each site's address against its newest file."""
        for name, home in self.db.execute("SELECT name, home_url FROM sites").fetchall():
            newest = self.db.execute(
                "SELECT warcs.name FROM warcs JOIN runs ON runs.id = run WHERE site = ? "
                "ORDER BY started DESC, runs.id DESC",
                [name],
            ).fetchone()
            if newest is None or not (path := self.folder / newest[0]).exists():
                continue
            stated = warc_info(path).get("home", home)
            if home != stated:
                yield Finding(
                    f"sites {name}", f"has home_url {home!r}, {path.name} says {stated!r}"
                )

    def _pointers(self, rows: Any) -> Iterator[Finding]:
        """Check rows one by one, for a file that is not finished or not read as a whole."""
        vias: dict[Path, Via | None] = {}
        for row in rows:
            path = self._path(row["warc"])
            try:
                record = read_record(path, row["offset"])
            except (DamagedRecord, OSError) as error:
                yield self.records.wrong(row, getattr(error, "why", None) or str(error))
                continue
            if path not in vias:
                vias[path] = captures.via_of(warc_info(path))
            yield from self.records.check(path, record, row, vias[path])

    def _size(self, path: Path) -> Iterator[Finding]:
        size, recorded_size = path.stat().st_size, self.recorded[path.name]["bytes"]
        if size != recorded_size:
            yield Finding(str(path), f"{size} bytes long, {recorded_size} when it was finished")

    def _damaged(self, path: Path, damage: Damage, lost: list[Row]) -> Finding:
        captured = articles_of(self.db, [row["id"] for row in lost])
        what = f"{damage.why} ({damage.length} bytes, {len(lost)} captures)"
        return Finding(at(path, damage.offset), what, captured)

    def _lost(self, name: str, why: str) -> Finding:
        ids = [row["id"] for row in self._rows(name)]
        what = f"{why} ({len(ids)} captures)"
        return Finding(str(self.folder / name), what, articles_of(self.db, ids))

    def _finished(self) -> list[Path]:
        paths = [self.folder / name for name in sorted(self.recorded)]
        return [path for path in paths if path.exists()]

    def _unfinished(self) -> list[str]:
        names = self.db.execute(
            "SELECT DISTINCT warc FROM captures WHERE warc NOT IN (SELECT name FROM warcs)"
        ).fetchall()
        return [name for (name,) in names if self._path(name).exists()]

    def _path(self, name: str) -> Path:
        """Unlike `warc.file_names` it prefers the open file: of two files, repair would replace the
        finished one by the open one."""
        opened = self.folder / f"{name}{OPEN}"
        return opened if opened.exists() else self.folder / name

    def _rows(self, name: str) -> Iterator[Row]:
        yield from self.db.query("SELECT * FROM captures WHERE warc = ? ORDER BY offset", [name])


def being_written(path: Path) -> bool:
    """Whether a process has the lock on an `.open` file, or has only just begun it."""
    try:
        if time.time() - path.stat().st_mtime < FRESH:
            return True
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True  # renamed meanwhile: its writer has finished it
    except BlockingIOError:
        return True
    return False


def _is_begun_with(started: str, date: str) -> bool:
    """Whether a run was put on record right after its file was begun."""
    try:
        begun = parse(date)
    except InvalidTime:
        return False
    return is_moment(started) and begun <= moment(started) <= begun + _BEGUN


def _recorded_meanwhile(db: Database, path: Path) -> bool:
    """Whether a crawl has finished the file since `db` began to read, which sees nothing newer."""
    other = connect(path_of(db.conn), readonly=True)
    try:
        row = other.execute("SELECT 1 FROM warcs WHERE name = ?", [path.name]).fetchone()
    finally:
        other.close()
    return row is not None


def _end(scanned: Record | Damage) -> int:
    return scanned.offset + scanned.length
