"""`kho-tin rebuild`: the database made again from the captures alone, with today's parsers."""

from __future__ import annotations

import argparse
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kho_tin.archive.lock import ArchiveLock
from kho_tin.base.eras import periods
from kho_tin.base.errors import ArchiveError
from kho_tin.base.language import said
from kho_tin.base.reasons import of_verbs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.commands import readers, sites, words
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, FINE, RED, USAGE

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from kho_tin.replay.rebuild.new_database import RebuildResult
    from kho_tin.replay.rebuild.rebuild import Rebuild

DAMAGED = RED
SHOWN = 20  # differences that are printed when the old database is kept as a copy
# A closed pipe does not keep the new database from its place.
tell = partial(say, unheard=None)


class Command(Verb):
    loads_scrapy = True

    summary = "Make the database again from the captures, with today's parsers"
    exit_codes = {
        FINE: "done",
        USAGE: "wrong usage",
        DAMAGED: "the old one stays for one of these reasons (with --into: it would; without an "
        "old one: captures are damaged)",
        BUSY: "the archive is in use",
    }
    takes = of_verbs.rebuild_usage()
    stopped = of_verbs.stopped_goes_on()

    @property
    def about(self) -> str:
        from kho_tin.replay.rebuild.losses import MOST, SHARE

        return (
            "Reads every capture again and stores what today's parsers make of it, beside the old "
            "database. When all is read and the new one is verified, it takes its place and the "
            "old one is kept as .bak; with --into it stays where it is, and what differs is "
            "printed. The old one stays, too, when captures are missing or damaged, when the new "
            "one would lack an article or a revision and today's program does not say of each of "
            f"its captures what it is instead, and when more than {MOST} articles, or {SHARE:.0%}, "
            "would be missing. Stopped, it goes on when it is run again."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--into", metavar="NEW.db", type=Path, help="make this database and leave the old one"
        )
        parser.add_argument(
            "--accept-losses",
            action="store_true",
            help="put the new database in place though it lacks articles or revisions, if all "
            "captures are there and whole",
        )
        readers.add_options(parser)

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        readers.check(opts)
        if opts.into and os.path.lexists(opts.into):
            refuse(of_verbs.into_there(opts.into))
        if opts.into and not opts.into.absolute().parent.is_dir():
            refuse(of_verbs.into_nowhere(opts.into))

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        with ArchiveLock(self.archive, "rebuild"):
            if not opts.into:
                _repair(self.archive)
            return self._from_old(self.archive, opts)

    def _from_old(self, archive: Path, opts: argparse.Namespace) -> int:
        """Rebuild with the old database, or, with --into, without it where it is damaged."""
        from kho_tin.archive.database import connect
        from kho_tin.archive.missing_files import refuse_without_captures
        from kho_tin.base.archive_location import captures_folder

        if not archive.exists():
            return self._rebuild(archive, opts, None)
        try:
            # It must be an archive, with whatever tables.
            with closing(connect(archive, readonly=True, as_it_is=True)) as db:
                refuse_without_captures(db, archive, captures_folder(archive))
            return self._rebuild(archive, opts, archive)
        except (ArchiveError, sqlite3.DatabaseError) as error:
            if not (opts.into and _is_damage(error)):
                raise
        tell(f"Note: {archive}: cannot be read: nothing is taken over from it, nor compared.")
        self._rebuild(archive, opts, None)
        return DAMAGED

    def _rebuild(self, archive: Path, opts: argparse.Namespace, old: Path | None) -> int:
        from kho_tin.base.archive_location import captures_folder

        folder = captures_folder(archive)
        rebuild, finished = self._read(archive, folder, opts, old)
        new, into = rebuild.new.path, opts.into is not None
        _report(rebuild, finished, SHOWN if not into else None, old)
        refusal = _lost(new, old, folder, accept=opts.accept_losses)
        if rebuild.exceeded:
            refusal = words.stored_pages_exceeded(len(rebuild.exceeded))
        if rebuild.damaged:
            refusal = words.captures_damaged()
        if into:
            if refusal and old:
                tell(said(words.would_not_replace(old, refusal)))
        else:
            if not (refusal and old):
                refusal = _wrong(new, folder, readers.processes(opts)) or refusal
            if refusal and old:
                tell(said(words.left_as_it_is(archive, refusal, new)))
            else:
                _replace(new, archive)
        return DAMAGED if refusal or rebuild.misdated else FINE

    def _read(
        self, archive: Path, folder: Path, opts: argparse.Namespace, old: Path | None
    ) -> tuple[Rebuild, RebuildResult]:
        """Read every capture into the new database."""
        from kho_tin.replay.rebuild.new_database import NewDatabase
        from kho_tin.replay.rebuild.rebuild import Rebuild, made_by
        from kho_tin.warc.file_names import whole_files

        path = opts.into or archive.with_name(archive.name + ".rebuild")
        lost = _missing(old, folder)
        # A rebuild that was begun with an old database has that one's ids, and files are read in
        # the order in which they were written: when a missing one is back, those after it are read
        # again.
        state = " ".join(lost) if old else "alone"
        size = sum(warc.stat().st_size for warc in whole_files(folder))
        with readers.readers_for(opts, size) as reads:
            new = NewDatabase.open(path, old, f"{made_by(self.settings['VERSION'])} {state}")
            with closing(new), Progress() as progress:
                rebuild = Rebuild(new, folder, archive.name, self._declared)
                sources = rebuild.sources()
                if not sources:
                    new.discard()
                    refuse(of_verbs.nothing_to_rebuild(folder))
                total = sum(source.path.stat().st_size for source in sources)
                rebuild.read(sources, reads, progress.begin("rebuild", total, "bytes"))
                progress.clear()
                finished = new.finish()
        counts = ", ".join(f"{number} {table}" for table, number in finished.counts.items())
        tell(said(words.rebuilt(new.path, counts, len(sources))))
        rebuild.damaged += lost
        rebuild.damaged += [
            f"{folder / name}: not the bytes it had when finished (sha256)"
            for name in finished.altered
        ]
        return rebuild, finished

    def _declared(self, name: str) -> Mapping[str, Any] | None:
        """What this project's spider declares about its site."""
        from kho_tin.crawler.spider import NewsSpider

        loader = sites.loader_of(self.settings)
        if name not in loader.list():
            return None
        spider = loader.load(name)
        if not issubclass(spider, NewsSpider):
            return None
        return {
            "title": spider.title,
            "home_url": spider.home_url,
            "cms": spider.cms,
            "language": spider.language,
            "invented": int(spider.invented),
            "eras": periods(spider),
        }


