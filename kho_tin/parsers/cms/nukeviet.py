"""NukeViet 4, in the structure of its default theme: the system of many departments and districts.

Traps: the hidden `[itemprop=author]` is the account that entered the text, "Tác giả" below the text
is the author; hidden stamps are written like "2021-06-02ICT08:30:00"; files are behind addresses
without a name ("?download=1&id=0"); pages of the module "page" look like articles and have no date.
Source: the themes in github.com/nukeviet/nukeviet, `themes/default/modules/news`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kho_tin.parsers.assemble import as_listing, no_article
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.listed_links import listed_links, menu_sections, next_by_address
from kho_tin.parsers.model import Link, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.themed_article import Theme, read_themed, read_unthemed

_THEME = Theme(
    around='.news_column[itemtype*="NewsArticle"], #news_detail, .news_column, body',
    title="h1[itemprop=headline], h1.title, h1",
    content="#news-bodyhtml, [itemprop=articleBody], .bodytext",
    dates=("span.h5", "em.time", ".time", ".post-date", "[itemprop=datePublished]"),
    byline="p.text-right, p[style*=right], .post-author",
    category=".breadcrumbs li a, .temp-breadcrumbs a, ol.breadcrumb a",
    summary="[itemprop=description]:not(meta), .hometext, #hometext",
    pictures="figure.article, #imghome, .imghome",
    files=".news-download-file a[href]:not([role=button]):not([data-toggle])",
)
# All views of a category: with pictures, as a list, as a grid, as blocks of several categories.
_ITEMS = (
    ".news_column h2 a[href], .news_column h3 a[href], .news_column h4 a[href],"
    " .viewlist h2 a[href], .viewlist h3 a[href], .list-group a.show[href],"
    " .thumbnail h4 a[href], ul.related a[href]"
)
# In themes of other authors, outside of the columns with blocks.
_OTHER_ITEMS = "h2 a[href], h3 a[href], h4 a[href], .title a[href], .post-title a[href]"
_DATES = ".text-muted li, .text-muted, .list-inline li, time, [class*=time], [class*=date], em"
_SUMMARY = ".text-justify, .hometext, p"
_MENUS = (
    "nav a[href], .navbar a[href], #menusite a[href], #menu-site-default a[href],"
    " .panel-heading h2 a[href], .panel-heading h3 a[href], .panel-heading h4 a[href]"
)
_ARTICLE = re.compile(r"/(?!page-)[^/]{1,500}-\d+(?:\.html|/)?$|[?&]op=[^&]{1,500}-\d+(?:&|$)")
_PAGE = re.compile(r"(?:/page-|[?&]page=)(\d{1,6})(?:/|&|$)")
_OTHER_MODULES = re.compile(
    r"/(?:laws|download|faq|users|statistics|voting|banners|seek|feeds|siteterms|page)(?:/|$)"
)


def read(document: Document, parser: str) -> Reading:
    """Read any page of the site."""
    if document.has("#page-bodyhtml, .page.panel[itemtype]"):
        return no_article(document, parser, "static", "a page of the module “page”")
    if document.has(_THEME.content):
        return read_themed(document, parser, _THEME)
    items = _items(document, _ITEMS) or _items(document, _OTHER_ITEMS)
    sections = menu_sections(document, _MENUS, _is_section)
    if items:
        following = next_by_address(document, ".pagination a[href]", _PAGE)
        return as_listing(document, parser, sections, items, following)
    is_home = urlsplit(document.url).path.strip("/") in ("", "vi", "en", "index.php")
    return read_unthemed(document, parser, sections if is_home else ())


PARSER = Parser(
    "nukeviet",
    version=1,
    read=read,
    strong=(
        'meta[name="generator"][content^="NukeViet"]',
        "#news-bodyhtml",
        '.news_column[itemtype*="NewsArticle"]',
    ),
    weak=(
        ".news_column",
        ".news-download-file",
        "#news_detail",
        ".temp-breadcrumbs",
        'script[src*="/assets/js/global.js"]',
        '[src*="/themes/default/js/nv"]',
        'a[href*="/vi/news/"]',
    ),
)


def _items(document: Document, selector: str) -> tuple[Link, ...]:
    return listed_links(
        document, document.all(selector), dates=_DATES, summaries=_SUMMARY, is_article=_is_article
    )


def _is_article(url: str) -> bool:
    parts = urlsplit(url)
    return _ARTICLE.search(f"{parts.path}?{parts.query}" if parts.query else parts.path) is not None


def _is_section(url: str) -> bool:
    return not _is_article(url) and _OTHER_MODULES.search(urlsplit(url).path) is None
