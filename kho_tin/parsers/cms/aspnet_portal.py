"""ASP.NET portals that were written for one province's offices: `default.aspx?page=news&do=detail…`
with Web Forms and tables, and `/Home/Detail2/ID` with MVC.

Little of their markup is known but that it is made of tables, so lists are read by the addresses of
articles, and articles by the names of their controls, or else by the general parser. Dates are in
.NET's American default, month first; they are written day first before they are read, so that the
readers of dates know them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.parsers.addresses import leads_nowhere
from kho_tin.parsers.american_dates import day_first, net_date
from kho_tin.parsers.assemble import as_listing
from kho_tin.parsers.html.document import (
    Document,
    ancestors,
    attribute,
    remove,
    short_text,
    text_of,
)
from kho_tin.parsers.html.documents import is_file_link, name_in
from kho_tin.parsers.listed_links import listed_links, menu_sections
from kho_tin.parsers.model import Article, Attachment, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.themed_article import Theme, read_themed, read_unthemed

_ARTICLE = re.compile(
    r"[?&](?:news_?id|tin_?id|article_?id)=\d+|/home/(?:news)?detail\d*/\d+", re.IGNORECASE
)
_SECTION = re.compile(
    r"[?&](?:category_?id|cat_?id|page=news)(?:=|&|$)"
    r"|/home/(?:news|category|list|danhmuc|chuyenmuc|index)\d*/\d+",
    re.IGNORECASE,
)
# Web Forms gives each element the name that its developer gave the control: by habit the control's
# kind and what it shows, in English or Vietnamese ("ctl00_Main_lblTitle", "…_lblTieuDe").
_CONTROLS = Theme(
    around="body",
    title='[id$="lblTitle" i], [id$="lblTieuDe" i], [id$="ltlTitle" i], [id$="ltlTieuDe" i]',
    content=(
        '[id$="_divContent" i], [id$="_divNoiDung" i], [id$="lblContent" i], [id$="lblNoiDung" i],'
        ' [id$="ltlContent" i], [id$="ltlNoiDung" i], [id$="lblDetail" i], [id$="lblChiTiet" i]'
    ),
    dates=(
        '[id$="lblDate" i], [id$="lblNgay" i], [id$="lblNgayDang" i], [id$="lblTime" i]',
        '[id$="lblThoiGian" i], [id$="ltlDate" i], [id$="ltlNgay" i]',
    ),
)
_DATES = "[class*=date i], [class*=ngay i], [class*=time i], span, i, em, small, font, td, p"
_SUMMARY = "[class*=summary i], [class*=desc i], [class*=tomtat i], p"
_MOST = 4000  # a bound on time: links of one page
# Characters beside a link that its line may have: a date in brackets; same from 30 to 120.
_BESIDE = 60
# Elements around the text's control in which the title's is looked for; same from 6 to 24.
_AROUND = 12
_WITHIN = 4  # elements around a link that may be its line; same from 2 to 8
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
    files = _files_beside(document)
    reading = read_themed(document, parser, _CONTROLS)
    if not isinstance(reading, Article):
        return reading
    by_url = {file.url: file for file in (*reading.attachments, *files)}
    return replace(
        reading,
        attachments=tuple(by_url.values()),
        published_text=printed.get(reading.published_text or "", reading.published_text),
    )


def _files_beside(document: Document) -> list[Attachment]:
    """The documents that are linked to around the text's control, as far as the title's is there,
    too: they have controls of their own."""
    content = document.tree.css_first(_CONTROLS.content)
    titles = {node.mem_id for node in document.all(_CONTROLS.title)}
    if content is None or not titles:
        return []
    around = islice(ancestors(content), _AROUND)
    boxes = (
        box for box in around if any(node.mem_id in titles for node in box.css(_CONTROLS.title))
    )
    files = []
    for box in islice(boxes, 1):
        for node in islice(box.css("a[href]"), _MOST):
            href, text = attribute(node, "href"), text_of(node)
            url = "" if leads_nowhere(href) else document.link(href)
            if url and is_file_link(url, text):
                files.append(Attachment(url, text or name_in(url)))
    return files


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
