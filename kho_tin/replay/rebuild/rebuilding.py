"""The database that a rebuild makes: beside the old one, from which it keeps what it must.

Ids stay what they are, since addresses of the web view hold them. What no capture tells (how a
run was judged, problems, what listings no longer named, requests that nobody answered) is taken
over from the old database, when there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from kho_tin.archive import captures, misdated, runs
from kho_tin.archive.database import connect, transaction
from kho_tin.archive.mending import MOMENTS, run_begun_at
from kho_tin.archive.names import pid_of
from kho_tin.archive.shape import OtherSchema
from kho_tin.base.disk import target, unfinished
from kho_tin.base.errors import explain
from kho_tin.replay.rebuild.comparing import differences
from kho_tin.replay.rebuild.former import Former
from kho_tin.replay.rebuild.replacing import remove
from kho_tin.warc.journal import End
from kho_tin.warc.reader import warc_info

# Files that are done are in `warcs`; how far it has come in the one it is at, its run tells.
_PROGRESS = """
CREATE TABLE IF NOT EXISTS rebuilding (made_by TEXT NOT NULL)
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class Finished:
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

    def __init__(self, path: Path, old: Path | None, made_by: str) -> None:
        self.path = path
        self.open_path = unfinished(path)
        self.db = self._open(made_by)
        # A crash of the machine costs the last seconds of a rebuild, never the file.
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.old = Former(self.db, old) if old else None
        # An empty one in the place of one that is lost has files of another's.
        lived = "SELECT uuid FROM old_archive WHERE EXISTS (SELECT 1 FROM old_runs)"
        self.uuid = self._one(lived) if self.old else None
        if self.uuid:
            self.adopt(self.uuid)

    def _open(self, made_by: str) -> Database:
        try:
            db = connect(self.open_path)
        except OtherSchema:  # begun by another version
            remove(self.open_path)
            db = connect(self.open_path)
        db.execute(_PROGRESS)
        row = db.execute("SELECT made_by FROM rebuilding").fetchone()
        if row != (made_by,):
            db.close()
            remove(self.open_path)
            db = connect(self.open_path)
            db.execute(_PROGRESS)
            db.execute("INSERT INTO rebuilding (made_by) VALUES (?)", [made_by])
            db.conn.commit()
        return db

    # What is known already.

    def is_done(self, warc: str) -> bool:
        return self._one("SELECT 1 FROM warcs WHERE name = ?", warc) is not None

    def numbers(self, site: str, end: End | None) -> KeptNumbers:
        """The ids that new articles of a run are to have."""
        return KeptNumbers(self, site, end.articles if end else {})

    def article_number(self, site: str, identity: str, journal: int | None) -> int | None:
        """The id for a new article; `journal` is what its run called it."""
        known = None
        if self.old:
            sql = "SELECT id FROM old_articles WHERE site = ? AND identity = ?"
            known = self._one(sql, site, identity)
            if known is None:  # one that is withheld has its id there all the same
                withheld = "SELECT article FROM old_withheld WHERE pid = ?"
                known = self._one(withheld, pid_of(site, identity))
        if known is None and journal is not None and not self._is_taken(journal):
            known = journal
        return int(known) if known is not None else self._next("articles")

    def _is_taken(self, article: int) -> bool:
        there = self._one("SELECT 1 FROM articles WHERE id = ?", article)
        old = self.old and self._one("SELECT 1 FROM old_articles WHERE id = ?", article)
        return bool(there or old)

    def observed(self, capture: int) -> tuple[int, str] | None:
        """The run and the state under which the old database has the look of a capture."""
        if not self.old:
            return None
        row: tuple[int, str] | None = self.db.execute(
            "SELECT run, state FROM old_observations WHERE capture = ?", [capture]
        ).fetchone()
        return row if row and self._bring(row[0]) else None

    def was_read(self, capture: int) -> bool:
        """Whether the old database has an article from a capture."""
        sql = "SELECT 1 FROM old_observations WHERE capture = ? AND content_sha256 IS NOT NULL"
        return self.old is not None and self._one(sql, capture) is not None

    def decided(self) -> set[str]:
        """The decisions that the old database knows of."""
        if not self.old:
            return set()
        return {row[0] for row in self.db.execute("SELECT id FROM old_decisions")}

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
        found = self._one("SELECT run FROM captures WHERE warc = ? LIMIT 1", warc)
        return None if found is None else int(found)

    def has_record(self, record_id: str) -> bool:
        """Whether a record has its row."""
        return self._one("SELECT 1 FROM captures WHERE record_id = ?", record_id) is not None

    # What is written.

    def begin_file(self, warc: str, run: int, rows: Sequence[Row]) -> None:
        """The rows of all captures in a file, before anything is understood of them."""
        if self.run_begun(warc) is not None:
            return
        with transaction(self.db):
            ids: dict[str, int] = {}
            for row in rows:
                number = self._capture_number(warc, row["offset"])
                refers_to = row["refers_to_record"]
                if refers_to is not None and refers_to not in ids:
                    known = self._one("SELECT id FROM captures WHERE record_id = ?", refers_to)
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

    def run_of(self, path: Path) -> int | None:
        """The run that made a file, by the old database, with its row and its site's."""
        if not self.old:
            return None
        number = self._one(
            "SELECT coalesce((SELECT run FROM old_warcs WHERE name = ?1), "
            "(SELECT run FROM old_captures WHERE warc = ?1 LIMIT 1))",
            path.name,
        )
        if number is None and not self.old.columns["captures"]:
            number = run_begun_at(self.db, path, MOMENTS, "old_runs")
        if number is None:
            return None
        with transaction(self.db):
            return int(number) if self._bring(number, path) else None

    def _bring(self, run: int, path: Path | None = None) -> bool:
        """Bring over the row of an old run, and its site's; whether it is there. A site of which
        only its runs are known is taken to be what its file says."""
        assert self.old
        if self._one("SELECT 1 FROM runs WHERE id = ?", run):
            return True
        self.old.keep(
            "sites",
            f"SELECT * FROM old_sites WHERE name = (SELECT site FROM old_runs WHERE id = {run:d})",
            verb="INSERT OR IGNORE",
        )
        home = warc_info(path).get("home") if path else None
        self.db.execute(
            "INSERT OR IGNORE INTO sites (name, title, home_url) "
            "SELECT site, site, coalesce(?, start, '') FROM old_runs WHERE id = ?",
            [home, run],
        )
        self.old.keep("runs", f"SELECT * FROM old_runs WHERE id = {run:d}", verb="INSERT OR IGNORE")
        return self._one("SELECT 1 FROM runs WHERE id = ?", run) is not None

    def run_number(self, uuid: str) -> int:
        """The id of a run that has that UUID."""
        known = None
        if self.old:
            known = self._one("SELECT id FROM old_runs WHERE uuid = ?", uuid)
        return int(known) if known else self._next("runs")

    def keep_site(self, site: Row) -> None:
        """A site as the old database has it, or as it is declared."""
        with transaction(self.db):
            if self.old:
                where = "SELECT * FROM old_sites WHERE name = (SELECT name FROM temp.wanted)"
                self.db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (name TEXT)")
                self.db.execute("DELETE FROM temp.wanted")
                self.db.execute("INSERT INTO temp.wanted VALUES (?)", [site["name"]])
                self.old.keep("sites", where, verb="INSERT OR IGNORE")
            self.db.execute(
                "INSERT OR IGNORE INTO sites (name, title, home_url, cms, language, invented) "
                "VALUES (:name, :title, :home_url, :cms, :language, :invented)",
                site,
            )

    def new_run(self, site: Row, info: Mapping[str, str], started: str) -> int:
        """A run that only its WARC file remembers."""
        with transaction(self.db):
            number = self._next("runs")
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

    def finish(self) -> Finished:
        """Take over from the old database what no capture tells, compare, and close.

        The file then has its name: it is never gone on with. Raises ArchiveError.
        """
        with transaction(self.db):
            if self.old:
                self._take_over()
            misdated.put_on_record(self.db)
            self.db.execute("DROP TABLE rebuilding")
        differing = list(differences(self.db, self.old.columns)) if self.old else []
        altered = self._altered() if self.old else []
        counts = {
            table: int(self._one(f"SELECT count(*) FROM {table}"))
            for table in ("articles", "revisions", "captures")
        }
        if self.old:
            self.old.detach()
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()
        try:
            self.open_path.rename(target(self.path))
        except OSError as error:
            raise explain(error, self.path) from error
        return Finished(counts, differing, altered, self.old.lost if self.old else {})

    def close(self) -> None:
        """Leave it as it is, to be gone on with."""
        self.db.close()

    def adopt(self, uuid: str) -> None:
        """Be the archive with that UUID."""
        with transaction(self.db):
            self.db.execute("UPDATE archive SET uuid = ?", [uuid])

    def discard(self) -> None:
        """Leave nothing of it."""
        self.db.close()
        remove(self.open_path)

    def _altered(self) -> list[str]:
        rows = self.db.execute(
            "SELECT name FROM main.warcs AS new JOIN old_warcs AS old USING (name) "
            "WHERE new.sha256 != old.sha256 ORDER BY name"
        )
        return [row[0] for row in rows]

    def _take_over(self) -> None:
        assert self.old
        self.old.lost.clear()  # counted once more, and now for all
        self.old.keep("sites", "SELECT * FROM old_sites", verb="INSERT OR REPLACE")
        for (run,) in self.db.execute("SELECT id FROM old_runs").fetchall():
            self._bring(run)
        # What the files themselves say of their runs counts; of others the old database alone.
        told = "(SELECT id FROM main.runs WHERE uuid IS NOT NULL AND verdict IS NOT NULL)"
        self.old.keep(
            "runs", f"SELECT * FROM old_runs WHERE id NOT IN {told}", verb="INSERT OR REPLACE"
        )
        self.old.keep("notices", "SELECT * FROM old_notices")
        self.old.keep("withheld", "SELECT * FROM old_withheld", verb="INSERT OR IGNORE")
        self.old.keep(
            "withheld_addresses",
            "SELECT * FROM old_withheld_addresses WHERE pid IN (SELECT pid FROM withheld)",
            verb="INSERT OR IGNORE",
        )
        self.db.execute(f"DELETE FROM problems WHERE run NOT IN {told}")
        self.old.keep(
            "problems",
            "SELECT run, url, kind, message, (SELECT id FROM articles WHERE id = p.article) "
            f"AS article, at FROM old_problems p WHERE run NOT IN {told} ORDER BY id",
        )
        self.old.keep(
            "observations",
            "SELECT article, run, at, state, status FROM old_observations "
            f"WHERE capture IS NULL AND run NOT IN {told} "
            "AND article IN (SELECT id FROM articles) ORDER BY id",
        )
        # What a run's verdict and the listings say of an article is only known now.
        for (article,) in self.db.execute("SELECT id FROM articles").fetchall():
            runs.touch(self.db, article)

    def _capture_number(self, warc: str, offset: int) -> int:
        found = None
        if self.old:
            found = self._one(
                "SELECT id FROM old_captures WHERE warc = ? AND offset = ?", warc, offset
            )
        return int(found) if found else self._next("captures")

    def _next(self, table: Literal["articles", "captures", "runs"]) -> int:
        """An id that neither database has."""
        highest = self._one(f"SELECT coalesce(max(id), 0) FROM {table}")
        if self.old:
            highest = max(highest, self._one(f"SELECT coalesce(max(id), 0) FROM old_{table}"))
        if self.old and table == "articles":
            withheld = self._one("SELECT coalesce(max(article), 0) FROM old_withheld")
            highest = max(highest, withheld)
        return int(highest) + 1

    def _one(self, sql: str, *values: Any) -> Any:
        row = self.db.execute(sql, list(values)).fetchone()
        return row[0] if row else None


@dataclass(frozen=True)
class KeptNumbers:
    """Ids of articles by identity: as the old database has them; as their run's journal has them,
    where that is free; or new ones."""

    new: NewDatabase
    site: str
    journal: Mapping[str, int]

    def get(self, identity: str) -> int | None:
        """The id that an article which is new is to have."""
        return self.new.article_number(self.site, identity, self.journal.get(identity))
