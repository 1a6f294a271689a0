"""Whether a page stands in the menu of its own site: "Giới thiệu", "Liên hệ"."""

from __future__ import annotations

from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from kho_tin.parsers.addresses import identity_of_url, leads_nowhere
from kho_tin.parsers.general.page_regions import MENU, Regions
from kho_tin.parsers.html.document import Document, ancestors, attribute, short_text

_MOST: Final = 4000  # a bound on time: links of one page
_MOST_TO_ITSELF: Final = 20  # likewise: links to the page itself
_LONGEST: Final = 40  # characters of a menu's link: some menus show the latest headlines, too


def stands_in_menu(document: Document) -> bool:
    """Whether a menu of the page names the page itself: a site's menu leads to its sections and to
    pages about itself, and an article has neither's place. The path to a page ("Trang chủ » Tin
    tức » …") is no menu, although it often ends in the page."""
    anchors = document.all("a[href]")[:_MOST]
    regions = Regions(len(anchors))
    own = identity_of_url(document.url)
    to_itself = (anchor for anchor in anchors if _address(document, anchor) == own)
    return any(
        short_text(anchor, _LONGEST) and _is_in_menu(anchor, regions)
        for anchor in islice(to_itself, _MOST_TO_ITSELF)
    )


def _address(document: Document, anchor: LexborNode) -> str:
    href = attribute(anchor, "href")
    # What leads to a place in the page ("#content") is no link to it.
    url = "" if leads_nowhere(href) or "#" in href else document.link(href)
    return identity_of_url(url) if url else ""


def _is_in_menu(anchor: LexborNode, regions: Regions) -> bool:
    kinds = []
    for element in ancestors(anchor):
        names = f"{attribute(element, 'class')} {attribute(element, 'id')}".lower()
        if "crumb" in names or "crumb" in attribute(element, "aria-label").lower():
            return False
        if element.tag in ("article", "aside"):
            return False
        kinds.append(regions.of(element, element.attributes, in_item=False))
    return MENU in kinds
