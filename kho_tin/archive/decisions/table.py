"""The table `decisions`: what the log says about this archive, for queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive.database import path_of, transaction
from kho_tin.archive.decisions import log
from kho_tin.archive.decisions.log import Decision
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.base.errors import HistoryMissing
from kho_tin.base.reasons import of_archives

_NAMES = (
    "id", "number", "at", "by", "do", "why", "site", "pid", "field", "value", "leads_to", "undoes",
    "undone", "completes", "files",
)  # fmt: skip
_COLUMNS = ", ".join(f'"{name}"' for name in _NAMES)


def ours(db: Database, folder: Path, name: str | None = None) -> list[Decision]:
    """The decisions about this archive in the log of `folder`, and those that it knows already,
    whatever it was called then; `name` is that of its file, where that is not the database's own.
    Raises ArchiveError."""
    name = name or path_of(db.conn).name
    known = {row[0] for row in db.execute("SELECT id FROM decisions").fetchall()}
    return log.of_archive(log.read(folder / log.NAME), archive_uuid(db) or "", name, known)


def rows(decisions: Sequence[Decision]) -> list[tuple[Any, ...]]:
    """The rows that the table must have for them."""
    undone = {decision.undoes: decision.id for decision in decisions if decision.do == "undo"}
    wanted = []
    for number, decision in enumerate(decisions, start=1):
        row = asdict(decision)
        files = row["files"]
        row |= {"number": number, "undone": undone.get(decision.id)}
        row["files"] = json.dumps(files) if files else None
        wanted.append(tuple(row[name] for name in _NAMES))
    return wanted


def stored(db: Database) -> list[tuple[Any, ...]]:
    """The rows that the table has."""
    return db.execute(f"SELECT {_COLUMNS} FROM decisions ORDER BY number").fetchall()


def write(db: Database, folder: Path, decisions: Sequence[Decision]) -> None:
    """Make the table match the log. Raises HistoryMissing as `check`."""
    wanted, present = rows(decisions), stored(db)
    if wanted == present:
        return
    check(folder, decisions, [row[0] for row in present])
    tombstones = [
        (file.file, offset, length, record_id, decision.id)
        for decision in decisions
        for file in decision.files
        for offset, length, record_id in file.records
    ]
    with transaction(db):
        db.execute("DELETE FROM decisions")
        marks = ", ".join("?" * len(_NAMES))
        for row in wanted:
            db.execute(f"INSERT INTO decisions ({_COLUMNS}) VALUES ({marks})", list(row))
        db.execute("DELETE FROM tombstones")
        for tombstone in tombstones:
            db.execute("INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?, ?, ?)", list(tombstone))


def check(folder: Path, decisions: Sequence[Decision], known: Collection[str]) -> None:
    """Raises HistoryMissing where the log lacks a decision whose id is `known`: what is withheld
    must not be shown because a file is missing."""
    if lacking := set(known) - {decision.id for decision in decisions}:
        raise HistoryMissing(of_archives.decisions_lacking(folder / log.NAME, len(lacking)))
