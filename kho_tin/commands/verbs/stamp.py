"""`kho-tin stamp`: an authority's time stamp on what was captured since the last."""

from __future__ import annotations

import argparse
from contextlib import closing

from kho_tin.base.archive_location import captures_folder
from kho_tin.base.language import said
from kho_tin.base.reasons import of_proofs
from kho_tin.commands import words
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import Verb
from kho_tin.outcome.exits import FINE, USAGE

FAILED = 1


class Command(Verb):
    summary = "Have an authority put a time stamp on the newest captures"
    about = (
        f"{summary}: at most once a day, as each crawl does when it ends, for whoever wants it at "
        "a time of its own. PROOF_URL names the authority, PROOF_ROOTS its root certificate."
    )
    exit_codes = {
        FINE: "done, or nothing to do today",
        FAILED: "the authority does not answer, or not as it should, or a new WARC file is altered",
        USAGE: "wrong usage, or no archive",
    }
    takes = of_proofs.stamp_usage()
    reads = ("PROOF_URL",)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quiet", action="store_true", help="print nothing unless something is wrong"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.archive.database import connect
        from kho_tin.monitor.stamping import NotStamped, Stamping

        stamping = Stamping.of(self.settings)
        if stamping is None:
            refuse(of_proofs.no_authority())
        with closing(connect(self.archive, readonly=True)) as db:
            try:
                attempt = stamping.stamp(db, captures_folder(self.archive))
            except NotStamped as error:
                refuse(of_proofs.no_answer(str(error)), FAILED)
        for name in attempt.changed:
            say(said(words.not_in_the_list(name)))
        if (done := attempt.stamped) and not opts.quiet:
            say(said(words.stamped(done.path, done.files, done.time)))
        elif not (done or attempt.changed or opts.quiet):
            say(said(words.no_stamp()))
        return FAILED if attempt.changed else FINE
