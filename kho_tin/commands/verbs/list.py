"""`kho-tin list`: the sites that can be crawled."""

from __future__ import annotations

import argparse

from scrapy.spiderloader import get_spider_loader

from kho_tin.base.reasons import of_verbs
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb


class Command(Verb):
    def short_desc(self) -> str:
        return "List the sites that can be crawled"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args:
            refuse(of_verbs.list_usage())
        assert self.settings is not None
        for name in sorted(get_spider_loader(self.settings).list()):
            say(name)
