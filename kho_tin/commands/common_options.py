"""The options of every verb: Scrapy's, for they were that before, without loading Scrapy."""

from __future__ import annotations

import argparse
import cProfile
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kho_tin.base.reasons import of_verbs
from kho_tin.base.setting_values import SettingValues
from kho_tin.commands.refusal import refuse


def add(parser: argparse.ArgumentParser, settings: SettingValues) -> None:
    group = parser.add_argument_group(title="Global Options")
    group.add_argument("--logfile", metavar="FILE", help="log file; standard error without it")
    group.add_argument(
        "-L", "--loglevel", metavar="LEVEL", help=f"log level (default: {settings['LOG_LEVEL']})"
    )
    group.add_argument("--nolog", action="store_true", help="no log at all")
    group.add_argument("--profile", metavar="FILE", help="write what cProfile measures to FILE")
    group.add_argument("--pidfile", metavar="FILE", help="write the process ID to FILE")
    group.add_argument(
        "-s",
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting for this time (may be given again)",
    )


def apply(opts: argparse.Namespace, settings: SettingValues) -> None:
    """Set what the options say; ends the command where a setting has no `=`."""
    given: dict[str, Any] = {}
    if opts.logfile:
        given |= {"LOG_ENABLED": True, "LOG_FILE": opts.logfile}
    if opts.loglevel:
        given |= {"LOG_ENABLED": True, "LOG_LEVEL": opts.loglevel}
    if opts.nolog:
        given |= {"LOG_ENABLED": False}
    pairs = [pair.partition("=") for pair in opts.set]
    if not all(equals for _, equals, _ in pairs):
        refuse(of_verbs.no_setting())
    settings.setdict({name: value for name, _, value in pairs} | given, priority="cmdline")
    if opts.pidfile:
        Path(opts.pidfile).write_text(f"{os.getpid()}\n", "utf-8")


def profiled(run: Callable[[], None], file: str | None) -> None:
    """Run, and write to `file` where the time went, if one is named."""
    if file is None:
        return run()
    profile = cProfile.Profile()
    try:
        profile.runcall(run)
    finally:
        profile.dump_stats(file)