def _repair(archive: Path) -> None:
    """Finish what a crash left open, as the next crawl would."""
    from kho_tin.archive import manifest, repair
    from kho_tin.archive.database import connect
    from kho_tin.archive.schema_check import OtherSchema
    from kho_tin.base.archive_location import captures_folder
    from kho_tin.replay.decisions import apply_all
    from kho_tin.warc.file_names import open_files
    from kho_tin.warc.reader import is_part_of, warc_info

    folder = captures_folder(archive)
    if archive.exists():
        with suppress(OtherSchema), closing(connect(archive)) as db:
            repair.repair_all(db, folder)
            apply_all(db, folder)
            manifest.write(db, folder)
            return
    for path in open_files(folder):
        if is_part_of(archive.name, None, warc_info(path)):
            repair.repair_file(path)


def _report(rebuild: Rebuild, finished: RebuildResult, most: int | None, old: Path | None) -> None:
    """Print what could not be read, and what differs from the old database, in at most `most`
    lines."""
    for line in (*rebuild.passed, *rebuild.damaged, *rebuild.misdated):
        tell(f"Note: {line}.")
    for line in rebuild.unread:
        tell(f"Not stored: {line}")
    for table, number in finished.lost.items():
        tell(f"Note: {number} rows of {table} in the old database have no place in the new one.")
    _tell(finished.differing, most, old)


def _tell(differing: list[str], most: int | None, old: Path | None) -> None:
    if old is None:
        tell(said(words.nothing_to_compare()))
        return
    for line in differing[:most]:
        tell(f"Differs: {line}")
    if most is not None and len(differing) > most:
        tell(said(words.more_differences(len(differing) - most)))
    if not differing:
        tell(said(words.no_differences(old)))


def _is_damage(error: Exception) -> bool:
    """Whether SQLite cannot make sense of a database's bytes."""
    name = getattr(error.__cause__ or error, "sqlite_errorname", None) or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _missing(old: Path | None, folder: Path) -> list[str]:
    """A line for each file that the old database names and that is not there."""
    from kho_tin.archive import missing_files
    from kho_tin.archive.database import connect

    if old is None:
        return []
    with closing(connect(old, readonly=True, as_it_is=True)) as db:
        names = missing_files.missing(missing_files.files(db), folder)
    return [f"{folder / name}: the file is missing" for name in names]


def _lost(new: Path, old: Path | None, folder: Path, *, accept: bool) -> Reason | None:
    """Print each article and revision that is lost; return why they may not be, if that is so."""
    from kho_tin.replay.rebuild.losses import losses

    if old is None:
        return None
    lost = losses(new, old, folder)
    for loss in lost.all:
        tell(f"Lost: {loss}")
    refusal = lost.why_too_many()
    if refusal is None or accept:
        return None
    return words.losses(refusal)


def _wrong(new: Path, folder: Path, jobs: int) -> Reason | None:
    """Verify the new database, and print each damage; return why it may not take its place."""
    from kho_tin.commands.verbs.verify import tell_damages

    damages = tell_damages(new, folder, jobs, in_place=False)
    return words.new_one_damaged(damages) if damages else None


def _replace(new: Path, archive: Path) -> None:
    from kho_tin.archive import manifest
    from kho_tin.archive.database import connect
    from kho_tin.base.archive_location import captures_folder
    from kho_tin.replay.rebuild.replacing import put_in_place

    copy = put_in_place(new, archive)
    with closing(connect(archive)) as db:
        manifest.write(db, captures_folder(archive))
    tell(said(words.replaced_old(archive, copy) if copy else words.replaced(archive)))
