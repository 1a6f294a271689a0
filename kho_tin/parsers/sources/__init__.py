"""What names a site's news besides its listings: sitemaps, feeds, endpoints that pages name."""

from __future__ import annotations

from typing import Final

from kho_tin.parsers.model import NotAnArticle, Page, Reading
from kho_tin.parsers.sources import feed, sitemap, wordpress

_READERS: Final = {"sitemap": sitemap.read, "feed": feed.read, "endpoint": wordpress.read}
# The roles of requests for them, as in `warc.journal`.
ROLES: Final = frozenset(_READERS)


def read(page: Page, role: str) -> Reading:
    """What an answer that was requested as a source says: a Listing of what it names, or why it is
    none. `items` have no identity, since only their pages show it; `sections` are sources of the
    same kind. Never raises because of the answer's content. Raises KeyError for another role."""
    if not page.body.strip():
        return NotAnArticle(page.url, role, "empty", "the answer has no body")
    return _READERS[role](page)
