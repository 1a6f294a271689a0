"""Lists of news on WebSphere Portal, read by structure: links to content, each with its date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.base.text import squeeze
from kho_tin.base.times import day_of
from kho_tin.parsers.addresses import identity_of_url, leads_nowhere, websphere_identity
from kho_tin.parsers.assemble import as_listing, is_news_section, unique
from kho_tin.parsers.html.document import Document, ancestors, attribute, inside, text_of
from kho_tin.parsers.html.documents import is_file
from kho_tin.parsers.model import Link, Listing
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_date, find_dates

_PAGER = re.compile(r"linkToPage_\d+|_(?:next|previous|first|last)Page$", re.IGNORECASE)
_PAGE = re.compile(r"WCM_Page(?:\.|%2E)[0-9a-z\-]+=(\d{1,9})(?!\d)", re.IGNORECASE)
_MORE = re.compile(
    r"^(?:(?:xem|đọc)\s+(?:thêm|tiếp|chi tiết|tất cả)|chi tiết|more\b|read more|»|\.\.\.)"
    r"|^(?:trang (?:sau|trước|tiếp|đầu|cuối)|(?:next|previous) page)\b"
)
_OTHERS = re.compile(
    r"tin(?: tức)? khác|liên quan|nổi bật|đọc nhiều|xem nhiều|other news", re.IGNORECASE
)
_OTHERS_BELOW = re.compile(
    r"(?:các\s+)?(?:tin|bài)(?:\s+(?:tức|bài|viết))?\s+(?:khác|liên quan|cùng chuyên mục"
    r"|đã đưa|cũ hơn)\W*$",
    re.IGNORECASE,
)
_STATE = "/!ut/p/"
_SHORTEST_TITLE = 8  # characters of a link that names content; same from 4 to 16
_SHORTEST_SUMMARY = 30  # characters; same from 15 to 30
# At least, of a path such as /wps/portal/<site>/Home/page/<area>/<slug>; same from 2 to 5.
_READABLE_PARTS = 4
_NAVIGATION = (
    'nav a[href], [role="navigation"] a[href], [class*="wpthemeNav"] a[href],'
    ' [class*="PrimaryNav"] a[href], [class*="menu"] a[href], [id*="menu"] a[href],'
    ' [class*="navbar"] a[href], header [class*="nav"] a[href]'
)
_HOME = re.compile(
    r"^/(?:wps/(?:my)?portal(?:/(?:home|trang-chu|[^/!]+/home))?/?)?$", re.IGNORECASE
)


def listing(document: Document, parser: str) -> Listing | None:
    """The page's list of news, or a home page's sections; None if it has neither."""
    menu = sections(document)
    best: list[Link] = []
    for container in _containers(document):
        items = _items(document, container)
        dated = sum(1 for item in items if item.published)
        if (dated or _pager(container)) and dated >= sum(1 for item in best if item.published):
            best = items if len(items) > len(best) else best
    home = bool(_HOME.match(urlsplit(document.url).path)) and not urlsplit(document.url).query
    if home and menu:
        # A home page's articles are listed in its sections too, mostly with lasting addresses.
        return as_listing(document, parser, menu)
    if not best:
        return None
    return as_listing(document, parser, menu, best, next_page(document))


def next_page(document: Document) -> str | None:
    """The next page: the link with the next number, or the pager's own "next"."""
    current = _PAGE.search(document.url)
    number = int(current.group(1)) if current else 1
    for anchor in document.all("a[href]"):
        href, ident = attribute(anchor, "href"), attribute(anchor, "id")
        if leads_nowhere(href) or not (_PAGER.search(ident) or _PAGE.search(href)):
            continue
        url = document.link(href)
        match = _PAGE.search(url)
        if match and int(match.group(1)) == number + 1:
            return url
        if ident.lower().endswith("_nextpage") and match is None:
            return url
    return None


def sections(document: Document) -> tuple[Link, ...]:
    """The news sections in the page's menus."""
    lasting = _lasting(document)
    links = []
    for anchor in document.all(_NAVIGATION):
        href = attribute(anchor, "href")
        if leads_nowhere(href) or _PAGER.search(attribute(anchor, "id")):
            continue
        url, title = document.link(href), text_of(anchor)
        url = lasting.get(title, url) if _STATE in url else url
        if not url or not same_site(url, document.url) or is_file(url):
            continue
        if _is_content(url) and is_news_section(title, url):
            links.append(Link(url, title, identity=_identity(url)))
    return unique(links)


