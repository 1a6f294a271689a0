"""Listings that name fewer articles than before."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome.checks.check import Bound, Check
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts


class FewListed(Check):
    order = 160

    @reason(
        "the listings name {articles} articles, at least {least} expected",
        "các trang danh mục chỉ nêu {articles} bài, ít nhất phải là {least} bài",
        "fewer than `least_articles` of the spider: redesigned or emptied",
    )
    def sentence(articles: int, least: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        named = max(facts.listed, facts.named)
        if facts.has_listings and named < facts.least_articles:
            yield self.sentence(named, facts.least_articles)


class _LessThanUsual(Check):
    """Fewer than half of the median of the site's last good crawls; where it walks, of those that
    read every listing to its end. `column` is of the table `runs`."""

    bound = Bound(
        "least_listed", 0.5, "the usual number: listing pages, and articles named in them"
    )
    column: ClassVar[str]
    whole_runs: ClassVar[bool] = False
    sentence: ClassVar[Any]  # of this number, and the usual one

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        assert self.bound
        enough = facts.listed >= facts.least_articles
        if not facts.has_listings or not enough or facts.whole is None:
            return
        if self.whole_runs and not facts.whole:
            return
        if usual := facts.history.usual(self.column, whole_runs=self.whole_runs):
            now = self.now(counts, facts)
            if now < self.bound.set_by(facts) * usual[0]:
                yield self.sentence(now, round(usual[0]))

    @abstractmethod
    def now(self, counts: Counts, facts: Facts) -> int:
        """The number in this run."""


class FewFrontPages(_LessThanUsual):
    order = 170
    column = "front_pages"

    @reason(
        "{listings} listings, {usual} are usual",
        "{listings} danh mục, thường là {usual}",
        "fewer than half of the median of the last ten good crawls: sections have gone from the "
        "home page",
    )
    def sentence(listings: int, usual: int) -> None: ...

    def now(self, counts: Counts, facts: Facts) -> int:
        return counts.front_pages


class FewOnFrontPages(_LessThanUsual):
    order = 180
    column = "front_listed"

    @reason(
        "the first pages name {articles} articles, {usual} are usual",
        "các trang đầu nêu {articles} bài, thường là {usual}",
        "the same of what their first pages name",
    )
    def sentence(articles: int, usual: int) -> None: ...

    def now(self, counts: Counts, facts: Facts) -> int:
        return facts.front_listed


class FewListingPages(_LessThanUsual):
    order = 190
    column = "listings"
    whole_runs = True

    @reason(
        "{pages} listing pages, {usual} are usual",
        "{pages} trang danh mục, thường là {usual}",
        "the same of all pages, where every listing was read to its end: a pager has changed",
    )
    def sentence(pages: int, usual: int) -> None: ...

    def now(self, counts: Counts, facts: Facts) -> int:
        return counts.listings


class FewInListings(_LessThanUsual):
    order = 200
    column = "listed"
    whole_runs = True

    @reason(
        "the listings name {articles} articles, {usual} are usual",
        "các danh mục nêu {articles} bài, thường là {usual}",
        "the same of what they name",
    )
    def sentence(articles: int, usual: int) -> None: ...

    def now(self, counts: Counts, facts: Facts) -> int:
        return facts.listed
