"""What a page leads to: the feeds and endpoints that its head names, and its links."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from kho_tin.base.hosts import same_site
from kho_tin.parsers.addresses import dead
from kho_tin.parsers.html.document import Document, attribute
from kho_tin.parsers.sources import wordpress

_TYPES: Final = frozenset(("application/rss+xml", "application/atom+xml"))
_MARKS: Final = (b"rss+xml", b"atom+xml", b"api.w.org")
MOST_SOURCES: Final = 8  # of one page: sites name one feed, WordPress two, some one a section
MOST_LINKS: Final = 1000  # of one page
_SCANNED: Final = 20_000  # elements that are looked at
# A feed of what readers write is none of news.
_COMMENTS: Final = re.compile(r"comment|binh-?luan|bình luận|phản hồi", re.IGNORECASE)
# What no page has as its address: files, and what a site's own machinery answers.
_FILE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|json|xml|rss|txt|pdf|docx?|xlsx?|pptx?|odt"
    r"|zip|rar|7z|gz|mp[34]|m4[av]|avi|wmv|flv|mov|wav|exe|apk|eot|ttf|woff2?)$",
    re.IGNORECASE,
)


def sources(document: Document) -> tuple[tuple[str, str], ...]:
    """The role and address of each source that the head of a page names."""
    named: dict[str, str] = {}
    for node in islice(document.all("link[rel][href]"), _SCANNED):
        rel = attribute(node, "rel").lower().split()
        href, title = attribute(node, "href"), attribute(node, "title")
        if wordpress.REL in rel:
            root = document.link(href)
            if root:
                named.setdefault(wordpress.posts(root), "endpoint")
        elif "alternate" in rel and attribute(node, "type").strip().lower() in _TYPES:
            url = document.link(href)
            if url and not _COMMENTS.search(f"{title[:200]} {url[:2000]}"):
                named.setdefault(url, "feed")
    return tuple((role, url) for url, role in islice(named.items(), MOST_SOURCES))


def names_sources(body: bytes) -> bool:
    """Whether the bytes of a page may name a source, so that it is worth to be parsed."""
    return any(mark in body for mark in _MARKS)


def links(document: Document) -> tuple[str, ...]:
    """The pages of the same site that a page links to, in order, each once."""
    found: dict[str, None] = {}
    for node in islice(document.all("a[href]"), _SCANNED):
        href = attribute(node, "href")
        if dead(href) or "nofollow" in attribute(node, "rel").lower().split():
            continue
        url = document.link(href)
        if url and same_site(url, document.url) and is_page(url):
            found[url] = None
    return tuple(islice(found, MOST_LINKS))


def is_page(url: str) -> bool:
    """Whether an address may be that of a page, and not a file's."""
    return not _FILE.search(urlsplit(url).path[-12:])
