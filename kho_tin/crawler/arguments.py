"""Checking the arguments of a crawl: `kho-tin crawl SITE -a NAME=VALUE`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

from kho_tin.base.eras import Era
from kho_tin.base.errors import UsageError
from kho_tin.base.hosts import WEB, is_bare
from kho_tin.base.reasons import of_sites
from kho_tin.outcome.addresses import Direct, Mirror, Route, WebArchive
from kho_tin.outcome.plan import Plan


class CrawledSite(Protocol):
    name: str
    home_url: ClassVar[str]
    endpoint: ClassVar[str | None]
    eras: ClassVar[tuple[Era, ...]]


ARGUMENTS = {
    "since": "YYYY-MM-DD: only articles published on this day or later, and those that the lists "
    "name without a date",
    "until": "YYYY-MM-DD: the same, on this day or earlier",
    "full": "1 (or yes, true): look at every article again, not only at what is new or due",
    "start": "URL: crawl from a mirror of the site at this address",
    "host": "the site's host, where the spider does not know it",
    "endpoint": "URL: the replay address of the web archive to read the site through",
}


def make_plan(site: type[CrawledSite], arguments: Mapping[str, Any], today: dt.date) -> Plan:
    """Check the arguments of a crawl of `site`. Raises UsageError."""
    check_names(arguments, ARGUMENTS)
    since, until = days_of(arguments)
    full = str(arguments.get("full", "")).lower()
    if full not in ("", "0", "1", "no", "yes", "false", "true"):
        raise UsageError(of_sites.no_full(arguments["full"]))
    if site.eras and site.eras[-1].until >= today.isoformat():
        raise UsageError(of_sites.era_not_over(site.name, site.eras[-1].until))
    home_url = home_of(site, arguments.get("host"))
    return Plan(
        home_url=home_url,
        route=_route(site, arguments, home_url, until or today),
        since=since,
        until=until,
        full=full in ("1", "yes", "true"),
    )


def check_names(arguments: Iterable[str], known: Collection[str]) -> None:
    """Raise UsageError for an argument that is not `known`."""
    for name in arguments:
        if name not in known:
            raise UsageError(of_sites.unknown_argument(name, ", ".join(known)))


def days_of(arguments: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day requested, both included. Raises UsageError."""
    since, until = day_of(arguments, "since"), day_of(arguments, "until")
    if since and until and since > until:
        raise UsageError(of_sites.days_swapped(since, until))
    return since, until


def home_of(site: type[CrawledSite], host: str | None) -> str:
    """The site's home page, on `host` if the spider does not know its host. Raises UsageError."""
    needs_host = "{host}" in site.home_url
    if needs_host and not host:
        raise UsageError(of_sites.no_host(site.name, "-a host=HOST"))
    if host and not needs_host:
        raise UsageError(of_sites.host_known(site.name, site.home_url))
    if host and not is_bare(host):
        raise UsageError(of_sites.no_bare_host(host))
    return site.home_url.replace("{host}", host or "")


def _route(
    site: type[CrawledSite], arguments: Mapping[str, Any], home_url: str, moment: dt.date
) -> Route:
    start, endpoint = arguments.get("start"), arguments.get("endpoint") or site.endpoint
    if start:
        return Mirror(source=address_of("start", start), home=home_url)
    if endpoint:
        source = address_of("endpoint", endpoint)
        return WebArchive(source=source.rstrip("/") + "/", moment=f"{moment:%Y%m%d}235959")
    return Direct(source=home_url)


def address_of(name: str, value: str) -> str:
    """The address given as `-a name=`. Raises UsageError if it is not one."""
    parts = urlsplit(value)
    if parts.scheme not in WEB or not parts.hostname:
        raise UsageError(of_sites.no_full_address(name, value))
    return value


def day_of(arguments: Mapping[str, Any], name: str) -> dt.date | None:
    """The day given as `-a name=`. Raises UsageError if it is not one."""
    value = arguments.get(name)
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(of_sites.no_day(name, value)) from None
