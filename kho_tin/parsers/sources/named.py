"""What a page leads to: the feeds, sitemaps and endpoints that it names, and its links."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.parsers.addresses import leads_nowhere
from kho_tin.parsers.html.document import Document, attribute, short_text
from kho_tin.parsers.sources import wordpress

_TYPES: Final = frozenset(("application/rss+xml", "application/atom+xml"))
MOST_SOURCES: Final = 8  # of one page: sites name one feed, WordPress two, some one a section
MOST_LINKS: Final = 1000  # a bound on time, likewise: of one page
_SCANNED: Final = 20_000  # a bound on time: elements that are looked at, as `limits.MOST_TAGS`
# What a link to a feed says, as its text, its title or the name of its picture, and how its address
# looks: a link needs both. A system's page that only lists feeds is read for none, and no fault.
_SAYS_FEED: Final = re.compile(r"\b(?:rss|atom|feeds?)\b", re.IGNORECASE)
_LIKE_FEED: Final = re.compile(r"(?<![a-z])(?:rss|atom|feed)s?(?:2|\.0)?(?![a-z])", re.IGNORECASE)
_LIKE_SITEMAP: Final = re.compile(r"sitemap[^/]{0,100}\.xml(?:\.gz)?$", re.IGNORECASE)
_LONGEST_ADDRESS: Final = 2000  # a bound on time: characters
_LONGEST: Final = 200  # a bound on time: characters of what a link says, and of its address's end
_SUFFIX: Final = 12  # characters of a path's end; the longest of the suffixes below has six
MOST_LINKED: Final = 3  # feeds that are only linked to: sites link to all news, then to sections'
# A feed of what readers write is none of news.
_COMMENTS: Final = re.compile(r"comment|binh-?luan|bình luận|phản hồi", re.IGNORECASE)
# What no page has as its address: files, and what a site's own machinery answers.
_FILE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|json|xml|rss|txt|pdf|docx?|xlsx?|pptx?|odt"
    r"|zip|rar|7z|gz|mp[34]|m4[av]|avi|wmv|flv|mov|wav|exe|apk|eot|ttf|woff2?)$",
    re.IGNORECASE,
)


def sources(document: Document) -> tuple[tuple[str, str], ...]:
    """The role and address of each source that a page names: in its head, or, where that names no
    feed, by a link that its readers see; sitemaps by links alone."""
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
            if url and not _COMMENTS.search(f"{title[:_LONGEST]} {url[:_LONGEST_ADDRESS]}"):
                named.setdefault(url, "feed")
    linked = _linked(document)
    feeds = [url for url, role in linked.items() if role == "feed"]
    for url in feeds[0 if "feed" not in named.values() else MOST_LINKED : MOST_LINKED]:
        named.setdefault(url, "feed")
    for url, role in linked.items():
        if role == "sitemap":
            named.setdefault(url, role)
    return tuple((role, url) for url, role in islice(named.items(), MOST_SOURCES))


def _linked(document: Document) -> dict[str, str]:
    """The roles of the sources that links of a page lead to, by address."""
    linked: dict[str, str] = {}
    for node in islice(document.all("a[href]"), _SCANNED):
        href = attribute(node, "href").strip()
        if leads_nowhere(href):
            continue
        parts = urlsplit(href[:_LONGEST_ADDRESS])
        address = f"{parts.path}?{parts.query}"[-_LONGEST:]
        if _LIKE_SITEMAP.search(parts.path[-_LONGEST:]):
            role = "sitemap"
        elif _LIKE_FEED.search(address) and _says_feed(node):
            role = "feed"
        else:
            continue
        url = document.link(href)
        if url and same_site(url, document.url) and not _COMMENTS.search(url[:_LONGEST_ADDRESS]):
            linked.setdefault(url, role)
    return linked


def _says_feed(node: LexborNode) -> bool:
    picture = node.css_first("img")
    alt = attribute(picture, "alt") if picture is not None else ""
    said = f"{(short_text(node, _LONGEST) or '')} {attribute(node, 'title')} {alt}"
    words = f"{said[:_LONGEST]} {attribute(node, 'class')[:_LONGEST]}"
    return bool(_SAYS_FEED.search(words)) and not _COMMENTS.search(words)


def links(document: Document) -> tuple[str, ...]:
    """The pages of the same site that a page links to, in order, each once."""
    urls: dict[str, None] = {}
    for node in islice(document.all("a[href]"), _SCANNED):
        href = attribute(node, "href")
        if leads_nowhere(href) or "nofollow" in attribute(node, "rel").lower().split():
            continue
        url = document.link(href)
        if url and same_site(url, document.url) and is_page(url):
            urls[url] = None
    return tuple(islice(urls, MOST_LINKS))


def is_page(url: str) -> bool:
    """Whether an address may be that of a page, and not a file's."""
    return not _FILE.search(urlsplit(url).path[-_SUFFIX:])
