"""Listings of the VNPT portal: categories in two layouts, notices, featured news, menus."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.base.times import day_of
from kho_tin.parsers.addresses import leads_nowhere, vnpt_id
from kho_tin.parsers.assemble import as_listing, changed, no_article, unique
from kho_tin.parsers.html.document import Document, attribute, text_of
from kho_tin.parsers.html.page_numbers import next_by_number
from kho_tin.parsers.model import Link, Reading
from kho_tin.parsers.vietnamese.dates import find_date

_ITEMS = ".article-item, .article-item-cat, .first-article-item"
_TITLES = "h4 a[href], a.title[href], .title a[href]"
_QUOTED = 200  # characters of an empty list's message that are reported: three lines of a terminal
_SECTION = re.compile(r"^/(?:categories|listchildcat)/[^/]+-\d+\.html$", re.IGNORECASE)


def listing(document: Document, parser: str) -> Reading:
    """A category's page, or another list of articles in the same markup."""
    container = document.tree.css_first(".categoryList")
    if container is None:
        return changed(document, parser, "div.categoryList is missing")
    nodes = document.all(_ITEMS, container)
    items = []
    for number, node in enumerate(nodes, 1):
        item = _item(document, node)
        if item is None:
            document.note("selector", f"item {number} of the list has no link to an article")
        else:
            items.append(item)
    if not items and not nodes and text_of(container) and not container.css("a[href]"):
        return no_article(document, parser, "empty", text_of(container)[:_QUOTED])
    if not items:
        return changed(document, parser, "div.categoryList holds no div.article-item with a link")
    pager = document.tree.css_first("ul.pagination")
    following = next_by_number(document, pager, "CurrentPage") if pager is not None else None
    return as_listing(document, parser, sections(document), items, following)


def sections_page(document: Document, parser: str) -> Reading:
    """The home page, or a category of categories: its articles are listed in the sections too."""
    links = sections(document)
    if not links:
        return changed(document, parser, "no link to /categories/ or /listchildcat/ on the page")
    return as_listing(document, parser, links)


def sections(document: Document) -> tuple[Link, ...]:
    """Links to categories anywhere on the page; never to documents, albums or static pages."""
    links = []
    for node in document.all('a[href*="/categories/"], a[href*="/listchildcat/"]'):
        url = document.link(attribute(node, "href"))
        parts = urlsplit(url)
        if not same_site(url, document.url) or not _SECTION.match(parts.path) or parts.query:
            continue
        if title := text_of(node) or attribute(node, "title"):
            links.append(Link(url, title, identity=parts.path))
    return unique(links)


def _item(document: Document, node: LexborNode) -> Link | None:
    # In one layout the link contains the whole item, with the title in a paragraph.
    anchor = node.css_first(_TITLES) or next(
        (a for a in node.css("a[href]") if a.css_first(".title")), None
    )
    if anchor is None or leads_nowhere(attribute(anchor, "href")):
        return None
    url = document.link(attribute(anchor, "href"))
    number = vnpt_id(url)
    title = text_of(anchor.css_first(".title") or anchor, skip=("span", ".publish"))
    if number is None or not title:
        return None
    date = find_date(_date_text(node))
    summary = text_of(node.css_first("div.text-justify, .cat-desc"))
    return Link(url, title, day_of(date.iso) if date else None, summary or None, number)


def _date_text(node: LexborNode) -> str:
    for span in node.css("span, .publish"):
        if find_date(text_of(span)):
            return text_of(span)
    return ""
