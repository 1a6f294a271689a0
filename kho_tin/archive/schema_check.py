"""Whether a database has the tables and indexes that its migrations make, and these for a new one.

One that was made before a migration was edited has others, and so has one that was changed by hand:
what is missing would show only in the middle of a crawl, as an error that no reader understands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.lasting_names import uuid_for
from kho_tin.archive.schema import migrations
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons import of_archives
from kho_tin.base.reasons.sentence import Reason

NAMES = tuple(step.name for step in migrations._migrations)
# Of SQLite and of sqlite-utils, whose later versions may word them otherwise; `rebuilding` is of
# a rebuild that is not finished. FTS5's own tables only have to be there.
_NOT_OURS = ("sqlite_", "_sqlite_migrations", "rebuilding")
_FTS5 = "articles_fts_"
_RANK = "the rank of articles_fts"


class OtherSchema(ArchiveError):
    """An archive whose tables are not those of this version; `kho-tin rebuild` makes them."""


def applied(db: Database) -> tuple[str, ...]:
    """The names of the migrations that `db` has had, in their order: without sqlite-utils, which
    goes through all tables and views to see whether there is one of these names."""
    table = migrations.migrations_table
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
        return ()
    sql = f"SELECT name FROM {table} WHERE migration_set = ? ORDER BY rowid"
    return tuple(name for (name,) in db.execute(sql, [migrations.name]))


def check(db: Database, path: Path, steps: tuple[str, ...]) -> None:
    """Raises OtherSchema when `db`, the archive at `path`, lacks what the `steps` that it has had
    make, or has more."""
    if not steps:
        return
    wrong = next(_differences(_objects(db), _made_by(steps)), None)
    if wrong:
        raise OtherSchema(of_archives.other_tables(path, wrong))


def make(db: Database) -> None:
    """What the migrations make of an empty database, at once and within the caller's transaction:
    a quarter of the time, most of which SQLite takes to look through all tables at each change of
    one. A process knows the definitions from its first archive on, made or checked."""
    definitions = dict(_made_by(NAMES))
    rank = definitions.pop(_RANK)
    migrations.ensure_migrations_table(db)
    for sql in filter(None, definitions.values()):  # FTS5 makes its own
        db.execute(sql)
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', ?)", [rank])
    db.execute("INSERT INTO archive (uuid) VALUES (?)", [uuid_for(db)])
    now = str(datetime.now(UTC))
    db.conn.executemany(
        f"INSERT INTO {migrations.migrations_table} (migration_set, name, applied_at)"
        " VALUES (?, ?, ?)",
        [(migrations.name, name, now) for name in NAMES],
    )


def _differences(present: dict[str, str], wanted: dict[str, str]) -> Iterator[Reason]:
    for name in sorted(wanted.keys() | present.keys()):
        if name not in present:
            yield of_archives.object_missing(name)
        elif name not in wanted:
            yield of_archives.object_unknown(name)
        elif wanted[name] != present[name]:
            yield of_archives.object_other(name)


@cache
def _made_by(steps: tuple[str, ...]) -> dict[str, str]:
    with closing(Database(memory=True, execute_plugins=False)) as fresh:
        for step in migrations._migrations:
            if step.name in steps:
                step.fn(fresh)
        return _objects(fresh)


def _objects(db: Database) -> dict[str, str]:
    """The definitions of all tables, indexes, views and triggers, by kind and name."""
    rows = db.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master").fetchall()
    objects = {
        f"{kind} {name}": "" if name.startswith(_FTS5) else sql
        for kind, name, table, sql in rows
        if not (name.startswith(_NOT_OURS) or table.startswith(_NOT_OURS))
    }
    if f"table {_FTS5}config" in objects:
        rank = db.execute(f"SELECT v FROM {_FTS5}config WHERE k = 'rank'").fetchone()
        objects[_RANK] = str(rank and rank[0])
    return objects
