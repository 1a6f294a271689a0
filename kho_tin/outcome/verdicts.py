"""How a finished run is judged: a changed or closed site must turn it red, and never pass as ok."""

from __future__ import annotations

from kho_tin.archive.runs import Verdict
from kho_tin.base.reasons.sentence import BETWEEN
from kho_tin.outcome.checks import checks
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts


def judge(counts: Counts, facts: Facts) -> tuple[Verdict, str]:
    """The verdict (`ok`, `red`, `blocked`), and its reasons in English, in the order of the
    checks."""
    if facts.blocked:
        return "blocked", facts.blocked
    if reasons := [reason for check in checks() for reason in check.reasons(counts, facts)]:
        return "red", BETWEEN.join(reasons)
    return "ok", facts.why_ended or ""
