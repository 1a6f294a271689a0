"""`kho-tin VERB …`: the same verbs as `scrapy VERB …` inside the project, from any folder."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Sequence
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NoReturn

from kho_tin import __version__
from kho_tin.base import project
from kho_tin.base.garbage import collect_seldom
from kho_tin.base.reasons import of_verbs
from kho_tin.base.terminal import columns, fitted
from kho_tin.commands import common_options
from kho_tin.commands import verbs as modules
from kho_tin.commands.project_settings import MODULE, OURS
from kho_tin.commands.refusal import nearest, refuse, say
from kho_tin.commands.verb import Verb, refuse_unknown

USAGE = "kho-tin [--project DIR] VERB [options] [arguments]"
HELP = {"-h", "--help"}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a verb; ends with its exit code, and with 2 where there is no such verb or project."""
    collect_seldom()
    rest, named = _without_project(list(sys.argv[1:] if arguments is None else arguments))
    verb = rest.pop(0) if rest else "--help"
    if verb == "--version":
        say(f"kho-tin {__version__}")
        raise SystemExit(0)
    if verb in HELP:
        _overview()
    if verb not in verbs():
        refuse_unknown([verb], ("--project", "--help", "--version"))
        near = difflib.get_close_matches(verb, verbs(), 1)
        refuse(of_verbs.no_verb(verb, nearest(near)))
    _enter(named, must_be=not HELP & set(rest))
    _run(verb, rest)


def verbs() -> list[str]:
    """The verbs there are: the modules of `kho_tin.commands.verbs`."""
    return [each.name for each in iter_modules(modules.__path__) if not each.ispkg]


def _without_project(arguments: list[str]) -> tuple[list[str], str | None]:
    """The arguments without `--project DIR`, in any place, and DIR."""
    named = None
    rest: list[str] = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--project" or argument.startswith("--project="):
            named = argument.partition("=")[2] or next(remaining, "")
            if not named:
                refuse(of_verbs.no_project_given())
        else:
            rest.append(argument)
    return rest, named


def _enter(named: str | None, *, must_be: bool) -> None:
    """Make Scrapy, this program and its child processes find the project. The current folder stays,
    since paths on the command line are relative to it."""
    named = named or os.environ.get(project.VARIABLE)
    folder = Path(named).absolute() if named else project.folder()
    if named and must_be and not (folder / project.MARK).is_file():
        refuse(of_verbs.no_project_there(folder, project.MARK))
    declared = ConfigParser()
    declared.read(folder / project.MARK, "utf-8")
    os.environ[project.ENTERED] = str(folder)
    # Of Scrapy's own: it looks for no other project.
    os.environ[MODULE] = declared.get("settings", "default", fallback=OURS)
    sys.path.insert(0, str(folder))


def _run(verb: str, arguments: list[str]) -> NoReturn:
    """What Scrapy does with a command of a project, without Scrapy's own commands."""
    command = _command(verb)
    folder = project.folder()
    is_project = (folder / project.MARK).is_file()
    if command.requires_project and not (is_project or HELP & set(arguments)):
        refuse(of_verbs.no_project(verb, project.MARK, folder, project.VARIABLE))
    command.settings = command.read_settings()
    if command.is_passed_on:
        command.run(arguments, argparse.Namespace())
        raise SystemExit(command.exitcode)
    parser = argparse.ArgumentParser(
        prog=f"kho-tin {verb}",
        usage=f"kho-tin {verb} {command.syntax()}",
        conflict_handler="resolve",
        description=command.long_desc(),
    )
    command.settings.setdict(command.default_settings, priority="command")
    command.add_options(parser)
    opts, args = parser.parse_known_args(arguments)
    command.process_options(args, opts)
    # After the options, as Scrapy has it: they set the loop that the process begins on.
    if command.requires_crawler_process:
        from scrapy.crawler import AsyncCrawlerProcess

        command.crawler_process = AsyncCrawlerProcess(command.settings)
    common_options.profiled(lambda: command.run(args, opts), opts.profile)
    raise SystemExit(command.exitcode)


def _command(verb: str) -> Verb:
    command: Verb = import_module(f"kho_tin.commands.verbs.{verb}").Command()
    return command


def _overview() -> NoReturn:
    lines = [f"  {verb:<10} {_command(verb).short_desc()}" for verb in sorted(verbs())]
    tail = "`kho-tin VERB --help` has its options."
    text = "\n".join([f"Usage: {USAGE}", "", *lines, "", tail])
    say(fitted(text, columns(sys.stdout)))
    raise SystemExit(0)
