"""`kho-tin serve`: the archive in Datasette, on this machine."""

from __future__ import annotations

import argparse

from scrapy.utils.project import get_project_settings

from kho_tin.commands import configured
from kho_tin.commands.verb import Verb


class Command(Verb):
    is_passed_on = True
    reads = ("RETIRED",)

    def syntax(self) -> str:
        return "[--host HOST] [--port PORT] [options of `datasette serve`]"

    def short_desc(self) -> str:
        return "Open the archive in Datasette, for search"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. `kho-tin serve --help` has its options."

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.web.serving import main

        settings = get_project_settings()
        configured.check(settings, self.reads)
        self.exitcode = main(args, settings["ARCHIVE"])
