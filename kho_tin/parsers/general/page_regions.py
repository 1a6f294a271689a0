"""The regions of a page around its own content: menus, columns beside it, the foot.

By HTML's own elements, ARIA's roles, and the words that authors of templates use in class names
and ids, English and Vietnamese. An element that holds most of a page's links is no such region,
whatever its name ("has-sidebar").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

MENU, ASIDE, FOOT, TAGS = "menu", "aside", "foot", "tags"

_TAGS = {"nav": MENU, "aside": ASIDE}
_ARIA = {
    "navigation": MENU, "menubar": MENU, "menu": MENU, "complementary": ASIDE, "contentinfo": FOOT,
    "search": FOOT,
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[^a-z]+")
_WORDS = {
    MENU: re.compile(
        r"(?:^|-)(?:(?:main|top|mega|sub|drop-?down|drop)?-?(?:menus?|nav|navbar|navigation)"
        r"|breadcrumbs?|crumbs?)(?:-|$)"
    ),
    ASIDE: re.compile(
        r"(?:^|-)(?:side-?bar|aside|related|lien-?quan|tin-?khac|(?:bai|tin)-?cung-?\w{1,20}"
        r"|other-?news|(?:xem|doc)-?nhieu|most-?(?:read|view(?:ed)?|popular)|popular|trending"
        r"|recent-?(?:posts?|comments?|entries)|you-?may|see-?also)(?:-|$)"
    ),
    FOOT: re.compile(
        r"(?:^|-)(?:footer|copyright|partners?|doi-?tac|lien-?ket|web-?links?|links?-?web"
        r"|quang-?cao|log-?in|dang-?nhap|thong-?ke|tham-?do|polls?|cookies?)(?:-|$)"
    ),
    TAGS: re.compile(
        r"(?:^|-)(?:tags?|tag-?cloud|tu-?khoa|keywords?|shar(?:e|ing)|socials?|addthis|addtoany"
        r"|comments?|binh-?luan|calendar|lich|archives?|author|byline)(?:-|$)"
    ),
}  # fmt: skip
_PAGER = re.compile(r"pag(?:er|ing|inat)|phan-?trang", re.IGNORECASE)
_NAME = 300  # characters of a class attribute or id that are looked at, a bound on time
# Of a page's links: an element that holds more is no region beside them; same from 0.5 to 0.8.
_MOST_LINKS = 0.6
_MOST_COUNTS = 40  # elements whose links are counted, a bound on time


@dataclass
class Regions:
    """Tells the regions of one page that has so many `links`."""

    links: int
    _counted: int = 0

    def of(self, node: LexborNode, attributes: dict[str, str | None], in_item: bool) -> str:
        """The region that begins with the element `node`, or "". `in_item`: inside an <article>,
        where <footer> is the article's own."""
        kind = _named(node.tag or "", attributes, in_item)
        if not kind or kind == TAGS:
            return kind
        if self._counted >= _MOST_COUNTS:
            return kind
        self._counted += 1
        # On a page of few links two are a share of any size.
        return kind if len(node.css("a")) <= max(2, _MOST_LINKS * self.links) else ""


def _named(tag: str, attributes: dict[str, str | None], in_item: bool) -> str:
    if tag == "body":
        return ""
    classes, own = attributes.get("class") or "", attributes.get("id") or ""
    if tag == "nav" and _PAGER.search(f"{classes[:_NAME]} {own[:_NAME]}"):
        return ""
    kind = _TAGS.get(tag) or (
        "role" in attributes and _ARIA.get((attributes["role"] or "").lower())
    )
    if kind:
        return kind
    if tag == "footer":
        return TAGS if in_item else FOOT
    return _of_name(f"{classes[:_NAME]} {own[:_NAME]}") if classes or own else ""


@lru_cache(maxsize=4096)  # a page has the same few names again and again
def _of_name(name: str) -> str:
    for word in name.split():
        plain = _PARTS.sub("-", _CAMEL.sub("-", word).lower()).strip("-")
        for kind, words in _WORDS.items():
            if words.search(plain):
                return kind
    return ""
