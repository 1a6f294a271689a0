"""`kho-tin import FILE… --site SITE`: pages from WARC and WACZ files that others wrote."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from kho_tin.archive import manifest
from kho_tin.archive.lock import ArchiveBusy, ArchiveLock
from kho_tin.base.errors import ArchiveError, HistoryMissing, reason_of
from kho_tin.base.language import said
from kho_tin.base.location import captures_folder
from kho_tin.base.reasons import of_settings, of_verbs
from kho_tin.base.terminal import columns, fitted
from kho_tin.commands import summary, words
from kho_tin.commands.archive import archive_of
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import interruptible, refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.crawler.elsewhere import home_at, hosts_of
from kho_tin.outcome import exits
from kho_tin.outcome.addresses import Files
from kho_tin.outcome.plan import Plan

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.crawler.spider import NewsSpider


class Command(Verb):
    logs: Sequence[Path] = ()

    def syntax(self) -> str:
        return "[options] FILE... --site SITE"

    def short_desc(self) -> str:
        return "Take a site's pages from WARC or WACZ files"

    def long_desc(self) -> str:
        codes = "; ".join(f"{code} {meaning}" for code, meaning in exits.MEANINGS.items())
        return (
            f"{self.short_desc()}. The same files again bring nothing new. "
            "Decisions about the site, in a decisions.jsonl that is given or lies beside a FILE, "
            f"are taken over. Exit codes: {codes}."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", help="whose pages are taken; `kho-tin list` names the sites")
        parser.add_argument("--host", help="the site's host, where its spider does not know it")

    # Once files are being taken in, the run itself ends well, and says so on record.
    @interruptible(of_verbs.stopped_goes_on())
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args or not opts.site:
            refuse(of_verbs.import_usage())
        from kho_tin.replay.importers import files
        from kho_tin.replay.importers.decided import logs_of

        archive = archive_of(self.settings)
        site = self._site(opts.site)
        # Of `captures/*` all is taken but the list of the files.
        given = [path for path in map(Path, dict.fromkeys(args)) if path.name != manifest.NAME]
        if not given:
            refuse(of_verbs.import_digests())
        paths, self.logs = logs_of(given, captures_folder(archive))
        try:
            site.check_declaration()
            files.check(paths)
            if not paths:
                self.exitcode = self._decide(site, archive)
                return
            home_url = home_at(site, opts.host, argument="--host HOST")
            self.exitcode = self._import(site, home_url, paths, archive, opts.host)
        except ArchiveBusy as error:
            refuse(error.reason, exits.BUSY)
        except HistoryMissing as error:
            refuse(error.reason, exits.RED)
        except (ArchiveError, files.Refused, ValueError) as error:
            refuse(reason_of(error))

    def _import(
        self,
        site: type[NewsSpider],
        home_url: str,
        paths: list[Path],
        archive: Path,
        host: str | None,
    ) -> int:
        from kho_tin.archive.missing import open_whole
        from kho_tin.outcome.run import begin, register
        from kho_tin.replay.importers.own import sorted_out, take_over
        from kho_tin.replay.importers.work import import_files
        from kho_tin.replay.recovery import recover

        assert self.settings is not None
        own, others = sorted_out(paths)
        with ExitStack() as stack:
            stack.enter_context(ArchiveLock(archive, f"import {site.name}"))
            folder = captures_folder(archive)
            db = open_whole(archive, folder)
            stack.callback(db.close)
            recover(db, folder)
            register(db, site, home_url)
            taken = [(file, take_over(db, folder, site.name, file)) for file in own]
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
                    folder=folder,
                    progress=bar,
                )
            code = done.end.exit_code or own_code
            told = summary.of_import(run, done.taken, archive, code)
            say(fitted(told, columns(sys.stdout)), unheard=None)
            return code

    def _decide(self, site: type[NewsSpider], archive: Path) -> int:
        """Only a log of decisions is given."""
        from kho_tin.archive.missing import open_whole
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
        from kho_tin.replay.importers.decided import take

        if self.logs:
            taken = take(db, folder, self.logs, site.name)
            names = ", ".join(map(str, self.logs))
            say(said(words.decisions_taken(names, taken)), unheard=None)

    def _site(self, name: str) -> type[NewsSpider]:
        from kho_tin.crawler.spider import NewsSpider

        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        try:
            spider = loader.load(name)
        except KeyError:
            refuse(of_settings.no_site(name, ", ".join(sorted(loader.list()))))
        assert issubclass(spider, NewsSpider)
        return spider
