"""The hosts of a site whose pages are read from a web archive or from files."""

from __future__ import annotations

from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from kho_tin.base.errors import UsageError
from kho_tin.base.hosts import is_bare
from kho_tin.base.reasons import of_sites


class SiteWithHosts(Protocol):
    name: str
    home_url: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]]
    media_hosts: ClassVar[tuple[str, ...]]


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
    """All hosts of the site, including those of pictures and documents, and `host`."""
    named = {host} if host else set()
    return {urlsplit(home_url).netloc, *site.hosts, *site.media_hosts, *named}
