"""SharePoint with Tân Dân's news web parts."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.base.times import day_of
from kho_tin.parsers.addresses import identity_of_url, leads_nowhere
from kho_tin.parsers.assemble import (
    Parts,
    as_listing,
    changed,
    is_news_section,
    merge_bylines,
    no_article,
    unique,
)
from kho_tin.parsers.html.body import read_body
from kho_tin.parsers.html.document import Document, ancestors, attribute, text_of
from kho_tin.parsers.html.page_numbers import next_by_number
from kho_tin.parsers.model import Link, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.bylines import author_field
from kho_tin.parsers.vietnamese.dates import find_date

_TITLE = ".tandan-p-article-news-title"
_LISTED = ".tandan-p-article-news-title a[href], .channel-news-title a[href], .title-news a[href]"
_SUMMARY = ".tandan-p-article-news-summary"
_DATE = ".tandan-span-date-publish"
_BODY = (
    ".tandan-p-article-main .ms-rtestate-field",
    ".tandan-p-article-news-content .ms-rtestate-field",
    ".tandan-p-article-main", ".tandan-p-article-news-content", ".article-contents",
    ".ms-rtestate-field",
)  # fmt: skip
_NOISE = (
    _TITLE, _SUMMARY, _DATE, ".social-share", ".tandan-div-article-other", "#other-news",
    ".tandan-p-article-author", ".td-tags", ".article-tags",
)  # fmt: skip
_SHORTEST_BODY = 20  # characters: an element with less is an empty field of the editor
_ITEM_DEPTH = 8  # elements around its link that may belong to an item of a list; same from 4 to 16
_PAGER = "[class*=paging], [class*=pager], ul.pagination, [class*=Paging]"
_HOME = re.compile(r"/(?:pages/(?:default|trang-?chu|home)\.aspx)?$", re.IGNORECASE)


def read(document: Document, parser: str) -> Reading:
    """Read any page of the portal."""
    title = document.tree.css_first(_TITLE)
    linked = [a for a in document.all(_LISTED) if not leads_nowhere(attribute(a, "href"))]
    date = document.tree.css_first(_DATE)
    if title is not None and not title.css("a[href]"):
        return _article(document, parser, title)
    sections = _sections(document)
    items = [_item(document, anchor) for anchor in linked]
    if items or (_HOME.search(urlsplit(document.url).path) and sections):
        return as_listing(document, parser, sections, items, _next(document))
    if date is not None:
        return changed(document, parser, f"{_TITLE} is missing")
    return no_article(document, parser, "static", "neither an article nor a list of articles")


PARSER = Parser(
    "sharepoint",
    version=1,
    read=read,
    strong=('[class*="tandan-"]',),
)


def _article(document: Document, parser: str, heading: LexborNode) -> Reading:
    title = text_of(heading)
    if not title:
        return changed(document, parser, f"{_TITLE} is empty")
    date = find_date(text_of(document.only(_DATE)))
    if date is None:
        return changed(document, parser, f"{_DATE} is missing or holds no date")
    nodes = (
        node
        for selector in _BODY
        for node in document.all(selector)
        if len(text_of(node)) >= _SHORTEST_BODY or node.css_first("iframe, embed, object")
    )
    content = next(nodes, None)
    if content is None:
        return changed(document, parser, ".ms-rtestate-field is missing or empty")
    summary = text_of(document.tree.css_first(_SUMMARY))
    field = author_field(
        text_of(document.tree.css_first(".tandan-p-article-author, [class*=article-author]"))
    )
    category = document.meta("article:section")
    body = read_body(content, document.link, drop=_NOISE)
    return Parts(
        url=document.url,
        title=title,
        body=body,
        date=date,
        byline=merge_bylines(field, body.byline),
        category=category,
        summary=summary,
    ).article(document, parser)


def _item(document: Document, anchor: LexborNode) -> Link:
    url = document.link(attribute(anchor, "href"))
    published, summary = None, None
    # An item is what surrounds its link up to the first element with a second title.
    for box in islice(ancestors(anchor), _ITEM_DEPTH):
        if len(box.css(_LISTED)) > 1:
            break
        date = find_date(text_of(box.css_first(f"{_DATE}, [class*=date]")))
        published = published or (day_of(date.iso) if date else None)
        summary = summary or text_of(box.css_first(f"{_SUMMARY}, [class*=summary]")) or None
    return Link(url, text_of(anchor), published, summary, identity_of_url(url))


def _next(document: Document) -> str | None:
    for pager in document.all(_PAGER):
        if url := next_by_number(document, pager, "PageIndex"):
            return url
    body = document.tree.body
    return next_by_number(document, body, "PageIndex") if body is not None else None


def _sections(document: Document) -> tuple[Link, ...]:
    links = []
    for anchor in document.all("nav a[href], [class*=menu] a[href], [id*=menu] a[href]"):
        href = attribute(anchor, "href")
        url, title = document.link(href), text_of(anchor)
        if leads_nowhere(href) or not same_site(url, document.url) or url == document.url:
            continue
        if is_news_section(title, urlsplit(url).path):
            links.append(Link(url, title, identity=identity_of_url(url)))
    return unique(links)
