"""What one crawl is asked to do: the arguments of `scrapy crawl SITE -a NAME=VALUE`, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit, urlunsplit

from kho_tin.outcome.addresses import Direct, Mirror, Route, WebArchive, is_loopback


class Site(Protocol):
    name: str
    home_url: ClassVar[str]
    endpoint: ClassVar[str | None]


class UsageError(ValueError):
    """A wrong argument; the message names it and says what to do, in one line."""


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
        url = self.route.site_url(fetched)
        parts, home = urlsplit(url), urlsplit(self.home_url)
        if parts.scheme in ("http", "https") and _bare(parts.netloc) == _bare(home.netloc):
            parts = parts._replace(scheme=home.scheme, netloc=home.netloc)
        return urlunsplit(parts)

    def in_window(self, published: str | None) -> bool:
        """A line that shows no date may be in the window: it is looked at."""
        if published is None:
            return True
        day = dt.date.fromisoformat(published[:10])
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )

    def is_before(self, published: str | None) -> bool:
        if published is None or self.since is None:
            return False
        return dt.date.fromisoformat(published[:10]) < self.since


ARGUMENTS = {
    "since": "YYYY-MM-DD: only articles published on this day or later",
    "until": "YYYY-MM-DD: only articles published on this day or earlier",
    "full": "1 (or yes, true): look at every article again, not only at what is new or due",
    "start": "URL: crawl from a mirror of the site at this address",
    "host": "the site's host, where the spider does not know it",
    "endpoint": "URL: the replay address of the web archive to read the site through",
}


def make_plan(site: type[Site], arguments: Mapping[str, Any], today: dt.date) -> Plan:
    """Check the arguments of a crawl of `site`. Raises UsageError."""
    for name in arguments:
        if name not in ARGUMENTS:
            raise UsageError(f"-a {name}: unknown argument; known are {', '.join(ARGUMENTS)}.")
    since, until = day_of(arguments, "since"), day_of(arguments, "until")
    if since and until and since > until:
        raise UsageError(f"-a since={since} lies after until={until}: swap them.")
    full = str(arguments.get("full", "")).lower()
    if full not in ("", "0", "1", "no", "yes", "false", "true"):
        raise UsageError(
            f"-a full={arguments['full']}: give full=1 (or yes, true), or leave it out (or 0, no, "
            f"false)."
        )
    home_url = home_of(site, arguments.get("host"))
    return Plan(
        home_url=home_url,
        route=_route(site, arguments, home_url, until or today),
        since=since,
        until=until,
        full=full in ("1", "yes", "true"),
    )


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")


def home_of(site: type[Site], host: str | None) -> str:
    """The site's home page, on `host` where the spider does not know it. Raises UsageError."""
    needs_host = "{host}" in site.home_url
    if needs_host and not host:
        raise UsageError(f"{site.name}: say which host the site had: -a host=HOST.")
    if host and not needs_host:
        raise UsageError(f"{site.name}: the host is known ({site.home_url}); leave -a host= out.")
    if host and (urlsplit(f"//{host}").netloc != host or urlsplit(f"//{host}").hostname is None):
        raise UsageError(f"-a host={host}: give the bare host name, as in -a host=www.example.vn.")
    return site.home_url.replace("{host}", host or "")


def _route(site: type[Site], arguments: Mapping[str, Any], home_url: str, moment: dt.date) -> Route:
    start, endpoint = arguments.get("start"), arguments.get("endpoint") or site.endpoint
    if start:
        return Mirror(source=address_of("start", start), home=home_url)
    if endpoint:
        source = address_of("endpoint", endpoint)
        return WebArchive(source=source.rstrip("/") + "/", moment=f"{moment:%Y%m%d}235959")
    return Direct(source=home_url)


def address_of(name: str, value: str) -> str:
    """The address given as `-a name=`. Raises UsageError if it is none."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"-a {name}={value}: give a full address, as in http://127.0.0.1:8000/.")
    return value


def day_of(arguments: Mapping[str, Any], name: str) -> dt.date | None:
    """The day given as `-a name=`. Raises UsageError if it is none."""
    value = arguments.get(name)
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(
            f"-a {name}={value}: give a day as YYYY-MM-DD, as in 2021-06-02."
        ) from None
