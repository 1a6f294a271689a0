"""Sitemaps, feeds and endpoints: requested after the listings, and what they alone name after
them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scrapy.http import Request, Response

from kho_tin.crawler.discovery import robots_file
from kho_tin.crawler.discovery.priorities import ARTICLE, LISTING
from kho_tin.outcome.likely_articles import PROBES, LikelyArticles
from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.model import Link, Listing
from kho_tin.parsers.sources.named import is_page
from kho_tin.reader.reading import ReadAnswer
from kho_tin.warc.journal import Requested, Role

if TYPE_CHECKING:
    from kho_tin.crawler.spider import NewsSpider

# Where sitemaps usually are, for a site that names none: by the protocol's own example, and by
# what the plug-ins for WordPress and its own core write.
GUESSES: Final = ("/sitemap.xml", "/sitemap_index.xml")
GUESSED_FOR_WORDPRESS: Final = "/wp-sitemap.xml"
MOST: Final = 50  # sources of each kind in one run
BATCH: Final = 100  # addresses requested before what they are is looked at
# Known articles that a source calls changed and that are therefore looked at: some systems give
# all pages the day of today.
HINTED, LEAST_HINTED = 0.2, 10
# Parts of a sitemap that name no page of their own.
_NO_PAGES: Final = ("taxonom", "categor", "tag", "author", "user", "image", "video", "attachment")


@dataclass(frozen=True)
class Candidate:
    """An address that a source named, and what it said of it."""

    url: str
    link: Link
    role: Role
    via: tuple[Requested, str]


class Sources:
    """The sources of one run of a live site."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider
        self.run, self.plan = spider.run, spider.plan
        self.names_news = False  # an article, known or read
        self._waiting: dict[str, tuple[Role, tuple[Requested, str] | None]] = {}
        self._requested: dict[Role, set[str]] = {}
        self._guesses: list[str] | None = None
        self._has_sitemap = False
        self._candidates: dict[str, Candidate] = {}  # by address without scheme and `www.`
        self._chosen: set[str] = set()  # those of them that were requested
        self._hinted = 0
        # What looks like no article is tried as rarely as all listings are read to their end.
        self.likely_articles = LikelyArticles(PROBES if self.run.thorough else 0)
        self.known = {
            identity_of_url(article.url): article for article in self.run.frontier.known.values()
        }
        for article in self.run.frontier.known.values():
            self.likely_articles.is_article(article.url)

    # What names sources.

    def note_robots(self, body: bytes) -> None:
        """Note the sitemaps that a robots.txt of the site names."""
        for url in robots_file.sitemaps(body):
            self._wait("sitemap", url, None)

    def note_page(self, read: ReadAnswer, via: tuple[Requested, str]) -> None:
        """Note the feeds and endpoints that a page names."""
        for role, url in read.named:
            self._wait("endpoint" if role == "endpoint" else "feed", url, via)

    def _wait(self, role: Role, url: str, via: tuple[Requested, str] | None) -> None:
        site_url = self.spider.site_url(url)
        if site_url and site_url not in self._requested.get(role, ()):
            self._waiting.setdefault(site_url, (role, via))

    # Requesting them.

    def requests(self) -> Iterator[Request]:
        """Requests for sources that were named and not requested yet, or else for a sitemap at one
        of the usual places."""
        waiting, self._waiting = self._waiting, {}
        for url, (role, via) in waiting.items():
            yield from self._request(role, url, via)
        if self._guesses is None and not waiting:
            self._guesses = [] if self._requested.get("sitemap") else self._guessed()
        if self._guesses and not waiting and not self._has_sitemap:
            yield from self._request("sitemap", self._guesses.pop(0), None)

    def _request(
        self, role: Role, url: str, via: tuple[Requested, str] | None
    ) -> Iterator[Request]:
        requested = self._requested.setdefault(role, set())
        if not self.run.thorough and self.run.frontier.is_silent(role):
            return  # it never named any news: it may, and is looked at as rarely as all listings
        if url not in requested and len(requested) < MOST:
            requested.add(url)
            page = 1 if role == "endpoint" else None
            yield self.spider.page_request(url, Requested(0, role, page=page), LISTING, via=via)

    def _guessed(self) -> list[str]:
        """Places where a sitemap may be: where one was, and in a run that reads all listings also
        where none was looked for of late."""
        paths = [*GUESSES, *([GUESSED_FOR_WORDPRESS] if "endpoint" in self._requested else [])]
        urls = [url for path in paths if (url := self.spider.site_url(self._at_home(path)))]
        if self.run.frontier.had_articles("sitemap"):
            return [url for url in urls if self.run.frontier.answered_last(url)][:1]
        if not self.run.thorough:
            return []
        return [url for url in urls if not self.run.frontier.was_fetched(url)]

    def _at_home(self, path: str) -> str:
        return self.plan.home_url.partition("://")[0] + "://" + self._host() + path

    def _host(self) -> str:
        return self.plan.home_url.partition("://")[2].partition("/")[0]

    def has_requested(self, url: str) -> bool:
        """Whether an address was requested as that of a source, and so is no page's."""
        return any(url in urls for urls in self._requested.values())

    # What they name.

    def follow(
        self, listing: Listing, requested: Requested, response: Response
    ) -> Iterator[Request]:
        """Note what a source names; the requests for its further parts."""
        via = (requested, listing.url)
        brings_more = any(map(self._is_unheard_of, listing.items))
        fresh = sum(self._note(link, requested.role, via) for link in listing.items)
        self._has_sitemap |= requested.role == "sitemap"
        for link in _with_pages(listing.sections):
            if url := self.spider.site_url(link.url):
                yield from self._request(requested.role, url, via)
        page = requested.page or 1
        url = self.spider.site_url(listing.next or "")
        goes_on = (fresh or self.run.thorough) and page < _pages(response)
        if requested.role == "feed":
            goes_on = brings_more  # its parts are short, and many: what is in a list is not read
        if url and goes_on and page < self.spider.deepest_page:
            wanted = Requested(0, requested.role, page=page + 1)
            yield self.spider.page_request(url, wanted, LISTING, via=via)

    def _is_unheard_of(self, link: Link) -> bool:
        """Whether nothing but this source named an address so far."""
        url = self.spider.site_url(link.url)
        key = identity_of_url(url) if url else ""
        heard_of = (self.known, self._candidates, self._chosen, self.spider.requested)
        return bool(key) and not any(key in each for each in heard_of)

    def _note(self, link: Link, role: Role, via: tuple[Requested, str]) -> bool:
        """Note an address that a source names. Returns whether it is of no known article."""
        url = self.spider.site_url(link.url)
        if url is None or not is_page(url):
            return False
        key = identity_of_url(url)
        known = self.known.get(key)
        self.names_news |= known is not None
        if known is None:
            self._candidates.setdefault(key, Candidate(url, link, role, via))
            return True
        most = max(LEAST_HINTED, HINTED * len(self.known))
        if link.modified and link.modified > known.looked and self._hinted < most:
            self._hinted += 1
            self.spider.due.setdefault(known.identity, known)
        return False

    def links(self) -> Iterator[Request]:
        """Requests for addresses that sources name and of which nothing is known, newest first: a
        batch, after which more may be known of how articles are addressed here."""
        left = [each for key, each in self._candidates.items() if self._is_wanted(key, each)]
        left.sort(key=lambda each: each.link.modified or each.link.published or "", reverse=True)
        by_url = {each.url: each for each in left}
        declared = [each.url for each in left if each.role != "sitemap"][:BATCH]
        others = [each.url for each in left if each.role == "sitemap"]
        chosen = [*declared, *self.likely_articles.choose(others, BATCH - len(declared))]
        for url in chosen:
            each = by_url[url]
            self._chosen.add(identity_of_url(url))
            del self._candidates[identity_of_url(url)]
            yield self.spider.page_request(url, Requested(0, "link"), ARTICLE, via=each.via)

    def _is_wanted(self, key: str, each: Candidate) -> bool:
        if key in self.spider.requested or each.url in self.spider.listings.requested:
            return False
        stamp = each.link.published or each.link.modified
        if each.link.published and not self.plan.in_window(each.link.published):
            return False
        if self.plan.is_before(stamp):
            return False
        if self.run.frontier.is_withheld(each.url):
            return False
        return not self.run.frontier.was_fetched(each.url, each.link.modified)

    def read_article(self, url: str) -> None:
        """Note that an article was read at an address."""
        self.likely_articles.is_article(url)
        self.names_news |= identity_of_url(url) in self._chosen


def _with_pages(parts: Iterable[Link]) -> list[Link]:
    """The parts of an index that name pages: not those of categories, tags and authors, where the
    index tells them apart."""
    parts = list(parts)
    with_pages = [
        part for part in parts if not any(word in part.url.rpartition("/")[2] for word in _NO_PAGES)
    ]
    return with_pages or parts


def _pages(response: Response) -> float:
    """How many pages an endpoint says that it has (WordPress: X-WP-TotalPages)."""
    total = (response.headers.get("X-WP-TotalPages") or b"").strip()
    return int(total) if total.isdigit() and len(total) < 10 else float("inf")
