"""robots.txt by RFC 9309: an answer that is not a robots.txt forbids nothing, one that cannot be
fetched forbids everything."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from kho_tin.base.reasons import of_runs
from kho_tin.crawler.http.failures import why
from kho_tin.crawler.http.offsite import Offsite, RequestRefused
from kho_tin.crawler.run.limits import CrawlStopped

_REDIRECTS = 5  # RFC 9309, 2.3.1.2: how many should be followed


class NoRobots(RequestRefused):
    """A request that was not sent, since robots.txt could not be fetched: `status` is that of the
    answer, `error` what came in place of an answer."""

    kind = "robots"

    def __init__(self, status: int | None, error: Exception | None, message: str) -> None:
        self.reason = of_runs.no_robots(message)
        super().__init__(self.reason)
        self.status = status
        self.error = error
        # A site that is down, or that our network cannot reach, has refused nothing.
        self.is_refusal = status in (429, 503)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own sends requests even if robots.txt cannot be fetched (RFC 9309, 2.3.1.4: a
    crawler must not)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._fetches: dict[str, asyncio.Future[RobotParser]] = {}  # by host and port

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules of a request's host. Raises NoRobots, or another IgnoreRequest."""
        host = urlsplit(request.url).netloc
        if host not in self._fetches:
            self._fetches[host] = asyncio.ensure_future(self._ask(request, host))
        # Cancelling one request must not cancel the answer that others wait for.
        return await asyncio.shield(self._fetches[host])

    async def _ask(self, request: Request, host: str) -> RobotParser:
        robots_request = Request(
            f"{urlsplit(request.url).scheme}://{host}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, "redirect_ttl": _REDIRECTS},
            callback=NO_CALLBACK,
        )
        try:
            response = await self.crawler.engine.download_async(robots_request)
        except Offsite:
            response = Response(robots_request.url)  # another site's rules are not this one's
        except (RequestRefused, CrawlStopped):
            raise  # the page itself would be refused as well
        except Exception as error:
            seconds = self.crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
            kind, message = why(error, seconds=seconds)
            if kind != "redirects":
                raise NoRobots(None, error, message) from error
            response = Response(robots_request.url)  # 2.3.1.2: it counts as missing
        if response.status >= 500 or response.status == 429:
            raise NoRobots(response.status, None, f"answered {response.status}")
        return await self._read(response, request)

    async def _read(self, response: Response, request: Request) -> RobotParser:
        body = response.body if response.status < 300 and not _is_html(response.body) else b""
        if sources := getattr(self.crawler.spider, "sources", None):
            sources.note_robots(body)
        rules: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=rules, request=request
        )
        return rules


def _is_html(body: bytes) -> bool:
    """Whether this is an HTML page: a soft 404 in place of robots.txt."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
