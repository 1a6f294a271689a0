"""Page numbers: the next page of a listing is the link whose number follows the current one.

Arrows cannot be relied on: on several portals "»" leads nowhere, or a disabled "Next" has the
address "javascript:;".
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from kho_tin.parsers.addresses import leads_nowhere
from kho_tin.parsers.html.document import Document, attribute, text_of

_CURRENT = (
    "li.active, li.current, li.selected, .page-item.active, span.current, a.active, a.current,"
    " [aria-current=page], .lfr-icon-menu-text, .selected"
)


_NAME = 60  # characters of a parameter's name that are looked at, a bound on time
# Digits of an item's place in a list, and of a page's number in an address: lists are expected to
# have less than a million news, and no more pages than news.
ITEM_DIGITS = 6
# Digits of a pager's number in a query: a page, or the place of a page's first item. One more than
# a place needs; eight may be a day (20210602).
_QUERY_DIGITS = ITEM_DIGITS + 1
_NUMBER = re.compile(rf"(?<!\d)\d{{1,{_QUERY_DIGITS}}}(?!\d)")
_IN_ADDRESS = re.compile(
    r"[?&][^=&?]*(?:page|trang|paged|cur|pageindex|currentpage|pageno|p)="
    rf"(\d{{1,{ITEM_DIGITS}}})(?:&|$)"
    rf"|/(?:page|trang)[/-](\d{{1,{ITEM_DIGITS}}})(?:\D|$)",
    re.IGNORECASE,
)


def address_number(url: str) -> int | None:
    """The page's number in an address of any system: "…?page=2", "…/trang-2"."""
    match = _IN_ADDRESS.search(url)
    return int(match[1] or match[2]) if match else None


# What a pager of any system puts into an address: a page, or the first item of one.
_PARAMETER = re.compile(
    r"(?:.*[_.\-])?(?:page|paged|pages|trang|cur|page-?(?:index|no|num|number)|current-?page|pn|pg"
    r"|start|limitstart|offset|from|skip)$",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?:.*[_.\-])?(?:delta|limit|per-?page|page-?size|size)$", re.IGNORECASE)
_IN_PATH = re.compile(
    rf"/(?:page|trang|p)[/-]?(\d{{1,{ITEM_DIGITS}}})(?:\.\w{{1,5}})?/?$", re.IGNORECASE
)
_LONGEST = 2_000  # characters of an address that are looked at, a bound on time


def is_page_parameter(name: str) -> bool:
    """Whether a query parameter of this name, with a number, may say which page of a list it is."""
    return _PARAMETER.match(name[-_NAME:]) is not None


def is_later_page(url: str, other: str) -> bool:
    """Whether `other` is an address of the same list as `url`, some pages further."""
    mine, its = _parted(url), _parted(other)
    if mine is None or its is None or mine[0] != its[0] or not mine[1] <= its[1]:
        return False
    return its[2] > max(mine[2], 0)


def _parted(url: str) -> tuple[str, frozenset[str], int] | None:
    """The parts by which addresses are compared: host and path without the page's number, what
    else stands in the query, and the number (-1: none)."""
    parts = urlsplit(url[:_LONGEST])
    path, number = parts.path, -1
    if match := _IN_PATH.search(path):
        path, number = path[: match.start()], int(match[1])
    rest = set()
    for item in parts.query.split("&"):
        name, _, value = item.partition("=")
        if not value.isascii() or not value.isdigit() or len(value) > _QUERY_DIGITS:
            rest.update({item} - {""})
        elif is_page_parameter(name) or (name == "p" and path.strip("/")):
            number = max(number, int(value))  # /?p=12 is an article of WordPress
        elif not _SIZE.match(name[-_NAME:]):
            rest.add(item)
    return f"{parts.netloc}{path.rstrip('/')}", frozenset(rest), number


def page_number(url: str, parameter: str) -> int | None:
    """The page's number in the address, in the query parameter whose name ends with `parameter`."""
    digits = rf"(\d{{1,{_QUERY_DIGITS}}})(?!\d)"
    match = re.search(rf"[?&][^=&?]*{re.escape(parameter)}={digits}", url)
    return int(match.group(1)) if match else None


def current_page(document: Document, pager: LexborNode | None, parameter: str) -> int:
    """The number of this page: the pager's own mark, else the address, else 1."""
    if pager is not None:
        for node in pager.css(_CURRENT):
            if match := _NUMBER.search(text_of(node, skip=(".sr-only",))):
                return int(match.group())
    return page_number(document.url, parameter) or 1


def next_by_number(document: Document, pager: LexborNode, parameter: str) -> str | None:
    """The page after the current one in `pager`, or None on the last.

    `parameter` is the end of the name of the query parameter that holds the number.
    """
    current = current_page(document, pager, parameter)
    highest: tuple[int, str] = (0, "")
    for anchor in pager.css("a[href]"):
        href = attribute(anchor, "href")
        if leads_nowhere(href):
            continue
        url = document.link(href)
        number = page_number(url, parameter)
        if number == current + 1:
            return url
        if number is not None and number > highest[0]:
            highest = (number, url)
    if highest[0] > current:
        # Only a link to the last page is left of the pager: count up from here.
        return with_page(highest[1], parameter, current + 1)
    return None


def with_page(url: str, parameter: str, number: int) -> str:
    """`url` with the page's number in its query set to `number`."""
    parts = urlsplit(url)
    query = re.sub(
        rf"(^|&)([^=&]*{re.escape(parameter)})=\d+", rf"\g<1>\g<2>={number}", parts.query
    )
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
