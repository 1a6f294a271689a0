"""Hosts as they stand in addresses, and when two of them are one site's.

A netloc is a host as an address names it: with its port, and a user, if it has them.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

WEB = ("http", "https")


def host_of(url: str) -> str:
    """The name or number of an address's host, lower case, without its port; "" if it has none."""
    return urlsplit(url).hostname or ""


def origin(url: str) -> str:
    """`http://host:port` of `url`, lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def moved_to(url: str, other: str) -> str:
    """`url` with the scheme and the host of `other`."""
    there = urlsplit(other)
    return urlunsplit(urlsplit(url)._replace(scheme=there.scheme, netloc=there.netloc))


def is_bare(text: str) -> bool:
    """Whether `text` is a host, with a port at most: no scheme, no path."""
    parts = urlsplit(f"//{text}")
    return parts.netloc == text and parts.hostname is not None


def is_loopback(url: str) -> bool:
    return is_loopback_host(host_of(url))


def is_loopback_host(host: str) -> bool:
    """Whether a host, as `host_of` gives it, is this machine itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_site(url: str, other: str) -> bool:
    """Whether two addresses are on one site's host: http and https, with and without `www.`, are
    one site."""
    return site_host(urlsplit(url).netloc) == site_host(urlsplit(other).netloc)


def site_host(netloc: str) -> str:
    """A host as it is compared: lower case, without `www.` and a port that goes without saying."""
    return without_usual_port(without_www(netloc.lower()))


def without_usual_port(netloc: str) -> str:
    """Of http and of https alike: nobody serves one at the other's port."""
    return netloc.removesuffix(":80").removesuffix(":443")


def without_www(netloc: str) -> str:
    return netloc.removeprefix("www.")


def without_user(netloc: str) -> str:
    return netloc.rpartition("@")[2]


def twin(netloc: str) -> str:
    """The same host without `www.`, or with it if it has none."""
    bare = without_www(netloc)
    return bare if bare != netloc else f"www.{netloc}"
