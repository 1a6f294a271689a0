"""Pagination: the next page of a listing, or signs of one that cannot be followed (a script, a
button, a form).

A list that ends must not be taken for one that goes on. So only what stands behind the list's items
(or right before them) counts, and is no slider, calendar or pager of comments; and only what leads
to the page *after* this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.base.text import squeeze
from kho_tin.parsers.addresses import leads_nowhere
from kho_tin.parsers.html.document import Document, ancestors, attribute, text_of
from kho_tin.parsers.html.page_numbers import ITEM_DIGITS, address_number, is_later_page
from kho_tin.parsers.html.postbacks import postback_of
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.model import Link, Postback

_CONTROLS = word_set("a button input select li span b strong em div td label option i font")
_ACTING = word_set("a button input")
_NEXT = re.compile(
    r"(?:trang (?:sau|tiếp|kế)(?: theo)?|sau|tiếp(?: theo| tục)?|kế tiếp"
    r"|(?:(?:tin|bài|bài viết|các tin|các bài) )?cũ hơn"
    r"|next(?: page)?|older(?: posts)?)\W*$",
    re.IGNORECASE,
)
_ARROW = re.compile(r"(?:[»›>→]|>>|&gt;)$")
_MORE = re.compile(
    r"\W*(?:(?:xem|tải|hiển thị|hiện) (?:thêm|tiếp)(?: (?:tin|bài|bài viết|nữa|kết quả|tin tức))*"
    r"|(?:load|show|view|see) more(?: (?:news|posts|articles|results))?|more news)\W*$",
    re.IGNORECASE,
)
# Digits of a page's number as a pager prints it, and of the sum of a list's items: lists have less
# than a million news (`ITEM_DIGITS`), and ten or more on a page; for the sum one digit is to spare.
_PAGE_DIGITS = ITEM_DIGITS - 1
_SUM_DIGITS = ITEM_DIGITS + 1
# "Trang 1/3", "Page 1 of 3"; "1 - 10 / 45", "Hiển thị 1-10 trong tổng số 45". In squeezed lines:
# runs of blanks could be parted in many ways.
_OF = r"(?:/|trên(?: tổng số)?|trong(?: tổng)?(?: số)?|của|of)"
_PAGE_OF = re.compile(
    rf"\b(?:trang|page)\s?:?\s?(\d{{1,{_PAGE_DIGITS}}})\s?{_OF}\s?(\d{{1,{_PAGE_DIGITS}}})\b",
    re.IGNORECASE,
)
_ITEMS_OF = re.compile(
    rf"\b(\d{{1,{ITEM_DIGITS}}})\s?(?:-|–|đến|to)\s?(\d{{1,{ITEM_DIGITS}}})\s?{_OF}"
    rf"\s?(\d{{1,{_SUM_DIGITS}}})\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"hiển thị|kết quả|bản ghi|showing|results|entries|items", re.IGNORECASE)
_BESIDE = re.compile(
    r"comment|binh-?luan|slide|carousel|owl-|swiper|slick|calendar|datepicker|gallery|album|video"
    r"|marquee|poll|vote|tham-?do|menu|footer|lightbox|weather|rating",
    re.IGNORECASE,
)
_PAGER = re.compile(r"pag(?:er|ing|inat|e-?num|e-?nav)|phan-?trang|\bpgr\b|GridPage", re.IGNORECASE)
_CURRENT = word_set("active current selected on lfr-icon-menu-text pagecurrent page-current")
_DISABLED = re.compile(r"disabled|inactive|hidden", re.IGNORECASE)
_DOES = re.compile(r"^\s*javascript\s*:\s*(?!void\b|;|$)", re.IGNORECASE)
_CALENDAR_DAYS = 20  # of a month; no pager shows so many pages in one table
_DAY_DIGITS = 2  # of a day of the month, 1 to 31
_DAYS = frozenset(range(1, 29))  # every month has them: numbers with all of these are a calendar
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_HEADLINE = 15  # characters: a link as long may be a line of a list; same from 8 to 30
_LONGEST = 60  # characters of a line that counts pages; same from 30 to 120
_MOST = 500  # a bound on time: numbers and words of one group that are looked at
_SHOWN = 200  # characters of what is reported: three lines of a terminal
_NAME = 300  # characters of a class attribute or id that are looked at, a bound on time
_WITHIN = 2  # elements around a number or a word that may be its link; same from 1 to 4
_NUMBER_WITHIN = 6  # elements around a number in which a pager is named; same from 3 to 12
_WORD_WITHIN = 4  # elements around a word in which a pager is named; same from 2 to 8


# Where a page has the address of what its script would fetch.
_ADDRESSES = (
    "data-url", "data-href", "data-next", "data-next-url", "data-next-page", "data-link",
    "data-ajax-url", "data-load-url", "data-more", "data-more-url", "data-path", "data-src",
)  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|/|\?|[\w.\-]{1,80}(?:\?|/|\.\w{2,5}\b))", re.IGNORECASE)


@dataclass(frozen=True)
class Continuation:
    """What leads to a list's next page: its address, or the postback that brings it, or a line on
    what shows that there is one that cannot be followed. All None where the list ends."""

    next: str | None = None
    post: Postback | None = None
    unfollowed: str | None = None


ENDS = Continuation()


@dataclass
class _Group:
    """What stands together between two headlines: the numbers of pages, and what leads on."""

    numbers: list[tuple[int, LexborNode]] = field(default_factory=list)
    words: list[LexborNode] = field(default_factory=list)
    texts: list[tuple[str, LexborNode | None]] = field(default_factory=list)


def find_continuation(
    document: Document, items: Iterable[Link], following: str | None
) -> Continuation:
    """What leads to the page after this one of the list of `items`.

    `following` is the next page by the system's own pagination; without it a link is taken whose
    text is the next number, or a word for "next" that leads to a later page of the same list.
    """
    if following is not None:
        return Continuation(following)
    groups = _groups(document, {item.url for item in items})
    for group in groups:
        if url := _link_on(document, group):
            return Continuation(url)
    for group in groups:
        if node := _posting(document, group):
            return Continuation(post=postback_of(document, node))
    for group in groups:
        if seen := _goes_on(document, group):
            return Continuation(unfollowed=squeeze(seen)[:_SHOWN])
    return ENDS


def related_next(document: Document) -> str | None:
    """The next page that the page names as such (rel=next), if it is a later one of the same
    list: on other pages the next article is named so."""
    for node in document.all('link[rel~="next"][href], a[rel~="next"][href]')[:_MOST]:
        href = attribute(node, "href")
        url = "" if leads_nowhere(href) else document.link(href)
        if url and same_site(url, document.url) and is_later_page(document.url, url):
            return url
    return None


def _groups(document: Document, items: set[str]) -> list[_Group]:
    """The groups that belong to the list: those behind its last item, and the one before its first.
    What stands between two items belongs to the items."""
    body = document.tree.body
    if body is None or not items:
        return []
    groups: list[_Group] = []
    seen: set[str] = set()
    group, last = _Group(), ""
    for node in body.traverse(include_text=True):
        tag = node.tag or ""
        if node.is_text_node:
            text = squeeze(node.text_content or "")
            if text and len(text) <= _LONGEST and any(map(str.isdigit, text)):
                group.texts.append((text, node.parent))
        elif tag == "a" and (url := _headline(document, node, items)):
            if (last in seen and (url not in items or (url in seen and url != last))) or (
                not seen and url in items
            ):
                groups.append(group)
            group, last = _Group(), url
            seen.update({url} & items)
        elif tag in _CONTROLS and len(group.numbers) + len(group.words) < _MOST:
            _take(node, group)
    if last in seen:
        groups.append(group)
    calendars: dict[int, bool] = {}
    for group in groups:
        group.numbers = [pair for pair in group.numbers if not _is_beside(pair[1], calendars)]
        group.words = [word for word in group.words if not _is_beside(word, calendars)]
    return [group for group in groups if not _DAYS.issubset(number for number, _ in group.numbers)]


def _link_on(document: Document, group: _Group) -> str | None:
    """A link whose text is the number after this page's; or a word for "next": without numbers any,
    else one whose address is of a later page."""
    numbers, current = group.numbers, _current(document, group.numbers)
    for number, node in numbers:
        if number == current + 1 and _in_pager(node, numbers) and (url := _url_of(document, node)):
            return url
    words = [node for node in group.words if not _is_disabled(node)]
    for node in words:
        url = _url_of(document, node)
        if url and ((not numbers and _NEXT.match(text_of(node))) or _is_later(document, url)):
            return url
        if url and not numbers and _loads_more(document, node, url):
            return url
    return None


def _loads_more(document: Document, node: LexborNode, url: str) -> bool:
    """Whether a button, which is no link ("Xem thêm" leads to a section elsewhere), says where its
    script fetches the next part: an address with the number of the next page."""
    is_link = any(not leads_nowhere(attribute(each, "href")) for each in (node, *_near(node)))
    following = (address_number(document.url) or 1) + 1
    return not is_link and bool(_MORE.match(_label(node))) and address_number(url) == following


def _is_later(document: Document, url: str) -> bool:
    return is_later_page(document.url, url)


def _url_of(document: Document, node: LexborNode) -> str | None:
    """Where a number or a word of a pager leads, by its link or by an address that stands in it."""
    for element in (node, *_near(node)):
        href = attribute(element, "href")
        hrefs = [] if leads_nowhere(href) else [href]
        values = (attribute(element, name).strip() for name in _ADDRESSES)
        hrefs += [value for value in values if _ADDRESS.match(value)]
        for each in hrefs:
            url = document.link(each)
            if url and url != document.url and same_site(url, document.url):
                return url
    return None


def _posting(document: Document, group: _Group) -> LexborNode | None:
    """The number of the next page, or without numbers a word for "next", that is a postback."""
    numbers, current = group.numbers, _current(document, group.numbers)
    named = [node for number, node in numbers if number == current + 1 and _in_pager(node, numbers)]
    if not numbers:
        named = [
            node for node in group.words if not _is_disabled(node) and _leads_on(node, _label(node))
        ]
    return next((node for node in named if postback_of(document, node) is not None), None)


def _headline(document: Document, node: LexborNode, items: set[str]) -> str | None:
    """The address of a link that is an item of the list, or has a text as long as a headline."""
    href = attribute(node, "href")
    if leads_nowhere(href):
        return None
    url, text = document.link(href), text_of(node)
    is_headline = len(text) >= _HEADLINE and not (_NEXT.match(text) or _MORE.match(text))
    return url if url in items or is_headline else None


def _take(node: LexborNode, group: _Group) -> None:
    """Put an element into the group if it is a page's number, or a word that leads on."""
    text = _label(node)
    if text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS:
        group.numbers.append((int(text), node))
    elif _NEXT.match(text) or _ARROW.match(text) or _MORE.match(text):
        group.words.append(node)


