"""`kho-tin restore FOLDER`: an archive back from its backup."""

from __future__ import annotations

import argparse
from pathlib import Path

from kho_tin.archive.lock import ArchiveBusy
from kho_tin.base.errors import ArchiveError
from kho_tin.commands.archive import archive_of
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import STOPPED, interruptible, refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, USAGE

FINE, FAULTS = 0, 3


class Command(Verb):
    def syntax(self) -> str:
        return "[options] FOLDER"

    def short_desc(self) -> str:
        return "Bring an archive back from the folder of its backup"

    def long_desc(self) -> str:
        return (
            "Copies what `kho-tin backup FOLDER` left to where ARCHIVE is to be: the captures, the "
            "decisions, then the database. Nothing that is there is written over. Broken off, it "
            f"goes on when it is run again. Exit codes: {FINE} done; {USAGE} wrong usage, or "
            f"something is in the way; {FAULTS} done, but files of the copy are missing or "
            f"altered; {BUSY} the archive is in use; {STOPPED} stopped."
        )

    @interruptible("stopped; the same command goes on from here.")
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            refuse("restore takes one FOLDER, which a backup was made in.")
        from kho_tin.replay.restoring import restore

        archive, folder = archive_of(self.settings), Path(args[0])
        try:
            with Progress() as progress:
                done = restore(folder, archive, progress.begin)
        except ArchiveBusy as error:
            refuse(str(error), BUSY)
        except ArchiveError as error:
            refuse(str(error))
        say(
            f"{archive}: {done.articles} articles and {done.files} WARC files from {folder}. "
            "`kho-tin verify` checks them.",
            unheard=None,
        )
        for line in done.faults:
            say(f"Damaged: {line}", unheard=None)
        self.exitcode = FAULTS if done.faults else FINE
