"""Queries that take too long on any machine: time is counted in SQLite's looks at the clock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


class Clock:
    """Stands still for so many `looks`, then is past every deadline set till then.

    `going` makes it pass every later deadline as well.
    """

    def __init__(self, looks: int, *, going: bool = False) -> None:
        self.looks, self.going, self.count = looks, going, 0

    def __call__(self) -> float:
        self.count += 1
        late = max(0, self.count - self.looks)
        return 1e6 * (late if self.going else min(late, 1))


# In place of a table: rows without end, so that whatever reads it reaches any deadline.
ENDLESS = (
    "CREATE VIEW {0} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
    "SELECT kept.* FROM kept_{0} AS kept, n"
)


def endless(archive: Path, table: str) -> None:
    """Have one table of an archive read for ever, by whoever serves it already: when it
    starts, other tables than its version's are refused."""
    with closing(sqlite3.connect(archive)) as db:
        db.execute("PRAGMA legacy_alter_table = ON")
        db.execute(f"ALTER TABLE {table} RENAME TO kept_{table}")
        db.execute(ENDLESS.format(table))
        db.commit()


class Ticking:
    """A millisecond a look, and looks come with SQLite's work."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> float:
        self.count += 1
        return self.count / 1000
