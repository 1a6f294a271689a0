"""`kho-tin list`: the sites that can be crawled."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_verbs
from kho_tin.commands import sites
from kho_tin.commands.refusal import say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import FINE, USAGE


class Command(Verb):
    loads_scrapy = True

    summary = "List the sites that can be crawled"
    exit_codes = {FINE: "done", USAGE: "wrong usage"}
    takes = of_verbs.list_usage()

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        for name in sorted(sites.loader_of(self.settings).list()):
            say(name)
        return FINE
