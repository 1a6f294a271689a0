"""`kho-tin merge PID INTO --why TEXT`: two records are one; the first leads to the second.

`kho-tin merge --proposed` lists the records that may be one.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from kho_tin.base.language import said
from kho_tin.base.reasons import of_decisions
from kho_tin.base.terminal import columns, fitted, printable
from kho_tin.commands import words
from kho_tin.commands.deciding import Deciding, DecisionSession
from kho_tin.commands.refusal import refuse, say
from kho_tin.outcome.exits import FINE


class Command(Deciding):
    summary = "Two records are one: the first leads to the second"
    about = (
        "The lasting address of PID leads to INTO from now on, whose page names it. Both keep "
        "their rows and their histories: each is what its own address showed. With --proposed it "
        "lists the records that may be one, for they have the same title, day and text, or the "
        "site redirects one to the other for good; of these `kho-tin separate` says that they are "
        "two."
    )
    arguments = "PID INTO --why TEXT | --proposed"
    least, most = 0, 2
    takes = of_decisions.merge_usage()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--proposed", action="store_true", help="list the records that may be one, and end"
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != (0 if opts.proposed else 2):
            refuse(of_decisions.merge_usage())
        if args and args[0] == args[1]:
            refuse(of_decisions.merge_itself(args[0]))

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if not opts.proposed:
            return super().act(args, opts)
        _list(self.archive)
        return FINE

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.archive import decisions

        pid, into = args
        site = session.site_of(pid)
        session.site_of(into)
        for record in args:
            if why := decisions.withheld(session.db, record):
                refuse(of_decisions.merge_withheld(record, why.at, why.why))
        if apart := decisions.separated(session.db, pid, into):
            refuse(of_decisions.separate_already(pid, into, apart))
        if end := decisions.leads_to(session.db, pid):
            refuse(of_decisions.merge_already(pid, end))
        if decisions.leads_to(session.db, into) == pid:
            refuse(of_decisions.merge_circle(into, pid))
        decision, _ = session.decide("merge", pid=pid, leads_to=into, site=site)
        say(f"{pid} leads to {into}. `kho-tin undo {decision.id}` takes that back.", unheard=None)


def _list(archive: Path) -> None:
    """Print the records that may be one, also while a crawl is at work."""
    from kho_tin.archive import aliases
    from kho_tin.archive.database import connect

    with closing(connect(archive, readonly=True)) as db:
        proposed, number = aliases.proposals(db), aliases.number(db)
    grounds = {"text": words.of_text, "redirect": words.of_redirect}
    lines = [
        line
        for pair in proposed
        for line in (
            f"{pair.pid} {pair.leads_to}  {pair.published or '-'}  {pair.title}",
            f"  {said(grounds[pair.ground]())}: {pair.url} {pair.other_url}",
        )
    ]
    if number > len(proposed):
        lines.append(said(words.more_proposed(number - len(proposed))))
    text = "\n".join(lines) or said(words.none_proposed())
    say(fitted(printable(text), columns(sys.stdout)))
