"""The addresses by which a site is read, and which of its articles are wanted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from kho_tin.base.hosts import WEB, is_loopback, site_host
from kho_tin.base.times import day_of
from kho_tin.outcome.addresses import Route

# Seconds: a refresh to another page within this time counts as a redirect.
SOON = 10.0


@dataclass(frozen=True)
class Plan:
    """`since` and `until` are inclusive days of publication, in the site's own zone."""

    home_url: str
    route: Route
    since: dt.date | None = None
    until: dt.date | None = None
    full: bool = False

    @property
    def thorough(self) -> bool:
        """Whether listings are read to their end even where they bring nothing new."""
        return self.full or self.since is not None

    @property
    def is_local(self) -> bool:
        return is_loopback(self.route.source)

    def site_url(self, fetched: str) -> str:
        """The site's own address of a page or link, however it was reached.

        http and https, with and without `www.`, are one site: its home page says which it is.
        """
        return _site_url(self.route, self.home_url, fetched)

    def refreshed(self, at: str, refresh: tuple[float, str] | None) -> str | None:
        """The site's own address of the page to which the one at the address `at` leads by itself.
        `refresh` says after how many seconds, and where; None where not SOON, or to itself."""
        url = self.site_url(refresh[1]) if refresh and refresh[0] <= SOON else None
        return None if url == self.site_url(at) else url

    def in_window(self, published: str | None) -> bool:
        """Whether a listed article may be in the window; without a date it may be."""
        if published is None:
            return True
        day = dt.date.fromisoformat(day_of(published))
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )

    def is_before(self, published: str | None) -> bool:
        if published is None or self.since is None:
            return False
        return dt.date.fromisoformat(day_of(published)) < self.since


@lru_cache(maxsize=1000)  # called some eight times for each page, and for each link
def _site_url(route: Route, home_url: str, fetched: str) -> str:
    url = route.site_url(fetched)
    parts, home = urlsplit(url), urlsplit(home_url)
    if parts.scheme in WEB and site_host(parts.netloc) == site_host(home.netloc):
        parts = parts._replace(scheme=home.scheme, netloc=home.netloc)
    return urlunsplit(parts)
