"""`kho-tin restore FOLDER`: an archive back from its backup, and verified."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kho_tin.base import project
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons import of_backups, of_verbs
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import STOPPED, interruptible, refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import BUSY, FINE, USAGE

FAULTS = 3


class Command(Verb):
    summary = "Bring an archive back from the folder of its backup, and verify it"
    about = (
        "Copies what `kho-tin backup FOLDER` left to where ARCHIVE is to be: the captures, the "
        "decisions, then the database; and the project's sites, pipelines and settings to "
        "where there are none. Nothing that is there is written over. Then all is checked, as "
        "`kho-tin verify` does. Broken off, it goes on when it is run again."
    )
    exit_codes = {
        FINE: "done, and whole",
        USAGE: "wrong usage, or something is in the way",
        FAULTS: "done, but files of the copy are missing or altered, or what came back is damaged",
        BUSY: "the archive is in use",
        STOPPED: "stopped",
    }
    arguments = "FOLDER"
    least = most = 1
    takes = of_backups.restore_usage()
    stopped = None  # what to do next depends on how far it got

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quick", action="store_true", help="check quickly, as `kho-tin verify --quick` does"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        archive, folder = self.archive, Path(args[0])
        with interruptible(of_verbs.stopped_goes_on()):
            summary, is_whole = _bring(folder, archive)
        with interruptible(of_backups.restore_unverified()):
            damages = _check(archive, quick=opts.quick)
        say(f"{summary}: {f'{damages} damaged' if damages else 'whole'}.", unheard=None)
        return FINE if is_whole and not damages else FAULTS


def _bring(folder: Path, archive: Path) -> tuple[str, bool]:
    """Copy all back; return a summary, and whether everything was whole."""
    from kho_tin.replay import project as copied
    from kho_tin.replay.restoring import restore

    with Progress() as progress:
        done = restore(folder, archive, progress.begin)
    summary = f"{archive}: {done.articles} articles and {done.files} WARC files from {folder}"
    faults = done.faults
    if (folder / copied.FOLDER).is_dir():
        restored = copied.restore(folder, project.folder())
        summary += f"; {len(restored.files)} files of the project"
        faults = [*faults, *restored.faults]
        for name in restored.kept:
            copy = folder / copied.FOLDER / name
            say(f"Note: {name} is there and is another; the copy's is {copy}.", unheard=None)
    for line in faults:
        say(f"Damaged: {line}", unheard=None)
    return summary, not faults


def _check(archive: Path, *, quick: bool) -> int:
    """Verify the archive and print each damage; return how many there are."""
    from kho_tin.commands.verbs.verify import tell_damages

    try:
        return tell_damages(
            archive, captures_folder(archive), jobs=os.cpu_count() or 1, quick=quick
        )
    except ArchiveError as error:
        refuse(error.reason, FAULTS)
