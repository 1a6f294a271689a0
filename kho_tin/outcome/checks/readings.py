"""Articles that are read otherwise than is usual for the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome.checks.check import Bound, Check
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts

LEAST_FOUND = Bound(
    "least_found",
    0.5,
    "the usual share: articles that show a field, and pages read as articles",
)


class OtherParser(Check):
    order = 130

    @reason(
        "{articles} articles were read by another parser than {parsers}",
        "{articles} bài được đọc bằng bộ phân tích khác với {parsers}",
        "the site has another CMS: look at what was read, and set the spider's `cms`",
    )
    def sentence(articles: int, parsers: str) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        expected = {facts.expected_parser} if facts.expected_parser else facts.history.usual_parsers
        unexpected = sum(
            by_field["articles"]
            for parser, by_field in counts.parsers.items()
            if expected and parser.split("@")[0] not in expected
        )
        if unexpected:
            yield self.sentence(unexpected, " or ".join(sorted(expected)))
        elif facts.unexpected:
            of_then = " or ".join(sorted(facts.unexpected))
            yield self.sentence(sum(facts.unexpected.values()), of_then)


class FewRead(Check):
    order = 140
    bound = LEAST_FOUND

    @reason(
        "only {share} pages could be read as articles",
        "chỉ {share} trang đọc được thành bài",
        "far fewer of those that answered than is usual",
    )
    def sentence(share: str) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.whole is None:
            return  # other years are not like this one
        if less := facts.history.read_less(_row(counts), self.bound.set_by(facts)):
            yield self.sentence(str(less))


class FieldLost(Check):
    order = 150
    bound = LEAST_FOUND

    @reason(
        "{parser} finds `{field}` in {share} articles only",
        "{parser} chỉ thấy `{field}` trong {share} bài",
        "a field that the parser used to find is missing from the newest articles",
    )
    def sentence(parser: str, field: str, share: str) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.whole is None:
            return
        least = self.bound.set_by(facts)
        for parser, field, share in facts.history.lost_fields(_row(counts), least):
            yield self.sentence(parser, field, str(share))


def _row(counts: Counts) -> dict[str, Any]:
    """The counts as the table `runs` has them."""
    return {**asdict(counts), "parsers": json.dumps(counts.parsers)}
