"""Erasing one record, from the check whether it can be erased to the line that confirms it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.captures import Capture
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark, erasing, hiding, log
from kho_tin.archive.decisions.erasing import CannotErase
from kho_tin.archive.decisions.log import Decision
from kho_tin.base.reasons import of_decisions
from kho_tin.replay.decisions import Applied, apply_all


@dataclass(frozen=True)
class Erased:
    """How many records in how many WARC files are tombstones now. `kept` are captures of its
    pictures and documents that stay, dark."""

    records: int
    files: int
    kept: int
    applied: Applied


def erase(db: Database, folder: Path, decision: Decision, *, with_files: bool) -> Erased:
    """Put an erasure on record, and carry it out. Call it with the archive's lock held.

    Raises CannotErase, before anything is changed, and ArchiveError.
    """
    pid = decision.pid or ""
    captures = _chosen(db, folder, pid, with_files=with_files)
    if not captures:
        raise CannotErase(of_decisions.nothing_to_erase(pid))
    try:
        made = erasing.prepare(db, folder, decision.id, decision.at, captures)
        decision = replace(decision, files=made)
        log.append(folder, [decision])
    except BaseException:
        erasing.clean(db, folder)
        raise
    applied = apply_all(db, folder)
    records = sum(len(file.records) for file in decision.files)
    kept = len(dark.claimed(db, pid, "file"))
    return Erased(records, len(decision.files), kept, applied)


class _OnlyAsked(Exception):
    """Rolls back what was only tried out."""


def _chosen(db: Database, folder: Path, pid: str, *, with_files: bool) -> list[Capture]:
    """What would be erased, found by hiding the record and rolling that back."""
    captures: list[Capture] = []
    try:
        with transaction(db):
            hiding.hide(db, folder, pid)
            captures = erasing.chosen(db, pid, with_files=with_files)
            raise _OnlyAsked
    except _OnlyAsked:
        return captures
