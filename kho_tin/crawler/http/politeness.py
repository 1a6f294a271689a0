"""Crawl-delay, Retry-After and AutoThrottle, combined."""

from __future__ import annotations

import logging
import math
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from kho_tin.base.errors import InvalidTime
from kho_tin.base.hosts import is_loopback
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.times import current, parse
from kho_tin.crawler.http.offsite import HostPaused, HostSilent, host_at, is_at
from kho_tin.crawler.run.allowance import binds
from kho_tin.crawler.run.limits import end
from kho_tin.outcome.statuses import PAUSED, PAUSES

logger = logging.getLogger(__name__)


class PolitenessMiddleware:
    """Spaces a host's requests by its Crawl-delay, and stops them all for its Retry-After."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["USER_AGENT"]
        self.usual_pause = crawler.settings.getint("RETRY_AFTER_DEFAULT")
        self.longest_pause = crawler.settings.getint("RETRY_AFTER_LIMIT")
        self.longest_delay = crawler.settings.getfloat("CRAWL_DELAY_LIMIT")
        self._left_alone: dict[str, str] = {}  # why, by host and port
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """No pauses on loopback, where there is nobody to burden. Raises HostPaused,
        HostSilent."""
        netloc = host_at(request.url)
        if why := self._left_alone.get(netloc):
            raise HostPaused(f"not requested: {why}")
        run = getattr(self.crawler.spider, "run", None)
        if run and netloc in run.host_failures.dead:
            raise HostSilent("not requested: this host has answered to none of the last requests")
        downloader = self._downloader()
        host = downloader.get_slot_key(request)
        if is_loopback(request.url):
            downloader.per_slot_settings.setdefault(host, {"delay": 0})

    def process_response(self, request: Request, response: Response) -> Response | Request:
        if response.status not in PAUSED:
            return response
        seconds = retry_after(response, default=1 if is_loopback(request.url) else self.usual_pause)
        if seconds > self.longest_pause:
            self._leave_alone(
                request,
                of_runs.long_pause(seconds),
            )
            return response
        logger.info("%s answered %d: pausing %d s", request.url, response.status, seconds)
        slot = self._downloader().slots[request.meta["download_slot"]]
        # A slot with a delay sends its next request `delay` after `lastseen`; setting both also
        # holds back what is already in its queue.
        slot.delay = max(slot.delay, 0.001)
        slot.lastseen = max(slot.lastseen, monotonic() + seconds)
        pauses = request.meta.get("pauses", 0)
        if pauses >= PAUSES:  # the host rests all the same
            return response
        meta = {**request.meta, "pauses": pauses + 1, "cause": "retry"}
        return request.replace(dont_filter=True, meta=meta)

    def _leave_alone(self, request: Request, message: Reason) -> None:
        """Respect a pause longer than a run waits: the run ends, or goes on without that host if it
        is not the site's own."""
        logger.warning("%s: %s", request.url, message)
        run = getattr(self.crawler.spider, "run", None)
        if run and is_at(request.url, [urlsplit(run.plan.route.source).netloc]):
            run.refuse(run.plan.site_url(request.url), message)
            end(self.crawler, "over")
        else:
            self._left_alone[host_at(request.url)] = message

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        parsed = getattr(robotparser, "rp", None)  # Scrapy's class does not expose Crawl-delay
        delay = (parsed and parsed.crawl_delay(self.agent)) or 0
        if math.isnan(delay) or delay <= 0:
            return
        if delay > self.longest_delay:
            self._leave_alone(
                request,
                of_runs.long_crawl_delay(f"{delay:g}", f"{self.longest_delay:g}"),
            )
            return
        downloader = self._downloader()
        host = downloader.get_slot_key(request)
        known = downloader.per_slot_settings.setdefault(host, {})
        known["delay"] = max(float(delay), known.get("delay", downloader._delay))
        known["jitter"] = 0
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter = known["delay"], 0
        logger.info("%s asks for %s s between requests: obeyed", host, delay)

    def _downloader(self) -> Downloader:
        assert self.crawler.engine
        return self.crawler.engine.downloader


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, kept from going below the Crawl-delay, which it does not know."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        plan = spider.plan  # type: ignore[attr-defined]
        if not binds(self.crawler.settings, "AUTOTHROTTLE_ENABLED", plan):
            return
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if host and slot:
            slot_settings = self.crawler.engine.downloader.per_slot_settings.get(host, {})
            slot.delay = max(slot.delay, slot_settings.get("delay", 0))


def retry_after(response: Response, default: int) -> int:
    """The Retry-After header in seconds, from either of its forms (RFC 9110, 10.2.3)."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])  # at most 31 years
    try:
        moment = parse(value)
    except InvalidTime:
        return default
    return max(0, math.ceil((moment - current()).total_seconds()))
