"""`kho-tin merge PID INTO --why TEXT`: two records are one; the first leads to the second."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_decisions
from kho_tin.commands.deciding import Deciding, Desk
from kho_tin.commands.refusal import refuse, say


class Command(Deciding):
    summary = "Two records are one: the first leads to the second"
    about = (
        "The lasting address of PID leads to INTO from now on, whose page names it. Both keep "
        "their rows and their histories: each is what its own address showed."
    )
    arguments = "PID INTO --why TEXT"
    least = most = 2
    takes = of_decisions.merge_usage()

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if args[0] == args[1]:
            refuse(of_decisions.merge_itself(args[0]))

    def decide(self, desk: Desk, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.archive import decisions

        pid, into = args
        site = desk.site_of(pid)
        desk.site_of(into)
        for record in args:
            if why := decisions.withheld(desk.db, record):
                refuse(of_decisions.merge_withheld(record, why.at, why.why))
        if end := decisions.leads_to(desk.db, pid):
            refuse(of_decisions.merge_already(pid, end))
        if decisions.leads_to(desk.db, into) == pid:
            refuse(of_decisions.merge_circle(into, pid))
        decision, _ = desk.decide("merge", pid=pid, leads_to=into, site=site)
        say(f"{pid} leads to {into}. `kho-tin undo {decision.id}` takes that back.", unheard=None)
