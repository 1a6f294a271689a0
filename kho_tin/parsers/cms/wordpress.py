"""WordPress: its default themes (twenty ten to twenty twenty-five), and what other themes keep of
their class names.

Traps: an author is the account's display name, so a byline in the text counts before it; of two
times the second is when the text was changed; in a list "older posts" is `.nav-previous`, while in
an article that leads to another article; plugins put boxes into `.entry-content`, so the general
parser chooses the text.
Source: the themes in github.com/WordPress/WordPress, `wp-content/themes`.
"""

from __future__ import annotations

import re

from kho_tin.parsers.assemble import as_listing, no_article
from kho_tin.parsers.cms import news_metadata
from kho_tin.parsers.general.structured_data import news_article
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.listed_links import listed_links, menu_sections, next_by_address, next_link
from kho_tin.parsers.model import Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.themed_article import Theme, read_themed, read_unthemed

_NOISE = (
    ".sharedaddy", ".jp-relatedposts", ".page-links", ".post-navigation", ".wp-block-file__button",
    ".addtoany_share_save_container", ".entry-footer", ".ez-toc-container", "#toc_container",
    ".post-views", ".heateor_sss_sharing_container", ".yarpp-related", ".kk-star-ratings",
    ".fb-comments", ".zalo-share-button", ".wp-block-post-navigation-link", "form",
)  # fmt: skip
_THEME = Theme(
    around="article.post, article[id^=post-], .type-post, body",
    title="h1.entry-title, h1.wp-block-post-title, h1.post-title, h1.page-title, h1",
    content=".entry-content, .wp-block-post-content, .post-content, .td-post-content",
    dates=(
        "time.entry-date.published", "time.entry-date", "time.published",
        ".wp-block-post-date time", ".wp-block-post-date", ".posted-on time", ".post-date",
        ".posted-on", ".entry-date",
    ),
    author=(
        ".byline .author, .author.vcard, .posted-by [rel=author], [rel=author], .post-author a,"
        " .wp-block-post-author-name, .wp-block-post-author__name"
    ),
    category=(
        ".cat-links a, .post-taxonomies .cat-links a, .taxonomy-category a, .entry-categories a,"
        " .post-categories a, a[rel~=category]"
    ),
    pictures="figure.post-thumbnail, .post-thumbnail, figure.wp-block-post-featured-image",
    noise=_NOISE,
    mixed=True,
)  # fmt: skip
# The last three are of themes that are common in Vietnam: Flatsome, Newspaper, JNews.
_ENTRIES = (
    "article.post, article.hentry, article[id^=post-], .type-post, li.wp-block-post, .post-item,"
    " [class*=td_module_], .jeg_post"
)
_ITEMS = ", ".join(
    f"{entry} {heading}"
    for entry in _ENTRIES.split(", ")
    for heading in (
        ".entry-title a[href]", ".wp-block-post-title a[href]", ".post-title a[href]",
        "h1 a[href]", "h2 a[href]", "h3 a[href]",
    )
)  # fmt: skip
_DATES = "time.entry-date, time.published, time, .posted-on, .entry-date, .post-date, .date"
_SUMMARY = ".entry-summary, .wp-block-post-excerpt, .entry-content, .excerpt"
_MENUS = (
    "nav:not([class*=pagination]):not(.navigation) a[href], .main-navigation a[href],"
    " .nav-menu a[href], .menu a[href], .wp-block-navigation a[href], .widget_categories a[href],"
    " .wp-block-categories a[href]"
)
_NO_SECTION = re.compile(r"/(?:wp-content|wp-admin|wp-json|feed|author|tag)(?:/|$)|/feed/?$|\?p=")
_PAGER = (
    ".pagination a[href], .nav-links a[href], .wp-block-query-pagination a[href],"
    " .wp-pagenavi a[href], .page-nav a[href], a.page-numbers[href], .page-numbers a[href]"
)
_NEXT = (
    "a.next.page-numbers, a.nextpostslink, a.wp-block-query-pagination-next,"
    " .posts-navigation .nav-previous a, #nav-below .nav-previous a,"
    " .paging-navigation .nav-previous a, link[rel=next]"
)
_MOST_HEADINGS = 5  # a bound on time: headings of posts; a post's page has one
_PAGE = re.compile(r"(?:/page/|[?&]paged=)(\d{1,6})(?:/|&|$)")


def read(document: Document, parser: str) -> Reading:
    """Read any page of the site."""
    items = listed_links(document, document.all(_ITEMS), dates=_DATES, summaries=_SUMMARY)
    sections = menu_sections(document, _MENUS, lambda url: _NO_SECTION.search(url) is None)
    listed = document.has("body.home, body.blog, body.archive, body.search")
    is_page = document.has('body.page[class*="page-id-"]')
    single = document.has("body.single, body.single-post")
    single = single or (_shows_one(document) and not listed and not is_page)
    if items and not single:
        following = next_by_address(document, _PAGER, _PAGE) or next_link(document, _NEXT)
        return as_listing(document, parser, sections, items, following)
    if listed:
        return read_unthemed(document, parser, sections)
    if is_page and not single:
        return no_article(document, parser, "static", "a page, and no post")
    if document.has("time.entry-date, .wp-block-post-date, .posted-on, .entry-date, .post-date"):
        return read_themed(document, parser, _THEME)
    if any(document.has(mark) for mark in news_metadata.PARSER.common):
        return news_metadata.read(document, parser)
    return read_unthemed(document, parser)


PARSER = Parser(
    "wordpress",
    version=1,
    read=read,
    strong=(
        'meta[name="generator"][content^="WordPress"]',
        'link[rel="https://api.w.org/"]',
    ),
    weak=(
        'script[src*="/wp-content/"]',
        'link[href*="/wp-content/"]',
        'img[src*="/wp-content/uploads/"]',
        'script[src*="/wp-includes/"]',
        'link[href*="/wp-includes/"]',
        'link[href*="/wp-json/"]',
        ".wp-block-post-title",
        "article.hentry",
    ),
)


def _shows_one(document: Document) -> bool:
    """Whether the page has a post's title of its own, one that is no link, or says when its post
    was published; a theme may leave out the classes of <body>."""
    headings = document.all("h1.entry-title, h1.wp-block-post-title")[:_MOST_HEADINGS]
    if any(node.css_first("a[href]") is None for node in headings):
        return True
    return document.meta("article:published_time") is not None or news_article(document) is not None
