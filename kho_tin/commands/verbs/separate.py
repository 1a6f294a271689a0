"""`kho-tin separate PID OTHER --why TEXT`: two records are two, whatever is alike in them."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_decisions
from kho_tin.commands.deciding import Deciding, DecisionSession
from kho_tin.commands.refusal import refuse, say


class Command(Deciding):
    summary = "Two records are two, though they look like one"
    about = (
        "Neither leads to the other any more because the site redirects it, and the two are no "
        "longer proposed as one. What a person merged is taken back with `kho-tin undo`."
    )
    arguments = "PID OTHER --why TEXT"
    least = most = 2
    takes = of_decisions.separate_usage()

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if args[0] == args[1]:
            refuse(of_decisions.merge_itself(args[0]))

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.archive import decisions

        pid, other = args
        site = session.site_of(pid)
        session.site_of(other)
        if earlier := decisions.separated(session.db, pid, other):
            refuse(of_decisions.separate_already(pid, other, earlier))
        if merged := decisions.merged_by(session.db, pid, other):
            refuse(of_decisions.separate_merged(pid, other, merged))
        decision, _ = session.decide("separate", pid=pid, leads_to=other, site=site)
        say(
            f"{pid} and {other} are two. `kho-tin undo {decision.id}` takes that back.",
            unheard=None,
        )
