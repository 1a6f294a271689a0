"""Base class of the commands that record a decision (withhold, erase, …)."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kho_tin.archive.lock import ArchiveLock
from kho_tin.base.reasons import of_decisions
from kho_tin.base.times import now
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, FINE, RED, USAGE

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.archive.decisions.log import Decision
    from kho_tin.replay.decisions import Applied

BY = "KHO_TIN_BY"  # who decides, if the user's name does not say


@dataclass
class DecisionSession:
    """An archive that no other process is writing, with the decisions about it."""

    db: Database
    folder: Path
    archive: Path
    by: str
    why: str

    def decision(self, do: Any, **names: Any) -> Decision:
        """A new decision, not yet on record."""
        from kho_tin.archive.decisions import log
        from kho_tin.archive.lasting_names import archive_uuid

        uuid, name = archive_uuid(self.db) or "", self.archive.name
        return log.Decision(log.new_id(), now(), self.by, self.why, do, uuid, name, **names)

    def decide(self, do: Any, **names: Any) -> tuple[Decision, Applied]:
        """Put a decision on record, and carry it out."""
        from kho_tin.archive.decisions import log
        from kho_tin.replay.decisions import apply_all

        decision = self.decision(do, **names)
        log.append(self.folder, [decision])
        return decision, apply_all(self.db, self.folder)

    def site_of(self, pid: str) -> str:
        """The site of a record that the archive has, or has had; ends the command for another."""
        row = self.db.execute(
            "SELECT site FROM articles WHERE pid = ?1 UNION ALL "
            "SELECT site FROM decisions WHERE pid = ?1 AND site IS NOT NULL LIMIT 1",
            [pid],
        ).fetchone()
        if row is None:
            refuse(of_decisions.no_record(pid, self.archive))
        return str(row[0])


class Deciding(Verb):
    """A verb that puts a decision on record, with who, when and why, in `decide`."""

    codes: ClassVar[dict[int, str]] = {
        FINE: "done",
        USAGE: "wrong usage, or an archive that cannot be used",
        RED: "captures or the database are missing",
        BUSY: "the archive is in use",
    }
    stopped = of_decisions.decision_stopped()

    @property
    def exit_codes(self) -> Mapping[int, str]:
        return self.codes

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--why", metavar="TEXT", help="the ground, which readers are told")
        parser.add_argument("--by", metavar="NAME", help=f"who decides ({BY}, or the user's name)")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if not (opts.why or "").strip():
            refuse(of_decisions.no_ground())
        by = (opts.by or os.environ.get(BY) or getpass.getuser()).strip()
        with _session(self.archive, by, opts.why.strip()) as session:
            self.decide(session, args, opts)
        return FINE

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        """Put the decision on record, carry it out, and print that."""
        raise NotImplementedError


def tell(applied: Applied) -> None:
    """Print what could not be read."""
    for line in (*applied.unerased, *applied.damaged):
        say(f"Note: not read: {line}.", unheard=None)


@contextmanager
def _session(archive: Path, by: str, why: str) -> Iterator[DecisionSession]:
    from kho_tin.archive.database import connect
    from kho_tin.archive.missing_files import open_whole
    from kho_tin.base.archive_location import captures_folder
    from kho_tin.replay.decisions import apply_all

    folder = captures_folder(archive)
    connect(archive, readonly=True, as_it_is=True).close()  # a decision makes no archive
    with ArchiveLock(archive, "a decision"), closing(open_whole(archive, folder)) as db:
        apply_all(db, folder)
        yield DecisionSession(db, folder, archive, by, why)
