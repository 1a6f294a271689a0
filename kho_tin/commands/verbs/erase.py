"""`kho-tin erase PID --why TEXT`: a record's bytes are gone for good; a tombstone says so."""

from __future__ import annotations

import argparse

from kho_tin.base.reasons import of_decisions
from kho_tin.commands.deciding import Deciding, DecisionSession, tell
from kho_tin.commands.refusal import refuse, say
from kho_tin.outcome.exits import RED


class Command(Deciding):
    summary = "Erase a record for good, its bytes too; nothing brings it back"
    about = (
        "Takes the record out of all that is shown, as `withhold` does, and puts a tombstone "
        "of the same length in the place of each of its captures in the WARC files. The "
        "decision names each file's SHA-256 before and after. Refused where another record's "
        "capture needs the same bytes. Copies that were made before are not reached, but that "
        "of `kho-tin backup`, by the next one."
    )
    codes = Deciding.codes | {
        RED: f"{Deciding.codes[RED]}, or a file could not be changed (the next start goes on)"
    }
    arguments = "PID --why TEXT"
    least = most = 1
    takes = of_decisions.erase_usage()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--files",
            action="store_true",
            help="its pictures and documents too, that no other record names",
        )

    def decide(self, session: DecisionSession, args: list[str], opts: argparse.Namespace) -> None:
        from kho_tin.replay.erasing import erase

        (pid,) = args
        decision = session.decision("erase", pid=pid, site=session.site_of(pid))
        erased = erase(session.db, session.folder, decision, with_files=opts.files)
        tell(erased.applied)
        if erased.applied.unerased:
            refuse(of_decisions.not_erased(pid), RED)
        kept = f"; {erased.kept} of its files stay, dark" if erased.kept else ""
        say(f"{pid} is erased: {erased.records} records in {erased.files} WARC files{kept}.",
            unheard=None)  # fmt: skip
