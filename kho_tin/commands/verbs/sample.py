"""`kho-tin sample`: the sample site by itself."""

from __future__ import annotations

import argparse

from kho_tin.commands.verb import Verb


class Command(Verb):
    requires_project = False
    is_passed_on = True

    summary = "Serve the invented board's site on loopback, well behaved or not"
    about = f"{summary}. `kho-tin sample --help` has its options."
    exit_codes = {}
    most = None
    stopped = None

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.sample.__main__ import main

        return main(args)
