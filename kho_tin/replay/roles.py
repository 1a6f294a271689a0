"""What a capture was requested for (its role), if no journal says it: in files of other programs,
or of early versions.

It was an article's page if a listing in the file, or the archive, names its address as an
article's. After a redirect, the target has the role of the request that was redirected. Of several
answers at one address the last one counts: after the others the request was repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from sqlite_utils import Database

from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row
from kho_tin.base.hosts import checked
from kho_tin.outcome.answered import Outcome
from kho_tin.outcome.plan import Plan
from kho_tin.reader.reading import PAGE_TYPES, PAGES
from kho_tin.warc.journal import Requested, Role


@dataclass
class Roles:
    """Takes the captures of one file, in the order in which they are to be interpreted."""

    db: Database
    site: str
    plan: Plan
    via: Via
    is_repeated: Callable[[Row], bool] = lambda _: False  # whether its address comes again later
    _links: dict[str, str] = field(default_factory=dict)  # identity by address
    _waiting: dict[str, list[Requested]] = field(default_factory=dict)  # by redirect target
    _media: dict[str, tuple[str, Role]] = field(default_factory=dict)
    _number: int = 0

    def requested(self, row: Row) -> Requested | None:
        """What a capture was requested for; None if it means nothing alone."""
        self._number += 1
        url = row["page_url"]
        if urlsplit(url).path == "/robots.txt":
            return None
        requested = self._requested(url, row)
        if 300 <= row["status"] < 400 and row["status"] != 304:
            self._lead(row, requested)
            return None
        may_be_repeated = row["status"] != 200 and self.via != "import"
        return None if may_be_repeated and self.is_repeated(row) else requested

    def note(self, outcome: Outcome) -> None:
        """Remember the articles that the page names, for later captures."""
        read = outcome.answered.read
        for link in getattr(read and read.reading, "items", ()):
            self._links.setdefault(self.plan.site_url(link.url), link.identity)

    def _requested(self, url: str, row: Row) -> Requested | None:
        if waiting := self._waiting.get(url):
            led = waiting.pop(0)
            return Requested(self._number, led.role, "redirect", led.number, led.identity)
        if self.via == "live" and url == self.plan.home_url:
            return Requested(self._number, "home", page=1)
        identity = self._links.get(url) or self._identity(url, row)
        if identity is not None and self.via != "wayback":
            return Requested(self._number, "article", identity=identity)
        if media := self._media.get(url) or self._file(url):
            # An import decides which of several captures it takes when it has all of them.
            return None if self.via == "import" else Requested(self._number, media[1])
        if self.via == "live":
            return Requested(self._number, "listing", section=url, page=2)
        is_page = row["media_type"] in PAGE_TYPES
        return Requested(self._number, "link") if is_page else None

    def _lead(self, row: Row, requested: Requested | None) -> None:
        if requested is None or not row.get("location"):
            return
        try:
            target = checked(urljoin(row["url"], row["location"]))
        except ValueError:
            return  # not an address
        url = urldefrag(self.plan.site_url(target)).url
        if requested.role in PAGES:
            self._waiting.setdefault(url, []).append(requested)
        else:
            named = self._media.get(row["page_url"], (row["page_url"], requested.role))
            self._media[url] = named

    def _identity(self, url: str, row: Row) -> str | None:
        """The article at an address, or the one that a "not modified" refers to."""
        known = self.db.execute(
            "SELECT identity FROM articles WHERE site = ? AND url = ?", [self.site, url]
        ).fetchone()
        if known is None and row["status"] == 304 and row.get("refers_to"):
            known = self.db.execute(
                "SELECT identity FROM observations JOIN articles ON articles.id = article "
                "WHERE observations.capture = ? AND observations.content_sha256 IS NOT NULL",
                [row["refers_to"]],
            ).fetchone()
        return known[0] if known else None

    def _file(self, url: str) -> tuple[str, Role] | None:
        kinds: tuple[tuple[str, Role], ...] = (
            *(("images", "image"), ("attachments", "attachment")),
            ("removed_attachments", "attachment"),
        )
        for table, role in kinds:
            sql = f"SELECT 1 FROM {table} WHERE url = ? LIMIT 1"
            if self.db.execute(sql, [url]).fetchone():
                return url, role
        return None
