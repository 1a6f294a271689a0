"""The database that a rebuild makes, beside the old one.

What no capture shows (how a run was judged, problems, what listings no longer named, requests
without an answer) is copied from the old database, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures, misdated, sites
from kho_tin.archive.database import Row, connect, transaction
from kho_tin.archive.schema_check import OtherSchema
from kho_tin.base.disk import digest_of, target, unfinished
from kho_tin.base.errors import explain
from kho_tin.replay.rebuild.comparing import differences
from kho_tin.replay.rebuild.numbers import Numbers
from kho_tin.replay.rebuild.previous_database import PreviousDatabase
from kho_tin.replay.rebuild.replacing import remove

# Finished files are in `warcs`; the progress within the current file is seen from its run.
_PROGRESS = """
CREATE TABLE IF NOT EXISTS rebuilding (made_by TEXT NOT NULL)
"""


@dataclass(frozen=True)
class RebuildResult:
    """A finished database: the counts of its rows, and each difference from the old one.

    `altered` are WARC files with other bytes than the old database says; `lost` counts, by table,
    the rows of the old database that could not be taken over.
    """

    counts: Mapping[str, int]
    differing: list[str]
    altered: list[str]
    lost: Mapping[str, int]


class NewDatabase:
    """An unfinished database, at `<path>.open`; the same program continues it later.

    `made_by` names the program and its parsers: what another version began is thrown away.
    """

    def __init__(self, path: Path, db: Database, old: PreviousDatabase) -> None:
        self.path = path
        self.db = db
        self.old = old
        self.numbers = Numbers(db)
        self.uuid: str | None = None

    @classmethod
    def open(cls, path: Path, old: Path | None, made_by: str) -> NewDatabase:
        """Begin it, or continue it. `old` is the database that it may replace. Raises
        ArchiveError."""
        db = _begun(unfinished(path), made_by)
        # If the machine crashes, the last seconds of the rebuild are lost, never the file.
        db.execute("PRAGMA synchronous = NORMAL")
        self = cls(path, db, PreviousDatabase.attach(db, old))
        if uuid := self.old.uuid():
            self.adopt(uuid)
        return self

    # What is known already.

    def is_done(self, warc: str) -> bool:
        return self._value("SELECT 1 FROM warcs WHERE name = ?", warc) is not None

    def sites(self) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT name FROM sites ORDER BY name")]

    def site_of(self, run: int) -> Row:
        return next(
            iter(
                self.db.query(
                    "SELECT * FROM sites WHERE name = (SELECT site FROM runs WHERE id = ?)", [run]
                )
            )
        )

    def run_begun(self, warc: str) -> int | None:
        """The run that a file's captures already have, from a rebuild that was stopped."""
        run = self._value("SELECT run FROM captures WHERE warc = ? LIMIT 1", warc)
        return None if run is None else int(run)

    def has_record(self, record_id: str) -> bool:
        """Whether a record has its row."""
        return self._value("SELECT 1 FROM captures WHERE record_id = ?", record_id) is not None

    # What is written.

    def begin_file(self, warc: str, run: int, rows: Iterable[Row]) -> None:
        """Add the rows of all captures in a file, before any of them is interpreted."""
        if self.run_begun(warc) is not None:
            return
        with transaction(self.db):
            for row in rows:
                number = self.numbers.capture(warc, row["offset"])
                whole = {**row, "id": number, "run": run, "warc": warc}
                if refers_to := row["refers_to_record"]:
                    sql = "SELECT id FROM captures WHERE record_id = ? ORDER BY offset DESC"
                    whole["refers_to"] = self._value(sql, refers_to)
                self.db.execute(captures.INSERT, [whole[name] for name in captures.NAMES])

    def end_file(self, path: Path, run: int) -> None:
        with transaction(self.db):
            self.db.execute(
                "INSERT INTO warcs (name, run, bytes, sha256) VALUES (?, ?, ?, ?)",
                [path.name, run, path.stat().st_size, digest_of(path)],
            )

    def keep_site(self, site: Row) -> None:
        """Add a site as the old database has it, or as it is declared."""
        with transaction(self.db):
            self.old.bring_site(site["name"])
            self.db.execute(
                "INSERT OR IGNORE INTO sites (name, title, home_url, cms, language, invented) "
                "VALUES (:name, :title, :home_url, :cms, :language, :invented)",
                {name: value for name, value in site.items() if name != "eras"},
            )
            if not self._value("SELECT 1 FROM site_eras WHERE site = ?", site["name"]):
                sites.write_past(self.db, site["name"], site["eras"])

    def new_run(self, site: Row, info: Mapping[str, str], started: str) -> int:
        """Add a run that is known only from its WARC file."""
        with transaction(self.db):
            number = self.numbers.following("runs")
            self.db.execute(
                "INSERT INTO runs (id, site, started, version, start, via) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [
                    number,
                    site["name"],
                    started,
                    info.get("software", "").rpartition("/")[2] or None,
                    info.get("start"),
                    info.get("via", "live"),
                ],
            )
        return number

    def finish(self) -> RebuildResult:
        """Copy from the old database what no capture shows, compare, and close.

        The file then gets its own name, and cannot be continued. Raises ArchiveError.
        """
        with transaction(self.db):
            if self.old.is_there:
                self.old.take_over()
            misdated.put_on_record(self.db)
            self.db.execute("DROP TABLE rebuilding")
        differing = list(differences(self.db, self.old.columns))
        altered = self.old.altered()
        counts = {
            table: int(self._value(f"SELECT count(*) FROM {table}"))
            for table in ("articles", "revisions", "captures")
        }
        self.old.detach()
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()
        try:
            unfinished(self.path).rename(target(self.path))
        except OSError as error:
            raise explain(error, self.path) from error
        return RebuildResult(counts, differing, altered, self.old.lost)

    def close(self) -> None:
        """Close it unfinished, to be continued later."""
        self.db.close()

    def adopt(self, uuid: str) -> None:
        """Take on an archive's UUID."""
        self.uuid = uuid
        with transaction(self.db):
            self.db.execute("UPDATE archive SET uuid = ?", [uuid])

    def discard(self) -> None:
        """Close it and delete its files."""
        self.db.close()
        remove(unfinished(self.path))

    def _value(self, sql: str, *values: Any) -> Any:
        row = self.db.execute(sql, list(values)).fetchone()
        return row[0] if row else None


def _begun(path: Path, made_by: str) -> Database:
    try:
        db = connect(path)
    except OtherSchema:  # begun by another version
        remove(path)
        db = connect(path)
    db.execute(_PROGRESS)
    row = db.execute("SELECT made_by FROM rebuilding").fetchone()
    if row != (made_by,):
        db.close()
        remove(path)
        db = connect(path)
        db.execute(_PROGRESS)
        db.execute("INSERT INTO rebuilding (made_by) VALUES (?)", [made_by])
        db.conn.commit()
    return db