def _label(node: LexborNode) -> str:
    """An element's text; "" when it has child elements and is no link or button, or is longer."""
    if node.tag == "input":
        kind = attribute(node, "type").lower()
        text = attribute(node, "value") if kind in ("submit", "button") else ""
        return squeeze(text or (attribute(node, "alt") if kind == "image" else ""))[:_LONGEST]
    inner = next(node.iter(include_text=False), None)
    if inner is not None and node.tag not in _ACTING:
        return ""
    text = text_of(node, (".sr-only",)) if inner is not None else squeeze(node.text() or "")
    text = text or attribute(node, "data-page") or attribute(node, "title")
    return text if len(text) <= _LONGEST else ""


def _goes_on(document: Document, group: _Group) -> str | None:
    for text, container in group.texts:
        if counted := _counted(text, container):
            return f"“{counted}”, and no link to the next page"
    numbers, current = group.numbers, _current(document, group.numbers)
    for number, node in numbers:
        if number == current + 1 and (how := _dead_end(node)) and _in_pager(node, numbers):
            return f"page {number} is behind {how}"
    for node in group.words:
        if _is_disabled(node) or not (how := _dead_end(node)):
            continue
        text = _label(node)
        if _MORE.match(text):
            if node.tag in _ACTING:
                return f"“{text}” is {how}"
        elif not numbers and _leads_on(node, text):
            return f"“{text}” is {how}"
    return None


