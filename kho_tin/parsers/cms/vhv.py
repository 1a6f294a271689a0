"""VHV's portal: microdata in the article, everything in `.ModuleWrapper`."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

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
from kho_tin.parsers.model import Link, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.bylines import author_field
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_date, read_iso

_ITEM = "article[itemtype], .section-list article, article.list-news-one"
_HEADLINE = "[itemprop=headline] a[href], h2 a[href], h3 a[href], .title a[href]"


def read(document: Document, parser: str) -> Reading:
    """Read any page of the portal."""
    heading = document.tree.css_first("h1.title-detail, h1[itemprop=headline]")
    content = document.tree.css_first("[itemprop=articleBody]")
    if heading is not None or content is not None:
        return _article(document, parser, heading, content)
    items = [item for node in document.all(_ITEM) if (item := _item(document, node))]
    sections = _sections(document)
    if items or (sections and document.has("#page-header, .home-page")):
        return as_listing(document, parser, sections, items, _next(document))
    return no_article(document, parser, "static", "neither an article nor a list of articles")


PARSER = Parser(
    "vhv",
    version=1,
    read=read,
    strong=(
        "[moduleRootId]",
        "h1.title-detail[itemprop=headline]",
        "#whole-page .ModuleWrapper",
    ),
    weak=(
        ".ModuleWrapper",
        "a.next-pages",
        '[src*="/App/"]',
    ),
)


def _article(
    document: Document, parser: str, heading: LexborNode | None, content: LexborNode | None
) -> Reading:
    title = text_of(heading)
    if heading is None or not title:
        return changed(document, parser, "h1.title-detail[itemprop=headline] is missing or empty")
    if content is None:
        return changed(document, parser, "[itemprop=articleBody] is missing")
    around = next(
        (ancestor for ancestor in ancestors(heading) if ancestor.tag == "article"),
        document.tree.root,
    )
    assert around is not None
    stamp = read_iso(attribute(around.css_first("meta[itemprop=datePublished]"), "content"))
    printed = find_date(text_of(around.css_first(".post-date, .date, time")))
    if stamp is None and printed is None:
        return changed(document, parser, "meta[itemprop=datePublished] is missing")
    field = author_field(text_of(around.css_first(".author, [itemprop=author]")))
    brief = text_of(around.css_first(".brief"))
    category = _category(document)
    body = read_body(content, document.link, drop=(".brief", "h1.title-detail", ".block_share"))
    return Parts(
        url=document.url,
        title=title,
        body=body,
        date=printed,
        published=_agreed(document, stamp, printed),
        byline=merge_bylines(field, body.byline),
        category=category,
        summary=brief,
    ).article(document, parser)


def _agreed(document: Document, stamp: str | None, printed: PrintedDate | None) -> str | None:
    """The machine-readable date, which has seconds, unless the page prints another day."""
    if stamp and printed and day_of(stamp) != day_of(printed.iso):
        document.note("doubtful_date", f"printed {printed.iso}, marked up as {stamp}")
        return printed.iso
    return stamp


def _category(document: Document) -> str | None:
    names = [text_of(anchor) for anchor in document.all("ol.breadcrumb li a, ul.breadcrumb li a")]
    names = [name for name in names if name and name.lower() not in ("trang chủ", "home")]
    return names[-1] if names else None


def _item(document: Document, node: LexborNode) -> Link | None:
    anchor = node.css_first(_HEADLINE)
    if anchor is None or leads_nowhere(attribute(anchor, "href")):
        return None
    url, title = document.link(attribute(anchor, "href")), text_of(anchor)
    if not url or not title:
        return None
    stamp = read_iso(attribute(node.css_first("meta[itemprop=datePublished]"), "content"))
    printed = find_date(text_of(node.css_first(".post-date, .date, time, [class*=date]")))
    summary = text_of(node.css_first(".brief, [itemprop=description], .desc"))
    published = day_of(stamp or (printed.iso if printed else "")) or None
    return Link(url, title, published, summary or None, identity_of_url(url))


def _next(document: Document) -> str | None:
    for anchor in document.all("a.next-pages[href], .next-pages a[href]"):
        if not leads_nowhere(attribute(anchor, "href")):
            return document.link(attribute(anchor, "href"))
    return None


def _sections(document: Document) -> tuple[Link, ...]:
    links = []
    for anchor in document.all("nav a[href], [class*=menu] a[href], #page-header a[href]"):
        href = attribute(anchor, "href")
        url, title = document.link(href), text_of(anchor)
        if not leads_nowhere(href) and url and is_news_section(title, url) and url != document.url:
            links.append(Link(url, title, identity=identity_of_url(url)))
    return unique(links)
