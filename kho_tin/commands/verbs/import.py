"""`kho-tin import FILE… --site SITE`: pages from WARC and WACZ files that others wrote."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from kho_tin.archive import manifest
from kho_tin.archive.lock import ArchiveLock
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.language import said
from kho_tin.base.reasons import of_imports, of_verbs
from kho_tin.base.terminal import columns, fitted
from kho_tin.commands import readers, sites, summary, words
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import REFUSALS, Verb
from kho_tin.crawler.site_hosts import home_at, hosts_in_time, hosts_of
from kho_tin.outcome import exits
from kho_tin.outcome.addresses import Files
from kho_tin.outcome.plan import Plan

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.crawler.spider import NewsSpider


class Command(Verb):
    loads_scrapy = True

    logs: Sequence[Path] = ()

    summary = "Take a site's pages from WARC or WACZ files"
    about = (
        f"{summary}. The same files again bring nothing new. "
        "Decisions about the site, in a decisions.jsonl that is given or lies beside a FILE, "
        "are taken over."
    )
    exit_codes = exits.MEANINGS
    arguments = "FILE... --site SITE"
    most = None
    refusals: ClassVar = {**REFUSALS, ValueError: exits.USAGE}
    # Once files are being taken in, a stopped run ends well, and is on record as stopped.
    stopped = of_verbs.stopped_goes_on()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", help="whose pages are taken; `kho-tin list` names the sites")
        parser.add_argument("--host", help="the site's host, where its spider does not know it")
        readers.add_options(parser)

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args or not opts.site:
            refuse(of_imports.import_usage())
        readers.check(opts)

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.replay.importers import files
        from kho_tin.replay.importers.foreign_decisions import logs_of

        archive = self.archive
        site = sites.load(sites.loader_of(self.settings), opts.site)
        # With `captures/*` the manifest is given, too.
        given = [path for path in map(Path, dict.fromkeys(args)) if path.name != manifest.NAME]
        if not given:
            refuse(of_imports.import_digests())
        paths, self.logs = logs_of(given, captures_folder(archive))
        site.check_declaration()
        files.check(paths)
        if not paths:
            return self._decide(site, archive)
        home_url = home_at(site, opts.host, argument="--host HOST")
        return self._import(site, home_url, paths, archive, opts)

    def _import(
        self,
        site: type[NewsSpider],
        home_url: str,
        paths: list[Path],
        archive: Path,
        opts: argparse.Namespace,
    ) -> int:
        from kho_tin.archive.missing_files import open_whole
        from kho_tin.outcome.run import begin, register
        from kho_tin.replay.importers.importing import import_files
        from kho_tin.replay.importers.own_files import sorted_out, take_over
        from kho_tin.replay.recovery import recover

        own, others = sorted_out(paths)
        size = sum(path.stat().st_size for path in paths)
        host = opts.host
        with ExitStack() as stack:
            stack.enter_context(ArchiveLock(archive, f"import {site.name}"))
            folder = captures_folder(archive)
            db = open_whole(archive, folder)
            stack.callback(db.close)
            recover(db, folder)
            register(db, site, home_url)
            reads = stack.enter_context(readers.readers_for(opts, size))
            taken = [(file, take_over(db, folder, site.name, file, reads)) for file in own]
            for file, number in taken:
                say(summary.of_own(db, file.path, number, file.damaged), unheard=None)
            self._take_over(db, folder, site)
            own_code = exits.RED if any(file.damaged for file in own) else exits.FINE
            if not others:
                return own_code
            run = begin(
                db,
                archive,
                site=site,
                plan=Plan(home_url=home_url, route=Files(", ".join(path.name for path in others))),
                version=self.settings["VERSION"],
                arguments={"import": " ".join(path.name for path in others)}
                | ({"host": host} if host else {}),
                info={},
                bounds={"whole": None, "walk": False},
                settings={},
            )
            with Progress() as bar:
                done = import_files(
                    run,
                    others,
                    hosts=hosts_of(site, home_url, host),
                    in_time=hosts_in_time(site, home_url, host),
                    folder=folder,
                    progress=bar,
                    reads=reads,
                )
            code = done.end.exit_code or own_code
            text = summary.of_import(run, done.taken, archive, code)
            say(fitted(text, columns(sys.stdout)), unheard=None)
            return code

    def _decide(self, site: type[NewsSpider], archive: Path) -> int:
        """For when only a log of decisions is given."""
        from kho_tin.archive.missing_files import open_whole
        from kho_tin.replay.recovery import recover

        folder = captures_folder(archive)
        with (
            ArchiveLock(archive, f"import {site.name}"),
            closing(open_whole(archive, folder)) as db,
        ):
            recover(db, folder)
            self._take_over(db, folder, site)
        return exits.FINE

    def _take_over(self, db: Database, folder: Path, site: type[NewsSpider]) -> None:
        from kho_tin.replay.importers.foreign_decisions import take

        if self.logs:
            taken = take(db, folder, self.logs, site.name)
            names = ", ".join(map(str, self.logs))
            say(said(words.decisions_taken(names, taken)), unheard=None)
