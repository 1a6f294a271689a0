"""Decisions that come with files of another archive: what is withheld there is withheld here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.database import path_of
from kho_tin.archive.decisions import log
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.replay.decisions import apply_all


def logs_of(paths: Iterable[Path], folder: Path) -> tuple[list[Path], list[Path]]:
    """The files that are not a log of decisions, and the logs: those among `paths` and those beside
    them. `folder` is that of the archive's own captures."""
    given = list(paths)
    files = [path for path in given if path.name != log.NAME]
    logs = [path for path in given if path.name == log.NAME]
    logs += [path.with_name(log.NAME) for path in files]
    own = (folder / log.NAME).resolve()
    named = dict.fromkeys(path.resolve() for path in logs if path.exists() or path in given)
    return files, [path for path in named if path != own]


def take(db: Database, folder: Path, logs: Iterable[Path], site: str) -> int:
    """Take over the unknown decisions about `site`, and carry them out. Returns how many.

    Call it with the archive's lock held. Raises ArchiveError for a log that cannot be read.
    """
    uuid, name = archive_uuid(db) or "", path_of(db.conn).name
    taken = 0
    for path in logs:
        decisions = log.read(path)
        ours = {decision.id for decision in decisions if decision.site == site}
        about = [
            decision for decision in decisions if decision.id in ours or decision.undoes in ours
        ]
        taken += len(log.merge(folder, about, uuid, name))
    if taken:
        apply_all(db, folder)
    return taken
