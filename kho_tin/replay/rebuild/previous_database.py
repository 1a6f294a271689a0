"""The database that a rebuild replaces, read by today's names whatever tables it has.

For each of today's tables there is a view `old_<table>` with today's columns: what the old database
lacks is null, or has its default. So everything in it is kept, and databases of any earlier version
can be read. Without an old database the views are empty.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import observations
from kho_tin.archive.database import transaction
from kho_tin.archive.repair import MOMENTS, run_begun_at
from kho_tin.warc.reader import warc_info

_TABLES = (
    *("sites", "site_eras", "runs", "captures", "warcs", "articles", "revisions", "images"),
    *("attachments", "removed_attachments", "observations", "problems", "notices", "archive"),
    *("aliases", "withheld", "withheld_addresses", "decisions", "documents_cited", "places"),
    *("followed_searches", "followed_matches", "search_notices"),
)
# How a run came about, for rows from before that column; the same rule as in the migration.
_VIA = "CASE WHEN start NOT LIKE '%://%' THEN 'import' WHEN start LIKE '%/web/%' THEN 'wayback' "
_VIA += "ELSE 'live' END"


@dataclass
class PreviousDatabase:
    """The old database, attached to `db` for reading; `is_there` says whether there is one.

    `columns` are today's columns that it has, by table. `lost` counts, by table, the rows that did
    not fit today's tables.
    """

    db: Database
    is_there: bool
    columns: dict[str, list[str]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)

    @classmethod
    def attach(cls, db: Database, path: Path | None) -> PreviousDatabase:
        """Attach the one at `path`, if any."""
        former = cls(db, path is not None)
        place = f"{path.absolute().as_uri()}?mode=ro" if path else ":memory:"
        db.execute("ATTACH ? AS old", [place])
        for table in _TABLES:
            former._show(table)
        return former

    # What it knows.

    def uuid(self) -> str | None:
        """Its UUID; None if nothing was ever crawled into it: an empty database that replaced a
        lost one does not own the files."""
        uuid: str | None = self._value(
            "SELECT uuid FROM old_archive WHERE EXISTS (SELECT 1 FROM old_runs)"
        )
        return uuid

    def observed(self, capture: int) -> tuple[int, str] | None:
        """The run and the state of its observation of a capture."""
        row: tuple[int, str] | None = self.db.execute(
            "SELECT run, state FROM old_observations WHERE capture = ?", [capture]
        ).fetchone()
        return row if row and self.bring(row[0]) else None

    def was_read(self, capture: int) -> bool:
        """Whether it has an article from a capture."""
        sql = "SELECT 1 FROM old_observations WHERE capture = ? AND content_sha256 IS NOT NULL"
        return self._value(sql, capture) is not None

    def decided(self) -> set[str]:
        """The ids of the decisions that it knows."""
        return {row[0] for row in self.db.execute("SELECT id FROM old_decisions")}

    def altered(self) -> list[str]:
        """Files whose bytes have changed since."""
        rows = self.db.execute(
            "SELECT name FROM main.warcs AS new JOIN old_warcs AS old USING (name) "
            "WHERE new.sha256 != old.sha256 ORDER BY name"
        )
        return [row[0] for row in rows]

    # What is taken over from it.

    def run_of(self, path: Path) -> int | None:
        """The run that made a file; its row and its site's are copied."""
        number = self._value(
            "SELECT coalesce((SELECT run FROM old_warcs WHERE name = ?1), "
            "(SELECT run FROM old_captures WHERE warc = ?1 LIMIT 1))",
            path.name,
        )
        if number is None and not self.columns["captures"]:
            number = run_begun_at(self.db, path, MOMENTS, "old_runs")
        if number is None:
            return None
        with transaction(self.db):
            return int(number) if self.bring(number, path) else None

    def bring(self, run: int, path: Path | None = None) -> bool:
        """Copy the row of a run, and its site's. Returns whether there is one. A site that is only
        known by its runs is taken to be what its file says."""
        if self._value("SELECT 1 FROM runs WHERE id = ?", run):
            return True
        self.keep(
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
        self.keep("runs", f"SELECT * FROM old_runs WHERE id = {run:d}", verb="INSERT OR IGNORE")
        return self._value("SELECT 1 FROM runs WHERE id = ?", run) is not None

    def bring_site(self, name: str) -> None:
        """Copy the row of a site, if there is one."""
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (name TEXT)")
        self.db.execute("DELETE FROM temp.wanted")
        self.db.execute("INSERT INTO temp.wanted VALUES (?)", [name])
        where = "SELECT * FROM old_sites WHERE name = (SELECT name FROM temp.wanted)"
        self.keep("sites", where, verb="INSERT OR IGNORE")
        where = "SELECT * FROM old_site_eras WHERE site = (SELECT name FROM temp.wanted)"
        self.keep("site_eras", where, verb="INSERT OR IGNORE")

    def take_over(self) -> None:
        """Copy what no capture shows, once all captures are read."""
        self.lost.clear()  # counted again, now for all rows
        self.keep("sites", "SELECT * FROM old_sites", verb="INSERT OR REPLACE")
        self.keep("site_eras", "SELECT * FROM old_site_eras", verb="INSERT OR REPLACE")
        for (run,) in self.db.execute("SELECT id FROM old_runs").fetchall():
            self.bring(run)
        # Runs with a complete record in their file keep that; for all others the old rows count.
        runs_of_files = "(SELECT id FROM main.runs WHERE uuid IS NOT NULL AND verdict IS NOT NULL)"
        self.keep(
            "runs",
            f"SELECT * FROM old_runs WHERE id NOT IN {runs_of_files}",
            verb="INSERT OR REPLACE",
        )
        for table in ("notices", "followed_searches", "followed_matches", "search_notices"):
            self.keep(table, f"SELECT * FROM old_{table}")
        # One that was taken back, and of which a capture could not be read, may be shown by now.
        self.keep(
            "withheld",
            "SELECT * FROM old_withheld WHERE pid NOT IN (SELECT pid FROM articles)",
            verb="INSERT OR IGNORE",
        )
        self.keep(
            "withheld_addresses",
            "SELECT * FROM old_withheld_addresses WHERE pid IN (SELECT pid FROM withheld)",
            verb="INSERT OR IGNORE",
        )
        self.db.execute(f"DELETE FROM problems WHERE run NOT IN {runs_of_files}")
        self.keep(
            "problems",
            "SELECT run, url, kind, message, (SELECT id FROM articles WHERE id = p.article) "
            f"AS article, at FROM old_problems p WHERE run NOT IN {runs_of_files} ORDER BY id",
        )
        self.keep(
            "observations",
            "SELECT article, run, at, state, status FROM old_observations "
            f"WHERE capture IS NULL AND run NOT IN {runs_of_files} "
            "AND article IN (SELECT id FROM articles) ORDER BY id",
        )
        # Only now it is known what the runs' verdicts and the listings say about an article.
        for (article,) in self.db.execute("SELECT id FROM articles").fetchall():
            observations.touch(self.db, article)

    def keep(self, table: str, rows: str, *, verb: str = "INSERT") -> None:
        """Copy the rows of a query into today's table of this name, one by one: rows of an old
        version may break one of today's constraints."""
        names = [row[1] for row in self.db.execute(f"PRAGMA main.table_info({table})").fetchall()]
        for row in list(self.db.query(rows)):
            shared = [name for name in names if name in row]
            marks = ", ".join("?" * len(shared))
            try:
                self.db.execute(
                    f"{verb} INTO main.{table} ({', '.join(shared)}) VALUES ({marks})",
                    [row[name] for name in shared],
                )
            except sqlite3.IntegrityError:
                self.lost[table] += 1

    def detach(self) -> None:
        for table in self.columns:
            self.db.execute(f"DROP VIEW temp.old_{table}")
        self.db.execute("DETACH old")

    def _show(self, table: str) -> None:
        old_columns = {
            row[1] for row in self.db.execute(f"PRAGMA old.table_info({table})").fetchall()
        }
        today = self.db.execute(f"PRAGMA main.table_info({table})").fetchall()
        self.columns[table] = [row[1] for row in today if row[1] in old_columns]
        shown = [
            name
            if name in old_columns
            else f"{_instead(table, name, default, old_columns)} AS {name}"
            for _, name, _, _, default, _ in today
        ]
        source = f"FROM old.{table}" if old_columns else "WHERE 0"
        self.db.execute(f"CREATE TEMP VIEW old_{table} AS SELECT {', '.join(shown)} {source}")

    def _value(self, sql: str, *values: Any) -> Any:
        row = self.db.execute(sql, list(values)).fetchone()
        return row[0] if row else None


def _instead(table: str, name: str, default: str | None, old_columns: set[str]) -> str:
    if (table, name) == ("runs", "via") and "start" in old_columns:
        return _VIA
    return "NULL" if default is None else default
