"""The database that a rebuild replaces, read by today's names whatever tables it has.

For each of today's tables there is a view `old_<table>` with today's columns: what the old
database lacks is empty, or has its default. So all that is there is kept, and nothing is asked
of it that an earlier version had not.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

from sqlite_utils import Database

_TABLES = (
    *("sites", "runs", "captures", "warcs", "articles", "revisions", "images", "attachments"),
    *("observations", "problems", "notices", "articles_fts", "archive"),
    *("withheld", "withheld_addresses", "decisions"),
)
# What a later version asks of a run, where its row does not say it; as the migration has it.
_VIA = "CASE WHEN start NOT LIKE '%://%' THEN 'import' WHEN start LIKE '%/web/%' THEN 'wayback' "
_VIA += "ELSE 'live' END"


class Former:
    """The old database at `path`, attached to `db` for reading.

    `columns` are those of today's that it has, by table. `lost` counts rows that today's tables
    did not take, by table.
    """

    def __init__(self, db: Database, path: Path) -> None:
        self.db = db
        self.lost = Counter[str]()
        self.columns: dict[str, list[str]] = {}
        db.execute("ATTACH ? AS old", [f"{path.absolute().as_uri()}?mode=ro"])
        for table in _TABLES:
            self._show(table)

    def keep(self, table: str, rows: str, *, verb: str = "INSERT") -> None:
        """Copy the rows of a query into today's table of this name, one by one: what an old
        version left out, or worded otherwise, may be against a rule of today's."""
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
        there = {row[1] for row in self.db.execute(f"PRAGMA old.table_info({table})").fetchall()}
        today = self.db.execute(f"PRAGMA main.table_info({table})").fetchall()
        self.columns[table] = [row[1] for row in today if row[1] in there]
        shown = [
            name if name in there else f"{_instead(table, name, default, there)} AS {name}"
            for _, name, _, _, default, _ in today
        ]
        if table == "articles_fts":
            shown.append("rowid" if there else "NULL AS rowid")
        source = f"FROM old.{table}" if there else "WHERE 0"
        self.db.execute(f"CREATE TEMP VIEW old_{table} AS SELECT {', '.join(shown)} {source}")


def _instead(table: str, name: str, default: str | None, there: set[str]) -> str:
    if (table, name) == ("runs", "via") and "start" in there:
        return _VIA
    return "NULL" if default is None else default
