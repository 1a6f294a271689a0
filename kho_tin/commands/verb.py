"""What all verbs share: they mean something in a project only, and know their own options."""

from __future__ import annotations

import argparse
import asyncio
import difflib
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import ClassVar

import uvloop
from scrapy.commands import ScrapyCommand

from kho_tin.base import language
from kho_tin.base.disk import keep_private
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_verbs
from kho_tin.commands import configured
from kho_tin.commands.refusal import nearest, refuse


class Verb(ScrapyCommand):
    """A verb of `kho-tin` and of `scrapy`: a module of its name in `kho_tin.commands.verbs`."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}
    # Whether a program of its own reads the arguments; that one names its options itself.
    is_passed_on: ClassVar[bool] = False
    # The operator's settings that it goes by, of those that commands.configured can check.
    reads: ClassVar[Collection[str]] = ()
    _options: Iterable[str] = ()

    def __init__(self) -> None:
        super().__init__()
        keep_private()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
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
        super().process_options(args, opts)
        assert self.settings is not None
        configured.check(self.settings, self.reads)

    def _choose_language(self, opts: argparse.Namespace) -> None:
        assert self.settings is not None
        named = None
        with suppress(UsageError):  # told by the verbs that look at the settings, and by no other
            named = configured.language_of(self.settings)
        try:
            named = language.named("--lang", opts.lang) or named
        except UsageError as error:
            refuse(error.reason)
        if named:
            language.choose(named)


def set_loop() -> None:
    """Make the event loop that Scrapy is set to use. It would make another, to see whether that is
    of the class that is wanted, and leave it open: Python may complain of it at its end."""
    asyncio.set_event_loop(uvloop.new_event_loop())


def refuse_unknown(args: Iterable[str], options: Iterable[str]) -> None:
    """End the command, in one line, if an argument looks like an option: Scrapy takes what it does
    not know for an argument. `-` alone is a file."""
    for arg in args:
        if arg.startswith("-") and arg != "-":
            name = arg.partition("=")[0]
            near = difflib.get_close_matches(name, list(options), 1)
            refuse(of_verbs.no_option(name, nearest(near)))
