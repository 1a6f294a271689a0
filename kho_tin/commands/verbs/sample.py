"""`kho-tin sample`: the sample site by itself."""

from __future__ import annotations

import argparse

from kho_tin.commands.verb import Verb


class Command(Verb):
    requires_project = False
    is_passed_on = True

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Serve the invented board's site on loopback, well behaved or not"

    def long_desc(self) -> str:
        return f"{self.short_desc()}. `kho-tin sample --help` has its options."

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.sample.__main__ import main

        self.exitcode = main(args)
