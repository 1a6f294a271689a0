"""`kho-tin backup FOLDER`: a whole copy of the archive, brought up to date while crawls go on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.archive.lock import ArchiveBusy
from kho_tin.base import project
from kho_tin.base.errors import ArchiveError
from kho_tin.base.quiet import buffered_output
from kho_tin.base.reasons import of_backups, of_verbs
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, FINE, USAGE

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from kho_tin.replay.backup import Copied

FAILED = 1


class Command(Verb):
    summary = "Copy the archive into another folder, while a crawl may be running"
    about = (
        "Copies the database as it is at one moment, and the captures that FOLDER does not "
        "have yet. FOLDER then holds an archive of its own: give its path as ARCHIVE to "
        "`kho-tin verify`, or `kho-tin restore` it. The project's sites, item pipelines and "
        "settings are in it, too, without what may hold a password. Broken off, it goes on "
        "when it is run again."
    )
    exit_codes = {
        FINE: "done",
        FAILED: "the disk is full or fails, or files of the archive could not be copied",
        USAGE: "wrong usage, or no archive",
        BUSY: "another backup is writing there",
    }
    arguments = "FOLDER"
    least = most = 1
    takes = of_backups.backup_usage()
    stopped = of_verbs.stopped_goes_on()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quiet", action="store_true", help="print nothing unless something is wrong"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        with buffered_output(opts.quiet, lambda: True):
            self._back_up(Path(args[0]), quiet=opts.quiet)
        return FINE

    def _back_up(self, folder: Path, *, quiet: bool) -> None:
        from kho_tin.archive.database import connect
        from kho_tin.replay.backup import BackupRefused, back_up
        from kho_tin.replay.recovery import recover

        archive = self.archive
        # What is wrong with the archive itself is reported first, as by every command.
        connect(archive, readonly=True).close()
        try:
            with Progress() as progress:
                done = back_up(archive, folder, recover, progress.begin, project.folder())
        except (ArchiveBusy, BackupRefused):
            raise
        except ArchiveError as error:
            refuse(error.reason, FAILED)
        if not quiet:
            say(summary(done, archive, folder), unheard=None)
        if done.faults:
            more = len(done.faults) - 1
            first = done.faults[0]
            faults = of_backups.more_files(first, more) if more else first
            refuse(of_backups.backup_faults(faults), FAILED)


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
