"""A site's pages from a web archive, each as often as it changed there."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from kho_tin.archive import captures
from kho_tin.archive.files import Kind
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_problems, of_runs, of_sites
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.base.times import digits
from kho_tin.crawler.discovery.media import Via
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.crawler.spider import NewsSpider, Output
from kho_tin.crawler.wayback import cdx
from kho_tin.crawler.wayback.arguments import WaybackPlan, make_wayback_plan
from kho_tin.crawler.wayback.cdx_index import CdxIndex
from kho_tin.outcome.addresses import WebArchive
from kho_tin.outcome.items import Item
from kho_tin.warc.journal import Requested

# Statuses with which an index refuses; with any other error there is no index.
REFUSALS = {403, 429, 503}


class Wayback(NewsSpider):
    """Reads any site's pages from the Wayback Machine, or from pywb.

    `-a site=SITE` names the site, `-a host=HOST` the host that it had where its spider does not
    know it, `-a since=` and `-a until=` days of capture, `-a endpoint=URL` another web archive.
    Captures that the archive has (same page, same time) are not fetched again, so a stopped crawl
    continues when it is run again.
    """

    name = "wayback"
    title = "Any site's pages, from a web archive"
    home_url = "http://{host}/"
    least_articles = 0
    served_by: ClassVar[str | None] = None
    custom_settings = {
        # The Wayback Machine answers about 24 requests a minute, and blocks clients that send more.
        "DOWNLOAD_DELAY": 2.5,
        "DOWNLOAD_DELAY_JITTER": 0,
        "RETRY_AFTER_DEFAULT": 60,
        "RETRY_AFTER_LIMIT": 600,
    }

    plan: WaybackPlan

    @classmethod
    def of(
        cls, arguments: Mapping[str, Any], load: Callable[[str], type[NewsSpider]]
    ) -> type[NewsSpider]:
        """This spider for the site that `-a site=` names. Raises UsageError."""
        if not arguments.get("site"):
            raise UsageError(of_sites.no_wayback_site())
        site = load(arguments["site"])
        if issubclass(site, Wayback):
            raise UsageError(of_sites.wayback_of_itself())
        own = {"name": site.name, "title": site.title, "home_url": site.home_url}
        return type(f"Wayback{site.__name__}", (cls, site), {**own, "__doc__": site.__doc__})

    @classmethod
    def plan_of(cls, arguments: Mapping[str, Any], today: dt.date) -> WaybackPlan:
        return make_wayback_plan(cls, arguments)

    @classmethod
    def expected_parser(cls) -> str | None:
        """None: the site may have used several over the years."""
        return None

    def __init__(self, *, plan: WaybackPlan, run: CrawlRun) -> None:
        super().__init__(plan=plan, run=run)
        self.site_hosts |= set(plan.hosts)
        self._endpoint, *self._others = plan.endpoints
        self._hosts = list(plan.hosts)
        self._rows: list[cdx.CdxLine] = []
        self._of_other_times = 0
        self._index: CdxIndex | None = None
        self._pages: Iterator[cdx.CdxLine] = iter(())
        self._requested: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        yield self._question(None)

    # The index.

    def _question(self, resume: str | None) -> Request:
        plan = self.plan
        url = self._endpoint.question(self._hosts[0], plan.first_day, plan.last_day, resume)
        return Request(
            url,
            callback=self.parse_index,
            errback=self.index_failed,
            meta={"requested": Requested(0, "index")},
        )

    def parse_index(self, response: Response) -> Output:
        assert response.request
        answered, _ = self.run.answered(response.request, response.status, None)
        yield Item(answered, self.run.requests.turn(response.request))
        if response.status == 404 and self._others:
            self._endpoint = self._others.pop(0)
            self.plan = replace(
                self.plan, route=WebArchive(source=self._endpoint.replay, moment="")
            )
            self.run.plan = self.plan
            yield self._question(None)
            return
        try:
            if response.status in REFUSALS and not cdx.is_excluded(response.body):
                raise cdx.Excluded(of_runs.index_answered(response.status))
            if response.status != 200 and not cdx.is_excluded(response.body):
                raise cdx.NotAnIndex(of_runs.answered(response.status))
            answer = cdx.parse(response.body, self.run.latest)
        except cdx.Excluded as error:
            self.run.refuse(response.url, error.reason)
            raise CloseSpider("over") from error
        except cdx.NotAnIndex as error:
            self.run.home_unread(of_runs.index_unreadable(error.reason))
            return
        self._rows += self._of_its_time(answer.rows)
        for url, why in answer.misdated:
            self.run.damage(url, f"the web archive's index: {url} {why}")
        if answer.resume:
            yield self._question(answer.resume)
            return
        host = self._hosts.pop(0)
        if number := self._of_other_times:
            self._of_other_times = 0
            self.run.report(f"http://{host}/", "off_site", of_problems.other_time(host, number))
        if self._hosts:
            yield self._question(None)
            return
        self._index = CdxIndex(self._rows, self.plan.site_url)
        self._rows.clear()
        self._pages = iter(self._index.pages)
        if not self._index.pages:
            self.run.home_unread(of_runs.nothing_listed(", ".join(self.plan.hosts)))

    def _of_its_time(self, rows: Iterable[cdx.CdxLine]) -> Iterator[cdx.CdxLine]:
        """The captures from when their host was the site's; the others are counted."""
        hosts = self.plan.in_time
        for row in rows:
            if hosts is None or hosts.had(row.url, row.captured_at):
                yield row
            else:
                self._of_other_times += 1

    def index_failed(self, failure: Failure) -> Iterator[Item]:
        yield from self.failed(failure)
        self.run.home_unread(of_runs.index_unreadable(str(failure.value)))

    # Pages.

    def look_again(self) -> None:
        """Request the next page, oldest first and one at a time, so that each is compared with the
        one before it; after the last, the files that an earlier, stopped crawl did not get."""
        if self._index is None or self.run.is_over:
            return
        assert self.crawler.engine
        for row in self._pages:
            request = self._memento(row.timestamp, row.url, Requested(0, "link"))
            if not self._is_held(request, row):
                self.crawler.engine.crawl(request)
                raise DontCloseSpider
        missing = list(self._missing_media())
        for request in missing:
            self.crawler.engine.crawl(request)
        if missing:
            raise DontCloseSpider

    def parse(self, response: Response, **_: Any) -> Output:
        if response.meta.get("is_memento"):
            yield from super().parse(response)
        else:
            yield self._not_the_site(response)

    async def parse_file(self, response: Response, **_: Any) -> AsyncIterator[Item]:
        if response.meta.get("is_memento"):
            async for item in super().parse_file(response):
                yield item
        else:
            yield self._not_the_site(response)

    def _not_the_site(self, response: Response) -> Item:
        """An answer of the web archive itself, not of the site."""
        assert response.request
        request = response.request
        url = self.run.page_url(request)
        kind: ProblemKind = "no_memento"
        message = f"the web archive answered {response.status}, and not with "
        message += "the page"
        if why := response.meta.get("misdated"):
            kind, message = "damaged", f"the web archive's memento: {url} {why}"
            self.run.damaged.append(message)
        elif response.status in (429, 503):
            refusal = of_runs.web_archive_answered(response.status)
            self.run.recorder.state.refusal = refusal
            kind, message = "blocked", refusal
        elif cdx.is_excluded(response.body):
            kind, message = "blocked", "the web archive holds the page back"
        return Item(self.run.not_taken(request, kind, message), self.run.requests.turn(request))

    def _memento(self, timestamp: str, url: str, requested: Requested) -> Request:
        route = self.plan.route
        assert isinstance(route, WebArchive)
        is_file = requested.role != "link"
        return Request(
            route.at(timestamp).fetch_url(url),
            callback=self.parse_file if is_file else self.parse,
            errback=self.failed,
            meta={"requested": requested, **self._most_bytes(is_file)},
        )

    def _is_held(self, request: Request, row: cdx.CdxLine) -> bool:
        """Whether the archive has this capture; by the address requested if the web archive
        redirected to another time."""
        page_url = self.plan.site_url(self.plan.route.site_url(request.url))
        return captures.is_captured(self.run.db, request.url, page_url, row.captured_at)

    # Pictures and documents.

    def media_request(self, url: str, kind: Kind, at: str, via: Via | None) -> Request | None:
        """Request the capture nearest in time to the article's. What the index does not list is not
        requested from the site's own hosts."""
        if url in self._requested:
            return None
        self._requested.add(url)
        assert self._index
        timestamp = digits(at)
        row = self._index.nearest(url, timestamp)
        if row is None and self.site_url(url):
            return None
        when, where = (row.timestamp, row.url) if row else (timestamp, url)
        requested = Requested(0, kind)
        if via:
            requested = replace(requested, hops=via[0].hops + 1, via=via[1])
        request = self._memento(when, where, requested)
        request.meta["kept_as"] = url
        if self.plan.site_url(request.url) != url:
            request.meta["requested"] = replace(requested, identity=url)
        return request

    def _missing_media(self) -> Iterator[Request]:
        rows = self.run.db.execute(_MISSING_MEDIA, {"site": self.run.site}).fetchall()
        for url, kind, seen_at in rows:
            request = self.media_request(url, kind, seen_at, None)
            if request and not captures.is_captured(self.run.db, request.url, "", ""):
                yield request


_MISSING_MEDIA = " UNION ALL ".join(
    f"SELECT {table}.url, '{kind}', fetched_at FROM {table} "
    "JOIN articles ON articles.id = article JOIN captures ON captures.id = articles.capture "
    f"WHERE articles.site = :site AND {table}.capture IS NULL AND via = 'wayback'"
    for table, kind in (("images", "image"), ("attachments", "attachment"))
)
