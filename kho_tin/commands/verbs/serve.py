"""`kho-tin serve`: the archive in Datasette, on this machine."""

from __future__ import annotations

import argparse

from kho_tin.commands import settings_check
from kho_tin.commands.verb import Verb


class Command(Verb):
    is_passed_on = True
    reads = ("RETIRED", "ABBREVIATIONS")

    summary = "Open the archive, or several, in Datasette, for search"
    about = f"{summary}. `kho-tin serve --help` has its options."
    exit_codes = {}
    arguments = "[ARCHIVE.db ...] [--host HOST] [--port PORT] [options of `datasette serve`]"
    most = None
    stopped = None

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.web.serving import main

        settings_check.check(self.settings, self.reads)
        return main(args, self.settings["ARCHIVE"])
