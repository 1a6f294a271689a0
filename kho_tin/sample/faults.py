"""Faults of pages: what switches do to finished HTML, and the pages of an endless site."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable
from itertools import count

from kho_tin.sample.answers import HTML, SampleResponse
from kho_tin.sample.request import TURN, SampleRequest
from kho_tin.sample.site import SampleSite
from kho_tin.sample.trouble import strikes

BIG = 10_000_000
# What a listing and an article are read by: "partly" renames these and leaves the frame.
NEWS_NAMES = frozenset(
    (
        *("article-content", "full-text", "heading-title", "AuthorName", "listtailieu"),
        *("publishupshow-right", "publishupshow-bottom", "categoryList", "article-item"),
        *("article-item-cat", "first-article-item", "text-justify", "title", "publish"),
        *("cat-desc", "pagination", "page-item", "page-link", "wpsPortletBody"),
    )
)
_LINK = re.compile(r'(<a\b[^<>]*\bhref=")(/[^"#]*)"')
_NAMES = re.compile(r'\b(class|id)="([^"]*)"')
_MONTH = re.compile(r"/lich/(\d{4})-(\d{2})\.html")
_EXTRA = re.compile(r"/lien-ket/(\d+)\.html")


def spoil(site: SampleSite, request: SampleRequest, answer: SampleResponse) -> SampleResponse:
    """The answer with the faults that are switched on; only HTML and style sheets are changed."""
    if answer.media_type.startswith("text/css") and site.layout == "renamed":
        text = _rename_css(answer.body.decode())
        return SampleResponse(text.encode(), answer.media_type, last_modified=answer.last_modified)
    if answer.media_type != HTML or not answer.body:
        return answer
    text = answer.body.decode()
    text = text.replace("</body>", f"{_more_links(site)}</body>")
    if site.twins:
        text = _twins(text, request.origin)
    if site.session_ids:
        text = _LINK.sub(_with_session(), text)
    if site.layout in {"renamed", "partly"}:
        text = _NAMES.sub(_renamer(None if site.layout == "renamed" else NEWS_NAMES), text)
    if strikes(site.big, request.path):
        line = "<p>Trang này dài hơn mức cần thiết.</p>\n"
        filler = line * (BIG // len(line.encode()) + 1)
        text = text.replace("</body>", f"{filler}</body>")
    body, media_type = _encode(text, site.charset)
    return SampleResponse(body, media_type, answer.status, last_modified=answer.last_modified)


def page(site: SampleSite, request: SampleRequest) -> SampleResponse | None:
    """The pages that only exist while a switch is on: months of the calendar, idle links."""
    if site.calendar and (match := _MONTH.fullmatch(request.path)):
        year, month = int(match[1]), int(match[2])
        links = " ".join(_month_link(year * 12 + month - 1 + step) for step in (-12, -1, 1, 12))
        return _page(site, f"Lịch tháng {month}/{year}", links)
    if site.many_links and (match := _EXTRA.fullmatch(request.path)):
        return _page(site, f"Liên kết {int(match[1])}", "Không có nội dung.")
    return None


def _page(site: SampleSite, title: str, content: str) -> SampleResponse:
    text = (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8" /><title>{title}</title>'
        f"</head><body><h2>{title}</h2><p>{content}</p></body></html>"
    )
    return SampleResponse(text.encode(), last_modified=site.changed_at())


def _month_link(months: int) -> str:
    year, month = months // 12, months % 12 + 1
    return f'<a href="/lich/{year:04d}-{month:02d}.html">{month}/{year}</a>'


def _more_links(site: SampleSite) -> str:
    parts = []
    if site.calendar:
        today = site.today()
        month = _month_link(today.year * 12 + today.month - 1)
        parts.append(f'<div class="calendar">{month}</div>')
    if site.many_links:
        links = (f'<a href="/lien-ket/{n}.html">{n}</a>' for n in range(1, site.many_links + 1))
        parts.append(f'<div class="links">{" ".join(links)}</div>')
    return "\n".join(parts)


def _twins(text: str, origin: str) -> str:
    host = origin.split("://", 1)[1]
    forms = (f"http://{host}", f"https://{host}", f"http://www.{host}", f"https://www.{host}")
    turn = count()
    return _LINK.sub(lambda m: f'{m[1]}{forms[next(turn) % 4]}{m[2]}"', text)


def _with_session() -> Callable[[re.Match[str]], str]:
    """Session ids as Java writes them, in the path, and in the query, by turns."""
    turn = count()

    def replace(match: re.Match[str]) -> str:
        path, mark, query = match[2].partition("?")
        if next(turn) % 2:
            return f'{match[1]}{path}?{query}{"&amp;" if mark else ""}sid={TURN}"'
        return f'{match[1]}{path};jsessionid={TURN}{mark}{query}"'

    return replace


def _renamer(names: frozenset[str] | None) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        renamed = (_rename(n) if names is None or n in names else n for n in match[2].split())
        return f'{match[1]}="{" ".join(renamed)}"'

    return replace


def _rename(name: str) -> str:
    return f"k{zlib.crc32(name.encode()):08x}"


def _rename_css(text: str) -> str:
    """The same new names in the selectors, so that the page looks as before."""

    def selector(match: re.Match[str]) -> str:
        return re.sub(r"([.#])([A-Za-z][\w-]*)", lambda m: m[1] + _rename(m[2]), match[0])

    return re.sub(r"(?<![^{}])[^{}]+\{", selector, text)


def _encode(text: str, charset: str) -> tuple[bytes, str]:
    if charset == "nfd":
        return unicodedata.normalize("NFD", text).encode(), HTML
    if charset == "mislabelled":
        wrong = "ISO-8859-1"
        return _declare(text, wrong).encode(), f"text/html; charset={wrong}"
    if charset == "windows-1258":
        body = windows_1258(_declare(text, charset))
        return body, f"text/html; charset={charset}"
    if charset == "windows-1258-unnamed":
        return windows_1258(_declare(text, "")), "text/html"
    return text.encode(), HTML


def _declare(text: str, charset: str) -> str:
    """Have the page's own meta element name another charset, or none."""
    if not charset:
        return re.sub(r"<meta charset=[^<>]*>|<meta http-equiv=.Content-Type.[^<>]*>", "", text)
    return re.sub(r"(?i)(charset=[\"']?)utf-8", rf"\g<1>{charset}", text)


def windows_1258(text: str) -> bytes:
    """Text in the Windows code page for Vietnamese: five tone marks stand apart there (0xCC
    grave, 0xD2 hook, 0xDE tilde, 0xEC acute, 0xF2 dot), on letters that have their own code.
    What it does not have becomes a numeric character reference."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
            tones = "".join(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
            letter = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones))
            out += (letter + tones).encode("cp1258", "xmlcharrefreplace")
    return bytes(out)
