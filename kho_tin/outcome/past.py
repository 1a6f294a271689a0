"""What the archive has of a site's articles, as of an answer's own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from kho_tin.archive import articles, captures, known_articles, runs
from kho_tin.archive.content import Content
from kho_tin.archive.known_articles import KnownArticle
from kho_tin.archive.reprocessing import Read
from kho_tin.outcome import gate
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.gate import StoredText
from kho_tin.parsers.addresses import is_address

_FEW = 5  # articles: by fewer nothing is usual


@dataclass
class Past:
    """`known` are the articles that were known before a run, by identity, and `new` the ids of
    those added since. `reread` reads a capture again with today's code."""

    db: Database
    site: str
    run: int
    reread: Read
    known: Mapping[str, KnownArticle]
    new: dict[str, int] = field(default_factory=dict)

    def article(self, identity: str | None) -> KnownArticle | None:
        """The article with that identity, also if it is known only since this run."""
        if identity is None:
            return None
        return self.known.get(identity) or known_articles.find(self.db, self.site, identity)

    def stored(self, identity: str, parser: str, at: str, capture: int) -> StoredText | None:
        """The article with this identity, as it was stored before a capture at a time (UTC, `…Z`),
        which `parser` reads."""
        row = articles.version_before(self.db, self.site, identity, at, capture)
        if row is None:
            return None
        before = row["parser"]
        if before.split("@")[0] != parser.split("@")[0]:
            today = self.reread(row["capture"], identity)
            before = today.fields["parser"] if today else before
        return StoredText(row["title"], row["published"], row["body"], before)

    def has_ids(self, identity: str, capture: int) -> bool:
        """Whether the identity is an address, on a site whose articles had ids before."""
        return is_address(identity) and articles.have_ids(self.db, self.site, capture)

    def redirects_for_good(self, answered: Answered) -> bool:
        """Whether the requested address redirected for good (301, 308)."""
        assert answered.capture is not None
        return captures.redirects_for_good(self.db, self.run, answered.page_url, answered.capture)

    def requested_article(self, answered: Answered) -> StoredText | None:
        """The requested article as it is stored; None where it is not."""
        capture, known = answered.capture, self.article(answered.requested.identity)
        if known is None or capture is None:
            return None
        row = articles.version_before(self.db, self.site, known.identity, answered.at, capture)
        return (
            StoredText(row["title"], row["published"], row["body"], row["parser"]) if row else None
        )

    def is_read_otherwise(self, parser: str, capture: int) -> bool:
        """Whether the articles of the site were read before, a few of them at least, and none by
        the parser of this label."""
        name = parser.split("@")[0]
        return articles.are_read_otherwise(self.db, self.site, name, capture, _FEW)

    def is_confirmed(self, identity: str, content: Content, stored: StoredText | None) -> bool:
        """Whether the last look before this run read the same, and it has the title or date of the
        stored article: then it may be the site's edit."""
        if stored is None or not gate.bears(
            content.fields["title"], content.fields["published"], stored
        ):
            return False
        capture = runs.last_error(self.db, self.site, identity, self.run)
        earlier = self.reread(capture, identity) if capture else None
        return earlier is not None and earlier.content == content
