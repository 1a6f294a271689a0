"""Sitemaps, feeds and endpoints that no longer name anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome.checks.check import Bound, Check
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts

_CRAWLS = 3  # good ones, newest first, in which a source named articles, or did not


class SilentSource(Check):
    """A source that never named an article of the site, such as a sitemap that came with its
    system, is none. Listings have checks of their own."""

    order = 205
    bound = Bound(
        "least_named",
        1,
        "articles that a sitemap, a feed or an endpoint must name, where it named some in the last "
        "good crawls; 0: none",
    )

    @reason(
        "the {source} names {articles} articles, {usual} before",
        "{source} nêu {articles} bài, trước đây {usual} bài",
        "a sitemap, a feed or an endpoint has fallen silent, or is gone: what it alone named is "
        "missed. If the site has given it up, set `least_named` to 0",
    )
    def sentence(source: str, articles: int, usual: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.ended != "finished" or facts.whole is None:
            return
        before: dict[str, int] = {}
        for crawl in facts.history.good[:_CRAWLS]:
            for source, numbers in _of(crawl).items():
                before[source] = max(before.get(source, 0), numbers.get("articles", 0))
        for source in ("sitemap", "feed", "endpoint"):
            now = facts.sources.get(source, {}).get("articles", 0)
            if before.get(source) and now < self.bound.set_by(facts):
                yield self.sentence(source, now, before[source])


def _of(crawl: Any) -> dict[str, dict[str, int]]:
    sources: dict[str, dict[str, int]] = json.loads(crawl.get("sources") or "{}")
    return sources
