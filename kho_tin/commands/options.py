"""The options of the commands that ask a site for something."""

from __future__ import annotations

import argparse

from scrapy.utils.conf import arglist_to_dict

from kho_tin.base.reasons import of_settings
from kho_tin.commands.refusal import refuse
from kho_tin.commands.verb import Verb


def add(command: Verb, parser: argparse.ArgumentParser) -> None:
    """Those of Scrapy's own commands that run a spider, without -o and -O: what is read goes into
    the archive, and nothing would come out there."""
    Verb.add_options(command, parser)
    parser.add_argument(
        "-a",
        dest="spargs",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the site's spider (may be given again)",
    )


def process(command: Verb, args: list[str], opts: argparse.Namespace) -> None:
    """Take the options into the settings; ends the command, in one line, for a wrong one."""
    Verb.process_options(command, args, opts)
    try:
        opts.spargs = arglist_to_dict(opts.spargs)
    except ValueError:
        refuse(of_settings.no_argument())
