"""How every site is crawled: home page, sections, listing pages, articles, newest first."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Request, Response
from scrapy.utils.python import to_unicode
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from kho_tin import parsers
from kho_tin.base.times import now
from kho_tin.crawler.declaration import check
from kho_tin.crawler.http.borders import is_at
from kho_tin.crawler.plan import make_plan
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.crawler.run.limits import Stopped, end
from kho_tin.outcome.items import ArticleItem, MediaItem
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.terms import in_site_terms
from kho_tin.outcome.verdicts import Bounds
from kho_tin.parsers.model import Article, LayoutChanged, Link, Listing, NotAnArticle, Page, Reading
from kho_tin.warc.content_encoding import LARGEST, LARGEST_PAGE

# Pictures and documents wait until the news has been read; deeper listing pages until the
# articles of the one before have been asked for, so that a crawl cut short has the newest.
ARTICLE, LISTING, DEEPER, MEDIA = 20, 15, 10, 0

Output = Iterator[Request | ArticleItem | MediaItem]


class NewsSpider(scrapy.Spider):
    """A site is a subclass with attributes only; its docstring is its documentation.

    - `name`, `title`: short and full name
    - `home_url`: where the crawl begins; `{host}` where only the operator knows the host
    - `cms`: the parser that is expected to read the site; None: whatever is recognised
    - `hosts`, `media_hosts`: more hosts of the site, and of its pictures and documents; no other
      is ever asked for anything
    - `ca_bundle`: a file (PEM) of certificates that are believed beside those this machine trusts
    - `language`: of the site, as a BCP 47 tag
    - `endpoint`: set where the site lives on in a web archive only: that archive's replay address
    - `invented`: not news; never in one archive with news
    - `served_by`: the module of this project that serves the site on loopback
    - `least_articles`: a run whose listings name fewer is red
    - `bounds`: what else the site may do before a run is red (`outcome.verdicts.Bounds`)
    - `deepest_page`: how many pages of one listing are read at most, against endless pagers
    """

    title: ClassVar[str] = ""
    home_url: ClassVar[str] = ""
    cms: ClassVar[str | None] = None
    hosts: ClassVar[tuple[str, ...]] = ()
    media_hosts: ClassVar[tuple[str, ...]] = ()
    ca_bundle: ClassVar[str | None] = None
    language: ClassVar[str] = "vi"
    endpoint: ClassVar[str | None] = None
    invented: ClassVar[bool] = False
    served_by: ClassVar[str | None] = None
    least_articles: ClassVar[int] = 1
    bounds: ClassVar[Bounds] = Bounds()
    deepest_page: ClassVar[int] = 1000

    @classmethod
    def of(
        cls, arguments: Mapping[str, Any], load: Callable[[str], type[NewsSpider]]
    ) -> type[NewsSpider]:
        """The spider that the arguments of a crawl make of this one."""
        return cls

    @classmethod
    def plan_of(cls, arguments: Mapping[str, Any], today: dt.date) -> Plan:
        """What a crawl with these arguments does. Raises UsageError."""
        return make_plan(cls, arguments, today)

    @classmethod
    def expected_parser(cls) -> str | None:
        """The parser that should read the site's articles."""
        return cls.cms

    @classmethod
    def check_declaration(cls) -> None:
        """Raise ValueError with a sentence if the site is only half declared."""
        check(cls)

    def __init__(self, *, plan: Plan, run: CrawlRun) -> None:
        super().__init__(self.name)
        self.plan = plan
        self.run = run
        self.site_hosts = {urlsplit(plan.home_url).netloc, *self.hosts}
        self._due = {article.identity: article for article in run.due()}
        self._taken: set[str] = set()  # identities asked for in this run
        self._sections: set[str] = set()
        self._sections_left = False
        self._asked_files: set[str] = set()  # of those that earlier runs did not get

    async def start(self) -> AsyncIterator[Request]:
        yield self._request(self.plan.home_url, self.parse_listing, LISTING, section="", depth=1)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.look_again, signal=signals.spider_idle)
        return spider

    def look_again(self) -> None:
        """When the listings are read: what is due and none of them named; then files left out.

        Not before, since a listing may name an article at a new address.
        """
        if self.run.is_over:
            return
        articles = [article for key, article in self._due.items() if key not in self._taken]
        self._taken.update(article.identity for article in articles)
        requests = [self._article_request(one.url, one.identity) for one in articles]
        if not requests:
            requests = list(self._files_left())
        assert self.crawler.engine
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def parse_listing(self, response: Response, section: str, depth: int) -> Output:
        """A page that should lead to articles: the home page, a section, a page of one."""
        reading = self._read(response)
        match reading:
            case Listing():
                self.run.listing(response.meta["page_url"], reading, depth)
                yield from self._follow(reading, section, depth)
            case Article():
                yield from self._keep(reading, response)
            case NotAnArticle(reason="wall", message=message):
                what = "a listing" if section else "the home page"
                self.run.refuse(response.meta["page_url"], f"{what} is a challenge: {message}")
                self._stop_if_over()
            case NotAnArticle(reason=reason, message=message) if depth == 1 and section == "":
                self.run.home_unread(f"the home page is no listing ({message or reason})")

    def parse_article(self, response: Response, identity: str) -> Output:
        reading = self._read(response, identity)
        match reading:
            case Article():
                yield from self._keep(reading, response)
            case NotAnArticle(reason="missing"):
                self.run.missing(identity, response)
            case NotAnArticle(reason="error") if "redirect_urls" in response.meta:
                # A soft 404: the portal sends whoever asks for a missing article to its error page.
                self.run.missing(identity, response)
            case NotAnArticle(reason="error" | "wall" | "empty" as reason, message=message):
                self.run.unreadable(identity, response, f"{reason}: {message}")
            case NotAnArticle(reason=reason, message=message):
                if reason == "other":  # it may well be news, and nothing of it is kept
                    self.run.problem(response.meta["page_url"], "not_read", message)
                self.run.other(identity, reason)

    def parse_media(self, response: Response, kind: Literal["image", "attachment"]) -> Output:
        url = response.meta["page_url"]
        self.run.patience.answered(response.url)
        if response.status != 200:
            self.run.problem(url, "media", f"answered {response.status}")
            return
        header = to_unicode(response.headers.get("Content-Type") or b"", "latin-1")
        self.run.counts.files += 1
        yield MediaItem(
            kind=kind,
            url=url,
            capture=response.meta["capture"],
            media_type=header.split(";")[0].strip().lower() or None,
            size=len(response.body),
            sha256=hashlib.sha256(response.body).hexdigest(),
            body=response.body if kind == "attachment" else b"",
        )

    def failed(self, failure: Failure) -> None:
        """A request that brought no response at all."""
        if isinstance(failure.value, Stopped):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        if "section" in request.cb_kwargs:
            self.run.walk.whole = False
        self.run.failed(
            request.meta["page_url"],
            failure,
            request.cb_kwargs.get("identity"),
            is_page="kind" not in request.cb_kwargs,
        )
        if self.run.is_over:  # to raise CloseSpider here has Scrapy print a traceback
            end(self.crawler, "over")

    def _read(self, response: Response, identity: str | None = None) -> Reading | None:
        """What the parsers make of a response; None where there is nothing to read."""
        url = response.meta["page_url"]
        if not self.run.answered(url, response, identity):
            self._stop_if_over()
            return None
        content_type = to_unicode(response.headers.get("Content-Type") or b"", "latin-1")
        page = Page(
            url=self.plan.site_url(response.url),
            body=response.body,
            encoding=http_content_type_encoding(content_type),
            fetched_at=self.run.fetched_at(response),
        )
        reading = parsers.read(page)
        self.run.read(url, reading)
        if isinstance(reading, LayoutChanged):
            return None
        return reading

    def _stop_if_over(self) -> None:
        if self.run.is_over:
            end(self.crawler, "over")
            raise CloseSpider("over")

    def _follow(self, listing: Listing, section: str, depth: int) -> Iterator[Request]:
        for link in listing.sections:
            url = self.site_url(link.url)
            if url and url not in self._sections and self._has_room_for(url):
                self._sections.add(url)
                yield self._request(url, self.parse_listing, LISTING, section=url, depth=1)
        fresh = False
        for link in listing.items:
            url = self.site_url(link.url)
            if url is None:
                continue
            fresh |= self.run.is_fresh(link, depth)
            if link.identity not in self._taken and self._is_wanted(link, url):
                self._taken.add(link.identity)
                yield self._article_request(url, link.identity)
        if listing.next and self._goes_on(listing, fresh, section, depth):
            url = self.site_url(listing.next)
            if url:
                yield self._request(
                    url, self.parse_listing, DEEPER, section=section, depth=depth + 1
                )

    def _has_room_for(self, section: str) -> bool:
        """Not for ever, on a site that makes up sections."""
        most = self.settings.getint("SECTIONS_PER_SITE")
        if len(self._sections) >= most and not self._sections_left:
            self.run.problem(section, "sections", f"more than {most} sections: the rest not read")
            self.run.walk.whole, self._sections_left = False, True
        return not self._sections_left

    def _is_wanted(self, link: Link, url: str) -> bool:
        """New, due, or known at another address; and within the days asked for."""
        known = self.run.known.get(link.identity)
        if known and known.url == url and link.identity not in self._due:
            return False
        if known is None and self.run.rests(link.identity):
            return False
        return self.plan.in_window(link.published)

    def _goes_on(self, listing: Listing, fresh: bool, section: str, depth: int) -> bool:
        """Whether the listing's next page is worth asking for."""
        if depth >= self.deepest_page:
            self.run.problem(
                listing.url, "endless_pager", f"stopped after {depth} pages of one listing"
            )
            self.run.walk.whole = False
            return False
        if not self.run.walk.brings_more(section, listing):
            return False  # every line of this page stood on an earlier one: the pager is circular
        if self.plan.since and all(self.plan.is_before(link.published) for link in listing.items):
            return False
        return fresh or self.run.thorough

    def _keep(self, article: Article, response: Response) -> Output:
        article = in_site_terms(article, self.plan)
        yield ArticleItem(article, response.meta["capture"], self.run.seen_at(response))
        limit = self.settings.getint("MEDIA_PER_ARTICLE")
        media: list[tuple[Literal["image", "attachment"], str]]
        media = [("image", image.url) for image in article.images]
        media += [("attachment", attachment.url) for attachment in article.attachments]
        if len(media) > limit:
            self.run.problem(article.url, "media", f"{len(media)} pictures and files; {limit} kept")
        for kind, link in media[:limit]:
            url = self.site_url(link, media=True)
            if url and not self.run.holds(url):
                request = self._media_request(url, kind, self.run.seen_at(response))
                if request:
                    yield request

    def _files_left(self) -> Iterator[Request]:
        """What earlier runs did not get; each once in this one."""
        for kind, link in self.run.files_left():
            url = self.site_url(link, media=True)
            if url and url not in self._asked_files:
                self._asked_files.add(url)
                request = self._media_request(url, kind, now())
                if request:
                    yield request

    def _media_request(
        self, url: str, kind: Literal["image", "attachment"], seen_at: str
    ) -> Request | None:
        """The request for a file of an article that was seen at `seen_at` (UTC, `…Z`)."""
        return self._request(url, self.parse_media, MEDIA, kind=kind)

    def _article_request(self, url: str, identity: str) -> Request:
        return self._request(url, self.parse_article, ARTICLE, identity=identity)

    def _request(self, url: str, callback: Any, priority: int, **cb_kwargs: Any) -> Request:
        return Request(
            self.plan.route.fetch_url(url),
            callback=callback,
            errback=self.failed,
            priority=priority,
            headers=self.run.conditions(url) if callback == self.parse_article else None,
            meta={"page_url": url, **self._most_bytes(callback)},
            cb_kwargs=cb_kwargs,
        )

    def _most_bytes(self, callback: Any) -> dict[str, int]:
        """As sent, and decoded. A file may be larger than a page: nothing is parsed of it here."""
        is_file = callback == self.parse_media
        most = self.settings.getint("DOWNLOAD_MAXSIZE" if is_file else "PAGE_MAXSIZE")
        return {"download_maxsize": most, "decoded_maxsize": LARGEST if is_file else LARGEST_PAGE}

    def site_url(self, url: str, *, media: bool = False) -> str | None:
        """The site's own address of a link on one of its pages; None if it leads elsewhere."""
        site_url = self.plan.site_url(url)
        media_hosts = self.media_hosts if media else ()
        return site_url if is_at(site_url, self.site_hosts, media_hosts) else None
