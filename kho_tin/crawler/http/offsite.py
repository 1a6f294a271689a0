"""Where a crawl may go: only to the hosts of its site, whatever a page says."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar, Protocol, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from w3lib.url import safe_url_string

from kho_tin.base.hosts import WEB, without_usual_port, www_variant
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.base.terminal import printable
from kho_tin.outcome.addresses import Direct, Mirror, WebArchive
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.addresses import canonical

# The longest addresses seen were WebSphere's, of about 700 characters. Servers are only expected to
# take request lines of up to 8,000 (RFC 9112, section 3).
LONGEST = 8000
LONGEST_SHOWN = 2000
# What a parser must read of robots.txt (RFC 9309, 2.5); the largest are far smaller.
LONGEST_ROBOTS = 512 * 1024


class RequestRefused(IgnoreRequest):
    """A request that was not sent, or whose answer was refused: `kind` is the problem's."""

    kind: ClassVar[ProblemKind] = "fetch"


class Offsite(RequestRefused):
    """Another site's page: if fetched, it would be stored as this site's."""

    kind: ClassVar[ProblemKind] = "off_site"


class SiteMoved(Offsite):
    """The home page redirects for good to a host that the site's file does not declare."""

    kind = "moved"


class AddressTooLong(RequestRefused):
    """An address longer than any real one."""

    kind = "long_address"


class HostSilent(RequestRefused):
    """A host that has left too many requests without an answer."""

    kind: ClassVar[ProblemKind] = "fetch"


class HostPaused(RequestRefused):
    """A host that wants a longer pause than a run waits: this run requests nothing more of it."""

    kind = "blocked"


class SpiderWithHosts(Protocol):
    """A spider with the hosts of its site (with port, where they have one)."""

    plan: Plan
    site_hosts: set[str]
    media_hosts: tuple[str, ...]


def hosts_of(spider: SpiderWithHosts) -> set[str]:
    """The hosts (with port) that a crawl may send requests to, as written in addresses.

    For a web archive that is its host alone; for a mirror it is the mirror's host in place of the
    home page's: a crawl of a copy sends nothing to the original.
    """
    route = spider.plan.route
    if isinstance(route, WebArchive):
        return {host_at(route.source)}
    others = {host for host in spider.site_hosts if not _is_home(host, spider.plan)}
    hosts = _in_addresses(others, spider.media_hosts)
    if isinstance(route, Mirror):
        return hosts | {host_at(route.source)}
    assert isinstance(route, Direct)
    return hosts | _twins(urlsplit(spider.plan.home_url).netloc)


def is_at(url: str, hosts: Iterable[str], media_hosts: Iterable[str] = ()) -> bool:
    """Whether `url` is http or https at one of `hosts` (with or without `www.`), or at one of
    `media_hosts` exactly."""
    try:
        host = host_at(url)
    except ValueError:  # an invalid port
        return False
    return urlsplit(url).scheme in WEB and host in _in_addresses(hosts, media_hosts)


def host_at(url: str) -> str:
    """The host of an address as Scrapy writes it in a request's address, without the scheme's
    default port. Raises ValueError if its port is not a number."""
    return _plain(urlsplit(url).netloc)


class OffsiteMiddleware:
    """The first middleware: every request passes here, including redirects and robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._hosts: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Offsite or AddressTooLong."""
        self._hosts = self._hosts or hosts_of(self.crawler.spider)  # type: ignore[arg-type]
        if run := getattr(self.crawler.spider, "run", None):
            run.requests.number(request)
            if canonical(run.plan.site_url(request.url)) != canonical(run.page_url(request)):
                for name in ("If-None-Match", "If-Modified-Since"):
                    request.headers.pop(name, None)  # of the page that redirects here
        parts = urlsplit(request.url)
        refused: RequestRefused | None = None
        if parts.scheme not in WEB or host_at(request.url) not in self._hosts:
            refused = Offsite(f"leads off the site, to {shortened(request.url)}")
        elif len(request.url) > LONGEST:
            refused = AddressTooLong(f"an address of {len(request.url)} letters: not requested")
        if "requested" not in request.meta or request.meta["requested"].role == "robots":
            request.meta["download_maxsize"] = LONGEST_ROBOTS
        if refused:
            note(self.crawler, request, refused)
            raise refused


def note(crawler: Crawler, request: Request, refused: RequestRefused) -> None:
    """Put on record that a robots.txt was refused; for pages the spider does that."""
    run = getattr(crawler.spider, "run", None)
    requested = request.meta.get("requested")
    if run and requested and requested.role == "robots":
        run.report(run.plan.site_url(request.url), refused.kind, str(refused))


def shortened(url: str) -> str:
    """An address for the record: whole, unless it is longer than that of any real page."""
    url = printable(url)
    return url if len(url) <= LONGEST_SHOWN else f"{url[:LONGEST_SHOWN]}… ({len(url)} letters)"


def _is_home(netloc: str, plan: Plan) -> bool:
    return host_at(plan.home_url) in _twins(netloc)


def _in_addresses(hosts: Iterable[str], media_hosts: Iterable[str]) -> set[str]:
    return set[str]().union(*map(_twins, hosts), map(_plain, media_hosts))


def _twins(netloc: str) -> set[str]:
    """A host with and without `www.`."""
    host = _plain(netloc)
    return {host, www_variant(host)}


@lru_cache(maxsize=1000)  # called for every link
def _plain(netloc: str) -> str:
    written: str = safe_url_string(f"http://{netloc}/")
    return without_usual_port(urlsplit(written).netloc.lower())
