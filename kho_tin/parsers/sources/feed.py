"""RSS and Atom, read by feedparser from bytes alone: it never fetches anything itself."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from itertools import islice
from typing import Any, Final

from kho_tin.base.text import squeeze
from kho_tin.parsers.addresses import canonical
from kho_tin.parsers.model import Link, Listing, NotAnArticle, Page, Reading
from kho_tin.parsers.sources import wordpress
from kho_tin.parsers.sources.stamps import in_vietnam

LABEL: Final = "feed@1"
MOST: Final = 1000  # items; feeds have some dozens
_LONGEST: Final = 1000  # a bound on time: characters of a title
_MOST_LINKS: Final = 50  # a bound on time: of the feed itself, to its site, itself, its next part
_WORDPRESS: Final = re.compile(r"wordpress\.(?:org|com)/\?v=")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")


def read(page: Page) -> Reading:
    """The items of a feed, in order, each with title, address and date; `next` is where its next
    part is. What only looks like a feed's address, as the VNPT portal's `/rss/…`, is none."""
    import feedparser  # takes long to load, and most pages need it not

    if b"<!ENTITY" in page.body or not page.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return NotAnArticle(page.url, LABEL, "other", "no feed")
    # From a stream nothing is opened, neither an address nor a file of that name.
    parsed: Any = feedparser.parse(
        BytesIO(page.body),
        response_headers={"content-type": f"text/xml; charset={page.encoding or 'utf-8'}"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.get("version"):
        return NotAnArticle(page.url, LABEL, "other", "no feed")
    links = [_link(entry, page.url) for entry in islice(parsed.entries, MOST)]
    by_url = {link.url: link for link in links if link}
    next_url = _next_url(parsed.feed, page.url) if by_url else None
    return Listing(page.url, LABEL, tuple(by_url.values()), next_url)


def _next_url(feed: Any, url: str) -> str | None:
    """The address of a feed's next part: as it says itself (RFC 5005, "Paged Feeds"), or by
    WordPress's parameter `paged`."""
    for link in islice(feed.get("links") or (), _MOST_LINKS):
        if link.get("rel") == "next" and link.get("href"):
            return canonical(str(link["href"]), url) or None
    generator = f"{feed.get('generator') or ''} {feed.get('generator_detail') or ''}"
    return wordpress.following(url, "paged") if _WORDPRESS.search(generator[:_LONGEST]) else None


def _link(entry: Any, base: str) -> Link | None:
    address = str(entry.get("link") or "")
    url = canonical(address, base) if address else ""
    title = squeeze(unescape(_TAG.sub(" ", str(entry.get("title") or "")[:_LONGEST])))
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    return Link(url, title, in_vietnam(stamp)) if url else None
