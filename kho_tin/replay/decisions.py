"""Carrying out people's decisions: afterwards the database shows what they say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kho_tin.archive import manifest
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import correcting, erasing, hiding, log, table
from kho_tin.archive.decisions.log import Decision
from kho_tin.base.times import now
from kho_tin.replay.reinstating import reinstate

_WANTED: Final = (
    "SELECT DISTINCT pid FROM decisions WHERE \"do\" IN ('withhold', 'erase') AND undone IS NULL"
)


@dataclass
class Applied:
    """`hidden` and `shown` are the records (pids) that were just hidden, or shown again. `damaged`
    has a line for each capture that could not be read for that: its record stays dark, until a
    later start can read it. `unerased` has one for each file in which an erasure is not carried
    out."""

    hidden: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    unerased: list[str] = field(default_factory=list)


def apply_all(
    db: Database, folder: Path, name: str | None = None, known: Collection[str] = ()
) -> Applied:
    """Make the archive what the log in `folder` says; a second call changes nothing.

    Call it with the archive's lock held. Where `db` is a database that will replace the archive,
    `name` is the archive's file name and `known` the ids of the decisions that the archive knows.
    Raises ArchiveError, and HistoryMissing for a log that lacks what the archive knows.
    """
    applied = Applied()
    erasing.clean(db, folder)
    if not ((folder / log.NAME).exists() or table.stored(db) or known):
        return applied
    decisions = table.ours(db, folder, name)
    table.check(folder, decisions, known)
    table.write(db, folder, decisions)
    wanted = {row[0] for row in db.execute(_WANTED).fetchall()}
    withheld = {row[0] for row in db.execute("SELECT pid FROM withheld").fetchall()}
    for pid in sorted(wanted):
        if hiding.hide(db, folder, pid):
            applied.hidden.append(pid)
    if applied.hidden:
        hiding.purge_index(db)
    applied.unerased += _finish_erasing(db, folder, decisions, name)
    for pid in sorted(withheld - wanted):
        if damaged := reinstate(db, folder, pid):
            applied.damaged += damaged
        else:
            applied.shown.append(pid)
    with transaction(db):
        correcting.apply_all(db)
    if name is None:  # an erasure has changed files
        manifest.write(db, folder)
    return applied


def _finish_erasing(
    db: Database, folder: Path, decisions: Sequence[Decision], name: str | None
) -> list[str]:
    """Finish erasures that were decided and not carried out. Returns a line for each file that is
    missing or changed."""
    wrong: list[str] = []
    done = {decision.completes for decision in decisions}
    erased = [decision for decision in decisions if decision.do == "erase"]
    pending = [decision for decision in erased if decision.id not in done]
    completed = []
    for decision in pending:
        if damaged := erasing.replace(folder, decision):
            wrong += damaged
        else:
            line = replace(decision, id=log.new_id(), at=now(), do="erased", files=(), pid=None)
            completed.append(replace(line, site=None, completes=decision.id))
    erasing.mark_erased(
        db, [decision for decision in erased if decision not in pending or not wrong]
    )
    if completed:
        log.append(folder, completed)
        table.write(db, folder, table.ours(db, folder, name))
    return wrong
