"""The last source: the site's own links, for a site of which nothing else names any news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from scrapy.http import Request

from kho_tin.crawler.discovery.priorities import DEEPER
from kho_tin.outcome.likely_articles import template_of
from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.model import Article, Listing
from kho_tin.reader.reading import ReadAnswer
from kho_tin.warc.journal import Requested

if TYPE_CHECKING:
    from kho_tin.crawler.spider import NewsSpider

DEEPEST: Final = 4  # links from the home page (`hopsFromSeed`)
MOST: Final = 2000  # pages of one run: a site may make up links without end
MOST_OF_A_TEMPLATE: Final = 300  # pages without an article, of addresses that look alike
BATCH: Final = 50  # nearest to the home page first


class OwnLinks:
    """The links that pages of one run lead to."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider
        self._links: dict[str, tuple[str, Requested, str]] = {}  # by address as compared
        self._requested = 0
        self._without: Counter[str] = Counter()

    @property
    def are_wanted(self) -> bool:
        """Whether the site's file asks for links, or nothing else names news on a site of a system
        that is not known. Where it is known, or listings named news once, a site without them is in
        trouble; its links would only hide that."""
        spider = self.spider
        if spider.follow_links or self._requested:
            return True
        names_nothing = not spider.run.recorder.state.coverage and not spider.sources.names_news
        had_listings = any(run["listed"] for run in spider.run.history.all)
        return spider.cms is None and names_nothing and not had_listings

    def note(self, read: ReadAnswer, requested: Requested, url: str) -> None:
        """Note where the page at `url` leads. What was requested as a section, and is no list,
        leads on as any other page does."""
        is_no_list = requested.role == "listing" and not isinstance(read.reading, Listing)
        if requested.role not in ("home", "link") and not is_no_list:
            return
        if requested.role == "link" and not isinstance(read.reading, Article):
            self._without[template_of(url)] += 1
        if requested.hops >= DEEPEST:
            return
        for link in read.links:
            if site_url := self.spider.site_url(link):
                self._links.setdefault(identity_of_url(site_url), (site_url, requested, url))

    def requests(self) -> Iterator[Request]:
        """Requests for pages that were linked to and not requested yet, a few at a time. What the
        home page links to is looked at in each run, since new articles are linked to there; what
        lies deeper, and is no article, as rarely as what is gone."""
        if not self.are_wanted:
            return
        chosen = islice(sorted(self._wanted(), key=lambda each: each[1].hops), BATCH)
        for url, requested, at in chosen:
            self._requested += 1
            self.spider.requested.add(identity_of_url(url))
            wanted = Requested(0, "link")
            yield self.spider.page_request(url, wanted, DEEPER, via=(requested, at))

    def _wanted(self) -> Iterator[tuple[str, Requested, str]]:
        spider = self.spider
        home = identity_of_url(spider.plan.home_url)
        for key, (url, requested, at) in self._links.items():
            if self._requested >= MOST:
                return
            is_requested = key == home or key in spider.requested or key in spider.sources.known
            is_requested |= url in spider.listings.requested
            is_requested |= spider.run.frontier.is_withheld(url) or spider.sources.has_requested(
                url
            )
            if is_requested or self._without[template_of(url)] >= MOST_OF_A_TEMPLATE:
                continue
            is_near = requested.hops == 0
            if is_near or not spider.run.frontier.was_fetched(url):
                yield url, requested, at
