"""Lists of Liferay's asset publisher, and of the former layout of *.daklak.gov.vn."""

from __future__ import annotations

from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.parsers.addresses import dead, identity_of_url
from kho_tin.parsers.assemble import as_listing, is_news_section, unique
from kho_tin.parsers.html.document import Document, attribute, text_of
from kho_tin.parsers.html.documents import is_file
from kho_tin.parsers.html.page_numbers import next_by_number
from kho_tin.parsers.model import Link, Listing
from kho_tin.parsers.vietnamese.dates import find_date

_ASSETS = ".asset-abstract, .nd_detail, ul.title-list > li"
_PAGER = ".taglib-page-iterator, .lfr-pagination, ul.pagination, .pagination, ul.pager"
_DATE = (
    ".assetPublishDate, .asset-publish-date, .metadata-publish-date, .metadata-entry, span, time"
)
_SUMMARY = ".asset-summary, p"


def listing(document: Document, parser: str) -> Listing | None:
    """The list of the page's main asset publisher; None if no publisher lists anything."""
    holder = _main(document)
    if holder is None:
        return None
    items = [item for node in holder.css(_ASSETS) if (item := _item(document, node))]
    if not items:
        return None
    pager = holder.css_first(_PAGER) or document.tree.css_first(_PAGER)
    following = next_by_number(document, pager, "cur") if pager is not None else None
    return as_listing(document, parser, sections(document), items, following)


def _main(document: Document) -> LexborNode | None:
    """The publisher with the most assets; of equals, one with a pager, then the first."""
    nodes = document.all(".portlet-asset-publisher") or document.all(".portlet-boundary")
    best = max(
        nodes,
        key=lambda node: (len(node.css(_ASSETS)), node.css_first(_PAGER) is not None),
        default=None,
    )
    if best is not None and best.css_first(_ASSETS) is not None:
        return best
    return document.tree.body if document.has(_ASSETS) else None


def _item(document: Document, node: LexborNode) -> Link | None:
    anchor = node.css_first(".asset-title a[href]") or next(
        (a for a in node.css("h2 a, h3 a, h4 a, div > a, a[href]") if text_of(a)), None
    )
    if anchor is None or dead(attribute(anchor, "href")):
        return None
    url, title = document.link(attribute(anchor, "href")), text_of(anchor)
    if not url or not title:
        return None
    dates = (find_date(text_of(tag)) for tag in node.css(_DATE))
    date = next((date for date in dates if date), None)
    summary = text_of(node.css_first(".asset-summary") or node.css_first("p"))
    return Link(
        url, title, date.iso[:10] if date else None, summary or None, identity=identity_of_url(url)
    )


_MENUS = (
    "#navigation a[href], nav a[href], .hdCM, [role=navigation] a[href], .nav-menu a[href],"
    " .portlet-navigation a[href], .portlet-site-map a[href]"
)


def sections(document: Document) -> tuple[Link, ...]:
    """The menu's links that may lead to news."""
    links = []
    for anchor in document.all(_MENUS):
        href = attribute(anchor, "href")
        if dead(href):
            continue
        url, title = document.link(href), text_of(anchor)
        if not url or not same_site(url, document.url) or is_file(url) or "/-/" in url:
            continue
        if is_news_section(title, urlsplit(url).path) and url != document.url:
            links.append(Link(url, title, identity=identity_of_url(url)))
    return unique(links)
