"""The ASP.NET Core portal that VNPT builds for departments and boards.

Traps: it never prints a time of day; an article without a date is shown with today's; the top bar
shows today's date too; `<meta name="author">` is the developer's address; in the pager "»" and the
active page lead nowhere.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kho_tin.parsers.addresses import leads_nowhere, vnpt_id
from kho_tin.parsers.assemble import Parts, changed, merge_bylines, no_article
from kho_tin.parsers.cms.vnpt_portal import listing as listings
from kho_tin.parsers.html.body import read_body
from kho_tin.parsers.html.document import Document, attribute, text_of
from kho_tin.parsers.html.documents import name_in, resolved
from kho_tin.parsers.model import Attachment, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.bylines import author_field
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_date

_BODY_NOISE = (
    "h1.heading-title", "#publishupshow-bottom", ".detail-audio-file", ".AuthorName",
    "#smartvoice-text", ".listtailieu", ".other-list", "#social", ".view-detail-copy",
)  # fmt: skip
_HOME = ("", "/", "/index.html", "/home", "/home.html", "/trang-chu.html", "/index")
_ALBUM = re.compile(r"^/(?:albums?|thu-vien-anh|hinh-anh|videos?|audios?)\b", re.IGNORECASE)
_MISSING = re.compile(r"\b404\b|không tìm thấy|not found|không tồn tại", re.IGNORECASE)
_DOCUMENT = re.compile(r"^/(?:van-ban|documents?|tai-lieu|du-thao)\b", re.IGNORECASE)
_QUOTED = 200  # characters of a page's own message that are reported: three lines of a terminal


def read(document: Document, parser: str) -> Reading:
    """Read any page of the portal."""
    path = urlsplit(document.url).path
    if document.has(".error-template") or document.has(".error-page"):
        return _error(document, parser)
    if document.has(".ContentDocument, .document-list") or _DOCUMENT.match(path):
        return no_article(document, parser, "document", "a document of the legal register")
    if document.has(".albums-container") or _ALBUM.match(path):
        return no_article(document, parser, "gallery", "pictures or videos")
    if document.has("#PageDetail") or document.has("#ArticleId"):
        return _article(document, parser)
    if document.has(".categoryList") or path.lower().startswith("/categories/"):
        return listings.listing(document, parser)
    if document.has(".article-content") or vnpt_id(document.url):
        return changed(document, parser, "div#PageDetail is missing")
    return _other(document, parser, path)


PARSER = Parser(
    "vnpt_portal",
    version=1,
    read=read,
    strong=(
        "#PageDetail",
        "#publishupshow-right",
        "#publishupshow-bottom",
        "div.categoryList",
        ".full-text.article-content",
    ),
    weak=(
        ".stellarnav",
        "#featured-document",
        'a[href*="/listchildcat/"]',
        'a[href*="/categories/"]',
        '[src*="/CMS/Content/"]',
        '[href*="/CMS/Content/"]',
        'meta[name="PageInfo"]',
        ".error-template",
        ".albums-container",
        ".ContentDocument",
        ".listtailieu",
        ".AuthorName",
        "input#ArticleId",
        ".article-item-cat",
    ),
)


def _error(document: Document, parser: str) -> Reading:
    message = text_of(document.tree.css_first(".error-template")) or document.title
    reason = "missing" if _MISSING.search(message) else "error"
    return no_article(document, parser, reason, message[:_QUOTED])


def _other(document: Document, parser: str, path: str) -> Reading:
    cards = document.all(".card-hop-truc-tuyen")
    sections = path.lower().startswith("/listchildcat/") or bool(cards)
    if sections or path.lower() in _HOME or document.has(".category-list .cat-item"):
        return listings.sections_page(document, parser)
    return no_article(document, parser, "static", "neither an article nor a list of articles")


def _article(document: Document, parser: str) -> Reading:
    detail = document.only("#PageDetail")
    if detail is None:
        return changed(document, parser, "div#PageDetail is missing")
    content = document.only(".article-content", detail)
    if content is None:
        return changed(document, parser, "div.full-text.article-content is missing")
    crumbs = document.all("ol.breadcrumb li.breadcrumb-item")
    links = [a for crumb in crumbs for a in crumb.css("a[href]")][1:]
    category = text_of(links[-1]) if links else None
    heading = document.only("h1.heading-title", content)
    title = text_of(heading)
    if not title and crumbs and not links:
        # An editor may have typed a heading of his own into a static page.
        return no_article(document, parser, "static", "no h1, and in no category")
    if not title:
        return changed(document, parser, "h1.heading-title is missing or empty")
    if not crumbs:
        document.note("selector", "ol.breadcrumb found 0 times")
    date = _date(document)
    if date is None:
        return changed(document, parser, "#publishupshow-right is missing or holds no date")
    field = author_field(text_of(document.only(".AuthorName", content)))
    files = _attachments(document)
    summary = _summary(document, title)
    body = read_body(content, document.link, drop=_BODY_NOISE)
    if not body.text and not body.images and not files and not body.attachments:
        return changed(document, parser, "div.article-content holds neither text nor files")
    identity = _identity(document)
    if identity is None:
        return changed(document, parser, "input#ArticleId is missing")
    return Parts(
        url=document.url,
        title=title,
        body=body,
        date=date,
        byline=merge_bylines(field, body.byline),
        category=category,
        summary=summary,
        attachments=files,
        identity=identity,
    ).article(document, parser)


def _identity(document: Document) -> str | None:
    value = attribute(document.only("input#ArticleId"), "value").strip()
    from_url = vnpt_id(document.url)
    if value.isdigit() and from_url and value != from_url:
        document.note("selector", f"#ArticleId is {value}, the address says {from_url}")
    if value.isdigit():
        return value
    if from_url:
        document.note("selector", "input#ArticleId found 0 times")
    return from_url


def _date(document: Document) -> PrintedDate | None:
    right = find_date(text_of(document.only("#publishupshow-right")))
    bottom = find_date(text_of(document.only("#publishupshow-bottom")))
    if right and bottom and right.day != bottom.day:
        document.note("doubtful_date", f"the page prints two dates: {right.iso}, {bottom.iso}")
    if right is None and bottom is not None:
        document.note("selector", "#publishupshow-right found 0 times")
    return right or bottom


def _summary(document: Document, title: str) -> str | None:
    """The page's description, which on an article's page is that of the article."""
    description = document.meta("description", "og:description")
    return description if description and description != title else None


def _attachments(document: Document) -> list[Attachment]:
    attachments = []
    for node in document.all(".listtailieu iframe[src], .listtailieu a[href]"):
        source = attribute(node, "src") or attribute(node, "href")
        if not leads_nowhere(source) and (address := resolved(source, document.link)):
            attachments.append(Attachment(address, name_in(address)))
    return attachments
