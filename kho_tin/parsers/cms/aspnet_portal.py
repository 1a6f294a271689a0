"""ASP.NET portals that were written for one province's offices: `default.aspx?page=news&do=detail…`
with Web Forms and tables, and `/Home/Detail2/ID` with MVC.

Nothing of their markup is known but that it is made of tables, so lists are read by the addresses
of articles, and articles by the general parser. Dates are in .NET's American default, month first;
they are written day first before the general parser reads the page, so that it knows them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.parsers.american_dates import day_first, net_date
from kho_tin.parsers.assemble import as_listing
from kho_tin.parsers.general import article as general
from kho_tin.parsers.html.document import (
    Document,
    ancestors,
    attribute,
    remove,
    short_text,
    text_of,
)
from kho_tin.parsers.listed_links import listed_links, menu_sections
from kho_tin.parsers.model import Article, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.themed_article import read_unthemed

_ARTICLE = re.compile(
    r"[?&](?:news_?id|tin_?id|article_?id)=\d+|/home/(?:news)?detail\d*/\d+", re.IGNORECASE
)
_SECTION = re.compile(
    r"[?&](?:category_?id|cat_?id|page=news)(?:=|&|$)"
    r"|/home/(?:news|category|list|danhmuc|chuyenmuc|index)\d*/\d+",
    re.IGNORECASE,
)
_DATES = "[class*=date i], [class*=ngay i], [class*=time i], span, i, em, small, font, td, p"
_SUMMARY = "[class*=summary i], [class*=desc i], [class*=tomtat i], p"
_MOST = 4000  # a bound on time: links of one page
_BESIDE = 60  # characters beside a link that its line may have: a date in brackets
_WITHIN = 4  # elements around a link that may be its line
_HOME = ("", "/", "/default.aspx", "/home", "/home/index")


def read(document: Document, parser: str) -> Reading:
    """Read any page of the portal."""
    if _is(document.url, _ARTICLE):
        return _article(document, parser)
    items = listed_links(
        document,
        document.all("a[href]"),
        dates=_DATES,
        summaries=_SUMMARY,
        is_article=lambda url: _is(url, _ARTICLE),
        read_date=net_date,
    )
    sections = menu_sections(document, "a[href]", _is_section)
    if items:
        return as_listing(document, parser, sections, items)
    parts = urlsplit(document.url)
    is_home = parts.path.lower().rstrip("/") in _HOME and not parts.query
    return read_unthemed(document, parser, sections if is_home else ())


PARSER = Parser(
    "aspnet_portal",
    version=1,
    read=read,
    strong=(
        'a[href*="do=detail"][href*="news_id="]',
        'form[action*="do=detail"][action*="news_id="]',
        'a[href*="/Home/Detail2/"]',
    ),
    weak=(
        "input#__VIEWSTATE",
        'a[href*="page=news&"]',
        'form[action*="page=news&"]',
        'a[href*="/Home/Detail/"]',
        'a[href*="/Home/Category/"]',
        'a[href*="/Home/NewsDetail/"]',
    ),
)


def _is(url: str, pattern: re.Pattern[str]) -> bool:
    parts = urlsplit(url)
    return pattern.search(f"{parts.path}?{parts.query}" if parts.query else parts.path) is not None


def _is_section(url: str) -> bool:
    return _is(url, _SECTION) and not _is(url, _ARTICLE)


def _article(document: Document, parser: str) -> Reading:
    """What the general parser reads once the page's dates are in Vietnam's order, and the lines of
    other articles are gone."""
    _remove_others(document)
    printed = _reorder_dates(document)
    reading = general.read(document, parser)
    if isinstance(reading, Article) and reading.published_text in printed:
        return replace(reading, published_text=printed[reading.published_text])
    return reading


def _reorder_dates(document: Document) -> dict[str, str]:
    """Write the page's American dates day first. Each as written now, with the words printed."""
    printed: dict[str, str] = {}
    for node in _text_nodes(document):
        text, dates = day_first(node.text_content or "")
        if dates:
            printed |= dates
            node.replace_with(text)
    return printed


def _text_nodes(document: Document) -> list[LexborNode]:
    body = document.tree.body
    nodes = body.traverse(include_text=True) if body is not None else ()
    return [node for node in nodes if node.is_text_node]


def _remove_others(document: Document) -> None:
    """Remove the lines that are links to other articles, with the dates beside them."""
    lines = []
    for anchor in islice(document.all("a[href]"), _MOST):
        url = document.link(attribute(anchor, "href"))
        if url == document.url or not _is(url, _ARTICLE):
            continue
        line, most = anchor, len(text_of(anchor)) + _BESIDE
        for element in islice(ancestors(anchor), _WITHIN):
            if element.tag in ("body", "form") or short_text(element, most) is None:
                break
            line = element
        lines.append(line)
    remove(lines)
