"""Lists of Liferay's asset publisher, and of the former layout of *.daklak.gov.vn."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.times import day_of
from kho_tin.parsers.addresses import identity_of_url, leads_nowhere
from kho_tin.parsers.assemble import as_listing
from kho_tin.parsers.html.document import Document, attribute, text_of
from kho_tin.parsers.html.page_numbers import next_by_number
from kho_tin.parsers.listed_links import listed_links, menu_sections
from kho_tin.parsers.model import Link, Listing
from kho_tin.parsers.vietnamese.dates import find_date

_ASSETS = ".asset-abstract, .nd_detail, ul.title-list > li"
# A publisher may show its assets as a table, or in a template of the site's own authors; then only
# the addresses tell which links are assets. In an asset's own text they may lead anywhere.
_LINKS = (
    ".portlet-asset-publisher a[href], [id^=p_p_id_101_] a[href],"
    " [id^=p_p_id_][id*=AssetPublisher] a[href]"
)
_ASSET = re.compile(r"/-/(?!document_library|knowledge_base)[^/]|/(?:w|b)/[^/]|[?&]assetEntryId=")
_IN_TEXT = ".journal-content-article a[href]"
_PAGER = ".taglib-page-iterator, .lfr-pagination, ul.pagination, .pagination, ul.pager"
_DATE = (
    ".assetPublishDate, .asset-publish-date, .metadata-publish-date, .metadata-entry, span, time"
)
_CELLS = f"{_DATE}, td, p, div"


def listing(document: Document, parser: str) -> Listing | None:
    """The list of the page's main asset publisher; None if no publisher lists anything."""
    container = _main(document)
    if container is None:
        items = list(_linked(document))
    else:
        items = [item for node in container.css(_ASSETS) if (item := _item(document, node))]
    if not items:
        return None
    pager = (container.css_first(_PAGER) if container else None) or document.tree.css_first(_PAGER)
    following = next_by_number(document, pager, "cur") if pager is not None else None
    return as_listing(document, parser, sections(document), items, following)


def _linked(document: Document) -> tuple[Link, ...]:
    """The assets that a publisher links to, in whatever markup; none on the page of an asset, where
    they stand beside it."""
    if _is_asset(document.url):
        return ()
    texts = {node.mem_id for node in document.all(_IN_TEXT)}
    anchors = [node for node in document.all(_LINKS) if node.mem_id not in texts]
    return listed_links(
        document, anchors, dates=_CELLS, summaries=".asset-summary", is_article=_is_asset
    )


def _is_asset(url: str) -> bool:
    parts = urlsplit(url)
    return _ASSET.search(f"{parts.path}?{parts.query}") is not None


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
    if anchor is None or leads_nowhere(attribute(anchor, "href")):
        return None
    url, title = document.link(attribute(anchor, "href")), text_of(anchor)
    if not url or not title:
        return None
    dates = (find_date(text_of(tag)) for tag in node.css(_DATE))
    date = next((date for date in dates if date), None)
    summary = text_of(node.css_first(".asset-summary") or node.css_first("p"))
    return Link(
        url,
        title,
        day_of(date.iso) if date else None,
        summary or None,
        identity=identity_of_url(url),
    )


_MENUS = (
    "#navigation a[href], nav a[href], .hdCM, [role=navigation] a[href], .nav-menu a[href],"
    " .portlet-navigation a[href], .portlet-site-map a[href], .navbar a[href], ul.nav a[href]"
)


def sections(document: Document) -> tuple[Link, ...]:
    """The menu's links that may lead to news."""
    return menu_sections(document, _MENUS, lambda url: "/-/" not in url)
