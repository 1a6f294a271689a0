"""What the listings of a site name in one run, and whether they were read to their end."""

from __future__ import annotations

from typing import Literal

from kho_tin.base.seen import Seen
from kho_tin.parsers.model import Listing


class ListingCoverage:
    """`whole`: nothing has kept the run from reading every listing to its end. Only then are
    articles that no listing names unlisted."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        self._named, self._in_front = Seen(), Seen()
        self._on_pages: dict[str, Seen] = {}
        self._in_sections: dict[str, Seen] = {}

    def __len__(self) -> int:
        """How many articles were named."""
        return len(self._named)

    def __contains__(self, identity: str) -> bool:
        return identity in self._named

    @property
    def says_all(self) -> bool:
        """Whether an article that no listing names is in none: not on a site without listings."""
        return self.whole and bool(self._named)

    @property
    def front(self) -> int:
        """How many articles were named on the first pages of listings."""
        return len(self._in_front)

    def name(self, listing: Listing, section: str, depth: int) -> None:
        """Note what page `depth` of a section's listing names."""
        named = [link.identity for link in listing.items]
        self._named.update(named)
        self._in_sections.setdefault(section, Seen()).update(named)
        if depth == 1:
            self._in_front.update(named)

    def repeats(self, section: str, listing: Listing) -> bool:
        """Whether pages of a section that were noted before named all that this one names."""
        seen = self._in_sections.get(section, ())
        return all(link.identity in seen for link in listing.items)

    def brings_more(self, section: str, listing: Listing) -> bool:
        """Whether a listing's page names anything that its earlier pages did not."""
        seen = self._on_pages.setdefault(section, Seen())
        before = len(seen)
        seen.update(link.identity for link in listing.items)
        return len(seen) > before

    def state_of(self, identity: str, before: str | None) -> Literal["listed", "unlisted"]:
        """The state of an article that was just looked at, by the listings, or as `before`."""
        if identity in self._named:
            return "listed"
        return "unlisted" if self.says_all or before == "unlisted" else "listed"
