"""The same news as the board's former portal showed it: WebSphere Portal with its WCM."""

from __future__ import annotations

import base64
import binascii
import re
from html import escape
from urllib.parse import quote

from kho_tin.sample import addresses, board
from kho_tin.sample.addresses import PORTAL
from kho_tin.sample.answers import HTML, SampleResponse, redirect, words
from kho_tin.sample.bodies import body_html
from kho_tin.sample.news import NewsArticle
from kho_tin.sample.request import TURN, SampleRequest
from kho_tin.sample.site import SampleSite
from kho_tin.sample.templates import render

PAGE_SIZE = 10
LIBRARY = board.NAME.upper()
LIST_ID = f"Z7_{LIBRARY}_LIST"
# Portal addresses hold the whole state of the page, packed: other letters for each visit.
STATE = "/wps/portal/!ut/p/z1/04_Sj9CPykssy0xPLMnMz0vMAfIjo8zi"
STATE_END = "/dz/d5/L2dBISEvZ0FBIS9nQSEh/"
_STATE = re.compile(
    rf"{re.escape(STATE)}.{{{len(TURN)}}}!(?P<target>[\w-]+){STATE_END}(?P<rest>.*)"
)
_PAGE = re.compile(r"(?:ns_Z7_\w+_)?WCM_Page\.[0-9a-f-]+")
_PAGE_IN_PATH = re.compile(r"/?p=ns_Z7_\w+_WCM_Page\.[0-9a-f-]+=(\d+)/?$")
_OLD_ADDRESS = re.compile(r"/(?P<kind>categories/)?[^/]+-(?P<id>\d+)\.html")


def answer(site: SampleSite, request: SampleRequest) -> SampleResponse | None:
    """The portal's answer, or None for an address that it does not know."""
    if request.path in {"/", "/wps/portal", f"/wps/portal/{board.NAME}"}:
        return redirect(PORTAL)
    path, page = request.path, 1
    if match := _PAGE_IN_PATH.search(path):
        path, page = path[: match.start()], int(match[1])
    for name, value in request.query.items():
        if _PAGE.fullmatch(name) and value.isdigit():
            page = int(value)
    target = _target(site, path, request)
    if target is None:
        return None
    kind, number = target[0], int(target[1:] or 0)
    if kind == "h":
        return _home(site)
    if kind == "s":
        return _static(site, number)
    if kind == "c":
        return _listing(site, board.BY_NUMBER[number], max(1, page))
    return _article(site, number)


def missing() -> SampleResponse:
    """An address outside of the portal."""
    return words(404)


def volatile(target: str) -> str:
    """An address of a page that is another at each request."""
    packed = base64.urlsafe_b64encode(target.encode()).decode().rstrip("=")
    return f"{STATE}{TURN}!{packed}{STATE_END}"


def _target(site: SampleSite, path: str, request: SampleRequest) -> str | None:
    """What an address means: `h`ome, `c`ategory, `a`rticle or `s`tatic page, with its number."""
    if path.startswith("/wps/portal") and (urile := request.query.get("urile")):
        return _by_path(site, urile.removeprefix("wcm:path:"))
    if path.startswith("/wps/portal") and (oid := request.query.get("uri")):
        number = oid.removeprefix("nm:oid:Z6_")
        known = {f"{category:06X}": f"c{category}" for category in board.BY_NUMBER}
        return known.get(number, "h")
    if match := _STATE.match(path + ("" if path.endswith("/") else "/")):
        try:
            packed = match["target"] + "=" * (-len(match["target"]) % 4)
            return base64.urlsafe_b64decode(packed).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
    if site.layout == "websphere" and (match := _OLD_ADDRESS.fullmatch(path)):
        known_category = match["kind"] and int(match["id"]) in board.BY_NUMBER
        return f"{'c' if known_category else 'a'}{match['id']}"
    parts = path.removeprefix(PORTAL).strip("/").split("/")
    if not path.startswith(PORTAL):
        return None
    match parts:
        case [""]:
            return "h"
        case ["page", area] if area in board.BY_SLUG:
            return f"c{board.BY_SLUG[area].number}"
        case ["page", "gioi-thieu", alias]:
            return next((f"s{p.number}" for p in board.STATIC_PAGES if p.alias == alias), None)
        case ["page", area, name]:
            return _by_path(site, f"/{board.NAME}/site/news/{area}/{name}")
    return None


