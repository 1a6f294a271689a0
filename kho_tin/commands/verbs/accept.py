"""`kho-tin accept SITE --why TEXT`: a site was redesigned; what it shows now is accepted."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_decisions
from kho_tin.commands.deciding import Deciding, DecisionSession
from kho_tin.commands.refusal import refuse, say


class Command(Deciding):
    summary = "Accept a site's redesign: what was put off is stored by the next crawl"
    about = (
        "Says that somebody looked at the site and that it has another layout, or another "
        "system, since. The next crawl stores what it would otherwise put off."
    )
    arguments = "SITE --why TEXT"
    least = most = 1
    takes = of_decisions.accept_usage()

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        (site,) = args
        names = [row[0] for row in session.db.execute("SELECT name FROM sites ORDER BY name")]
        if site not in names:
            refuse(of_decisions.accept_no_site(site, session.archive, ", ".join(names)))
        decision, _ = session.decide("accept", site=site)
        say(
            f"The redesign of {site} is accepted. `kho-tin undo {decision.id}` takes that back.",
            unheard=None,
        )
