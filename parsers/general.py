"""Any other page: our own dates and bylines, and the text as trafilatura finds it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from parsers.assemble import article, no_article
from parsers.dates import PrintedDate, date_line, find_date, read_iso
from parsers.document import Document, attribute, text_of
from parsers.extracted import read_text
from parsers.model import Reading

NAME = "general"

_ERROR = re.compile(
    r"\b(?:404|403|500|503)\b|không tìm thấy|not found|trang không tồn tại|access denied|lỗi",
    re.IGNORECASE,
)
_HOME = ("", "/index.html", "/home", "/trang-chu")
_ENOUGH = 150
_LINES = frozenset(("p", "div", "span", "time", "li", "small", "em", "i", "td"))
_DATED = "time, [class*=date], [class*=time], [class*=ngay], [id*=date], [class*=publish], small"


def read(document: Document, parser: str) -> Reading:
    """Read a page of an unknown CMS: an article if it has a title and text of its own.

    An article without any date is returned with `published` None and a problem `no_date`.
    """
    if _ERROR.search(document.title) and len(text_of(document.tree.body)) < 1500:
        return no_article(document, parser, "error", document.title[:200])
    if urlsplit(document.url).path.lower().rstrip("/") in _HOME:
        return no_article(document, parser, "other", "a home page of an unknown CMS")
    heading = _heading(document)
    title = text_of(heading) or _page_title(document)
    date, published = _date(document, heading)
    body = read_text(document, title)
    if not title or body is None or len(body.text) < _ENOUGH:
        return no_article(document, parser, "other", "no title, or hardly any text of its own")
    return article(
        document,
        parser,
        url=document.url,
        title=title,
        body=body,
        date=date,
        published=published,
    )


def _heading(document: Document) -> LexborNode | None:
    headings = [node for node in document.all("h1") if len(text_of(node)) >= 8]
    if len(headings) == 1:
        return headings[0]
    wanted = _page_title(document).casefold()
    return next((node for node in headings if text_of(node).casefold() in wanted), None)


def _page_title(document: Document) -> str:
    title = document.meta("og:title") or document.title
    return re.split(r"\s+[|–—-]\s+(?=[^|–—-]*$)", title)[0].strip()


def _date(document: Document, heading: LexborNode | None) -> tuple[PrintedDate | None, str | None]:
    """The printed date and the published moment, from the metadata, else from the page."""
    stamp = read_iso(document.meta("article:published_time", "datePublished", "pubdate"))
    times = [read_iso(attribute(node, "datetime")) for node in document.all("time[datetime]")]
    printed = _printed(document, heading)
    if stamp is None and printed is None:
        stamp = next((one for one in times if one), None)
    if stamp and printed and printed.iso[:10] != stamp[:10]:
        printed = None
    return printed, None if printed and printed.has_time else stamp


def _printed(document: Document, heading: LexborNode | None) -> PrintedDate | None:
    """The date line nearest to the heading, one below it before one above it (a site's top may
    print today's date); else the first element that is meant for a date."""
    body = document.tree.body
    if heading is not None and body is not None:
        lines: list[tuple[int, PrintedDate]] = []
        place = 0
        for number, node in enumerate(body.traverse()):
            if node.mem_id == heading.mem_id:
                place = number
            elif (
                node.tag in _LINES
                and len(node.text()) <= 300
                and (date := date_line(text_of(node)))
            ):
                lines.append((number, date))
        near = [(_distance(number, place), date) for number, date in lines]
        if near:
            return min(near, key=lambda one: one[0])[1]
    for one in document.all(_DATED):
        if len(text_of(one)) <= 120 and (date := find_date(text_of(one))):
            return date
    return None


def _distance(number: int, place: int) -> int:
    return number - place if number > place else 2 * (place - number)