def _counted(text: str, container: LexborNode | None) -> str | None:
    """The part of a line that counts pages, or items with their sum, and is not at the end."""
    if (match := _PAGE_OF.search(text)) and int(match[1]) < int(match[2]):
        return match.group()
    match = _ITEMS_OF.search(text)
    if match is None or not int(match[1]) <= int(match[2]) < int(match[3]):
        return None
    named = container is not None and any(
        _PAGER.search(_name(element)) for element in (container, *_near(container))
    )
    return match.group() if named or _COUNTS.search(text) else None


def _current(document: Document, numbers: list[tuple[int, LexborNode]]) -> int:
    """The number of this page: the one that is marked, else the only one without a link, else that
    in the address, else 1."""
    for number, node in numbers:
        if any(_is_current(element) for element in (node, *_near(node, 1))):
            return number
    plain = [number for number, node in numbers if not _acts(node)]
    if len(plain) == 1:
        return plain[0]
    return address_number(document.url) or 1


def _is_current(node: LexborNode) -> bool:
    return "aria-current" in node.attributes or bool(
        _CURRENT & {*attribute(node, "class").lower().split()}
    )


def _acts(node: LexborNode) -> bool:
    """Whether an element is a link, a button, or does something when it is clicked."""
    return any(
        (element.tag in _ACTING and "disabled" not in element.attributes)
        or "onclick" in element.attributes
        or "data-page" in element.attributes
        for element in (node, *_near(node))
    )


