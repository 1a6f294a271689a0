"""Following a site's listings: their sections, the articles that they name, their next pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scrapy.http import Request

from kho_tin.base.reasons import of_problems
from kho_tin.base.seen import Seen
from kho_tin.crawler.discovery.priorities import DEEPER, LISTING
from kho_tin.parsers.model import Link, Listing, Postback
from kho_tin.warc.journal import Requested

if TYPE_CHECKING:
    from kho_tin.crawler.spider import NewsSpider

_FORM = "application/x-www-form-urlencoded"


class Listings:
    """The listings of one run. `requested` has the addresses of those that were requested."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider
        self.run, self.plan = spider.run, spider.plan
        self.requested = Seen()
        self._sections = 0
        self._sections_left = False

    def follow(self, listing: Listing, requested: Requested) -> Iterator[Request]:
        """The requests that follow from a listing, which was got as `requested`."""
        via = (requested, listing.url)
        for link in listing.sections:
            url = self.spider.site_url(link.url)
            if url and url not in self.requested and self._has_room_for(url, requested):
                self._sections += 1
                self.requested.add(url)
                wanted = Requested(0, "listing", section=url, page=1)
                yield self.spider.page_request(url, wanted, LISTING, via=via)
        fresh = False
        for link in listing.items:
            url = self.spider.site_url(link.url)
            if url is None:
                continue
            fresh |= self.run.frontier.is_fresh(link)
            if link.identity not in self.spider.taken and self._is_wanted(link, url):
                self.spider.taken.add(link.identity)
                yield self.spider.article_request(url, link.identity, via=via)
        if (listing.next or listing.post) and self._goes_on(listing, fresh, requested):
            yield from self._next_page(listing, requested)

    def _next_page(self, listing: Listing, requested: Requested) -> Iterator[Request]:
        via, page = (requested, listing.url), (requested.page or 1) + 1
        wanted = Requested(0, "listing", section=requested.section, page=page)
        if listing.post:
            yield from self._by_postback(listing.post, wanted, via)
        elif listing.next:
            url = self.spider.site_url(listing.next)
            if url and url not in self.requested:
                self.requested.add(url)
                yield self.spider.page_request(url, wanted, DEEPER, via=via)

    def _by_postback(
        self, post: Postback, wanted: Requested, via: tuple[Requested, str]
    ) -> Iterator[Request]:
        """The request that a pager's script would send."""
        url = self.spider.site_url(post.url)
        if url is None:
            self.run.report(via[1], "unfollowed_pager", of_problems.postback_leads_off(), wanted)
        else:
            wanted = replace(wanted, cause="postback", after=via[0].number)
            yield self.spider.page_request(url, wanted, DEEPER, via=via).replace(
                method="POST",
                body=urlencode(post.fields).encode(),
                headers={"Content-Type": _FORM},
            )

    def _has_room_for(self, section: str, requested: Requested) -> bool:
        """Whether another section may be requested: bounded, against sites with endless
        sections."""
        most = self.spider.settings.getint("SECTIONS_PER_SITE")
        if self._sections >= most and not self._sections_left:
            message = f"more than {most} sections: the rest not read"
            self.run.report(section, "sections", message, Requested(0, "listing"))
            self._sections_left = True
        return not self._sections_left

    def _is_wanted(self, link: Link, url: str) -> bool:
        """Whether a link is new, due, or known at another address, and within the days
        requested."""
        known = self.run.frontier.known.get(link.identity)
        if known and known.url == url and not self.run.frontier.is_due(link.identity):
            return False
        if known is None and self.run.frontier.is_suspended(link.identity):
            return False
        return self.plan.in_window(link.published)

    def _goes_on(self, listing: Listing, fresh: bool, requested: Requested) -> bool:
        """Whether the listing's next page is worth a request."""
        page = requested.page or 1
        if page >= self.spider.deepest_page:
            message = f"stopped after {page} pages of one listing"
            deeper = Requested(0, "listing", section=requested.section, page=page + 1)
            self.run.report(listing.url, "endless_pager", message, deeper)
            return False
        if not self.run.brings_more(requested.section or "", listing):
            return False  # earlier pages named all of this one: the pagination is circular
        if self.plan.since and all(self.plan.is_before(link.published) for link in listing.items):
            return False
        return fresh or self.run.thorough
