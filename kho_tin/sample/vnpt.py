"""The site as the ASP.NET Core portal shows it: its addresses, its markup and its traps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from itertools import islice
from urllib.parse import quote

from kho_tin.sample import addresses, assets, board, vnpt_more
from kho_tin.sample.answers import SampleResponse, words
from kho_tin.sample.bodies import body_html, vary
from kho_tin.sample.news import Document, NewsArticle
from kho_tin.sample.request import SampleRequest
from kho_tin.sample.site import SampleSite
from kho_tin.sample.vnpt_frame import category_url, highlights, html
from kho_tin.sample.vnpt_more import missing

PAGE_SIZE = 15
STATIC = {page.number: page for page in board.STATIC_PAGES}
PARENTS = {parent.number: parent for parent in board.PARENTS}


def answer(site: SampleSite, request: SampleRequest) -> SampleResponse | None:
    """The portal's answer, or None for an address that it does not know."""
    for pattern, page in _ROUTES:
        if match := pattern.fullmatch(request.path):
            return page(site, request, match)
    return None


# Pages. Each takes the site, the request and the match of its address.


def _home(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    listed = site.listed()
    blocks = [(c, site.listed(c.number)[:6]) for c in board.CATEGORIES]
    return html(site, "home", title=board.TITLE, newest=listed, blocks=[b for b in blocks if b[1]])


def _article(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    number = int(match["id"])
    if number in STATIC:
        return _static(site, number)
    article = site.article(number)
    if article is None:
        how = site.removed(number)
        return words(int(how)) if how.isdigit() else missing()
    category = article.category
    audio = f"/CMS/Content/Audio/{number}.wav" if vary(article, "audio", 4) == 0 else ""
    return html(
        site,
        "article",
        title=article.title,
        heading=article.title,
        description=article.summary,
        id=number,
        alias=article.alias,
        trail=[(category.name, category_url(category)), (article.title, "")],
        date=site.shown_date(article),
        views=100 + number * 37 % 900,
        audio=audio,
        body=body_html(article, lambda picture: addresses.picture(article, picture.file, "vnpt")),
        author_name=(article.byline or "") if article.byline_style == "author_name" else "",
        attachments=[
            _attachment(article, document, request.origin) for document in article.attachments
        ],
        others=[
            ("Bài viết liên quan", _others(site.listed(category.number), number, 3)),
            ("Tin tức khác", _others(site.listed(), number, 8)),
        ],
    )


def _others(listed: Iterable[NewsArticle], number: int, count: int) -> list[NewsArticle]:
    return list(islice((article for article in listed if article.id != number), count))


def _attachment(article: NewsArticle, document: Document, origin: str) -> dict[str, str]:
    """PDF mostly in a viewer and Office files mostly in Microsoft's, or a link as it was typed."""
    path = addresses.attachment(document.path, "vnpt", encode=False)
    framed = vary(article, document.path, 3) > 0
    how = ("viewer" if path.endswith(".pdf") else "office") if framed else "link"
    office_src = quote(origin + path, safe="")
    return {"path": path, "title": document.title, "how": how, "office_src": office_src}


def _static(site: SampleSite, number: int) -> SampleResponse:
    """No h1, the site's name in the title, and today's date, as nobody ever set one."""
    page = STATIC[number]
    body = "\n".join(f"<p>&nbsp; &nbsp; {escape(paragraph)}</p>" for paragraph in page.paragraphs)
    return html(
        site,
        "article",
        title=f"{page.title} | {board.TITLE}",
        heading="",
        id=number,
        alias=page.alias,
        trail=[(page.title, "")],
        date=site.today(),
        views=1000 + number,
        audio="",
        body=body,
        author_name="",
        attachments=[],
        others=[],
    )


def _category(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    category = board.BY_NUMBER.get(int(match["id"]))
    if category is None:
        return missing()
    return _listing(site, request, category.name, site.listed(category.number))


def _notices(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    return _listing(site, request, "Thông báo", site.listed(17))


def _featured(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    return _listing(site, request, "Tin nổi bật", highlights(site))


def _listing(
    site: SampleSite, request: SampleRequest, name: str, articles: tuple[NewsArticle, ...]
) -> SampleResponse:
    pages = max(1, -(-len(articles) // PAGE_SIZE))
    text = request.query.get("CurrentPage", "1")
    current = max(1, int(text)) if text.isdigit() else 1
    shown = current
    if site.pager == "endless":
        shown, pages = min(current, pages), current + PAGE_SIZE
    return html(
        site,
        "listing",
        title=name,
        heading=name,
        trail=[(name, request.path)],
        items=articles[(shown - 1) * PAGE_SIZE : shown * PAGE_SIZE],
        current=current,
        pages=pages if current <= pages else 1,
        numbers=range(max(1, current - 2), min(pages, current + 2) + 1),
        page_url=lambda n: f"{request.path}?CurrentPage={n}",
    )


def _children(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    parent = PARENTS.get(int(match["id"]))
    if parent is None:
        return missing()
    children = [(board.BY_NUMBER[n], site.listed(n)[:4]) for n in parent.children]
    return html(
        site,
        "children",
        title=parent.name,
        heading=parent.name,
        trail=[(parent.name, request.path)],
        children=children,
        with_first=parent.number == 10,
    )


_ENDING = r"(?P<alias>[^/]+)-(?P<id>\d+)"
_ROUTES: list[
    tuple[re.Pattern[str], Callable[[SampleSite, SampleRequest, re.Match[str]], SampleResponse]]
] = [
    (re.compile(pattern), page)
    for pattern, page in (
        (r"/", _home),
        (r"/thong-bao\.html", _notices),
        (r"/tin-noi-bat\.html", _featured),
        (r"/van-ban\.html", vnpt_more.document_list),
        (r"/thu-vien-anh\.html", vnpt_more.gallery),
        (r"/sitemap\.html", vnpt_more.sitemap),
        (r"/sitemap\.xml", lambda site, request, match: assets.sitemap_xml()),
        (r"/error\.html", vnpt_more.error),
        (r"/CMS/Scripts/pdfjs/web/viewer\.html", vnpt_more.viewer),
        (rf"/categories/{_ENDING}\.html", _category),
        (rf"/listchildcat/{_ENDING}\.html", _children),
        (rf"/van-ban/{_ENDING}\.html", vnpt_more.document_page),
        (rf"/rss/{_ENDING}\.rss", vnpt_more.feed),
        (r"/-/(?P<alias>[^/]+)", vnpt_more.legacy),
        (rf"/{_ENDING}\.html", _article),
    )
]
