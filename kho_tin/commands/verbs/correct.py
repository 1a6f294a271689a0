"""`kho-tin correct PID FIELD VALUE --why TEXT`: a field says other than the page prints."""

from __future__ import annotations

import argparse

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_decisions
from kho_tin.commands.deciding import Deciding, DecisionSession
from kho_tin.commands.refusal import refuse, say


class Command(Deciding):
    summary = "Show a field as it should be, and say what the page prints"
    about = (
        "FIELD is title, published, author, category or summary; an empty VALUE says that "
        "there is none. The article's row, search and exports have the corrected value, its "
        "page says who corrected it, and its history keeps what the site prints, now and later."
    )
    arguments = "PID FIELD VALUE --why TEXT"
    least = most = 3
    takes = of_decisions.correct_usage()

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.archive.decisions.correcting import value_of

        try:
            args[2] = value_of(args[1], args[2]) or ""
        except UsageError as error:
            refuse(error.reason)

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        pid, field, text = args
        value = text or None
        site = session.site_of(pid)
        row = session.db.execute(f"SELECT {field} FROM articles WHERE pid = ?", [pid]).fetchone()
        if row is None:
            refuse(of_decisions.correct_withheld(pid))
        if row[0] == value:
            refuse(of_decisions.correct_already(pid, field))
        decision, _ = session.decide("correct", pid=pid, site=site, field=field, value=value)
        shown = "" if value is None else f": {value}"
        say(
            f"{field} of {pid} is corrected{shown}. `kho-tin undo {decision.id}` takes that back.",
            unheard=None,
        )
