"""Sitemaps and their indexes (sitemaps.org, protocol 0.9), as they are or packed with gzip.

Read with lxml's own parser, one element at a time. Scrapy's `Sitemap` makes a tree of the whole,
and this room loads no Scrapy: captures are read again without it.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from kho_tin.parsers.addresses import canonical
from kho_tin.parsers.model import Link, Listing, NotAnArticle, Page, Reading
from kho_tin.parsers.sources.stamps import changed

LABEL: Final = "sitemap@1"
MOST: Final = 50_000  # addresses: more are not allowed by the protocol
_LARGEST: Final = 16 << 20  # bytes unpacked: what may be decoded of any page
_LONGEST: Final = 2048  # characters of an address, by the protocol
_NAME: Final = 40  # characters of another root element's name that are reported
# One that is not escaped, as addresses often have it: after it the parser would lose the others,
# too. An entity that a document declares itself is taken for one, and so never resolved.
_AMPERSAND: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_GZIP: Final = b"\x1f\x8b\x08"


def read(page: Page) -> Reading:
    """The pages that a sitemap names, each with when it changed (`modified`), or the sitemaps that
    an index names (`sections`)."""
    body = (_unpacked(page.body) or b"").lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body.startswith(b"<"):
        return NotAnArticle(page.url, LABEL, "other", "no XML")
    body = _AMPERSAND.sub(b"&amp;", body)
    items: dict[str, Link] = {}
    maps: dict[str, Link] = {}
    kind = ""
    try:
        for event, element in etree.iterparse(
            BytesIO(body),
            events=("start", "end"),
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start":
                kind = kind or name
                if kind not in ("urlset", "sitemapindex"):
                    break
                continue
            if name in ("url", "sitemap"):
                link = _link(element, page.url)
                if link:
                    (items if name == "url" else maps).setdefault(link.url, link)
                _forget(element)
            if len(items) + len(maps) >= MOST:
                break
    except (etree.XMLSyntaxError, ValueError):
        pass  # what came before the fault counts
    if kind not in ("urlset", "sitemapindex"):
        return NotAnArticle(page.url, LABEL, "other", f"no sitemap ({kind[:_NAME] or 'no XML'})")
    return Listing(page.url, LABEL, tuple(items.values()), sections=tuple(maps.values()))


def _link(element: Any, base: str) -> Link | None:
    values: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        values.setdefault(etree.QName(child).localname, (child.text or "").strip())
    address = values.get("loc", "")
    url = canonical(address, base) if 0 < len(address) <= _LONGEST else ""
    return Link(url, "", modified=changed(values.get("lastmod", ""))) if url else None


def _forget(element: Any) -> None:
    """Free what was read, also what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _unpacked(body: bytes) -> bytes | None:
    """The XML of a file that may be packed; None where that is too large or damaged."""
    if not body.startswith(_GZIP):
        return body
    unpacking = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        plain = unpacking.decompress(body, _LARGEST)
    except zlib.error:
        return None
    return None if unpacking.unconsumed_tail else plain
