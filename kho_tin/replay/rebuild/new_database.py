"""The database that a rebuild makes: beside the old one, from which it keeps what it must.

What no capture tells (how a run was judged, problems, what listings no longer named, requests
that nobody answered) is taken over from the old database, when there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures, misdated
from kho_tin.archive.database import Row, connect, transaction
from kho_tin.archive.schema_check import OtherSchema
from kho_tin.base.disk import target, unfinished
from kho_tin.base.errors import explain
from kho_tin.replay.rebuild.comparing import differences
from kho_tin.replay.rebuild.numbers import Numbers
from kho_tin.replay.rebuild.previous_database import Former
from kho_tin.replay.rebuild.replacing import remove

# Files that are done are in `warcs`; how far it has come in the one it is at, its run tells.
_PROGRESS = """
CREATE TABLE IF NOT EXISTS rebuilding (made_by TEXT NOT NULL)
"""


@dataclass(frozen=True)
class RebuildResult:
    """A database that is whole: how much it holds, and each difference from the old one.

    `altered` are WARC files that have other bytes than the old one says; `lost` is how many rows
    of the old one, by table, have no place in it.
    """

    counts: Mapping[str, int]
    differing: list[str]
    altered: list[str]
    lost: Mapping[str, int]


class NewDatabase:
    """A database in the making, at `<path>.open`; made by the same program, it is gone on with.

    `made_by` names the program and its parsers: what others began is thrown away.
    """

    def __init__(self, path: Path, db: Database, old: Former) -> None:
        self.path = path
        self.db = db
        self.old = old
        self.numbers = Numbers(db)
        self.uuid: str | None = None

    @classmethod
    def open(cls, path: Path, old: Path | None, made_by: str) -> NewDatabase:
        """Begin it, or go on with it. `old` is the database whose place it may take. Raises
        ArchiveError."""
        db = _begun(unfinished(path), made_by)
        # A crash of the machine costs the last seconds of a rebuild, never the file.
        db.execute("PRAGMA synchronous = NORMAL")
        self = cls(path, db, Former.attach(db, old))
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
        """The run to which a file's captures were put when the rebuild was stopped."""
        run = self._value("SELECT run FROM captures WHERE warc = ? LIMIT 1", warc)
        return None if run is None else int(run)

    def has_record(self, record_id: str) -> bool:
        """Whether a record has its row."""
        return self._value("SELECT 1 FROM captures WHERE record_id = ?", record_id) is not None

    # What is written.

    def begin_file(self, warc: str, run: int, rows: Sequence[Row]) -> None:
        """The rows of all captures in a file, before anything is understood of them."""
        if self.run_begun(warc) is not None:
            return
        with transaction(self.db):
            ids: dict[str, int] = {}
            for row in rows:
                number = self.numbers.capture(warc, row["offset"])
                refers_to = row["refers_to_record"]
                if refers_to is not None and refers_to not in ids:
                    known = self._value("SELECT id FROM captures WHERE record_id = ?", refers_to)
                    ids[refers_to] = known
                whole = {**row, "id": number, "run": run, "warc": warc}
                whole["refers_to"] = ids.get(refers_to) if refers_to else None
                self.db.execute(captures.INSERT, [whole[name] for name in captures.NAMES])
                ids[row["record_id"]] = number

    def end_file(self, path: Path, run: int) -> None:
        with transaction(self.db):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self.db.execute(
                "INSERT INTO warcs (name, run, bytes, sha256) VALUES (?, ?, ?, ?)",
                [path.name, run, path.stat().st_size, digest],
            )

    def keep_site(self, site: Row) -> None:
        """A site as the old database has it, or as it is declared."""
        with transaction(self.db):
            self.old.bring_site(site["name"])
            self.db.execute(
                "INSERT OR IGNORE INTO sites (name, title, home_url, cms, language, invented) "
                "VALUES (:name, :title, :home_url, :cms, :language, :invented)",
                site,
            )

    def new_run(self, site: Row, info: Mapping[str, str], started: str) -> int:
        """A run that only its WARC file remembers."""
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
        """Take over from the old database what no capture tells, compare, and close.

        The file then has its name: it is never gone on with. Raises ArchiveError.
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
        """Leave it as it is, to be gone on with."""
        self.db.close()

    def adopt(self, uuid: str) -> None:
        """Be the archive with that UUID."""
        self.uuid = uuid
        with transaction(self.db):
            self.db.execute("UPDATE archive SET uuid = ?", [uuid])

    def discard(self) -> None:
        """Leave nothing of it."""
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
