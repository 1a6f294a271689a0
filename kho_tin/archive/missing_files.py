"""Whether the files that a database names are on the disk, and those on the disk have a database.

An unmounted disk, or a database that was moved away, must not look like a new archive.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.database import connect, path_of
from kho_tin.archive.lasting_names import known_uuid
from kho_tin.archive.repair import ANSWERS
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.errors import HistoryMissing, explain
from kho_tin.base.reasons import of_archives, of_runs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.warc.file_names import find, open_files, whole_files, whole_name
from kho_tin.warc.reader import Damage, is_part_of, scan, warc_info

_SHOWN = 3  # files that one line names; a whole disk may be missing

# From name to name through the index: one row is read for each file, not for each capture.
_OF_CAPTURES = """
WITH RECURSIVE named(warc) AS (
  SELECT min(warc) FROM captures
  UNION ALL
  SELECT (SELECT min(warc) FROM captures WHERE warc > named.warc) FROM named WHERE warc IS NOT NULL
)
SELECT warc, (SELECT run FROM captures WHERE captures.warc = named.warc LIMIT 1) FROM named
WHERE warc IS NOT NULL
"""
# What names files and their runs, each with the table and the columns that it needs.
_NAMING = {
    _OF_CAPTURES: ("captures", {"warc", "run"}),
    "SELECT name, run FROM warcs": ("warcs", {"name", "run"}),
}


def open_whole(archive: Path, folder: Path) -> Database:
    """Open the archive for writing; its WARC files lie in `folder`.

    Raises HistoryMissing as the two functions below, and ArchiveError as `connect`.
    """
    refuse_new_history(archive, folder)
    db = connect(archive)
    try:
        refuse_without_captures(db, archive, folder)
    except BaseException:
        db.close()
        raise
    return db


def refuse_new_history(archive: Path, folder: Path) -> None:
    """Raises HistoryMissing where no run is on record, and `folder` holds captures of it."""
    if _has_runs(archive):
        return
    ours = next(_captures_of(archive, folder), None)
    if ours:
        raise HistoryMissing(of_archives.database_gone(archive, folder, ours.name))


def refuse_without_captures(db: Database, archive: Path, folder: Path) -> None:
    """Raises HistoryMissing where the database names files, and none of them is in `folder`."""
    named = files(db)
    if named and len(missing(named, folder)) == len(named):
        raise HistoryMissing(of_archives.no_captures(folder, archive, listed(named)))


def files(db: Database) -> dict[str, str]:
    """The WARC files that the database names, in whichever tables it has, by name, each with the
    site of its run; the site is empty where the run is not on record."""
    sites = {}
    if _has(db, "runs", {"id", "site"}):
        sites = dict(db.execute("SELECT id, site FROM runs").fetchall())
    named = {
        name: sites.get(run, "")
        for sql, (table, columns) in _NAMING.items()
        if _has(db, table, columns)
        for name, run in db.execute(sql).fetchall()
    }
    return dict(sorted(named.items()))


def missing(named: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Those of `named` that are not in `folder`; a file that is being written is there."""
    try:
        present = {whole_name(name) for name in os.listdir(folder)}
    except OSError:
        present = set()
    return {
        name: site
        for name, site in named.items()
        # A listing may leave out a file that is being renamed at this moment.
        if name not in present and find(folder, name) is None
    }


def unknown(db: Database, folder: Path) -> dict[str, str]:
    """Finished files of this archive in `folder` that the database does not name, each with its
    site: the database is from a copy that is older than they are."""
    named, archive, uuid = files(db), path_of(db.conn).name, known_uuid(db)
    infos = {path.name: warc_info(path) for path in whole_files(folder) if path.name not in named}
    return {
        name: info.get("site", "") for name, info in infos.items() if _is_of(archive, uuid, info)
    }


def reasons_of(db: Database, folder: Path | None = None, *, is_at_work: bool) -> dict[str, str]:
    """By site, why its files and the database do not fit together; `folder` is by default
    `captures/` beside the database. While a process `is_at_work` on the archive, a file may be
    finished and not named yet. Raises sqlite3.Error."""
    folder = folder or captures_folder(path_of(db.conn))
    gone = missing(files(db), folder)
    strange = {} if is_at_work else unknown(db, folder)
    sites = dict.fromkeys([*gone.values(), *strange.values()])
    return {
        site: "; ".join(
            reasons(
                [name for name, of in gone.items() if of == site],
                [name for name, of in strange.items() if of == site],
            )
        )
        for site in sites
    }


def listed(names: Collection[str]) -> str:
    """At most three of them, by name, and how many more there are."""
    shown = ", ".join(islice(names, _SHOWN))
    more = len(names) - _SHOWN
    return of_runs.and_more(shown, more) if more > 0 else shown


def reasons(gone: Collection[str], strange: Collection[str]) -> Iterator[Reason]:
    """Why a site is red: some of its files are gone, or unknown to the database."""
    if gone:
        yield of_runs.files_missing(listed(gone))
    if strange:
        yield of_runs.files_unknown(listed(strange))


def _has(db: Database, table: str, columns: set[str]) -> bool:
    present = {row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()}
    return columns <= present


def _has_runs(archive: Path) -> bool:
    """Whether there is a database with a run; one that cannot be read has its own message."""
    if not archive.exists():
        return False
    try:
        with closing(
            sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            tables = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            return bool(tables and connection.execute("SELECT 1 FROM runs LIMIT 1").fetchone())
    except sqlite3.Error:
        return True


def _is_of(archive: str, uuid: str | None, info: Mapping[str, str]) -> bool:
    """Whether a file's warcinfo names this archive, or, in a file of this program, none."""
    by_us = info.get("software", "").startswith("Kho Tin/") and "site" in info
    return is_part_of(archive, uuid, info) and (by_us or "isPartOf" in info)


def _captures_of(archive: Path, folder: Path) -> Iterator[Path]:
    """Files with answers whose warcinfo names this archive, or, in a file of this program, none."""
    try:
        for path in sorted([*whole_files(folder), *open_files(folder)]):
            if _is_of(archive.name, None, warc_info(path)) and any(
                not isinstance(record, Damage) and record.type in ANSWERS for record in scan(path)
            ):
                yield path
    except OSError as error:
        raise explain(error, folder) from error
