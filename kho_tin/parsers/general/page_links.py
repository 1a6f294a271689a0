"""The links of a page, with what can be said of each without looking at the others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import site_host
from kho_tin.base.text import squeeze
from kho_tin.parsers.addresses import leads_nowhere
from kho_tin.parsers.general.address_shapes import is_specific, shape
from kho_tin.parsers.general.lines import read_rows
from kho_tin.parsers.general.page_regions import ASIDE, MENU, Regions
from kho_tin.parsers.html.document import Document, text_of
from kho_tin.parsers.html.documents import is_file
from kho_tin.parsers.html.hidden import is_hidden
from kho_tin.parsers.html.pictures import is_picture
from kho_tin.parsers.html.text import repair_entities, word_set
from kho_tin.parsers.sources.named import is_page
from kho_tin.parsers.vietnamese.dates import date_line, find_date

_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_INLINE = word_set("strong b em i u span font small mark")
_SILENT = word_set("script style noscript template svg select")
_MORE = re.compile(
    r"\W*(?:(?:xem|đọc|tìm hiểu) (?:thêm|tiếp|chi tiết|ngay|tất cả|toàn bộ)|chi tiết|tất cả|\+ ?xem"
    r"|continue reading|read (?:more|article)|more|view (?:all|more)|see (?:all|more)|details?)\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:\.\.\.|…)$")
_MOST = 4_000  # links that are looked at, a bound on time
_LONGEST_TITLE = 300  # characters; a link with more holds a whole teaser; same from 150 to 600
# "Same from … to …" is measured on this project's own lists: a headline's least length.
_HEADLINE = 15  # characters of a link that may be a headline; same from 12 to 18
# The same of one in a heading, or with an address of one page among many; same from 4 to 16.
_SHORT = 8
_MENU_HEADLINE = 40  # the same of one in a menu; same from 40 to 80
_WORD = 3  # letters beside a link that are words; same from 2 to 5
_INLINE_DEPTH = 4  # elements around a link that may stand in a sentence with it; same from 2 to 8
# Links with one address in one place of the markup: a label of items, no headline; same from 2 to
# 6.
_LABEL = 3


@dataclass(slots=True)
class PageLink:
    """A link to a page of the same site. `text` is its headline, or "" for a picture; `region` as
    in `page_regions`; `path` the tags around it. `in_prose`: within a sentence. `is_label`: of the
    menu, or the same at several items.
    """

    node: LexborNode
    url: str
    text: str
    region: str
    heading: bool
    path: str
    in_prose: bool = False
    is_label: bool = False

    @property
    def shape(self) -> str:
        """The shape of its address."""
        return shape(self.url)

    @property
    def is_more(self) -> bool:
        """Whether it only says that there is more."""
        return _MORE.match(self.text) is not None

    @property
    def is_headline(self) -> bool:
        """Whether its text may be an article's title, by its length and place alone."""
        if self.is_label or self.in_prose or self.is_more or not any(map(str.isalpha, self.text)):
            return False
        size = len(self.text)
        if size >= _HEADLINE:
            return True
        return size >= _SHORT and (self.heading or is_specific(self.shape))


def read_links(document: Document) -> list[PageLink]:
    """The links of the page to other pages of its site, in order; files and dead links left out."""
    body = document.tree.body
    if body is None:
        return []
    links: list[PageLink] = []
    site = site_host(urlsplit(document.url).netloc)
    regions = Regions(len(body.css("a")))
    todo: list[tuple[LexborNode, str, bool, bool, str]] = [(body, "", False, False, "")]
    while todo and len(links) < _MOST:
        node, region, heading, in_item, path = todo.pop()
        tag = node.tag or ""
        if tag == "a":
            if link := _link(document, site, node, region, heading, path):
                links.append(link)
            continue
        if tag in _SILENT:
            continue
        attributes = node.attributes if region != MENU else {}
        if attributes and is_hidden(attributes):
            region = region or ASIDE
        region = region or regions.of(node, attributes, in_item)
        heading = heading or tag in _HEADINGS
        in_item = in_item or tag == "article"
        path = f"{path[-_LONGEST_TITLE:]}>{tag}"
        children = [child for child in node.iter() if child.is_element_node]
        todo += [(child, region, heading, in_item, path) for child in reversed(children)]
    _mark_labels(links)
    return links


def _link(
    document: Document, site: str, node: LexborNode, region: str, heading: bool, path: str
) -> PageLink | None:
    attributes = node.attributes
    href = attributes.get("href") or ""
    if leads_nowhere(href) or is_file(href) or is_picture(href):
        return None
    url = document.link(href)
    if not url or site_host(urlsplit(url).netloc) != site or not is_page(url):
        return None
    is_bare = next(node.iter(), None) is None  # a link of text alone, as most are
    inner = None if is_bare else node.css_first("h1, h2, h3, h4, h5, h6")
    heading = heading or inner is not None
    text = _undated(text_of(inner) or (text_of(node) if is_bare else _first_line(node)))
    title = repair_entities(squeeze(attributes.get("title") or ""))
    if title and _CUT.search(text) and title.startswith(text.rstrip(".… ")):
        text = title
    if len(text) > _LONGEST_TITLE:
        text = title
    return PageLink(node, url, text, region, heading, path, _in_prose(node))


def _first_line(node: LexborNode) -> str:
    """The headline in a link: all its text, or of a whole teaser the first line that is no date."""
    if node.css_first("p, div, figcaption, li, td") is None:
        return text_of(node)
    lines = [line.text for line in read_rows(node).lines]
    return next((line for line in lines if len(line) >= _SHORT and not date_line(line)), "")


def _undated(text: str) -> str:
    """A headline without a date before or behind it: "Title (02/06/2021)"."""
    date = find_date(text) if len(text) <= _LONGEST_TITLE else None
    if date is None:
        return text
    before, after = text[: date.start], text[date.end :]
    if not any(map(str.isalnum, after)) and before.rstrip().endswith(("(", "[", "-", "–", "|")):
        return before.rstrip(" ([-–|")
    if not any(map(str.isalnum, before)) and after.lstrip().startswith((")", "]", "-", ":", "|")):
        return after.lstrip(" )]-–:|")
    return text


def _in_prose(node: LexborNode) -> bool:
    """Whether a link stands within a sentence: words before it, or a sentence that goes on."""
    element: LexborNode | None = node
    for _ in range(_INLINE_DEPTH):
        if element is None:
            return False
        before, after = _text_of(element.prev), _text_of(element.next)
        if sum(map(str.isalpha, before)) >= _WORD and not find_date(before):
            return True
        if after and (after[0].islower() or after[0] in ",;.:!?") and not find_date(after):
            return sum(map(str.isalpha, after)) >= _WORD
        element = element.parent
        if element is None or element.tag not in _INLINE:
            return False
    return False


def _text_of(node: LexborNode | None) -> str:
    if node is None or not node.is_text_node:
        return ""
    return squeeze((node.text_content or "")[:_LONGEST_TITLE])


def _is_news(link: PageLink) -> bool:
    """Whether a link within a menu is a headline all the same: some menus show the latest news."""
    return len(link.text) >= _MENU_HEADLINE and is_specific(link.shape)


def _mark_labels(links: list[PageLink]) -> None:
    """Mark the links of the menu, and those that stand at several items (their section)."""
    menu = {link.url for link in links if link.region == MENU and not _is_news(link)}
    places = Counter((link.url, link.path) for link in links if link.text)
    for link in links:
        often = places[link.url, link.path] >= _LABEL
        link.is_label = link.url in menu or (often and not is_specific(link.shape))
