"""`kho-tin status`: how every site is doing, for people and for machines."""

from __future__ import annotations

import argparse
import json
import math
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tabulate import tabulate

from kho_tin.archive import aliases, misdated, status
from kho_tin.archive.database import connect
from kho_tin.archive.misdated import Misdated
from kho_tin.archive.missing_files import refuse_new_history
from kho_tin.archive.status import SiteStatus
from kho_tin.base import language
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.language import said
from kho_tin.base.reasons import of_settings, of_verbs
from kho_tin.base.reasons.sentence import Language
from kho_tin.base.terminal import columns, fitted, printable, width
from kho_tin.base.times import VIETNAM, moment, now
from kho_tin.commands import words
from kho_tin.commands.archives import archives_in
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.settings_check import ALL
from kho_tin.commands.verb import Verb
from kho_tin.monitor.notice import CONDITIONS
from kho_tin.outcome import exits
from kho_tin.outcome.catalogue import in_language

CODES: dict[status.Condition | None, int] = {
    "crashed": exits.CRASHED,
    "blocked": exits.BLOCKED,
    "red": exits.RED,
    "overdue": exits.RED,
    None: exits.FINE,
}
# The columns of the table, as tabulate sets them.
HEADS: dict[Language, tuple[str, ...]] = {
    "en": ("SITE", "CONDITION", "LAST CRAWL", "NEW", "CHANGED", "SINCE", "LAST NEWS", "ARTICLES"),
    "vi": ("TRANG", "TÌNH TRẠNG", "LƯỢT CUỐI", "MỚI", "ĐỔI", "TỪ", "TIN MỚI NHẤT", "SỐ BÀI"),
}
ALIGNED = ("left", "left", "left", "right", "right", "left", "left", "right")
SHOWN = 5  # captures with an impossible date


class Command(Verb):
    # All: the status is to show what tonight's crawl would refuse.
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
    takes = of_verbs.status_usage()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--archives", metavar="DIR", help="of the archives that `crawl --all --archives` makes"
        )
        parser.add_argument("--json", action="store_true", help="as JSON, for machines")
        parser.add_argument(
            "--within",
            metavar="HOURS",
            type=float,
            help="a site whose last crawl began longer ago is overdue, as cron itself has died",
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.within is not None and not (math.isfinite(opts.within) and opts.within > 0):
            refuse(of_verbs.no_hours(f"{opts.within:g}"))

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        retired = status.names(self.settings["RETIRED"])
        if args and args[0] in retired:
            refuse(of_verbs.retired(args[0]))
        archive = Path(opts.archives) if opts.archives else self.archive
        sites: list[SiteStatus] = []
        ahead: list[Misdated] = []
        proposed = 0
        for each in archives_in(archive) if opts.archives else [archive]:
            folder = captures_folder(each)
            refuse_new_history(each, folder)
            with closing(connect(each, readonly=True)) as db:
                sites += status.of_sites(
                    db, now(), within=opts.within, retired=retired, folder=folder
                )
                ahead += misdated.still_ahead(db)
                proposed += aliases.number(db)
        if args:
            ahead = [capture for capture in ahead if capture.site == args[0]]
            names = ", ".join(site.site for site in sites) or of_settings.none()
            sites = [site for site in sites if site.site == args[0]]
            if not sites:
                refuse(of_verbs.never_crawled(args[0], names))
        code = CODES[status.gravest(sites)]
        if opts.json:
            report = as_json(sites, code, archive, ahead)
            if proposed:
                report["proposed_merges"] = proposed
            say(json.dumps(report, ensure_ascii=False, indent=2))
            return code
        most = columns(sys.stdout)
        lines = table(sites, most) if sites else [said(words.nothing_crawled(archive))]
        lines += dated_ahead(ahead)
        if proposed and not args:
            lines.append(said(words.proposed(proposed)))
        say(fitted(printable("\n".join(lines)), most))
        return code


def dated_ahead(ahead: list[Misdated]) -> list[str]:
    """A line for each capture that keeps later ones from counting as newer, up to a few."""
    lines = [
        said(words.dated_ahead(capture.site, capture.capture, capture.why, capture.url))
        for capture in ahead[:SHOWN]
    ]
    if len(ahead) > SHOWN:
        lines.append(said(words.more_dated_ahead(len(ahead) - SHOWN)))
    return lines


def as_json(
    sites: list[SiteStatus], code: int, archive: Path, ahead: list[Misdated]
) -> dict[str, Any]:
    report: dict[str, Any] = {
        "status": "trouble" if status.gravest(sites) else "ok",
        "exit_code": code,
        "at": now(),
        "archive": str(archive),
        "sites": [site.as_json() for site in sites],
    }
    if ahead:
        report["misdated"] = [
            {"site": capture.site, "capture": capture.capture, "at": capture.at, "url": capture.url}
            for capture in ahead
        ]
    return report


def table(sites: list[SiteStatus], most: int | None = None) -> list[str]:
    """A line for each site, and below it what is wrong, or which crawl is at work. Where a line has
    more than `most` columns, each site has a small table of its own."""
    heads = HEADS[language.chosen()]
    rows = [row(site) for site in sites]
    # As a row: tabulate makes columns wider for headers.
    lines = _set([heads, *rows], colalign=ALIGNED)
    is_narrow = most is not None and width(lines[0]) + 2 > most
    output = [] if is_narrow else lines[:1]
    for site, cells, line in zip(sites, rows, lines[1:], strict=True):
        output += _set(list(zip(heads, cells, strict=True))) if is_narrow else [line]
        if site.reason:
            output.append(f"  {in_language(site.reason, language.chosen())}")
        if site.running:
            output.append(f"  {said(words.at_work(local(site.running)))}")
    return output


def _set(rows: list[tuple[str, ...]], **how: Any) -> list[str]:
    text: str = tabulate(rows, tablefmt="plain", disable_numparse=True, **how)
    return text.splitlines()


def row(site: SiteStatus) -> tuple[str, ...]:
    return (
        site.site,
        _condition(site),
        local(site.started),
        str(site.counts.get("new", "-")),
        str(site.counts.get("changed", "-")),
        local(site.since),
        site.newest or "-",
        str(site.articles),
    )


def _condition(site: SiteStatus) -> str:
    """The condition as on record; in Vietnamese with its translation."""
    if site.condition is None or language.chosen() == "en":
        return site.condition or "-"
    return f"{CONDITIONS[site.condition][0]} ({site.condition})"


def local(at: str | None) -> str:
    """A moment (UTC, `…Z`) as the clocks in Vietnam show it."""
    return f"{moment(at).astimezone(VIETNAM):%Y-%m-%d %H:%M}" if at else "-"
