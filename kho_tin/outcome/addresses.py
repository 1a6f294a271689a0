"""The address a page has on its site, and the address it is fetched from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from kho_tin.base.hosts import moved_to, origin, with_both_slashes

if TYPE_CHECKING:
    from kho_tin.archive.captures import Via


@dataclass(frozen=True)
class Direct:
    """The site itself."""

    via: ClassVar[Via] = "live"
    source: str

    def fetch_url(self, site_url: str) -> str:
        return site_url

    def site_url(self, fetched: str) -> str:
        return fetched


@dataclass(frozen=True)
class Mirror:
    """The same paths at another origin (`source`), such as the sample site on loopback."""

    via: ClassVar[Via] = "live"
    source: str
    home: str

    def fetch_url(self, site_url: str) -> str:
        return _with_origin(site_url, self.home, self.source)

    def site_url(self, fetched: str) -> str:
        return _with_origin(fetched, self.source, self.home)


# /web/20210602030405id_/http://host/path: the bytes as first captured, no rewritten links.
_MEMENTO = re.compile(
    r"^(?P<prefix>.*?/)(?P<time>\d{4,14})(?:[a-z]{2}_)?/(?P<url>https?:/.*)", re.DOTALL
)


@dataclass(frozen=True)
class WebArchive:
    """A web archive's replay (`source` ends in a slash), at the moment nearest to `moment`."""

    via: ClassVar[Via] = "wayback"
    source: str
    moment: str

    def fetch_url(self, site_url: str) -> str:
        return f"{self.source}{self.moment}id_/{site_url}"

    def at(self, moment: str) -> WebArchive:
        """The same at another moment."""
        return replace(self, moment=moment)

    def at_time_of(self, fetched: str) -> WebArchive:
        """The same at the moment of one of its addresses: an archive redirects to the moment at
        which it has a page, and a request that is led back to the first moment would go in a
        circle."""
        match = _MEMENTO.match(fetched)
        return self.at(match["time"]) if match and match["prefix"] == self.source else self

    def site_url(self, fetched: str) -> str:
        match = _MEMENTO.match(fetched)
        if not match or match["prefix"] != self.source:
            return fetched
        return with_both_slashes(match["url"])


@dataclass(frozen=True)
class Files:
    """WARC or WACZ files of others; `source` names them."""

    via: ClassVar[Via] = "import"
    source: str

    def fetch_url(self, site_url: str) -> str:
        return site_url

    def site_url(self, fetched: str) -> str:
        return fetched


Route = Direct | Mirror | WebArchive | Files


def _with_origin(url: str, old: str, new: str) -> str:
    return moved_to(url, new) if origin(url) == origin(old) else url
