"""The few requests of a look: robots.txt, the home page, a listing, three articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from kho_tin.base.hosts import moved_to, www_variant
from kho_tin.crawler.http.decoding import cut_short
from kho_tin.crawler.http.offsite import is_at
from kho_tin.crawler.http.unreachable import BadCertificate
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.model import Article, Link, Listing, Reading
from kho_tin.preview import failures, pages
from kho_tin.preview.findings import LookReport, PageFinding, Robots
from kho_tin.warc.content_encoding import LARGEST_PAGE

ARTICLES = 3
# The first section of a menu is at times a page about the board: so many are tried until one
# names articles.
SECTIONS = 3


def is_address(text: str) -> bool:
    """Whether `text` is a full address of the web, with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that does not close
        return False


def site_at(url: str) -> type[NewsSpider]:
    """An address as a site: whatever is recognised there, with and without `www.`."""
    netloc = urlsplit(url).netloc

    class Address(NewsSpider):
        name = netloc
        home_url = url
        hosts = (www_variant(netloc),)

    return Address


class LookSpider(scrapy.Spider):
    """Requests one page after the other, and fills in `report`. `bodies` are the pages by their
    number in the report."""

    name = "look"

    def __init__(
        self,
        *,
        site: type[NewsSpider],
        plan: Plan,
        report: LookReport,
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(self.name)
        self.site, self.plan, self.report, self.tell = site, plan, report, tell
        self.bodies: dict[int, bytes] = {}
        self.site_hosts = {urlsplit(plan.home_url).netloc, *site.hosts}
        self.media_hosts, self.ca_bundle = site.media_hosts, site.ca_bundle
        self._twins: Counter[str] = Counter()
        self._robots: dict[str, Robots] = {}  # by host, as the requests for them
        self._robots_requests: dict[str, Request] = {}
        self._requested: set[str] = set()
        self._sections: list[str] = []
        self._home_items: tuple[Link, ...] = ()
        self._chosen: list[str] = []  # articles still to be requested

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """As in a crawl, but nothing is stored and nothing is requested again: the operator waits
        for the report."""
        super().update_settings(settings)
        middlewares = settings.getdict("DOWNLOADER_MIDDLEWARES")
        settings.setdict(
            {
                "DOWNLOADER_MIDDLEWARES": {
                    **middlewares,
                    "kho_tin.crawler.http.capture.CaptureMiddleware": None,
                    "kho_tin.crawler.http.routing.RoutingMiddleware": None,
                    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": 580,
                    "kho_tin.preview.routing.LookRoutingMiddleware": middlewares[
                        "kho_tin.crawler.http.routing.RoutingMiddleware"
                    ],
                },
                "ITEM_PIPELINES": {},
                # A request takes its finding along, which is filled in: it must stay the same one.
                "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.LifoMemoryQueue",
                "RETRY_EXCEPTIONS": [],
                # These are for crawls; a look makes a dozen requests, and somebody waits for it.
                "CRAWL_HOURS": "",
                "REQUEST_BUDGET": "",
            },
            priority="spider",
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(spider._robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(spider._take_up, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        yield self._request(self.plan.home_url, "home")

    def parse_page(self, response: Response, finding: PageFinding) -> Iterator[Request]:
        if finding.role == "home":
            self._move_to(response.url)
        described = pages.describe(finding, response, self.plan.site_url(response.url))
        self.bodies[finding.number] = response.body
        reading: Reading | None = None
        if described:
            page, reading = described
            self._twins += pages.twins(replace(page, url=self.plan.route.site_url(response.url)))
            if finding.role == "home":
                self.report.site_name = pages.site_name(page)
        if isinstance(reading, Listing):
            finding.listing = pages.listing_finding(reading, self.site_url)
        if isinstance(reading, Article):
            reading = replace(reading, url=self.plan.site_url(reading.url))
            finding.article = pages.article_finding(reading, partial(self.site_url, media=True))
        yield from self._go_on(finding, reading)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """A request that brought no response at all."""
        request: Request = failure.request  # type: ignore[attr-defined]
        finding: PageFinding = request.cb_kwargs["finding"]
        finding.final_url = request.url
        if isinstance(failure.value, BadCertificate):
            finding.final_url = urljoin(failure.value.url, urlsplit(request.url).path)
        finding.redirects = pages.redirects(request.meta)
        assert failure.value
        finding.failure = failures.of_exception(
            failure.value, seconds=self.settings.getfloat("DOWNLOAD_TIMEOUT")
        )
        yield from self._go_on(finding, None)

    def site_url(self, url: str, *, media: bool = False) -> str | None:
        """The site's own address of a link on one of its pages; None if it leads elsewhere.
        Pictures and files (`media`) may have hosts of their own."""
        hosts = {urlsplit(self.plan.home_url).netloc, *self.site.hosts}
        site_url = self.plan.site_url(url)
        on_site = is_at(site_url, hosts, self.site.media_hosts if media else ())
        return site_url if on_site else None

    def closed(self, reason: str) -> None:
        self.report.twins = dict(self._twins)
        self.report.robots = list(self._robots.values())
        for host, request in self._robots_requests.items():
            self._robots[host].wall = pages.wall(request.meta)

    def _move_to(self, fetched: str) -> None:
        """Go on at the address where the home page really is: its twin, if it redirects there."""
        self.report.answers_at = self.plan.route.site_url(fetched)
        if isinstance(self.plan.route, Direct):
            self.plan = replace(self.plan, home_url=moved_to(self.plan.home_url, fetched))

    def _take_up(self) -> None:
        """Scrapy silently drops a page's refresh (<meta http-equiv=refresh>) to an address that was
        requested before: report that, and go on with the next page."""
        assert self.crawler.engine
        dropped = [page for page in self.report.pages if page.status is None and not page.failure]
        for page in dropped:
            page.failure = failures.of_drop()
            for request in self._go_on(page, None):
                self.crawler.engine.crawl(request)
        if dropped:
            raise DontCloseSpider

    def _go_on(self, finding: PageFinding, reading: Reading | None) -> Iterator[Request]:
        """The next request: after the home page a section, after a listing its articles."""
        listing = reading if isinstance(reading, Listing) else None
        if finding.role == "home" and listing:
            self._home_items = listing.items
            self._sections = [
                url for link in listing.sections if (url := self.site_url(link.url)) is not None
            ]
        if finding.role == "article":
            yield from self._next_article()
        else:
            yield from self._after_listing(finding, listing)

    def _after_listing(self, finding: PageFinding, listing: Listing | None) -> Iterator[Request]:
        if finding.role == "listing" and listing:
            self._chosen = self._newest(listing.items)
        if self._chosen:
            yield from self._next_article()
            return
        tried = sum(1 for page in self.report.pages if page.role == "listing")
        untried = [url for url in self._sections if url not in self._requested]
        if untried and tried < SECTIONS:
            yield self._request(untried[0], "listing")
        else:
            self._chosen = self._newest(self._home_items)
            yield from self._next_article()

    def _newest(self, items: tuple[Link, ...]) -> list[str]:
        """The newest articles of a list that stand on the site; the undated come last."""
        dated = sorted(items, key=lambda link: link.published or "", reverse=True)
        urls = dict.fromkeys(url for link in dated if (url := self.site_url(link.url)) is not None)
        return [url for url in urls if url not in self._requested][:ARTICLES]

    def _next_article(self) -> Iterator[Request]:
        if self._chosen:
            yield self._request(self._chosen.pop(0), "article")

    def _request(self, url: str, role: str) -> Request:
        self._requested.add(url)
        finding = PageFinding(len(self.report.pages) + 1, role, url, url)
        self.report.pages.append(finding)
        self.tell(f"page {finding.number}, {role}: {url}")
        return Request(
            self.plan.route.fetch_url(url),
            callback=self.parse_page,
            errback=self.failed,
            meta={
                "page_url": url,
                "download_maxsize": self.settings.getint("PAGE_MAXSIZE"),
                "decoded_maxsize": LARGEST_PAGE,
            },
            cb_kwargs={"finding": finding},
        )

    def _downloaded(self, response: Response, request: Request) -> None:
        """Every answer as it arrives: those to robots.txt reach no callback."""
        if cut := cut_short(request, response):
            request.meta["cut"] = cut
        if "page_url" not in request.meta:
            urls = [*request.meta.get("redirect_urls", []), request.url]
            self._robots_of(urls[0]).status = response.status
            self._robots_requests[urlsplit(urls[0]).netloc] = request

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        robots = self._robots_of(request.url)
        agent = self.settings["USER_AGENT"]
        robots.allowed = robotparser.allowed(request.url, agent)
        robots.crawl_delay = robotparser.crawl_delay(agent)
        # Scrapy's own class does not show them.
        robots.sitemaps = list(getattr(getattr(robotparser, "rp", None), "sitemaps", ()))

    def _robots_of(self, url: str) -> Robots:
        parts = urlsplit(url)
        where = f"{parts.scheme}://{parts.netloc}/robots.txt"
        return self._robots.setdefault(parts.netloc, Robots(where))
