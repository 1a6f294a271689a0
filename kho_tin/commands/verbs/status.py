"""`kho-tin status`: how every site is doing, for people and for machines."""

from __future__ import annotations

import argparse
import json
import math
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kho_tin.archive import misdated, status
from kho_tin.archive.database import connect
from kho_tin.archive.misdated import Misdated
from kho_tin.archive.missing import refuse_new_history
from kho_tin.archive.status import SiteStatus
from kho_tin.base.errors import ArchiveError, HistoryMissing, explain
from kho_tin.base.location import captures_folder
from kho_tin.base.terminal import printable
from kho_tin.base.times import VIETNAM, moment, now
from kho_tin.commands.archive import archive_of
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome import exits

CODES: dict[status.Condition | None, int] = {
    "crashed": exits.CRASHED,
    "blocked": exits.BLOCKED,
    "red": exits.RED,
    "overdue": exits.RED,
    None: exits.FINE,
}
HEADS = ("SITE", "CONDITION", "LAST CRAWL", "NEW", "CHANGED", "SINCE", "LAST NEWS", "ARTICLES")
SHOWN = 5  # captures with an impossible date
NUMBERS = {"NEW", "CHANGED", "ARTICLES"}


class Command(Verb):
    def syntax(self) -> str:
        return "[options] [SITE]"

    def short_desc(self) -> str:
        return "Show how every site is doing"

    def long_desc(self) -> str:
        order = ", ".join(f"{CODES[one]} {one}" for one in status.GRAVEST)
        return (
            "Shows each site that is crawled live as its last crawl left it, leaving out crawls "
            "that were stopped by a signal or asked for a part of the days, and sites that RETIRED "
            "names. Times are Vietnamese; with --json UTC. Only reads, and "
            "may run beside a crawl. Exit code: 0 all is well; 2 wrong usage, or no archive; else "
            f"that of the gravest condition, in this order: {order}. While the program or its "
            "machine fails no site is crawled; a site that refuses us gives nothing; of a red one "
            "most is read and kept."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="as JSON, for machines")
        parser.add_argument(
            "--within",
            metavar="HOURS",
            type=float,
            help="a site whose last crawl began longer ago is overdue, as cron itself has died",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) > 1:
            refuse("status takes one SITE, or none for all.")
        if opts.within is not None and not (math.isfinite(opts.within) and opts.within > 0):
            refuse(f"--within {opts.within:g}: hours, more than none.")
        assert self.settings is not None
        archive = archive_of(self.settings)
        retired = status.names(self.settings["RETIRED"])
        if args and args[0] in retired:
            refuse(
                f"{args[0]}: named in RETIRED; `kho-tin status -s RETIRED=` shows it all the same."
            )
        try:
            folder = captures_folder(archive)
            refuse_new_history(archive, folder)
            with closing(connect(archive, readonly=True)) as db:
                sites = status.of_sites(
                    db, now(), within=opts.within, retired=retired, folder=folder
                )
                ahead = misdated.still_ahead(db)
        except HistoryMissing as error:
            refuse(str(error), exits.RED)
        except sqlite3.Error as error:
            refuse(str(explain(error, archive)))
        except ArchiveError as error:
            refuse(str(error))
        if args:
            ahead = [one for one in ahead if one.site == args[0]]
            names = ", ".join(one.site for one in sites) or "none"
            sites = [one for one in sites if one.site == args[0]]
            if not sites:
                refuse(f"{args[0]}: no crawl of such a site is on record; there are: {names}.")
        self.exitcode = CODES[status.gravest(sites)]
        if opts.json:
            told = as_json(sites, self.exitcode, archive, ahead)
            say(json.dumps(told, ensure_ascii=False, indent=2))
            return
        lines = table(sites) if sites else [f"{archive}: no site has been crawled yet."]
        say(printable("\n".join([*lines, *dated_ahead(ahead)])))


def dated_ahead(ahead: list[Misdated]) -> list[str]:
    """A line for each capture that keeps later ones from counting as newer, up to a few."""
    lines = [
        f"{one.site}: capture {one.capture} {one.why}: `kho-tin rebuild` leaves it out ({one.url})"
        for one in ahead[:SHOWN]
    ]
    if len(ahead) > SHOWN:
        lines.append(f"… and {len(ahead) - SHOWN} more; `kho-tin verify` names them all.")
    return lines


def as_json(
    sites: list[SiteStatus], code: int, archive: Path, ahead: list[Misdated]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": "trouble" if status.gravest(sites) else "ok",
        "exit_code": code,
        "at": now(),
        "archive": str(archive),
        "sites": [one.as_json() for one in sites],
    }
    if ahead:
        told["misdated"] = [
            {"site": one.site, "capture": one.capture, "at": one.at, "url": one.url}
            for one in ahead
        ]
    return told


def table(sites: list[SiteStatus]) -> list[str]:
    """A line for each site, and below it what is the matter, or what is at work."""
    cells = [dict(zip(HEADS, row(one), strict=True)) for one in sites]
    widths = {head: max(len(head), *(len(one[head]) for one in cells)) for head in HEADS}
    lines = [_line({head: head for head in HEADS}, widths)]
    for one, shown in zip(sites, cells, strict=True):
        lines.append(_line(shown, widths))
        if one.reason:
            lines.append(f"  {one.reason}")
        if one.running:
            lines.append(f"  a crawl is at work since {local(one.running)}")
    return lines


def row(one: SiteStatus) -> tuple[str, ...]:
    return (
        one.site,
        one.condition or "-",
        local(one.started),
        str(one.counts.get("new", "-")),
        str(one.counts.get("changed", "-")),
        local(one.since),
        one.newest or "-",
        str(one.articles),
    )


def local(at: str | None) -> str:
    """A moment (UTC, `…Z`) as the clocks in Vietnam show it."""
    return f"{moment(at).astimezone(VIETNAM):%Y-%m-%d %H:%M}" if at else "-"


def _line(cells: dict[str, str], widths: dict[str, int]) -> str:
    return "  ".join(
        text.rjust(widths[head]) if head in NUMBERS else text.ljust(widths[head])
        for head, text in cells.items()
    ).rstrip()
