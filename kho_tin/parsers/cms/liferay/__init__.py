"""Liferay, 6.2 and 7: its asset publisher, and the older *.daklak.gov.vn form of it.

Traps: `.view-content-author` is an account of the CMS; "12:00 AM" means that no time is known;
disabled pager links have the address "javascript:;"; of the many `.journal-content-article` that a
page may have, only the one in the asset publisher is the article; where the publisher shows no
metadata, the date is a line of its own at the beginning of the content; a theme may print it under
any name beside the content.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.parsers.assemble import Parts, as_listing, changed, merge_bylines, no_article
from kho_tin.parsers.cms.liferay import listing as listings
from kho_tin.parsers.html.body import read_body
from kho_tin.parsers.html.document import (
    Document,
    ancestors,
    attribute,
    remove,
    short_text,
    text_of,
)
from kho_tin.parsers.model import Article, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.bylines import author_field
from kho_tin.parsers.vietnamese.dates import PrintedDate, date_line, find_date

_TITLE = (
    ".asset-full-content-title", ".asset-full-content .asset-title",
    ".asset-full-content .component-title", ".asset-publisher .header-title",
    ".asset-full-content .header-title", ".portlet-asset-publisher .header-title",
)  # fmt: skip
_DATE = (
    ".assetPublishDate", ".asset-publish-date", ".metadata-publish-date", ".metadata-display-date",
    ".asset-full-content .metadata-entry", ".asset-full-content .text-secondary",
)  # fmt: skip
_CONTENT = ".journal-content-article"
_NOISE = (
    ".view-content-author", ".sapo-wrapper", "p.sapo", ".related_asset", ".asset-links",
    ".asset-related-assets", ".taglib-social-bookmarks", ".asset-ratings", ".asset-control-detail",
    ".taglib-ratings", ".entry-links", ".asset-more",
)  # fmt: skip
# A portal has a home page for each of its groups: "/web/GROUP", "/group/GROUP/home".
_HOME = re.compile(
    r"(?:/(?:vi|en))?(?:/(?:web|group)/[^/]+)?(?:/(?:home|index|trang-chu)(?:\.html)?)?/?$"
)
# Elements of the content in which a line with the date is looked for; same from 20 to 80.
_FIRST_ELEMENTS = 40
_ELEMENTS_BEFORE = 300  # elements of the publisher before the content, a bound on time
_LONGEST_DATE = 120  # characters of such a line; a longer one is of the text; same from 60 to 240


def read(document: Document, parser: str) -> Reading:
    """Read any page of the portal."""
    if document.has(".nd_detail_chitiet"):
        return _older(document, parser)
    title = _first(document, _TITLE)
    if title is not None or document.has(".asset-full-content"):
        return _article(document, parser, title)
    listing = listings.listing(document, parser)
    sections = listings.sections(document)
    if _is_home(document) and sections:
        return as_listing(document, parser, sections)
    if listing is not None:
        return listing
    address = urlsplit(document.page.url)
    if "/-/asset_publisher/" in address.path or "/-/view_content/" in address.path:
        return changed(document, parser, ".asset-full-content-title is missing")
    if document.has(".portlet-asset-publisher") and not document.has(_CONTENT):
        return no_article(document, parser, "empty", "an asset publisher without assets")
    return no_article(document, parser, "static", "no asset publisher with an article or a list")


PARSER = Parser(
    "liferay",
    version=1,
    read=read,
    strong=(
        ".portlet-asset-publisher",
        ".asset-full-content-title",
        '[id^="p_p_id_"]',
        ".portlet-boundary",
        ".nd_detail_chitiet",
        "div.nd_detail",
        ".taglib-page-iterator",
    ),
    weak=(
        ".journal-content-article",
        "body.yui3-skin-sam",
        ".assetPublishDate",
        ".asset-abstract",
        '[src*="/documents/"]',
        ".lfr-pagination",
        'a[href*="/-/asset_publisher/"]',
        'a[href*="_WAR_"]',
        'link[class="lfr-css-file"]',
        ".portlet-content",
    ),
)


def _is_home(document: Document) -> bool:
    parts = urlsplit(document.url)
    return _HOME.match(parts.path) is not None and not parts.query


def _first(document: Document, selectors: tuple[str, ...]) -> LexborNode | None:
    return next(
        (node for selector in selectors if (node := document.tree.css_first(selector))), None
    )


def _article(document: Document, parser: str, heading: LexborNode | None) -> Reading:
    if heading is None:
        return changed(document, parser, ".asset-full-content-title is missing")
    title = text_of(heading)
    if not title:
        return changed(document, parser, ".asset-full-content-title is empty")
    publisher = _around(heading)
    content = _content(publisher)
    if content is None:
        return changed(document, parser, f"{_CONTENT} is missing beside the title")
    date = _date(publisher) or _date_line(content) or _date_beside(publisher, content)
    if date is None:
        return changed(document, parser, ".assetPublishDate is missing or holds no date")
    return _put_together(document, parser, title, date, publisher, content)


def _put_together(
    document: Document,
    parser: str,
    title: str,
    date: PrintedDate,
    around: LexborNode,
    content: LexborNode,
) -> Article:
    account = author_field(text_of(around.css_first(".view-content-author")))
    summary = text_of(around.css_first("p.sapo, .sapo"))
    category = _category(document)
    body = read_body(content, document.link, drop=_NOISE)
    return Parts(
        url=document.url,
        title=title,
        body=body,
        date=date,
        byline=merge_bylines(account, body.byline),
        category=category,
        summary=summary,
    ).article(document, parser)


def _around(heading: LexborNode) -> LexborNode:
    """The portlet with the title."""
    nodes = list(ancestors(heading))
    for node in nodes:
        if "portlet-boundary" in attribute(node, "class") or attribute(node, "id").startswith(
            "p_p_id_"
        ):
            return node
    return nodes[-1]


def _content(publisher: LexborNode) -> LexborNode | None:
    nodes = publisher.css(_CONTENT) or publisher.css(".asset-content")
    return max(nodes, key=lambda node: len(text_of(node)), default=None)


def _date(publisher: LexborNode) -> PrintedDate | None:
    for selector in _DATE:
        for node in publisher.css(selector):
            if date := find_date(text_of(node)):
                return date
    return None


def _date_line(content: LexborNode) -> PrintedDate | None:
    """The date that stands alone before the text of the content; its line is removed."""
    for node in islice(content.css("*"), _FIRST_ELEMENTS):
        if node.mem_id == content.mem_id:
            continue
        text = short_text(node, _LONGEST_DATE)
        if text is None:
            if node.tag == "p":
                return None  # the text begins
        elif date := date_line(text):
            remove([node])
            return date
    return None


def _date_beside(publisher: LexborNode, content: LexborNode) -> PrintedDate | None:
    """The date that stands alone in an element of the publisher, before the content: whatever a
    theme calls it. None where several differ, since only one can be the article's."""
    dates: dict[str, PrintedDate] = {}
    for node in islice(publisher.traverse(), _ELEMENTS_BEFORE):
        if node.mem_id == content.mem_id:
            break
        text = short_text(node, _LONGEST_DATE)
        if text and (date := date_line(text)):
            dates.setdefault(date.iso, date)
    return next(iter(dates.values())) if len(dates) == 1 else None


