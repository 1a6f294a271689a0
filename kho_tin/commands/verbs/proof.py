"""`kho-tin proof CAPTURE`: the proof of a capture, which strangers check without this program."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from kho_tin.base.archive_location import captures_folder
from kho_tin.base.errors import ArchiveError, UsageError, explain
from kho_tin.base.language import said
from kho_tin.base.reasons import of_exports, of_proofs
from kho_tin.commands import words
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.verb import REFUSALS, Verb
from kho_tin.exporters.errors import ExportError
from kho_tin.outcome.exits import FINE, USAGE


class Command(Verb):
    summary = "Write the proof of a capture, for strangers to check"
    about = (
        f"{summary}: a ZIP file with its record, the list of digests that names it, the time stamp "
        "of that list, and the steps of a check with openssl and sha256sum. CAPTURE is an id of "
        "the table captures, or FILE.warc.gz:OFFSET."
    )
    exit_codes = {FINE: "done", USAGE: "wrong usage, no archive, or no time stamp for it yet"}
    arguments = "CAPTURE"
    least = most = 1
    takes = of_proofs.proof_usage()
    refusals = {**REFUSALS, ExportError: USAGE}
    stopped = of_exports.export_stopped()
    reads = ("PROOF_ROOTS",)

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--to", metavar="FILE", help="write it there (proof-ID.zip here)")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        from kho_tin.archive.database import connect
        from kho_tin.archive.proofs import tokens
        from kho_tin.exporters import proof
        from kho_tin.exporters.target import whole_file

        if not tokens.is_installed():
            raise UsageError(of_proofs.extra_missing())
        if not self.settings["PROOF_ROOTS"]:
            raise UsageError(of_proofs.no_roots_set())
        roots = Path(self.settings["PROOF_ROOTS"])
        tokens.roots_in(roots)
        folder = captures_folder(self.archive)
        with closing(connect(self.archive, readonly=True)) as db:
            capture = proof.named(db, args[0])
            try:
                parts = proof.parts_of(db, folder, capture, roots)
            except OSError as error:
                raise explain(error, folder) from error
        path = Path(opts.to or f"proof-{capture.id}.zip")
        if path.absolute().resolve().is_relative_to(folder.resolve()):
            refuse(of_exports.part_of_archive(path))
        try:
            with whole_file(path, force=opts.force) as file:
                proof.write(
                    file, f"proof-{capture.id}", parts, roots, self.settings["PROOF_URL"] or ""
                )
        except ArchiveError as error:
            refuse(error.reason)
        say(said(words.proof_written(path, capture.id, max(part.time for part in parts))))
        return FINE
