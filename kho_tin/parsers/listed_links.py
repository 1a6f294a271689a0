"""What the lists of all systems share: items around their links, the sections of a menu, the next
page by its own marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.base.times import day_of
from kho_tin.parsers.addresses import identity_of_url, leads_nowhere
from kho_tin.parsers.assemble import is_news_section, unique
from kho_tin.parsers.html.document import Document, ancestors, attribute, short_text, text_of
from kho_tin.parsers.html.documents import is_file
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.model import Link
from kho_tin.parsers.vietnamese.dates import PrintedDate, date_line, find_date, read_iso

DateReader = Callable[[str], PrintedDate | None]

_MOST = 4000  # a bound on time: links of a list that are read
_MOST_OF_MENU = 1000  # likewise: those of a menu or a pager
_WITHIN = 8  # elements around its link that may belong to an item of a list; same from 8 to 16
# And to the only item of a list: farther out stands the rest of the page; same from 1 to 6.
_WITHIN_ALONE = 3
_LONGEST_DATE = 200  # characters of an element with an item's date; same from 100 to 400
_MOST_DATES = 20  # a bound on time: elements of one item that may hold its date
_WHOLE = word_set("body html form main nav")  # elements that are no item of a list
_NO_TITLE = ("time", ".date", ".label", ".badge")  # within a link, beside its title
_DATED = re.compile(r"(?<!\s)\s*\(\d{1,2}/\d{1,2}/\d{4}[^()]*\)\s*$")


def listed_links(
    document: Document,
    anchors: Iterable[LexborNode],
    *,
    dates: str,
    summaries: str,
    is_article: Callable[[str], bool] = bool,
    read_date: DateReader = find_date,
) -> tuple[Link, ...]:
    """The items of a list whose links are `anchors`, in their order.

    An item is what surrounds its link, up to the first element that holds the link of another item.
    Its date and summary are the first that the selectors `dates` and `summaries` find there; a
    `datetime` attribute counts before the text. `is_article` tells by the address which links are
    meant, and `read_date` reads a printed date.
    """
    links: list[tuple[LexborNode, str]] = []
    for anchor in islice(anchors, _MOST):
        href = attribute(anchor, "href")
        url = "" if leads_nowhere(href) else document.link(href)
        if url and same_site(url, document.url) and not is_file(url) and is_article(url):
            links.append((anchor, url))
    boxes = _boxes(links)
    titles: dict[str, str] = {}
    for anchor, url in links:
        # Of a picture's link and the title's, the one with words; "…" of two titles: the longer.
        text = _DATED.sub("", text_of(anchor, _NO_TITLE)) or attribute(anchor, "title")
        titles[url] = max(titles.get(url, ""), text, key=len)
    items = []
    for url, title in titles.items():
        if not title:
            continue
        box = boxes.get(url)
        published = _date_in(box, dates, read_date) if box is not None else None
        words = text_of(box.css_first(summaries)) if box is not None else ""
        words = "" if words == title or date_line(words) else words
        items.append(Link(url, title, published, words or None, identity_of_url(url)))
    return unique(items)


def _boxes(links: list[tuple[LexborNode, str]]) -> dict[str, LexborNode]:
    """The outermost element around the links to each address that holds no link to another."""
    owners: dict[int, str | None] = {}
    for anchor, url in links:
        for element in islice(ancestors(anchor), _WITHIN):
            if owners.setdefault(element.mem_id, url) != url:
                owners[element.mem_id] = None
    within = _WITHIN if len({url for _, url in links}) > 1 else _WITHIN_ALONE
    boxes: dict[str, LexborNode] = {}
    for anchor, url in links:
        for element in islice(ancestors(anchor), within):
            if owners[element.mem_id] != url or element.tag in _WHOLE:
                break
            # The text's link, which stands behind the picture's, is the one that is nearer.
            boxes[url] = element
    return boxes


def _date_in(box: LexborNode, selector: str, read_date: DateReader) -> str | None:
    for node in islice(box.css(selector), _MOST_DATES):
        if stamp := read_iso(attribute(node, "datetime")):
            return day_of(stamp)
        text = short_text(node, _LONGEST_DATE)
        if text and (printed := read_date(text)):
            return day_of(printed.iso)
    return None


def menu_sections(
    document: Document, selector: str, is_section: Callable[[str], bool] = bool
) -> tuple[Link, ...]:
    """The links of the menus that `selector` finds that may lead to news on this site.

    `is_section` tells by the address which links a system's sections are.
    """
    links = []
    for anchor in islice(document.all(selector), _MOST_OF_MENU):
        href = attribute(anchor, "href")
        if leads_nowhere(href):
            continue
        url, title = document.link(href), text_of(anchor)
        if not url or url == document.url or not same_site(url, document.url) or is_file(url):
            continue
        parts = urlsplit(url)
        is_home = parts.path in ("", "/") and not parts.query
        if is_home or not any(map(str.isalpha, title)):
            continue
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if is_news_section(title, address) and is_section(url):
            links.append(Link(url, title, identity=identity_of_url(url)))
    return unique(links)


def next_link(document: Document, selector: str) -> str | None:
    """The address of the first link that `selector` finds that leads to another page here."""
    for node in islice(document.all(selector), _MOST_OF_MENU):
        href = attribute(node, "href")
        url = "" if leads_nowhere(href) else document.link(href)
        if url and url != document.url and same_site(url, document.url):
            return url
    return None


def next_by_address(document: Document, selector: str, number: re.Pattern[str]) -> str | None:
    """The link of the pager that `selector` finds whose address has the number after this page's.

    The first group of `number` is the page's number; an address without it is the first page.
    """
    match = number.search(document.url)
    following = int(match[1]) + 1 if match else 2
    for node in islice(document.all(selector), _MOST_OF_MENU):
        href = attribute(node, "href")
        url = "" if leads_nowhere(href) else document.link(href)
        leads = number.search(url)
        if leads and int(leads[1]) == following and same_site(url, document.url):
            return url
    return None
