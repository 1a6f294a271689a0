"""`kho-tin undo [ID]`: a decision is taken back; without an ID, which there are."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from kho_tin.base.reasons import of_decisions
from kho_tin.base.terminal import columns, fitted, printable
from kho_tin.commands.deciding import Deciding, DecisionSession, tell
from kho_tin.commands.refusal import refuse, say
from kho_tin.outcome.exits import FINE, RED

_IN_FORCE = (
    'SELECT id, at, "by", "do", coalesce(pid, site), field, value, leads_to, why FROM decisions '
    "WHERE undone IS NULL AND \"do\" NOT IN ('undo', 'erased') ORDER BY number"
)


class Command(Deciding):
    summary = "Take a decision back; without an ID, list those in force"
    about = (
        "Takes back the decision with this ID, whatever it was but an erasure. Without an ID "
        "it lists all that are in force: ID, date, who, what, why."
    )
    codes = Deciding.codes | {
        RED: f"{Deciding.codes[RED]}, or a capture cannot be read, so that its record stays dark "
        "(each later start tries again)"
    }
    arguments = "[ID --why TEXT]"
    least, most = 0, 1
    takes = of_decisions.undo_usage()

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            return super().act(args, opts)
        _list(self.archive)
        return FINE

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.archive.decisions import not_back
        from kho_tin.replay.decisions import apply_all

        (key,) = args
        row = session.db.execute(
            'SELECT "do", undone, pid FROM decisions WHERE id = ?', [key]
        ).fetchone()
        if row is None:
            refuse(of_decisions.no_such_decision(key))
        do, undone, pid = row
        if undone and do == "withhold" and pid in not_back(session.db):
            tell(apply_all(session.db, session.folder))  # which captures cannot be read
            refuse(of_decisions.not_back(key, pid), RED)
        if undone:
            refuse(of_decisions.undone_already(key, undone))
        if do in ("erase", "erased"):
            refuse(of_decisions.erased_for_good(key))
        if do == "undo":
            refuse(of_decisions.undo_of_undo(key))
        _, applied = session.decide("undo", undoes=key)
        tell(applied)
        if do == "withhold" and pid in not_back(session.db):
            refuse(of_decisions.not_back(key, pid), RED)
        say(f"{key} is taken back.", unheard=None)


def _list(archive: Path) -> None:
    """Print the decisions in force, also while a crawl is at work."""
    from kho_tin.archive.database import connect

    with closing(connect(archive, readonly=True)) as db:
        in_force = db.execute(_IN_FORCE).fetchall()
    for key, at, by, do, *about, why in in_force:
        what = " ".join(str(part) for part in about if part is not None)
        line = f"{key}  {at}  {by}: {do} {what}: {why}"
        say(fitted(printable(line), columns(sys.stdout)))
