"""`kho-tin read FILE [--url URL]`: what the parsers make of one saved page, as JSON."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path

from kho_tin.base.reasons import of_verbs
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import FINE, RED, USAGE


class Command(Verb):
    requires_project = False

    summary = "Show what the parsers make of one saved page, as JSON"
    exit_codes = {
        FINE: "done",
        USAGE: "wrong usage, or no page",
        RED: "the page cannot be read within the bounds of time and memory",
    }
    arguments = "FILE"
    least = most = 1
    takes = of_verbs.read_usage()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", default="", help="the address that the page had")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        # Scrapy imports every command for each: what takes long to load is loaded where it is used.
        from kho_tin.base.bounded import Exceeded
        from kho_tin.parsers.model import Page
        from kho_tin.parsers.report import as_json
        from kho_tin.reader.pages import parse

        page = Page(
            url=opts.url or "http://page.invalid/",
            body=saved_page(Path(args[0])),
            fetched_at=dt.datetime.now(dt.UTC),
        )
        try:
            reading = parse(page).reading
        except Exceeded as error:
            refuse(of_verbs.page_exceeded(args[0], error), RED)
        say(json.dumps(as_json(reading), ensure_ascii=False, indent=2))
        return FINE


def saved_page(path: Path) -> bytes:
    """The page's bytes, unzipped where they are gzip. Ends with exit code 2 if there is none."""
    try:
        body = path.read_bytes()
    except OSError as error:
        refuse(of_verbs.unreadable_page(path, error.strerror))
    if not body.startswith(b"\x1f\x8b"):
        return body
    from kho_tin.warc.content_encoding import LARGEST_PAGE, TooLarge, Undecodable, decode

    try:
        page = decode(body, "gzip", LARGEST_PAGE)
    except TooLarge as error:
        refuse(of_verbs.page_too_large(path, error))
    except Undecodable:
        refuse(of_verbs.page_damaged(path))
    if page.cut:
        refuse(of_verbs.page_damaged(path))
    return page.body
