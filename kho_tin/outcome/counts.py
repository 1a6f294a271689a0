"""What one run did, in numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from kho_tin.archive import columns
from kho_tin.archive.runs import COUNTS

# For these fields, the articles that have them are counted.
COVERED = (*columns.COVERED, "images", "attachments")


@dataclass
class Counts:
    """`pages` are article pages requested, 304 included."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    reprocessed: int = 0  # among all these: read before by other code than today's
    gone: int = 0
    failed: int = 0  # no answer, or one that says nothing about the article
    refused: int = 0  # answered, and not good enough to be stored
    withheld: int = 0  # captured, and not stored, as somebody decided
    other: int = 0  # static pages, documents, galleries
    not_read: int = 0  # among these: what may be news
    missing: int = 0  # named by a listing, not there, and never stored
    unfollowed: int = 0  # listings that go on where nothing can be followed
    listings: int = 0
    listed: int = 0  # articles named in them
    front_pages: int = 0  # first pages of listings
    front_listed: int = 0  # articles named in these
    files: int = 0  # pictures and documents
    requests: int = 0
    bytes: int = 0
    layout_changed: int = 0
    # By parser: how many articles it read, and in how many of them it found each field.
    parsers: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def observed(self) -> int:
        """The pages of which a share may fail; listings may have failed, too."""
        return max(self.pages, self.failed)

    def columns(self) -> dict[str, int]:
        """The counts that a run's row has."""
        return {name: getattr(self, name) for name in COUNTS}

    def count(self, parser: str, fields: Collection[str]) -> None:
        """Count an article that a parser read, and those of COVERED that it has (`fields`)."""
        known = self.parsers.setdefault(parser, dict.fromkeys(("articles", *COVERED), 0))
        known["articles"] += 1
        for name in fields:
            known[name] += 1
