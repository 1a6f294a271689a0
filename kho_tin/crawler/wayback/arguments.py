"""Checking the arguments of a crawl of a web archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kho_tin.base.eras import HostsInTime
from kho_tin.crawler.arguments import address_of, check_names, days_of
from kho_tin.crawler.site_hosts import SiteWithHosts, home_at, hosts_in_time, hosts_of
from kho_tin.crawler.wayback.cdx import Endpoint, endpoints
from kho_tin.outcome.addresses import WebArchive
from kho_tin.outcome.plan import Plan

WAYBACK_MACHINE = "https://web.archive.org"
ARGUMENTS = {
    "site": "the site, as `kho-tin list` names it",
    "host": "a host that the site had, where its spider does not know it",
    "since": "YYYY-MM-DD: only what was captured on this day (UTC) or later",
    "until": "YYYY-MM-DD: only what was captured on this day or earlier",
    "endpoint": f"URL: the web archive, or a collection of pywb; {WAYBACK_MACHINE} without it",
}


@dataclass(frozen=True)
class WaybackPlan(Plan):
    """`since` and `until` of a plan are days of publication, and are not set here: `first_day` and
    `last_day` are days of capture (UTC). `hosts` are those that the index is queried for, and
    `in_time` says when each was the site's."""

    hosts: tuple[str, ...] = ()
    in_time: HostsInTime | None = None
    endpoints: tuple[Endpoint, ...] = ()
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def make_wayback_plan(site: type[SiteWithHosts], arguments: Mapping[str, Any]) -> WaybackPlan:
    """Check the arguments of a crawl of `site` in a web archive. Raises UsageError."""
    check_names(arguments, ARGUMENTS)
    first, last = days_of(arguments)
    host = arguments.get("host")
    home_url = home_at(site, host, argument="-a host=HOST")
    archives = endpoints(address_of("endpoint", arguments.get("endpoint") or WAYBACK_MACHINE))
    hosts = hosts_of(site, home_url, host) - set(site.media_hosts)
    return WaybackPlan(
        home_url=home_url,
        route=WebArchive(source=archives[0].replay, moment=""),
        hosts=tuple(sorted(hosts)),
        in_time=hosts_in_time(site, home_url, host),
        endpoints=tuple(archives),
        first_day=first,
        last_day=last,
    )
