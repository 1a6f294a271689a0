"""`kho-tin accept SITE --why TEXT`: a site was redesigned; what it shows now is to be believed."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_verbs
from kho_tin.commands.deciding import Deciding, Desk
from kho_tin.commands.refusal import refuse, say


class Command(Deciding):
    def syntax(self) -> str:
        return "[options] SITE --why TEXT"

    def short_desc(self) -> str:
        return "Accept a site's redesign: what was put off is stored by the next crawl"

    def long_desc(self) -> str:
        return (
            "Says that somebody looked at the site and that it has another layout, or another "
            "system, since. The next crawl stores what it would otherwise put off."
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            refuse(of_verbs.accept_usage())

    def act(self, desk: Desk, args: list[str], opts: argparse.Namespace) -> None:
        (site,) = args
        names = [row[0] for row in desk.db.execute("SELECT name FROM sites ORDER BY name")]
        if site not in names:
            refuse(of_verbs.accept_no_site(site, desk.archive, ", ".join(names)))
        decision, _ = desk.decide("accept", site=site)
        say(
            f"The redesign of {site} is accepted. `kho-tin undo {decision.id}` takes that back.",
            unheard=None,
        )
