"""A site on which there is no news."""

from __future__ import annotations

from collections.abc import Iterator

from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome import baseline
from kho_tin.outcome.checks.check import Bound, Check
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts


class Silence(Check):
    """A site that was as silent when it was crawled first, an office's that was merged into
    another, say, is as it was found: only a bound that its spider sets is held against it."""

    order = 210
    bound = Bound(
        "longest_silence",
        None,
        "days without news; None: twice the site's longest pause; 0: no bound",
    )

    @reason(
        "no news for {days} days, {most} at most are usual",
        "{days} ngày không có tin mới, thường nhiều nhất là {most}",
        "twice the site's longest pause, unless it was as silent when it was crawled first, or the "
        "spider's `longest_silence`: is there news in a browser?",
    )
    def sentence(days: int, most: float) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.home_unread or facts.whole is None:
            return
        longest = self.bound.set_by(facts)
        if longest is None:
            pause = baseline.longest_pause(facts.days)
            longest = max(baseline.SHORTEST_SILENCE, 2 * pause) if pause else 0
            if facts.since and facts.days and (facts.since - facts.days[-1]).days > longest:
                return
        if longest and facts.days and facts.today:
            silent = (facts.today - facts.days[-1]).days
            if silent > longest:
                yield self.sentence(silent, longest)
