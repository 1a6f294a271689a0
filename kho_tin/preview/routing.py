"""Redirects of a site that is not known yet: those to its own twin belong to the findings."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy.http import Request, Response

from kho_tin.crawler.http.routing import RoutingMiddleware
from kho_tin.outcome.addresses import Direct


class LookRoutingMiddleware(RoutingMiddleware):
    """As in a crawl, where http and https, with and without `www.`, are one address; but of a
    site itself the redirect from one to the other is followed, and seen."""

    def process_response(self, request: Request, response: Response) -> Response:
        location = response.headers.get("Location")
        plan = self.crawler.spider.plan  # type: ignore[union-attr]
        if location and isinstance(plan.route, Direct):
            target = urljoin(response.url, location.decode("latin-1"))
            if plan.site_url(target) != target:  # the home page's twin
                return response
        return super().process_response(request, response)
