"""The options of the commands that ask a site for something, and what they are set to, checked."""

from __future__ import annotations

import argparse
import logging
import math

from scrapy.settings import BaseSettings
from scrapy.utils.conf import arglist_to_dict

from kho_tin.commands.refusal import refuse
from kho_tin.commands.verb import Verb

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


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
    assert command.settings is not None
    try:
        opts.spargs = arglist_to_dict(opts.spargs)
    except ValueError:
        refuse("-a takes NAME=VALUE.")
    check(command.settings)


def check(settings: BaseSettings) -> None:
    """Ends the command for a number that is none, and for a level of the log that is not known.

    What settings.py declares says what each must be.
    """
    level = str(settings["LOG_LEVEL"])
    if not isinstance(logging.getLevelName(level), int):
        refuse(f"--loglevel {level}: choose {', '.join(LEVELS)}.")
    # Here and not above: whoever only asks which verbs there are needs no settings.
    from kho_tin import settings as declared

    for name, default in vars(declared).items():
        if name.isupper() and isinstance(default, int | float):
            _check_number(name, default, settings)


def _check_number(name: str, default: float, settings: BaseSettings) -> None:
    value = settings[name]
    if isinstance(default, bool):
        try:
            settings.getbool(name)
        except ValueError:
            refuse(f"{name}={value}: give 1 or 0.")
        return
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        refuse(f"{name}={value}: give a number.")
    if number < 0:
        refuse(f"{name}={value}: give a number, 0 or more.")
    if isinstance(default, int):
        try:
            settings.getint(name)
        except ValueError:
            refuse(f"{name}={value}: give a whole number.")
