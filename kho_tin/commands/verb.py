"""What all verbs share. A verb declares what it is, and does its work in `act`; what all would
repeat is here: help, options, how a verb refuses, how it is stopped."""

from __future__ import annotations

import argparse
import difflib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from kho_tin.archive.lock import ArchiveBusy
from kho_tin.base import language
from kho_tin.base.archive_location import locate
from kho_tin.base.disk import keep_private
from kho_tin.base.errors import ArchiveError, HistoryMissing, UsageError, explain, reason_of
from kho_tin.base.reasons import of_verbs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.commands import common_options, project_settings, settings_check
from kho_tin.commands.refusal import STOPPED, interruptible, nearest, refuse
from kho_tin.outcome.exits import BUSY, FINE, RED, USAGE

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess

# The exit code of each error that means a refusal; a subclass has the code of its base class.
REFUSALS: Final[Mapping[type[BaseException], int]] = {
    ArchiveBusy: BUSY,
    HistoryMissing: RED,
    ArchiveError: USAGE,
    UsageError: USAGE,
}


class Verb:
    """A verb of `kho-tin` and of `scrapy`: the class `Command` in a module of its name in
    `kho_tin.commands.verbs`, which nothing else lists. CONTRIBUTING.md has the steps. What Scrapy
    asks of its commands is here, without Scrapy: `kho_tin.commands.in_scrapy` shows it the verbs.

    - `summary`: what it does, in one line
    - `about`: what else `--help` says, without the exit codes
    - `arguments`: those that are no options, as in the usage line
    - `least`, `most`: how many of them it takes; None: any number
    - `takes`: the sentence that refuses another number of them
    - `exit_codes`: what each means, in the order in which `--help` lists them
    - `refusals`: the errors that end it with one line, and the exit code of each
    - `stopped`: the line with which SIGINT, SIGTERM or SIGHUP ends it; None: it handles them itself
    - `reads`: the operator's settings that it uses, of those that commands.settings_check can check
    - `is_passed_on`: a program of its own reads the arguments, and names its options itself
    - `loads_scrapy`: it needs the project's sites, or requests pages
    """

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}

    summary: ClassVar[str]
    arguments: ClassVar[str] = ""
    least: ClassVar[int] = 0
    most: ClassVar[int | None] = 0
    takes: ClassVar[Reason | None] = None  # only where `most` is None
    refusals: ClassVar[Mapping[type[BaseException], int]] = REFUSALS
    stopped: ClassVar[Reason | None] = of_verbs.stopped()
    reads: ClassVar[Collection[str]] = ()
    is_passed_on: ClassVar[bool] = False
    loads_scrapy: ClassVar[bool] = False
    settings: Any  # SettingValues, or Scrapy's: set as soon as the command is made
    crawler_process: AsyncCrawlerProcess | None = None  # likewise, where it is required
    exitcode = FINE
    _options: Iterable[str] = ()

    def __init__(self) -> None:
        keep_private()

    def read_settings(self) -> Any:
        """The project's settings, as this verb needs them."""
        if not self.loads_scrapy:
            return project_settings.read()
        from scrapy.utils.project import get_project_settings

        return get_project_settings()

    @property
    def about(self) -> str:
        return f"{self.summary}."

    @property
    def exit_codes(self) -> Mapping[int, str]:
        return {FINE: "done", USAGE: "wrong usage, or an archive that cannot be used"}

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what is wrong in the arguments alone."""

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the work; return the exit code. What is in `refusals` may be raised."""
        raise NotImplementedError

    @cached_property
    def archive(self) -> Path:
        """The real file of the archive that ARCHIVE names. Raises ArchiveError."""
        return locate(self.settings["ARCHIVE"])

    # Called by Scrapy, and by commands.main.

    def syntax(self) -> str:
        return f"[options] {self.arguments}".strip()

    def short_desc(self) -> str:
        return self.summary

    def long_desc(self) -> str:
        codes = dict(self.exit_codes)
        if self.stopped and codes:
            codes.setdefault(STOPPED, "stopped")
        meanings = "; ".join(f"{code} {meaning}" for code, meaning in codes.items())
        return f"{self.about} Exit codes: {meanings}." if meanings else self.about

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        common_options.add(parser, self.settings)
        parser.add_argument(
            "--lang", metavar="en|vi", help=f"speak English or Vietnamese ({language.VARIABLE})"
        )
        self._options = parser._option_string_actions

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        self._choose_language(opts)
        if not self.is_passed_on:
            refuse_unknown(args, self._options)
        if self.requires_crawler_process:
            set_loop()
        common_options.apply(opts, self.settings)
        settings_check.check(self.settings, self.reads)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with interruptible(self.stopped) if self.stopped else nullcontext(), self._refusals():
            is_many = self.most is not None and len(args) > self.most
            if self.takes and (len(args) < self.least or is_many):
                refuse(self.takes)
            self.check(args, opts)
            self.exitcode = self.act(args, opts)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except tuple(self.refusals) as error:
            self._refuse(error)
        except sqlite3.Error as error:
            self._refuse(explain(error, self.archive))

    def _refuse(self, error: BaseException) -> None:
        kinds = (kind for kind in type(error).__mro__ if kind in self.refusals)
        refuse(reason_of(error), self.refusals[next(kinds)])

    def _choose_language(self, opts: argparse.Namespace) -> None:
        named = None
        with suppress(UsageError):  # reported only by the verbs that check settings
            named = settings_check.language_of(self.settings)
        try:
            named = language.named("--lang", opts.lang) or named
        except UsageError as error:
            refuse(error.reason)
        if named:
            language.choose(named)


def set_loop() -> None:
    """Make the event loop that Scrapy is set to use. Scrapy would make another, to check its class,
    and leave it open, of which Python may warn at exit."""
    import asyncio

    import uvloop

    asyncio.set_event_loop(uvloop.new_event_loop())


def refuse_unknown(args: Iterable[str], options: Iterable[str]) -> None:
    """End the command, in one line, if an argument looks like an option: Scrapy takes what it does
    not know for an argument. `-` alone is a file."""
    for arg in args:
        if arg.startswith("-") and arg != "-":
            name = arg.partition("=")[0]
            near = difflib.get_close_matches(name, list(options), 1)
            refuse(of_verbs.no_option(name, nearest(near)))
