"""`kho-tin status`: how every site is doing, for people and for machines."""

from __future__ import annotations

import argparse
import json
import math
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from kho_tin.archive import misdated, status
from kho_tin.archive.database import connect
from kho_tin.archive.misdated import Misdated
from kho_tin.archive.missing import refuse_new_history
from kho_tin.archive.status import SiteStatus
from kho_tin.base.location import captures_folder
from kho_tin.base.terminal import columns, fitted, printable, width
from kho_tin.base.times import VIETNAM, moment, now
from kho_tin.commands.configured import ALL
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
    # All: whoever asks how things are is to hear what tonight's crawl would refuse.
    reads = ALL

    summary = "Show how every site is doing"
    about = (
        "Shows each site that is crawled live as its last crawl left it, leaving out crawls "
        "that were stopped by a signal or asked for a part of the days, and sites that RETIRED "
        "names. Times are Vietnamese; with --json UTC. Only reads, and may run beside a crawl. "
        "The exit code is that of the gravest condition, in this order: "
        f"{', '.join(status.GRAVEST)}. While the program or its "
        "machine fails no site is crawled; a site that refuses us gives nothing; of a red one "
        "most is read and kept."
    )
    exit_codes = {
        exits.FINE: "all is well",
        exits.CRASHED: "crashed",
        exits.USAGE: "wrong usage, or no archive",
        exits.RED: "red, overdue, or captures or the database are missing",
        exits.BLOCKED: "blocked",
    }
    arguments = "[SITE]"
    least, most = 0, 1
    takes = "status takes one SITE, or none for all."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="as JSON, for machines")
        parser.add_argument(
            "--within",
            metavar="HOURS",
            type=float,
            help="a site whose last crawl began longer ago is overdue, as cron itself has died",
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.within is not None and not (math.isfinite(opts.within) and opts.within > 0):
            refuse(f"--within {opts.within:g}: hours, more than none.")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        archive = self.archive
        retired = status.names(self.settings["RETIRED"])
        if args and args[0] in retired:
            refuse(
                f"{args[0]}: named in RETIRED; `kho-tin status -s RETIRED=` shows it all the same."
            )
        folder = captures_folder(archive)
        refuse_new_history(archive, folder)
        with closing(connect(archive, readonly=True)) as db:
            sites = status.of_sites(db, now(), within=opts.within, retired=retired, folder=folder)
            ahead = misdated.still_ahead(db)
        if args:
            ahead = [one for one in ahead if one.site == args[0]]
            names = ", ".join(one.site for one in sites) or "none"
            sites = [one for one in sites if one.site == args[0]]
            if not sites:
                refuse(f"{args[0]}: no crawl of such a site is on record; there are: {names}.")
        code = CODES[status.gravest(sites)]
        if opts.json:
            say(json.dumps(as_json(sites, code, archive, ahead), ensure_ascii=False, indent=2))
            return code
        most = columns(sys.stdout)
        lines = table(sites, most) if sites else [f"{archive}: no site has been crawled yet."]
        say(fitted(printable("\n".join([*lines, *dated_ahead(ahead)])), most))
        return code


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


def table(sites: list[SiteStatus], most: int | None = None) -> list[str]:
    """A line for each site, and below it what is the matter, or what is at work. Where a line has
    more than `most` columns, what it would tell stands below the site, too."""
    cells = [dict(zip(HEADS, row(one), strict=True)) for one in sites]
    widths = {head: max(len(head), *(width(one[head]) for one in cells)) for head in HEADS}
    heads = _line({head: head for head in HEADS}, widths)
    is_narrow = most is not None and width(heads) + 2 > most
    lines = [] if is_narrow else [heads]
    for one, shown in zip(sites, cells, strict=True):
        lines += _below(shown, most or 0) if is_narrow else [_line(shown, widths)]
        if one.reason:
            lines.append(f"  {one.reason}")
        if one.running:
            lines.append(f"  a crawl is at work since {local(one.running)}")
    return lines


def _below(cells: dict[str, str], most: int) -> list[str]:
    """A site's cells one after the other, each with its head, and none broken."""
    first, second, *others = HEADS
    lines = [f"{cells[first]}: {cells[second]}", ""]
    for head in others:
        cell = f"{head.lower()} {cells[head]}"
        if lines[-1] and width(lines[-1]) + 2 + width(cell) <= most:
            lines[-1] += f", {cell}"
        else:
            lines.append(f"  {cell}")
    return [line for line in lines if line]


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
        " " * (widths[head] - width(text)) + text
        if head in NUMBERS
        else text + " " * (widths[head] - width(text))
        for head, text in cells.items()
    ).rstrip()
