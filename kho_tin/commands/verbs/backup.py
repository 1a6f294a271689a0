"""`kho-tin backup FOLDER`: a whole copy of the archive, brought up to date while crawls go on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.archive.lock import ArchiveBusy
from kho_tin.base import project
from kho_tin.base.errors import ArchiveError
from kho_tin.base.quiet import held_back
from kho_tin.base.reasons import of_verbs
from kho_tin.commands.archive import archive_of
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import STOPPED, interruptible, refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, USAGE

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from kho_tin.replay.backup import Copied

FINE, FAILED = 0, 1


class Command(Verb):
    def syntax(self) -> str:
        return "[options] FOLDER"

    def short_desc(self) -> str:
        return "Copy the archive into another folder, while a crawl may be running"

    def long_desc(self) -> str:
        return (
            "Copies the database as it is at one moment, and the captures that FOLDER does not "
            "have yet. FOLDER then holds an archive of its own: give its path as ARCHIVE to "
            "`kho-tin verify`, or `kho-tin restore` it. The project's sites, item pipelines and "
            "settings are in it, too, without what may hold a password. Broken off, it goes on "
            "when it is run again. "
            f"Exit codes: {FINE} done; {FAILED} the disk is full or fails, or files of the archive "
            f"could not be copied; {USAGE} wrong usage, or no archive; {BUSY} another backup is "
            f"writing there; {STOPPED} stopped."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quiet", action="store_true", help="print nothing unless something is wrong"
        )

    @interruptible(of_verbs.stopped_goes_on())
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            refuse(of_verbs.backup_usage())
        with held_back(opts.quiet, lambda: True):
            self._back_up(args[0], quiet=opts.quiet)

    def _back_up(self, named: str, *, quiet: bool) -> None:
        from kho_tin.archive.database import connect
        from kho_tin.replay.backup import BackupRefused, back_up
        from kho_tin.replay.recovery import recover

        archive, folder = archive_of(self.settings), Path(named)
        try:
            # What is wrong with the archive itself is told first, as by every command.
            connect(archive, readonly=True).close()
        except ArchiveError as error:
            refuse(error.reason)
        try:
            with Progress() as progress:
                done = back_up(archive, folder, recover, progress.begin, project.folder())
        except BackupRefused as error:
            refuse(error.reason)
        except ArchiveBusy as error:
            refuse(error.reason, BUSY)
        except ArchiveError as error:
            refuse(error.reason, FAILED)
        if not quiet:
            say(summary(done, archive, folder), unheard=None)
        if done.faults:
            more = len(done.faults) - 1
            first = done.faults[0]
            faults = of_verbs.more_files(first, more) if more else first
            refuse(of_verbs.backup_faults(faults), FAILED)


def summary(done: Copied, archive: Path, folder: Path) -> str:
    """What was done, in one line."""
    line = (
        f"{folder}: a copy of {archive} with {done.articles} articles; "
        f"{done.copied} of {done.files} WARC files were new, {done.bytes / 1e6:.1f} MB; "
        f"{done.project} files of the project"
    )
    if done.going_on:
        line += f"; what the crawl of {', '.join(done.going_on)} had by then is in it"
    return f"{line}."
