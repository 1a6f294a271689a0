"""The hosts of a site whose pages are read from a web archive or from files."""

from __future__ import annotations

from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from kho_tin.base.eras import Era, HostsInTime, former_hosts, periods
from kho_tin.base.errors import UsageError
from kho_tin.base.hosts import is_bare
from kho_tin.base.reasons import of_sites


class SiteWithHosts(Protocol):
    name: str
    title: ClassVar[str]
    home_url: ClassVar[str]
    cms: ClassVar[str | None]
    hosts: ClassVar[tuple[str, ...]]
    media_hosts: ClassVar[tuple[str, ...]]
    eras: ClassVar[tuple[Era, ...]]


def home_at(site: type[SiteWithHosts], host: str | None, *, argument: str) -> str:
    """The site's home page, at `host` if the spider does not know its host.

    `argument` is how the operator names the host. Raises UsageError.
    """
    if host and not is_bare(host):
        raise UsageError(of_sites.no_bare_host_in(argument, host))
    if "{host}" in site.home_url:
        if not host:
            raise UsageError(of_sites.no_host(site.name, argument))
        return site.home_url.replace("{host}", host)
    return site.home_url


def hosts_of(site: type[SiteWithHosts], home_url: str, host: str | None) -> set[str]:
    """All hosts that the site has or had, including those of pictures and documents, and `host`."""
    named = {host} if host else set()
    former = former_hosts(periods(site, home_url))
    return {urlsplit(home_url).netloc, *site.hosts, *site.media_hosts, *former, *named}


def hosts_in_time(site: type[SiteWithHosts], home_url: str, host: str | None) -> HostsInTime:
    """The same with their times; those of pictures and documents, and `host`, have none."""
    named = (host,) if host else ()
    return HostsInTime(periods(site, home_url), (*site.media_hosts, *named))
