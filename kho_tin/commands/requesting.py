"""What the verbs that request pages from a site share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from kho_tin.base.reasons import of_sites
from kho_tin.commands import contact
from kho_tin.commands.refusal import refuse
from kho_tin.commands.serving import served
from kho_tin.commands.verb import Verb
from kho_tin.crawler.run import allowance
from kho_tin.outcome.plan import Plan

if TYPE_CHECKING:
    from kho_tin.crawler.spider import NewsSpider

Given = dict[str, str]  # the arguments of a site's spider, by name


class Requesting(Verb):
    """A verb that requests pages from a site, with `-a` for the arguments of the site's spider.

    Its results go into the archive, or are printed: Scrapy's -o and -O, which would write nothing,
    are not offered.
    """

    loads_scrapy = True

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-a",
            dest="spargs",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="an argument of the site's spider (may be given again)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        try:
            opts.spargs = dict(given.split("=", 1) for given in opts.spargs)
        except ValueError:
            refuse(of_sites.no_argument())

    @contextmanager
    def planned(
        self, site: type[NewsSpider], name: str, given: Given, plan_of: Callable[[Given], Plan]
    ) -> Iterator[Plan]:
        """The plan for a site, after the checks that may forbid it: contact, hours, private hosts.
        A site of this project's own is served while the block runs, unless its address is `given`.
        Raises UsageError."""
        from kho_tin.crawler.http.resolver import private_hosts

        module = site.served_by if "start" not in given else None
        with served(module) if module else nullcontext() as address:
            plan = plan_of({**given, "start": address} if address else dict(given))
            contact.check(self.settings, name, plan)
            allowance.check(self.settings, plan)
            private = self.settings.getlist("PRIVATE_HOSTS") + private_hosts(plan, given)
            self.settings.set("PRIVATE_HOSTS", private, priority="cmdline")
            yield plan
