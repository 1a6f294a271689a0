"""What ends a crawl early: a signal, its request budget, its hours."""

from __future__ import annotations

import datetime as dt
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import deferred_from_coro

from kho_tin.base.times import current
from kho_tin.crawler.run.allowance import budget_of, hours_of


class CrawlStopped(IgnoreRequest):
    """A request that was not sent because the crawl is ending: nobody's fault."""


def end(crawler: Crawler, reason: str) -> None:
    """End a running crawl after the current page: see LimitsMiddleware.end."""
    limits = crawler.get_downloader_middleware(LimitsMiddleware)
    assert limits
    limits.end(reason)


class LimitsMiddleware:
    """Counts requests, and sends no more once the crawl is to end.

    Works right before Scrapy's own statistics: robots.txt, redirects and retries pass it too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.budget = budget_of(crawler.settings)
        self.sent = 0
        self.ending: str | None = None
        self._ends: dt.datetime | None = None
        self._timer: CallLaterResult | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises CrawlStopped."""
        if self.budget and self.sent == self.budget:
            self.end("budget")
        elif self._ends and current() >= self._ends:  # the timer stops while the machine sleeps
            self.end("hours")
        if self.ending:
            raise CrawlStopped(f"not requested: the crawl ends ({self.ending})")
        self.sent += 1
        if run := getattr(self.crawler.spider, "run", None):
            run.requests.is_sent(request)

    def end(self, reason: str) -> None:
        """End the crawl after the current page; `reason` becomes Scrapy's `finish_reason`.

        Scrapy by itself would still send what waits in the downloader, however long the pauses.
        """
        if self.ending:
            return
        self.ending = reason
        engine = self.crawler.engine
        for slot in engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(CrawlStopped(f"not requested: the crawl ends ({reason})"))
        deferred_from_coro(engine.close_spider_async(reason=reason))

    def _opened(self) -> None:
        bound = hours_of(self.crawler.settings, self.crawler.spider.plan)  # type: ignore[union-attr]
        if bound:
            now = current()
            self._ends = bound.end_after(now)
            self._timer = call_later((self._ends - now).total_seconds(), self.end, "hours")

    def _closed(self) -> None:
        if self._timer:
            self._timer.cancel()
