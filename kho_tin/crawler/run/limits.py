"""What ends a crawl early: a signal, its request budget, its hours."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.defer import deferred_from_coro

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings
from kho_tin.base.times import VIETNAM, current
from kho_tin.outcome.plan import Plan

_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?", re.ASCII)


class CrawlStopped(IgnoreRequest):
    """A request that was not sent because the crawl is ending: nobody's fault."""


@dataclass(frozen=True)
class Hours:
    """From `start` until before `end`, past midnight if `end` is earlier; Vietnamese time."""

    start: dt.time
    end: dt.time

    def __contains__(self, moment: dt.datetime) -> bool:
        """`moment` is aware."""
        time = moment.astimezone(VIETNAM).time()
        if self.start < self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"

    def end_after(self, moment: dt.datetime) -> dt.datetime:
        """When they end next after `moment`, which is aware."""
        here = moment.astimezone(VIETNAM)
        end = dt.datetime.combine(here.date(), self.end, VIETNAM)
        return end if end > here else end + dt.timedelta(days=1)


def hours(settings: BaseSettings) -> Hours | None:
    """CRAWL_HOURS; None: at any hour. Raises UsageError."""
    text = str(settings["CRAWL_HOURS"] or "").strip()
    return _read_hours(text) if text else None


def hours_of(settings: BaseSettings, plan: Plan) -> Hours | None:
    """CRAWL_HOURS, if they apply to this crawl. Raises UsageError."""
    set_ones = hours(settings)
    return set_ones if binds(settings, "CRAWL_HOURS", plan) else None


def budget_of(settings: BaseSettings) -> int:
    """REQUEST_BUDGET: how many requests a run may make; 0: no bound. Raises UsageError."""
    text = str(settings["REQUEST_BUDGET"] or "0").strip()
    if not text.isascii() or not text.isdigit():
        raise UsageError(of_settings.budget_wrong(text))
    return int(text)


def check(settings: BaseSettings, plan: Plan) -> None:
    """Raise UsageError for a wrong setting, or a crawl outside its hours."""
    budget_of(settings)
    bound = hours_of(settings, plan)
    if bound and current() not in bound:
        now = f"{current().astimezone(VIETNAM):%H:%M}"
        raise UsageError(of_settings.outside_hours(now, settings["CRAWL_HOURS"], bound))


def binds(settings: BaseSettings, name: str, plan: Plan) -> bool:
    """Whether a setting for live sites applies to this crawl: on loopback nobody is burdened, so
    there it applies only if it was given with `-s`."""
    return not plan.is_local or (settings.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]


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
            raise CrawlStopped(f"not asked for: the crawl ends ({self.ending})")
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
                waiting.errback(CrawlStopped(f"not asked for: the crawl ends ({reason})"))
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


def _read_hours(text: str) -> Hours:
    wrong = UsageError(of_settings.hours_wrong(text))
    match = _HOURS.fullmatch(text)
    if not match:
        raise wrong
    hour, minute, last_hour, last_minute = (int(part or 0) for part in match.groups())
    try:
        hours = Hours(dt.time(hour % 24, minute), dt.time(last_hour % 24, last_minute))
    except ValueError:
        raise wrong from None
    if max(hour, last_hour) > 24 or hours.start == hours.end:
        raise wrong
    return hours
