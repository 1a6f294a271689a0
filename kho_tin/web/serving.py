"""Datasette on the archive, as `kho-tin serve` starts it."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from kho_tin.archive.database import ArchiveError, connect
from kho_tin.base import project
from kho_tin.base.archive_location import locate
from kho_tin.web import profiles
from kho_tin.web.profiles import DESK, PROFILES, Profile

HERE = Path(__file__).resolve().parent
METADATA = "datasette-metadata.json"  # in the project folder: an operator may change it
PLUGINS = HERE / "plugins"
TEMPLATES = HERE / "templates"

SETTINGS = {
    # Suggesting facets looks at every column of every article: 400 ms a page at 100,000 rows.
    "suggest_facets": "off",
    "default_page_size": "50",
    "max_returned_rows": "5000",
    # Ranking a very common word costs about a microsecond an article that has it.
    "sql_time_limit_ms": "5000",
    "facet_time_limit_ms": "2000",
    # Authors are many, and the articles stand below them.
    "default_facet_size": "10",
    # Bodies would make a page of fifty articles as long as a book.
    "truncate_cells_html": "160",
    # Of any answer of Datasette's: each is kept whole, in a file, until it is sent.
    "max_csv_mb": "64",
}


def arguments(
    archive: Path,
    host: str,
    port: int,
    others: list[str],
    profile: Profile = DESK,
    more: Sequence[Path] = (),
) -> list[str]:
    """The arguments of the datasette command, on an archive and `more` of them. `others` come last,
    so they win."""
    settings = [part for name, value in SETTINGS.items() for part in ("--setting", name, value)]
    return [
        "serve",
        *map(str, (archive, *more)),
        *("--metadata", str(project.folder() / METADATA)),
        *("--plugins-dir", str(PLUGINS)),
        *("--template-dir", str(TEMPLATES)),
        *("--host", host),
        *("--port", str(port)),
        *settings,
        *profile.arguments,
        *others,
    ]


def _free_port(host: str, port: int) -> int:
    """`port`, or any free one for 0. Raises OSError when it cannot be had."""
    with socket.create_server((host, port)) as server:
        return int(server.getsockname()[1])


def main(given: Sequence[str], archive_named: str) -> int:
    """Start Datasette in place of this process, on the archives that are given first, or else that
    which ARCHIVE names; return 2 when it cannot be started. Options that are not its own are passed
    to `datasette serve`."""
    parser = argparse.ArgumentParser(
        prog="kho-tin serve",
        usage="kho-tin serve [ARCHIVE.db ...] [--host HOST] [--port PORT] [--profile P] [others]",
        description="Serve archives with Datasette: those given, before any option, or else that "
        "named by ARCHIVE (default: archive.db). A search finds what any of them has.",
        epilog="Other options are passed to `datasette serve`.",
        allow_abbrev=False,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8001, help="0: any free one (%(default)s)")
    parser.add_argument(
        "--no-sql",
        action="store_true",
        help="let nobody query in SQL; searches, tables and named queries stay",
    )
    try:
        profile = profiles.current()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=profile.name,
        help="for whom it is open: desk, or public, behind a proxy: no queries in SQL, pages that "
        "a proxy may keep, bounded downloads, nobody's address in the log (%(default)s)",
    )
    named = list(takewhile(lambda each: not each.startswith("-"), given))
    known, others = parser.parse_known_args(given[len(named) :])
    profile = PROFILES[known.profile]
    os.environ[profiles.VARIABLE] = profile.name
    archives = []
    for name in dict.fromkeys(named or [archive_named]):
        try:
            archive = locate(name)
        except ArchiveError as error:
            print(error, file=sys.stderr)
            return 2
        if not archive.is_file():
            print(
                f"{archive}: no archive here yet: run a crawl first, "
                "or name another with ARCHIVE=/path/to/archive.db",
                file=sys.stderr,
            )
            return 2
        archives.append(archive)
    first, *more = archives
    try:
        for archive in archives:
            connect(archive, readonly=True).close()
        port = _free_port(known.host, known.port)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return 2
    except (OSError, OverflowError) as error:
        print(
            f"{known.host}:{known.port}: cannot listen there "
            f"({getattr(error, 'strerror', None) or error}): "
            "choose another port with --port",
            file=sys.stderr,
        )
        return 2
    if known.no_sql:
        others = [*others, "--setting", "default_allow_sql", "off"]
    names, address = ", ".join(map(str, archives)), f"http://{known.host}:{port}/"
    print(f"Kho Tin: {names} on {address}  (Ctrl-C stops it)", flush=True)
    command = [sys.executable, "-P", "-m", "datasette"]
    given_on = arguments(first, known.host, port, others, profile, more)
    os.execv(sys.executable, [*command, *given_on])
