"""How every site is crawled: home page, sections, listing pages, articles, newest first."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from kho_tin.archive.files import Kind
from kho_tin.archive.known_articles import KnownArticle
from kho_tin.attachments import ocr
from kho_tin.attachments.model import DocumentText
from kho_tin.base.bounded import ReadingStopped
from kho_tin.base.eras import Era, former_hosts, periods
from kho_tin.base.seen import Seen
from kho_tin.crawler.arguments import make_plan
from kho_tin.crawler.declaration import check
from kho_tin.crawler.discovery.listings import Listings
from kho_tin.crawler.discovery.media import Media, Via
from kho_tin.crawler.discovery.own_links import OwnLinks
from kho_tin.crawler.discovery.priorities import ARTICLE, LISTING, MEDIA
from kho_tin.crawler.discovery.sources import Sources
from kho_tin.crawler.discovery.unchanged import unchanged
from kho_tin.crawler.http.offsite import is_at
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.crawler.run.limits import end
from kho_tin.crawler.run.scans import engine_of
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.conclude import proof_wanted
from kho_tin.outcome.interpret import is_static
from kho_tin.outcome.items import Item
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.model import Article, Listing
from kho_tin.parsers.sources import ROLES as SOURCES
from kho_tin.reader.reading import ReadAnswer
from kho_tin.warc.content_encoding import LARGEST, LARGEST_PAGE
from kho_tin.warc.journal import Requested

Output = Iterator[Request | Item]


class NewsSpider(scrapy.Spider):
    """A site is a subclass with attributes only; its docstring is its documentation.

    - `name`, `title`: short and full name
    - `home_url`: where the crawl begins; `{host}` where only the operator knows the host
    - `cms`: the parser that is expected to read the site; None: any
    - `hosts`, `media_hosts`: more hosts of the site, and of its pictures and documents; no
      request is ever sent to any other
    - `eras`: what its title, home_url, cms and hosts were until a day (`base.eras.Era`), the oldest
      first; the attributes themselves say what they are today
    - `ca_bundle`: a file (PEM) of certificates that are trusted in addition to this machine's
    - `language`: of the site, as a BCP 47 tag
    - `endpoint`: set if the site only exists in a web archive: that archive's replay address
    - `invented`: not real news; never stored in one archive with news
    - `served_by`: the module of this project that serves the site on loopback
    - `least_articles`: a run whose listings name fewer is red
    - `bounds`: the other bounds beyond which a run is red (`outcome.bounds.Bounds`)
    - `follow_links`: the site's own links are followed even where something else names its news
    - `deepest_page`: the most pages of one listing that are read, against endless pagination
    """

    title: ClassVar[str] = ""
    home_url: ClassVar[str] = ""
    cms: ClassVar[str | None] = None
    hosts: ClassVar[tuple[str, ...]] = ()
    media_hosts: ClassVar[tuple[str, ...]] = ()
    eras: ClassVar[tuple[Era, ...]] = ()
    ca_bundle: ClassVar[str | None] = None
    language: ClassVar[str] = "vi"
    endpoint: ClassVar[str | None] = None
    invented: ClassVar[bool] = False
    served_by: ClassVar[str | None] = None
    least_articles: ClassVar[int] = 1
    bounds: ClassVar[Bounds] = Bounds()
    follow_links: ClassVar[bool] = False
    deepest_page: ClassVar[int] = 1000

    @classmethod
    def of(
        cls, arguments: Mapping[str, Any], load: Callable[[str], type[NewsSpider]]
    ) -> type[NewsSpider]:
        """The spider to run with these arguments: this one, or one made from it."""
        return cls

    @classmethod
    def plan_of(cls, arguments: Mapping[str, Any], today: dt.date) -> Plan:
        """The plan of a crawl with these arguments. Raises UsageError."""
        return make_plan(cls, arguments, today)

    @classmethod
    def expected_parser(cls) -> str | None:
        """The parser that should read the site's articles."""
        return cls.cms

    @classmethod
    def check_declaration(cls) -> None:
        """Raise UsageError, with one sentence, if the declaration is incomplete."""
        check(cls)

    def __init__(self, *, plan: Plan, run: CrawlRun) -> None:
        super().__init__(self.name)
        self.plan = plan
        self.run = run
        self.site_hosts = {urlsplit(plan.home_url).netloc, *self.hosts}
        self._former_hosts = set(former_hosts(periods(type(self), plan.home_url)))
        self.due = {
            article.identity: article
            for article in run.frontier.due()
            if not self._is_former(article.url)
        }
        self.taken = Seen()  # identities of articles that this run has requested
        self.requested = Seen()  # their addresses, as `Sources` compares them
        self.listings = Listings(self)
        self.sources = Sources(self)
        self.own_links = OwnLinks(self)
        self.media = Media(self)

    async def start(self) -> AsyncIterator[Request]:
        yield self.page_request(self.plan.home_url, Requested(0, "home", page=1), LISTING)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.look_again, signal=signals.spider_idle)
        crawler.signals.connect(spider.goes_on, signal=signals.request_scheduled)
        crawler.signals.connect(spider.has_failed, signal=signals.spider_error)
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.is_over, signal=signal)
        return spider

    def goes_on(self, request: Request) -> None:
        """Note a waiting request, which may go on from another."""
        self.run.requests.goes_on(request)

    def has_failed(self, response: Response | Failure) -> None:
        """Note that this program failed on an answer: the answers behind it stop waiting for it,
        and nothing more is requested."""
        request = getattr(response, "request", None)
        if request is not None:
            self.run.requests.pass_over(request)
        end(self.crawler, "over")

    def is_over(self, item: Item) -> None:
        """Note that an answer is on record, or never will be: the next one can take effect."""
        self.run.requests.sequencer.over(item.turn)

    def look_again(self) -> None:
        """After the listings: request the other sources, and what they alone name; the articles
        that are due and that no listing named, those that show whether the whole site has changed,
        then files left out earlier.

        Not before that, since a listing may name an article at a new address.
        """
        if self.run.is_over:
            return
        assert self.crawler.engine
        links = (self.sources.links, self.own_links.requests)
        for step in (self.sources.requests, *links, self._known, self.media.left):
            if requests := list(step()):
                for request in requests:
                    self.crawler.engine.crawl(request)
                raise DontCloseSpider

    def _known(self) -> Iterator[Request]:
        """Requests for stored articles: those that are due, or else those that are to prove a
        redesign."""
        articles = [article for key, article in self.due.items() if key not in self.taken]
        articles = articles or list(self._proof())
        self.taken.update(article.identity for article in articles)
        for article in articles:
            yield self.article_request(article.url, article.identity)

    def parse(self, response: Response, **_: Any) -> Output:
        """An answer, and the requests that follow from it."""
        request = response.request
        assert request
        answered, pointer = self.run.answered(
            request, response.status, response.headers.get("Location")
        )
        turn = self.run.requests.turn(request)
        if answered.status != 200 and not answered.is_unchanged:
            yield Item(answered, turn)
            return
        try:
            read = self.run.read(pointer, request, response.body)
            if read is None:
                yield Item(answered, turn)
                return
            refreshed = self._refreshed(request, response.url, read.refresh)
        except BaseException:
            self.run.requests.sequencer.over(turn)
            raise
        if refreshed:
            self.run.requests.sequencer.over(turn)
            yield refreshed
            return
        yield Item(replace(answered, read=read), turn)
        requested, reading = answered.requested, read.reading
        self.sources.note_page(read, (requested, answered.page_url))
        self.own_links.note(read, requested, answered.page_url)
        if isinstance(reading, Listing) and requested.role in ("home", "listing"):
            yield from self.listings.follow(reading, requested)
        elif isinstance(reading, Listing) and requested.role in SOURCES:
            yield from self.sources.follow(reading, requested, response)
        elif (
            isinstance(reading, Article)
            and not is_static(reading.parser, requested.role)
            and not read.is_cut
            and (requested.role != "link" or self.run.is_news(answered, read))
        ):
            self.taken.add(reading.identity)
            self.sources.read_article(answered.page_url)
            yield from self.media.of(reading, answered.at, (requested, reading.url))

    async def parse_file(self, response: Response, **_: Any) -> AsyncIterator[Item]:
        """A picture or a document. Reading it takes up to a minute; the crawl goes on meanwhile."""
        request, body = response.request, response.body
        assert request
        answered, pointer = self.run.answered(
            request, response.status, response.headers.get("Location")
        )
        turn = self.run.requests.turn(request)
        if answered.has_body:
            try:
                read = await asyncio.to_thread(self.run.read, pointer, request, body)
                engine = engine_of(self.settings)
                if read and engine and answered.requested.role == "attachment":
                    read = await self._recognised(request, read, body, engine)
            except BaseException:
                self.run.requests.sequencer.over(turn)
                raise
            answered = replace(answered, read=read)
        yield Item(answered, turn)

    async def _recognised(
        self, request: Request, read: ReadAnswer, body: bytes, engine: ocr.Engine
    ) -> ReadAnswer:
        """The same with the text of a scan, as `engine` reads it."""
        if not ocr.is_scan(body, DocumentText(read.text, read.note)):
            return read
        try:
            recognised = await asyncio.to_thread(ocr.recognise, body, engine)
        except ReadingStopped:
            return read
        return self.run.keep_recognised(request, read, recognised)

    def failed(self, failure: Failure) -> Iterator[Item]:
        """A request without any response."""
        assert failure.value
        request: Request = failure.request  # type: ignore[attr-defined]
        answered = self.run.no_answer(request, failure.value)
        if answered:
            yield Item(answered, self.run.requests.turn(request))
        if self.run.is_over:  # raising CloseSpider here would make Scrapy print a traceback
            end(self.crawler, "over")

    def _refreshed(
        self, request: Request, at: str, refresh: tuple[float, str] | None
    ) -> Request | None:
        """The request for the page to which the one at the address `at` redirects by a refresh."""
        times = request.meta.get("refresh_times", 0)
        url = self.plan.refreshed(at, refresh)
        if url is None or self.site_url(url) is None:
            return None
        if times >= self.settings.getint("REDIRECT_MAX_TIMES"):
            return None
        meta = {**request.meta, "cause": "refresh", "refresh_times": times + 1}
        return request.replace(
            url=self.plan.route.fetch_url(url),
            method="GET",
            body=b"",
            meta=meta,
            priority=request.priority,
        )

    def _proof(self) -> Iterator[KnownArticle]:
        """Known articles to request when there is no news, to see whether another parser reads them
        all now."""
        left = (
            article
            for key, article in self.run.frontier.known.items()
            if key not in self.taken and not self._is_former(article.url)
        )
        yield from islice(left, proof_wanted(self.run.recorder))

    def _is_former(self, url: str) -> bool:
        """Whether an address is at a host that the site had and has no more: nothing is requested
        of it, whoever owns it now."""
        return is_at(url, self._former_hosts) and self.site_url(url) is None

    def media_request(self, url: str, kind: Kind, at: str, via: Via | None) -> Request | None:
        """The request for a file of an article that was seen `at` (UTC, `…Z`)."""
        return self.page_request(url, Requested(0, kind), MEDIA, via=via)

    def article_request(self, url: str, identity: str, via: Via | None = None) -> Request:
        self.requested.add(identity_of_url(url))
        return self.page_request(url, Requested(0, "article", identity=identity), ARTICLE, via=via)

    def page_request(
        self,
        url: str,
        requested: Requested,
        priority: int,
        *,
        via: Via | None = None,
    ) -> Request:
        """`via` is the request for the page with the link, and that page's address."""
        if via:
            requested = replace(requested, hops=via[0].hops + 1, via=self.plan.site_url(via[1]))
        is_file = requested.role in ("image", "attachment")
        known = unchanged(self.run, url, requested)
        conditions = known.conditions if known else None
        if requested.role == "article":
            conditions = self.run.frontier.conditions(url, requested.identity)
        request = Request(
            self.plan.route.fetch_url(url),
            callback=self.parse_file if is_file else self.parse,
            errback=self.failed,
            priority=priority,
            headers=conditions,
            meta={"requested": requested, "unchanged": known, **self._most_bytes(is_file)},
        )
        if is_file and self.plan.site_url(request.url) != url:
            request.meta["requested"] = replace(requested, identity=url)
        return request

    def _most_bytes(self, is_file: bool) -> dict[str, int]:
        """Bounds for the body as sent and decoded (bytes). Files may be larger than pages, since
        they are not parsed here."""
        most = self.settings.getint("DOWNLOAD_MAXSIZE" if is_file else "PAGE_MAXSIZE")
        return {"download_maxsize": most, "decoded_maxsize": LARGEST if is_file else LARGEST_PAGE}

    def site_url(self, url: str, *, media: bool = False) -> str | None:
        """The address on the site of a link on one of its pages; None if it leads elsewhere."""
        site_url = self.plan.site_url(url)
        media_hosts = self.media_hosts if media else ()
        return site_url if is_at(site_url, self.site_hosts, media_hosts) else None