def _category(document: Document) -> str | None:
    crumbs = document.all(
        ".dd_chuyenmuc .tintuc, .breadcrumb li a, .breadcrumbs li a, ol.breadcrumb-horizontal li"
    )
    # What categorises an asset stands below it, where the page has no crumbs.
    crumbs = crumbs or document.all(".taglib-asset-categories-summary .asset-category")[:1]
    names = [name for crumb in crumbs if (name := text_of(crumb))]
    return names[-1] if names else None


def _older(document: Document, parser: str) -> Reading:
    """The former layout of *.daklak.gov.vn: everything in `div.nd_detail_chitiet`, the date in
    parentheses after the title."""
    detail = document.only(".nd_detail_chitiet")
    assert detail is not None
    heading = detail.css_first(".tieude-h2, h2, h1")
    if heading is None:
        return changed(document, parser, ".nd_detail_chitiet .tieude-h2 is missing")
    title = text_of(heading, skip=("span",)) or text_of(heading.css_first("a, h1, h2"))
    if not title:
        return changed(document, parser, ".tieude-h2 is empty")
    date = find_date(text_of(heading.css_first("span"))) or _date(detail)
    if date is None:
        return changed(document, parser, ".tieude-h2 span is missing or holds no date")
    content = _content(detail) or document.tree.css_first(_CONTENT)
    if content is None:
        return changed(document, parser, f"{_CONTENT} is missing")
    return _put_together(document, parser, title, date, detail, content)
