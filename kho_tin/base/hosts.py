"""Hosts of addresses, and when two hosts are one site's.

A netloc is a host as an address names it: with its port, and a user, if it has them.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from kho_tin.base.errors import BadAddress

WEB = ("http", "https")
# Letters: twice what servers themselves take in a request line (RFC 9112, section 3).
LONGEST = 16_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_SLASHES = re.compile(r"^(https?):/+")


def checked(url: str) -> str:
    """The http or https address `url`, unchanged, which another program wrote; afterwards
    `urlsplit` and its properties do not raise for it. Raises BadAddress."""
    named = shown(url, 60)
    if len(url) > LONGEST:
        raise BadAddress(f"has an address of {len(url)} letters ({named})")
    if _CONTROLS.search(url):
        raise BadAddress(f"has an address with signs that none may have ({named})")
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in WEB and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise BadAddress(f"has an address that cannot be ({error}: {named})") from error
    if not is_whole:
        raise BadAddress(f"has an address without a host ({named})")
    return url


def shown(url: str, most: int = LONGEST) -> str:
    """The first `most` letters of an address, with its control characters percent-encoded."""
    return _CONTROLS.sub(lambda sign: f"%{ord(sign[0]):02X}", url[:most])


def with_both_slashes(url: str) -> str:
    """`http://host/…` of an inner address that servers on the way may have made `http:/host/…`."""
    return _SLASHES.sub(r"\1://", url)


def host_of(url: str) -> str:
    """The name or number of an address's host, lower case, without its port; "" if it has none."""
    return urlsplit(url).hostname or ""


def origin(url: str) -> str:
    """`http://host:port` of `url`, lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def moved_to(url: str, other: str) -> str:
    """`url` with the scheme and the host of `other`."""
    target = urlsplit(other)
    return urlunsplit(urlsplit(url)._replace(scheme=target.scheme, netloc=target.netloc))


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
    """A host in the form for comparing: lower case, without `www.` and without a default port."""
    return without_usual_port(without_www(netloc.lower()))


def without_usual_port(netloc: str) -> str:
    """`netloc` without the default port of http or of https: no site serves one at the other's."""
    return netloc.removesuffix(":80").removesuffix(":443")


def without_www(netloc: str) -> str:
    return netloc.removeprefix("www.")


def without_user(netloc: str) -> str:
    return netloc.rpartition("@")[2]


def www_variant(netloc: str) -> str:
    """The same host without `www.`, or with it if it has none."""
    bare = without_www(netloc)
    return bare if bare != netloc else f"www.{netloc}"