def _lasting(document: Document) -> dict[str, str]:
    """Lasting addresses, by the text of their links. Portal menus link to addresses that work for
    one visit, but other portlets may link to the same pages by name."""
    addresses: dict[str, str] = {}
    for anchor in document.all("a[href]"):
        href = attribute(anchor, "href")
        if not leads_nowhere(href) and "!ut" not in href and (url := document.link(href)):
            addresses.setdefault(text_of(anchor), url)
    return addresses


def _containers(document: Document) -> list[LexborNode]:
    nodes = []
    for node in document.all(".ibmPortalControl, .component-control"):
        head = text_of(node.css_first("header, h2, h3, [class*=title]"))
        if inside(node, ".ibmPortalControl") is None and not _OTHERS.search(head):
            nodes.append(node)
    return nodes or document.all(".wpsPortletBody")


def _pager(container: LexborNode) -> bool:
    return any(_PAGER.search(attribute(node, "id")) for node in container.css("a[id]"))


def _items(document: Document, container: LexborNode) -> list[Link]:
    by_url: dict[str, list[LexborNode]] = {}
    for anchor in _own_links(container):
        href = attribute(anchor, "href")
        if leads_nowhere(href) or _PAGER.search(attribute(anchor, "id")) or _PAGE.search(href):
            continue
        url = document.link(href)
        if url and not is_file(url) and _is_content(url):
            by_url.setdefault(url, []).append(anchor)
    items = []
    lasting = _lasting(document) if any(_STATE in url for url in by_url) else {}
    for url, anchors in by_url.items():
        titled = [a for a in anchors if _names_content(text_of(a))]
        if titled:
            item = _item(document, url, titled[0], anchors)
            if _STATE in url and (kept := lasting.get(item.title)):
                item = replace(item, url=kept, identity=_identity(kept))
            items.append(item)
    return items


def _own_links(container: LexborNode) -> Iterator[LexborNode]:
    """The links of a portlet up to a heading like "Các tin khác" (other news)."""
    for node in container.traverse(include_text=True):
        if node.is_text_node and _OTHERS_BELOW.match(squeeze(node.text_content or "")):
            return
        if node.tag == "a" and attribute(node, "href"):
            yield node


def _names_content(text: str) -> bool:
    return len(text) >= _SHORTEST_TITLE and not _MORE.match(text.lower())


def _item(document: Document, url: str, anchor: LexborNode, anchors: list[LexborNode]) -> Link:
    box = _box(document, url, anchor)
    title = text_of(anchor, skip=(".date", "time", "[class*=date]", "[class*=ngay]"))
    date = _date(box, title)
    title = _without_date(title, date)
    summary = _summary(box, anchors, date)
    return Link(url, title, day_of(date.iso) if date else None, summary, _identity(url))


def _identity(url: str) -> str:
    return websphere_identity(url) or identity_of_url(url)


def _box(document: Document, url: str, anchor: LexborNode) -> LexborNode:
    """The largest element around the link without a link to other content."""
    box = anchor
    for parent in ancestors(anchor):
        if parent.css_matches(".wpsPortletBody, .ibmPortalControl, body"):
            break
        others = (attribute(a, "href") for a in parent.css("a[href]") if text_of(a))
        if any(_is_content(link) and link != url for link in map(document.link, others) if link):
            break
        if _PAGE.search(parent.html or ""):
            break
        box = parent
    return box


def _date(box: LexborNode, title: str) -> PrintedDate | None:
    """The date beside the title, else one at the title's end; a title may also mention a date."""
    beside = find_date(text_of(box).replace(title, " ", 1))
    return beside or next(
        (date for date in find_dates(title) if not title[date.end :].strip(" )]")), None
    )


def _without_date(title: str, date: PrintedDate | None) -> str:
    """The title without a date in brackets at its end."""
    if date is not None and title.endswith(f"({date.printed})"):
        return title.removesuffix(f"({date.printed})").rstrip(" -–|") or title
    return title


def _summary(box: LexborNode, anchors: list[LexborNode], date: PrintedDate | None) -> str | None:
    links = {anchor.mem_id for anchor in anchors}
    texts = []
    for node in box.css("p, div, span"):
        if any(a.mem_id in links for a in node.css("a")) or inside(node, "p, div"):
            continue
        text = text_of(node)
        if len(text) >= _SHORTEST_SUMMARY and not any(a.mem_id in links for a in ancestors(node)):
            texts.append(text)
    text = next((text for text in texts if date is None or text.strip(" ()") != date.printed), "")
    return text or None


def _is_content(url: str) -> bool:
    parts = urlsplit(url)
    if websphere_identity(url) is not None:
        return True
    names = [name for name in parts.path.split("/") if name]
    return "/wps/" in parts.path and len(names) >= _READABLE_PARTS
