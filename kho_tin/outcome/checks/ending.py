"""Runs that ended early, or could not read the home page."""

from __future__ import annotations

from collections.abc import Iterator

from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome.checks.check import Check
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts


class EndedEarly(Check):
    """A crawl that ends at its bound is continued by the next one, if it came to any article."""

    order = 30

    @reason(
        "{why}, and not one article was looked at",
        "{why}, và chưa xem được bài nào",
        "the budget or the hours are too small for this site",
    )
    def sentence(why: Reason) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.ended == "finished" or facts.why_ended is None:
            return
        if facts.ended not in ("budget", "hours"):
            yield facts.why_ended
        elif not counts.pages + counts.files:
            yield self.sentence(facts.why_ended)


class HomeUnread(Check):
    order = 40

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.home_unread:
            yield facts.home_unread
