"""`kho-tin withhold PID --why TEXT`: a record is shown no more; its bytes stay, dark."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_decisions
from kho_tin.commands.deciding import Deciding, DecisionSession
from kho_tin.commands.refusal import refuse, say


class Command(Deciding):
    summary = "Show a record no more; `undo` brings it back"
    about = (
        "Takes the record out of every page, table, search, feed and export. Its address "
        "answers 451 with the date and the ground. Its captures stay in the WARC files, and "
        "are shown to nobody; `kho-tin undo` makes its rows again from them."
    )
    arguments = "PID --why TEXT"
    least = most = 1
    takes = of_decisions.withhold_usage()

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.archive import decisions

        (pid,) = args
        site = session.site_of(pid)
        why = decisions.withheld(session.db, pid)
        if why and pid not in decisions.not_back(session.db):
            refuse(of_decisions.withheld_already(pid, why.at, why.why))
        decision, _ = session.decide("withhold", pid=pid, site=site)
        say(f"{pid} is withheld. `kho-tin undo {decision.id}` takes that back.", unheard=None)
