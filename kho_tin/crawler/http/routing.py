"""Sending the site's own host name to a mirror, and refusing redirects off the site."""

from __future__ import annotations

import datetime as dt
from typing import Self
from urllib.parse import urljoin, urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from kho_tin.archive.captures import PERMANENT
from kho_tin.base.hosts import WEB, origin
from kho_tin.base.reasons import of_problems
from kho_tin.base.times import today
from kho_tin.crawler.http.offsite import Offsite, SiteMoved, note, shortened
from kho_tin.outcome.addresses import Direct, Mirror, WebArchive
from kho_tin.outcome.plan import Plan


class RoutingMiddleware:
    """Works right after the captures, so that what is refused here is still on record."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """A mirror on loopback gets requests under the site's own host name."""
        plan = self.crawler.spider.plan  # type: ignore[union-attr]
        if isinstance(plan.route, Mirror) and plan.is_local:
            request.headers["Host"] = urlsplit(plan.home_url).netloc

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse a redirect off the site: it stays on record as a redirect, not as a page."""
        location = response.headers.get("Location")
        if not location or not 300 <= response.status < 400:
            return response
        spider = self.crawler.spider
        target = urljoin(response.url, location.decode("latin-1"))
        site_url = spider.site_url(target, media=True)  # type: ignore[union-attr]
        if site_url is None:
            refused = _refusal(request, response.status, target, spider.plan)  # type: ignore[union-attr]
            note(self.crawler, request, refused)
            raise refused
        route = spider.plan.route  # type: ignore[union-attr]
        if isinstance(route, WebArchive):
            route = route.at_time_of(target)
        if not isinstance(route, Direct):  # the site itself decides between http and https
            response.headers["Location"] = route.fetch_url(site_url)
        # Many missing articles may redirect to one error page: each must get its answer.
        request.dont_filter = True
        return response


def _refusal(request: Request, status: int, target: str, plan: Plan) -> Offsite:
    """Why a redirect off the site is not followed; of the home page's, when it is for good, with
    what to declare if the board has moved there."""
    requested = request.meta.get("requested")
    is_home = requested is not None and requested.role == "home"
    target = shortened(target)
    if is_home and status in PERMANENT and urlsplit(target).scheme in WEB:
        until, home = today() - dt.timedelta(days=1), f"{origin(target)}/"
        former = plan.home_url
        return SiteMoved(of_problems.home_moved(status, target, home, until.isoformat(), former))
    return Offsite(f"redirects off the site, to {target}")
