"""From a host's name to its address: never to one inside this machine or its network.

A name leads wherever its owner wants, and may lead elsewhere at the next query. So the address is
checked at the point where it is handed over for the connection; it is not resolved again after
that.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Self
from urllib.request import getproxies

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.error import DNSLookupError

from kho_tin.base.hosts import host_of
from kho_tin.outcome.plan import Plan

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred

# Refused addresses by name, since Twisted does not say why a name could not be resolved.
refused: dict[str, str] = {}


def is_public(address: str) -> bool:
    """Whether an IP address is public (IANA's special-purpose registries, RFC 6890): not loopback,
    private, link-local, shared, reserved or multicast. An IPv6 address that embeds an IPv4 address
    is judged by that. Raises ValueError if it is not an IP address."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


def private_hosts(plan: Plan, arguments: Mapping[str, str]) -> list[str]:
    """The hosts of a crawl that may have an address that is not public: the operator's `-a start=`
    or `-a endpoint=`, and a site whose declared address is one."""
    host = host_of(plan.route.source)
    given = bool(arguments.get("start") or arguments.get("endpoint"))
    return [host] if given or _is_private_address(host) else []


def proxy_hosts(proxies: Iterable[str]) -> list[str]:
    """The hosts of proxies, which the environment may name with or without a scheme."""
    hosts = []
    for proxy in proxies:
        with suppress(ValueError):  # Scrapy does not take it as a proxy either
            hosts.append(host_of(proxy if "://" in proxy else f"//{proxy}"))
    return hosts


def _is_private_address(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost"


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver (IPv4 only), restricted to public addresses, except for the hosts of the
    setting PRIVATE_HOSTS and the operator's own proxy."""

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        private = crawler.settings.getlist("PRIVATE_HOSTS")
        resolver.allowed = frozenset((*private, *proxy_hosts(getproxies().values())))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        address: Deferred[str] = super().getHostByName(name, timeout)
        return address.addCallback(self._only_public, name)

    def _only_public(self, address: str, name: str) -> str:
        if name in self.allowed or is_public(address):
            return address
        refused[name] = address
        raise DNSLookupError(f"{name} is at {address}, which is not public")