def _by_path(site: SampleSite, path: str) -> str:
    """The article of a library path, whether it ends in the slug or the uuid; article 0 if none.

    A removed one is known by its path still."""
    folder, _, name = path.rpartition("/")
    for article in site.out():
        if folder == addresses.wcm_path(article).rpartition("/")[0] and name in {
            article.alias,
            addresses.wcm_uuid(f"article/{article.id}"),
        }:
            return f"a{article.id}"
    return "a0"


def _home(site: SampleSite) -> SampleResponse:
    blocks = [(c, site.listed(c.number)[:5]) for c in board.CATEGORIES]
    return _html(
        site, "home", title="Trang chủ", page_id="000000", blocks=[b for b in blocks if b[1]]
    )


def _listing(site: SampleSite, category: board.Category, page: int) -> SampleResponse:
    articles = site.listed(category.number)
    pages = max(1, -(-len(articles) // PAGE_SIZE))
    shown = page
    if site.pager == "endless":
        shown, pages = min(page, pages), page + PAGE_SIZE
    return _html(
        site,
        "listing",
        title=category.name,
        heading=category.name,
        page_id=f"{category.number:06X}",
        items=articles[(shown - 1) * PAGE_SIZE : shown * PAGE_SIZE],
        current=page,
        pages=pages if page <= pages else 1,
        numbers=range(max(1, page - 4), min(pages, page + 4) + 1),
        page_url=lambda n: _page_url(category, n),
    )


def _page_url(category: board.Category, page: int) -> str:
    """The portal's three ways to say which page: in the query, in the path, in a volatile path."""
    uuid = addresses.wcm_uuid(f"list/{category.slug}")
    if category.number % 3 == 0:
        return f"?WCM_PI=1&WCM_Page.{uuid}={page}&WCM_PageSize.{uuid}={PAGE_SIZE}"
    base = addresses.category(category, "websphere") + "/"
    if category.number % 3 == 2:
        base = volatile(f"c{category.number}")
    return f"{base}p=ns_{LIST_ID}_WCM_Page.{uuid}={page}/"


def _article(site: SampleSite, number: int) -> SampleResponse:
    article = site.article(number)
    if article is None:
        how = site.removed(number)
        return words(int(how)) if how.isdigit() else _gone(site)
    others = [a for a in site.listed(article.category.number) if a.id != number][:8]
    return _html(
        site,
        "article",
        title=article.category.name,
        heading=article.title,
        page_id=f"{article.category.number:06X}",
        path=addresses.wcm_path(article),
        uuid=addresses.wcm_uuid(f"article/{number}"),
        date=site.shown_date(article),
        body=body_html(
            article,
            lambda image: _picture(article, image.file),
            hand="indent",
            caption="italic",
            own_byline=True,
        ),
        attachments=[
            (document.title, _with_keys(addresses.attachment(document.path, "websphere")))
            for document in article.attachments
        ],
        others=others,
    )


def _gone(site: SampleSite) -> SampleResponse:
    """The portal's soft 404: the page is there, and nothing is in the portlet."""
    return _html(
        site,
        "article",
        title="Chi tiết tin",
        heading="Nội dung không tồn tại",
        page_id="000000",
        path="",
        uuid="",
        date=None,
        body="",
        attachments=[],
        others=[],
    )


def _static(site: SampleSite, number: int) -> SampleResponse:
    matching = [page for page in board.STATIC_PAGES if page.number == number]
    if not matching:
        return _gone(site)
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in matching[0].paragraphs)
    return _html(
        site,
        "article",
        title=matching[0].title,
        heading=matching[0].title,
        page_id=f"{number:06X}",
        path="",
        uuid="",
        date=None,
        body=body,
        attachments=[],
        others=[],
    )


def _html(site: SampleSite, template: str, **values: object) -> SampleResponse:
    text = render(
        f"websphere/{template}.html",
        today=site.today(),
        library=LIBRARY,
        portal=PORTAL,
        volatile=volatile,
        shown_date=site.shown_date,
        article_url=lambda a: addresses.article(a, "websphere"),
        encoded=lambda a: (
            f"?1dmy&current=true&urile={quote(f'wcm:path:{addresses.wcm_path(a)}', '')}"
        ),
        picture_url=lambda a: _picture(a, a.images[0].file),
        **values,
    )
    return SampleResponse(text.encode(), HTML, last_modified=site.changed_at())


def _picture(article: NewsArticle, file: str) -> str:
    return _with_keys(addresses.picture(article, file, "websphere"))


def _with_keys(path: str) -> str:
    """With the cache keys that differ each time and mean nothing."""
    return f"{path}?MOD=AJPERES&CACHEID=ROOTWORKSPACE-{TURN}&CVID={TURN}"
