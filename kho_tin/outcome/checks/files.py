"""Files that are damaged, left out, or not where they should be."""

from __future__ import annotations

from collections.abc import Iterator

from kho_tin.archive import missing_files
from kho_tin.base.reasons.of_runs import and_more
from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome.checks.check import Check
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts


class Damaged(Check):
    order = 10

    @reason(
        "damaged: {what}",
        "dữ liệu hỏng: {what}",
        "a part of an imported file, or a capture of a web archive, cannot be read, or bears a "
        "date more than a day after the run began; the rest is taken in, and the table `problems` "
        "names each",
    )
    def sentence(what: str) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.damaged:
            first, more = facts.damaged[0], len(facts.damaged) - 1
            yield self.sentence(and_more(first, more) if more else first)


class LeftOut(Check):
    order = 20

    @reason(
        "{number} of {records} records were left out ({why})",
        "{number} trong {records} bản ghi bị bỏ lại ({why})",
        "an import: more than half of the site's records in the files are damaged, in quarantine, "
        "or hold no answer that can be read; the numbers say how many of each, the table "
        "`problems` names them",
    )
    def sentence(number: int, records: int, why: str) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        number = sum(facts.left_out.values())
        if number > facts.taken_in:
            why = ", ".join(f"{times} {what}" for what, times in facts.left_out.items() if times)
            yield self.sentence(number, number + facts.taken_in, why)


class CapturesMissing(Check):
    """Its sentences are in `of_runs`, since `kho-tin status` gives them without a run."""

    order = 230

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        yield from missing_files.reasons(facts.missing, facts.unknown)
