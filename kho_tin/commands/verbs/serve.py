"""`kho-tin serve`: the archive in Datasette, on this machine."""

from __future__ import annotations

import argparse

from kho_tin.commands.verb import Verb


class Command(Verb):
    is_passed_on = True

    def syntax(self) -> str:
        return "[--host HOST] [--port PORT] [options of `datasette serve`]"

    def short_desc(self) -> str:
        return "Open the archive in Datasette, for search"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.web.serving import main

        self.exitcode = main(args)
