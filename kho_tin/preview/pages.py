"""What one answer of the site shows of the server, and what can be read on the page."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.utils.python import to_unicode
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from kho_tin import parsers
from kho_tin.base.bounded import Exceeded
from kho_tin.base.hosts import host_of, origin, without_www
from kho_tin.outcome.validate import why_not_stored
from kho_tin.parsers.html.document import Document, attribute
from kho_tin.parsers.html.text import decode
from kho_tin.parsers.model import Article, LayoutChanged, Listing, NotAnArticle, Page, Reading
from kho_tin.parsers.parser import name_of
from kho_tin.parsers.recognise import cms_of
from kho_tin.parsers.registry import parser_for
from kho_tin.parsers.report import problems_of
from kho_tin.preview import failures
from kho_tin.preview.findings import (
    ArticleFinding,
    Charset,
    LinkFinding,
    ListingFinding,
    PageFinding,
)
from kho_tin.preview.obstacles import obstacles
from kho_tin.reader.pages import WORKERS

SiteUrl = Callable[[str], str | None]

MOST_ARTICLES, MOST_SECTIONS = 5, 50  # of a list: to see that it is one, and a menu whole
ENDS = 60  # characters of the body that are shown of either end
_MAY_LACK = ("published_text", "author", "source", "category", "summary")
_WORD = re.compile(r"\w")
_HOME_WORDS = re.compile(r"trang\s*(?:chủ|nhất|đầu)|home(\s*page)?", re.IGNORECASE)
# Python's names of charsets, and those that pages declare.
_NAMES = {"utf-8-sig": "utf-8", "cp1258": "windows-1258", "cp1252": "windows-1252"}


def describe(finding: PageFinding, response: Response, url: str) -> tuple[Page, Reading] | None:
    """Fill in `finding` from the answer; `url` is the site's own address of the page.

    Gives the page and what it was read as, or None where there is nothing to read.
    """
    content_type = _header(response, "Content-Type") or ""
    finding.final_url = response.url
    finding.redirects = redirects(response.meta)
    finding.status = response.status
    finding.media_type = content_type.split(";")[0].strip().lower() or None
    finding.bytes = len(response.body)
    finding.seconds = round(response.meta.get("download_latency", 0.0), 2)
    finding.address = str(response.ip_address) if response.ip_address else None
    finding.server = _header(response, "Server")
    finding.wall = wall(response.meta)
    if blocked := response.meta.get("blocked"):
        finding.failure = failures.of_wall(blocked)
        return None
    if response.status != 200:
        finding.failure = failures.of_status(response.status)
        return None
    if cut := response.meta.get("cut"):
        finding.failure = failures.of_cut(cut)
        return None
    page = Page(
        url=url,
        body=response.body,
        encoding=http_content_type_encoding(content_type),
        fetched_at=dt.datetime.now(dt.UTC),
    )
    try:
        seen = WORKERS.worker.run(_looked_at, page)
        reading, finding.charset, finding.marks, finding.obstacles = seen
    except Exceeded as error:
        finding.failure = failures.of_page(str(error))
        return None
    finding.parser = reading.parser
    finding.problems = [f"{problem.kind}: {problem.message}" for problem in problems_of(reading)]
    finding.kind = "none"
    match reading:
        case NotAnArticle():
            finding.reason, finding.message = reading.reason, reading.message
        case LayoutChanged():
            finding.reason, finding.message = "layout_changed", reading.message
        case _:
            finding.kind = "article" if isinstance(reading, Article) else "listing"
    if finding.reason == "wall":
        finding.failure = failures.of_wall("a wall of an unknown kind stands before the page")
    return page, reading


def _looked_at(page: Page) -> tuple[Reading, Charset, list[str], dict[str, str]]:
    reading = parsers.read(page)
    is_read = isinstance(reading, Article) or (isinstance(reading, Listing) and reading.items)
    standing = {} if is_read else obstacles(Document.of(page))
    return reading, _charset(page), _marks(page, reading), standing


def wall(meta: dict[str, object]) -> str | None:
    """Whether the cookie wall stood before an answer, and stands there `again`, or was `passed`."""
    if not meta.get("wall"):
        return None
    return "again" if meta.get("blocked") else "passed"


def redirects(meta: dict[str, object]) -> list[str]:
    """Each redirect before the last address: "301 http://…"."""
    urls, reasons = meta.get("redirect_urls", []), meta.get("redirect_reasons", [])
    assert isinstance(urls, list)
    assert isinstance(reasons, list)
    return [f"{reason} {url}" for url, reason in zip(urls, reasons, strict=True)]


def listing_finding(listing: Listing, site_url: SiteUrl) -> ListingFinding:
    """`site_url` gives None for what is not on the site."""
    on_site = [item for item in listing.items if site_url(item.url)]
    return ListingFinding(
        articles=len(on_site),
        undated=sum(1 for item in on_site if item.published is None),
        elsewhere=len(listing.items) - len(on_site),
        sections=len(listing.sections),
        first_articles=[
            LinkFinding(item.title, item.url, item.published) for item in on_site[:MOST_ARTICLES]
        ],
        first_sections=[
            LinkFinding(section.title, section.url) for section in listing.sections[:MOST_SECTIONS]
        ],
        next=listing.next,
        by_postback=listing.post is not None,
        unfollowed=listing.unfollowed,
    )


def article_finding(article: Article, media_url: SiteUrl) -> ArticleFinding:
    """`media_url` gives None for files that a crawl would not request."""
    files = [*(image.url for image in article.images), *(file.url for file in article.attachments)]
    elsewhere = {urlsplit(url).netloc for url in files if media_url(url) is None}
    text = " ".join(article.body.split())
    return ArticleFinding(
        identity=article.identity,
        url=article.url,
        title=article.title,
        published=article.published,
        published_text=article.published_text,
        author=article.author,
        source=article.source,
        category=article.category,
        summary=article.summary,
        language=article.language,
        words=sum(1 for word in text.split() if _WORD.search(word)),
        body_starts=text[:ENDS],
        body_ends=text[-ENDS:],
        pictures=len(article.images),
        captions=[image.caption for image in article.images if image.caption],
        attachments=[file.filename for file in article.attachments],
        files_elsewhere=sorted(elsewhere),
        not_found=[name for name in _MAY_LACK if not getattr(article, name)],
        why_not_stored=why_not_stored(
            article.title, article.published, has_content=article.has_content
        ),
    )


def twins(page: Page) -> Counter[str]:
    """How many of the page's links go to its host under another scheme, or with or without www.,
    by origin. `page.url` must be the address that it was really fetched from."""
    document = Document.of(page)
    links = (document.link(attribute(node, "href")) for node in document.all("a[href]"))
    own_origin, bare = origin(page.url), _bare_host(page.url)
    return Counter(
        origin(url) for url in links if _bare_host(url) == bare and origin(url) != own_origin
    )


def site_name(page: Page) -> str:
    """What a home page calls its site: og:site_name, else its title without "home page"; else
    the host."""
    document = Document.of(page)
    name = document.meta("og:site_name") or document.title
    parts = [
        part for part in re.split(r"(?<!\s)\s+[|–—-]\s+", name) if not _HOME_WORDS.fullmatch(part)
    ]
    return " - ".join(parts) or urlsplit(page.url).netloc


def _bare_host(url: str) -> str:
    """The host without its port, unlike in `base.hosts.site_host`: another port is a twin, too."""
    return without_www(host_of(url))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return to_unicode(value, "latin-1").strip() or None if value else None


def _charset(page: Page) -> Charset:
    """What is declared, and what the bytes are: the codec that gives the text that was read."""
    declared = html_body_declared_encoding(page.body[:4096])
    text = unicodedata.normalize("NFC", decode(page.body, page.encoding)[0])
    true = None
    for codec in ("utf-8", "utf-8-sig", "cp1258", page.encoding, declared, "cp1252"):
        try:
            as_codec = page.body.decode(codec) if codec else None
        except (UnicodeDecodeError, LookupError):
            continue
        if as_codec and unicodedata.normalize("NFC", as_codec) == text:
            true = codec
            break
    return Charset(*(name and _NAMES.get(name, name) for name in (page.encoding, declared, true)))


def _marks(page: Page, reading: Reading) -> list[str]:
    """The selectors by which the page's CMS was recognised."""
    name = name_of(reading.parser)
    document = Document.of(page)
    if cms_of(document) != name:
        return []
    return [mark for mark in parser_for(name, page.fetched_at).marks if document.has(mark)]