def _dead_end(node: LexborNode) -> str | None:
    """What there is instead of a link; None for a link that can be followed."""
    for element in (node, *_near(node)):
        href = attribute(element, "href")
        if element.tag == "a" and not leads_nowhere(href):
            return None
        if (
            "__dopostback" in href.lower()
            or "__dopostback" in attribute(element, "onclick").lower()
        ):
            return "a postback (__doPostBack)"
        if _DOES.match(href) or "onclick" in element.attributes:
            return "a script"
        if element.tag in ("button", "input"):
            return "a button"
        if element.tag == "a":
            return "a link that leads nowhere (a script follows it)"
    if node.tag == "option":
        return "a field to choose from"
    return "a text without a link"


def _in_pager(node: LexborNode, numbers: list[tuple[int, LexborNode]]) -> bool:
    """Whether a number is a page's: it stands in an element named as a pager, or can be clicked and
    stands among other numbers."""
    if _is_disabled(node):
        return False
    if any(_PAGER.search(_name(element)) for element in (node, *_near(node, _NUMBER_WITHIN))):
        return len(numbers) > 1 or _acts(node)
    return len(numbers) > 1 and _acts(node) and _in_row(numbers)


def _in_row(numbers: list[tuple[int, LexborNode]]) -> bool:
    """Whether numbers rise one by one somewhere."""
    pages = {number for number, _ in numbers}
    return any(number + 1 in pages for number in pages)


def _leads_on(node: LexborNode, text: str) -> bool:
    """Whether a word or an arrow without numbers is a pager's: it can be clicked, and its element
    is named as a pager or it is a word."""
    does = any(
        _DOES.match(attribute(element, "href"))
        or "onclick" in element.attributes
        or element.tag == "input"
        for element in (node, *_near(node, 1))
    )
    named = any(_PAGER.search(_name(element)) for element in (node, *_near(node, _WORD_WITHIN)))
    is_word = _NEXT.match(text) is not None
    return (does and (named or is_word)) or (named and is_word and node.tag in _ACTING)


def _is_beside(node: LexborNode, calendars: dict[int, bool]) -> bool:
    """Whether an element is part of a slider, a calendar, comments and the like. `calendars` caches
    which tables (by their `mem_id`) are calendars."""
    around = list(ancestors(node))
    if any(_BESIDE.search(_name(element)) for element in (node, *around) if element.tag != "body"):
        return True
    if "alendar" in attribute(node, "href"):
        return True
    table = next((element for element in around if element.tag == "table"), None)
    if table is None:
        return False
    if table.mem_id not in calendars:
        cells = [squeeze(element.text() or "") for element in islice(table.css("td"), _MOST)]
        days = sum(cell.isdigit() and len(cell) <= _DAY_DIGITS for cell in cells)
        calendars[table.mem_id] = days >= _CALENDAR_DAYS
    return calendars[table.mem_id]


def _is_disabled(node: LexborNode) -> bool:
    parent = node.parent
    for element in (node, parent):
        if element is not None and (
            "disabled" in element.attributes
            or attribute(element, "aria-disabled") == "true"
            or _DISABLED.search(attribute(element, "class"))
        ):
            return True
    return False


def _near(node: LexborNode, most: int = _WITHIN) -> list[LexborNode]:
    """The nearest elements around `node`."""
    return list(islice(ancestors(node), most))


def _name(node: LexborNode) -> str:
    return f"{attribute(node, 'class')[:_NAME]} {attribute(node, 'id')[:_NAME]}"
