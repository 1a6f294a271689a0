"""Joomla, 2.5 to 5, in the structure of its own component for articles (com_content), and of K2,
the component that many sites had in its place.

Traps: with a heading for the page the article's title is an <h2> below an <h1>; the date that is
shown last may be that of a change; before Joomla 3 the text has no element of its own; pages about
the site itself are articles too, without any date.
Source: github.com/joomla/joomla-cms, `components/com_content/tmpl` and `layouts/joomla/content`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from kho_tin.parsers.assemble import as_listing
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.listed_links import listed_links, menu_sections, next_link
from kho_tin.parsers.model import Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.themed_article import Theme, read_themed, read_unthemed

_THEME = Theme(
    around=".com-content-article, .item-page, .itemView",
    title=(
        ".itemTitle, h2[itemprop=headline], h1[itemprop=headline], h2[itemprop=name],"
        " .page-header h2, .page-header h1, h2, h1"
    ),
    content=".com-content-article__body, [itemprop=articleBody], .itemBody, .item-page",
    dates=(
        "time[itemprop=datePublished]", "dd.published time", "dd.published",
        "time[itemprop=dateCreated]", "dd.create time", "dd.create",
        ".itemDateCreated",
    ),
    author="dd.createdby [itemprop=name], dd.createdby, .itemAuthor a",
    category=(
        "dd.category-name a, dd.category-name [itemprop=genre], .itemCategory a, .breadcrumb a"
    ),
    pictures=".itemImageBlock, figure.item-image, .item-image, [class*=img-fulltext]",
    files=".attachmentsList a.at_url, .attachmentsContainer a.at_url, .itemAttachments a",
    noise=(
        ".page-header", ".article-info", "dl.article-info", "ul.actions", ".icons", "ul.pager",
        "ul.pagenav",
        ".pagenavigation", ".pagination", "ul.tags", ".content_rating", ".attachmentsContainer",
        ".item-page > h1", ".item-page > h2", ".com-content-article__links", ".article-index",
        ".content_vote", ".relateditems", ".itemContentFooter", ".itemExtraFields",
    ),
)  # fmt: skip
_ITEMS = (
    ".blog-item h2 a[href], .blog-item h3 a[href], .blog .item h2 a[href], .blog h2 a[href],"
    " .blog-featured h2 a[href], .items-leading h2 a[href], [itemprop=blogPost] h2 a[href],"
    " [itemprop=blogPost] h3 a[href], .items-more li a[href], table.category .list-title a[href],"
    " ul.category .list-title a[href], .com-content-category-blog__item .page-header a[href],"
    " .catItemTitle a[href], .genericItemTitle a[href], .latestItemTitle a[href]"
)
_DATES = (
    "dd.published, time, dd.create, .list-date, .createdate, .article-info,"
    " [class*=ItemDateCreated]"
)
_SUMMARY = ".catItemIntroText, .introtext, .item-content > p:not(.readmore), p:not(.readmore)"
_MENUS = (
    "nav a[href], ul.nav a[href], ul.menu a[href], ul.mod-menu a[href], .categories-list a[href],"
    " .cat-children a[href], .moduletable_menu a[href]"
)
_NEXT = (
    ".pagination a[rel=next], li.pagination-next a[href], .pagination-next a[href],"
    " head link[rel=next]"
)
_HOME = ("", "/", "/index.php", "/vi", "/en")


def read(document: Document, parser: str) -> Reading:
    """Read any page of the site."""
    if document.has(_THEME.around) and not document.has("div.blog, .blog-featured"):
        return read_themed(document, parser, _THEME)
    items = listed_links(document, document.all(_ITEMS), dates=_DATES, summaries=_SUMMARY)
    sections = menu_sections(document, _MENUS)
    if items:
        return as_listing(document, parser, sections, items, next_link(document, _NEXT))
    parts = urlsplit(document.url)
    is_home = parts.path.rstrip("/") in _HOME and not parts.query
    leads = is_home or document.has(".categories-list, .cat-children")
    return read_unthemed(document, parser, sections if leads else ())


PARSER = Parser(
    "joomla",
    version=1,
    read=read,
    strong=(
        'meta[name="generator"][content^="Joomla"]',
        ".com-content-article",
        ".com-content-category-blog",
        "script.joomla-script-options",
    ),
    weak=(
        ".item-page",
        "dl.article-info",
        '[src*="/media/jui/"]',
        '[href*="/media/jui/"]',
        '[src*="/media/system/js/"]',
        'a[href*="option=com_content"]',
        ".items-leading",
        ".blog-featured",
        "#k2Container",
        "div.moduletable",
    ),
)
