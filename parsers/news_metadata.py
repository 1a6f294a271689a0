"""News sites whose pages describe their article: JSON-LD NewsArticle, or OpenGraph `article`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from parsers import general
from parsers.addresses import canonical, identity_of_url, same_site
from parsers.assemble import article, merge_bylines, no_article
from parsers.bylines import author_field
from parsers.dates import PrintedDate, find_dates, read_iso
from parsers.document import Document, attribute, text_of
from parsers.extracted import read_text
from parsers.model import Reading
from parsers.structured_data import NewsArticle, news_article

NAME = "news_metadata"

_SUMMARY = (
    "[class*=sapo]", "p.description", "h2.description", "[itemprop=description]:not(meta)",
    "p[class*=lead]", "h2[class*=lead]", "p[class*=summary]", "h2[class*=summary]",
    "div[class*=summary]",
)  # fmt: skip
_AUTHOR = (
    "[itemprop=author]", "[rel=author]", "[class*=author-name]", "[class*=author_name]",
    "[class*=detail-author]", "[class*=article-author]", "p[class*=author] strong",
    "div[class*=author] a", "[class*=byline]", ".author",
)  # fmt: skip
_DATES = "time, [class*=date], [class*=time], [class*=publish], [class*=meta], [itemprop*=date]"


def read(document: Document, parser: str) -> Reading:
    """Read a news site's page; what is no article there is for the general parser."""
    data = news_article(document)
    heading = _heading(document, data)
    stamp = _stamp(document, data)
    home = urlsplit(document.url).path in ("", "/")
    if heading is None or stamp is None or home:
        return general.read(document, "general@1")
    title = text_of(heading)
    printed = _printed(document, stamp)
    summary_node = _summary_node(document, title)
    summary = text_of(summary_node, skip=("[class*=location]",))
    names = _site_names(document)
    field = _author(document, data, names)
    category = (data.section if data else "") or document.meta("article:section", "articleSection")
    url = _address(document)
    body = read_text(document, title, summary, names)
    if body is None or not body.text:
        return no_article(document, parser, "other", "an article without text")
    return article(
        document,
        parser,
        url=url,
        title=title,
        body=body,
        date=printed,
        published=_published(document, stamp, printed),
        byline=merge_bylines(body.byline.author or field, body.byline),
        category=category,
        summary=summary or (data.description if data else "") or document.meta("og:description"),
        identity=identity_of_url(url),
    )


def _heading(document: Document, data: NewsArticle | None) -> LexborNode | None:
    """The <h1> that agrees with the headline of the metadata; the only one, if none agrees."""
    headings = [node for node in document.all("h1") if text_of(node)]
    headline = _plain((data.headline if data else "") or document.meta("og:title") or "")
    for node in headings:
        text = _plain(text_of(node))
        if headline and (text in headline or headline in text):
            return node
    return headings[0] if len(headings) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _stamp(document: Document, data: NewsArticle | None) -> str | None:
    names = ("article:published_time", "datePublished", "pubdate", "publishdate", "date")
    return read_iso(data.published if data else None) or read_iso(document.meta(*names))


def _printed(document: Document, stamp: str) -> PrintedDate | None:
    """The date as the page prints it: the one that agrees best with the metadata. (A site may
    print today's date at its top.)"""
    best: PrintedDate | None = None
    for node in document.all(_DATES):
        text = text_of(node)
        if len(text) > 300:
            continue
        for date in find_dates(text):
            if best is None or _agreement(date, stamp) > _agreement(best, stamp):
                best = date
    return best


def _agreement(date: PrintedDate, stamp: str) -> int:
    """How many characters of the moment agree, the day counting most."""
    if date.iso[:10] != stamp[:10]:
        return 0
    return 2 if date.has_time and date.iso[:16] == stamp[:16] else 1


def _published(document: Document, stamp: str, printed: PrintedDate | None) -> str:
    """The printed moment where there is one; the metadata's when the page prints the day only."""
    if printed is None:
        return stamp
    if printed.iso[:10] != stamp[:10]:
        document.note("doubtful_date", f"printed {printed.iso}, marked up as {stamp}")
        return stamp
    return printed.iso if printed.has_time else stamp


def _summary_node(document: Document, title: str) -> LexborNode | None:
    for selector in _SUMMARY:
        for node in document.all(selector):
            text = text_of(node)
            if 30 <= len(text) <= 1500 and text != title and len(node.css("p")) <= 2:
                return node
    return None


def _author(document: Document, data: NewsArticle | None, names: tuple[str, ...]) -> str | None:
    if data and data.author_is_person and (author := author_field(data.author, names)):
        return author
    for selector in _AUTHOR:
        for node in document.all(selector):
            text = attribute(node, "content") if node.tag == "meta" else text_of(node)
            if len(text) <= 80 and (author := author_field(text, names)):
                return author
    return None


def _site_names(document: Document) -> tuple[str, ...]:
    """What the site calls itself; none of these is an author."""
    names = [document.meta("og:site_name"), document.meta("application-name"),
             document.meta("copyright"), document.meta("author")]  # fmt: skip
    host = urlsplit(document.url).netloc.removeprefix("www.")
    names += [host, host.split(".")[0], document.title.rsplit(" - ", 1)[-1]]
    names += [document.title.rsplit(" | ", 1)[-1]]
    return tuple(dict.fromkeys(name for name in names if name and len(name) > 2))


def _address(document: Document) -> str:
    """The page's own canonical address, if it is on the same host."""
    node = document.tree.css_first('link[rel="canonical"]')
    url = document.link(attribute(node, "href")) or canonical(document.url)
    return (
        url
        if same_site(url, document.url) and urlsplit(url).path not in ("", "/")
        else document.url
    )
