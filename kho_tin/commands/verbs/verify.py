"""`kho-tin verify`: is the archive whole? Each damage is a line; exit code 0 says there is none."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.base.language import said
from kho_tin.base.reasons import of_verbs
from kho_tin.commands import words
from kho_tin.commands.progress import Progress
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import FINE, RED, USAGE

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.replay.verify.answers import AnswersCheck
    from kho_tin.replay.verify.files import FilesCheck
    from kho_tin.replay.verify.findings import Finding
    from kho_tin.replay.verify.whole import Begin

WHOLE, DAMAGED = FINE, RED


class Command(Verb):
    summary = "Check the archive: every file, every row, every hash"
    about = (
        "Reads every WARC file to its last byte, follows every row to its record, computes "
        "every hash again, reads every article again from its capture, and asks SQLite and "
        "FTS5 for their own checks. Writes nothing, and may run beside a crawl."
    )
    exit_codes = {WHOLE: "whole", USAGE: "wrong usage, or no archive", DAMAGED: "damaged"}
    takes = of_verbs.verify_usage()
    stopped = of_verbs.verify_stopped()

    @property
    def _roots(self) -> Path | None:
        return Path(self.settings["PROOF_ROOTS"]) if self.settings["PROOF_ROOTS"] else None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from kho_tin.replay.verify import whole as verifying

        super().add_options(parser)
        parser.add_argument(
            "--quick",
            action="store_true",
            help=f"look at {verifying.SAMPLE} articles and as many captures, chosen by chance, "
            "and read no file through",
        )
        parser.add_argument(
            "--jobs", type=int, metavar="N", default=os.cpu_count(), help="processes (all cores)"
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.jobs < 1:
            refuse(of_verbs.no_jobs(opts.jobs))

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.archive.missing_files import refuse_new_history
        from kho_tin.archive.schema_check import OtherSchema
        from kho_tin.base.archive_location import captures_folder
        from kho_tin.replay.verify import whole as verifying
        from kho_tin.replay.verify.answers import AnswersCheck
        from kho_tin.replay.verify.articles import outdated_registers
        from kho_tin.replay.verify.files import FilesCheck

        archive = self.archive
        damages = 0
        if not archive.exists():
            refuse_new_history(archive, captures_folder(archive))
        try:
            with verifying.opened(archive) as db, Progress() as progress:
                files = FilesCheck(db, captures_folder(archive), roots=self._roots)
                answers = AnswersCheck(db, files.folder)
                for finding in findings(
                    db, files, answers, progress.begin, quick=opts.quick, jobs=opts.jobs
                ):
                    progress.clear()
                    say(finding)
                    damages += 1
                counts = _counts(db)
                registers = outdated_registers(db)
        except OtherSchema as error:
            refuse(error.reason, DAMAGED)
        for note in files.notes:
            say(f"Note: {note}.")
        comparing = answers.comparing
        if comparing.older:
            say(said(words.older_readings(comparing.older)))
        if comparing.by_others:
            say(said(words.read_by_others(comparing.by_others)))
        if registers:
            say(said(words.older_registers(registers)))
        if comparing.exceeded:
            say(said(words.pages_exceeded(len(comparing.exceeded))))
        looked = words.looked_at_some() if opts.quick else words.read_all()
        result = words.damages(damages) if damages else words.whole()
        say(said(words.verified(archive, looked, *counts, result)))
        return DAMAGED if damages else WHOLE


def findings(
    db: Database, files: FilesCheck, answers: AnswersCheck, begin: Begin, *, quick: bool, jobs: int
) -> Iterator[Finding]:
    """Each damage as it is found, by at most `jobs` processes; `quick`: only what can be checked
    quickly."""
    from kho_tin.reader.reading import jobs_for, readers
    from kho_tin.replay.verify import whole as verifying

    yield from verifying.check(db, files, begin, quick=quick)
    if not quick:
        count = answers.count()
        jobs = jobs_for(count, jobs)
        with readers(jobs) as executor:
            yield from answers.check(executor, jobs, begin("answers", answers.bytes(), "bytes"))


def tell_damages(
    archive: Path, folder: Path, jobs: int, *, in_place: bool = True, quick: bool = False
) -> int:
    """Check an archive whose WARC files lie in `folder`, print each damage, and count them.
    `in_place`: False for a new database that is still to replace another. Raises ArchiveError."""
    from kho_tin.replay.verify import whole as verifying
    from kho_tin.replay.verify.answers import AnswersCheck
    from kho_tin.replay.verify.files import FilesCheck

    damages = 0
    with verifying.opened(archive) as db, Progress() as progress:
        files, answers = FilesCheck(db, folder, in_place=in_place), AnswersCheck(db, folder)
        for finding in findings(db, files, answers, progress.begin, quick=quick, jobs=jobs):
            progress.clear()
            say(f"Damaged: {finding}", unheard=None)
            damages += 1
    return damages


def _counts(db: Database) -> tuple[int, int, int, int]:
    files, captures, articles, revisions = (
        db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("warcs", "captures", "articles", "revisions")
    )
    return files, captures, articles, revisions
