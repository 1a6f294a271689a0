"""What a look at a site finds: plain data, the same for the report and for `--json`."""

from __future__ import annotations

from dataclasses import dataclass, field

from kho_tin.crawler.http.tls_faults import Tls


@dataclass
class Failure:
    """Why a page could not be fetched. `kind` is a short fixed word: `dns`, `refused`, `timeout`,
    `tls`, `certificate`, `private_address`, `cut`, `unreadable`, `exceeded`, `too_large`, `robots`,
    `off_site`, `long_address`, `redirects`, `status`, `wall`, `blocked`, `other`."""

    kind: str
    message: str
    advice: str = ""


@dataclass
class Robots:
    """A host's robots.txt. `status` is None where no answer came; `allowed` is about the first page
    requested from that host; `crawl_delay` in seconds; `wall` as of a page."""

    url: str
    status: int | None = None
    allowed: bool | None = None
    crawl_delay: float | None = None
    sitemaps: list[str] = field(default_factory=list)
    wall: str | None = None


@dataclass
class Charset:
    """`header` and `page` are what is declared, `true` is what the bytes are (None: doubtful)."""

    header: str | None
    page: str | None
    true: str | None


@dataclass
class LinkFinding:
    title: str
    url: str
    published: str | None = None


@dataclass
class ListingFinding:
    """Counts of everything; `first_articles` a few of them, `first_sections` fifty at most.
    `unfollowed` is what shows that the list goes on where it cannot be followed, `by_postback` that
    its pager is one of ASP.NET."""

    articles: int
    undated: int
    elsewhere: int
    sections: int
    first_articles: list[LinkFinding]
    first_sections: list[LinkFinding]
    next: str | None
    by_postback: bool = False
    unfollowed: str | None = None


@dataclass
class ArticleFinding:
    """Every field read. `why_not_stored` keeps it out of the archive; `not_found` is what a page
    may well leave out, or the parser did not see; `files_elsewhere` are hosts of pictures and files
    that a crawl would not request."""

    identity: str
    url: str
    title: str
    published: str | None
    published_text: str | None
    author: str | None
    source: str | None
    category: str | None
    summary: str | None
    language: str
    words: int
    body_starts: str
    body_ends: str
    pictures: int
    captions: list[str]
    attachments: list[str]
    files_elsewhere: list[str]
    not_found: list[str]
    why_not_stored: str | None


@dataclass
class PageFinding:
    """One page requested. `role` is why: `home`, `listing` or `article`. `kind` is what it was
    read as: `article`, `listing`, `none`, or None where there was nothing to read. `marks` are
    the selectors by which the CMS was recognised; `wall` is `passed` or `again`. `obstacles` are
    what stands before the page's content, by kind (`preview.obstacles`)."""

    number: int
    role: str
    url: str
    final_url: str
    redirects: list[str] = field(default_factory=list)
    status: int | None = None
    media_type: str | None = None
    bytes: int = 0
    seconds: float | None = None
    address: str | None = None
    server: str | None = None
    charset: Charset | None = None
    wall: str | None = None
    parser: str | None = None
    marks: list[str] = field(default_factory=list)
    kind: str | None = None
    reason: str | None = None
    message: str | None = None
    problems: list[str] = field(default_factory=list)
    obstacles: dict[str, str] = field(default_factory=dict)
    listing: ListingFinding | None = None
    article: ArticleFinding | None = None
    failure: Failure | None = None
    saved: str | None = None


@dataclass
class Verdict:
    """`exit_code` is the look's own, and what a crawl would end with if all pages are alike."""

    exit_code: int
    meaning: str
    reason: str
    stored: list[str]
    not_stored: list[str]
    next: list[str]


@dataclass
class LookReport:
    """The whole of a first contact. `site` is None for an address that no spider declares;
    `answers_at` is the home page's own address after redirects; `twins` counts links to the
    site's other addresses (http and https, with and without `www.`) by their origin; `at` is UTC.
    """

    target: str
    home_url: str
    fetched_from: str
    via: str
    at: str
    user_agent: str
    site: str | None
    declared_cms: str | None
    answers_at: str | None = None
    site_name: str = ""
    robots: list[Robots] = field(default_factory=list)
    tls: list[Tls] = field(default_factory=list)
    tls_checked: bool = False
    twins: dict[str, int] = field(default_factory=dict)
    pages: list[PageFinding] = field(default_factory=list)
    verdict: Verdict | None = None

    @property
    def home(self) -> PageFinding | None:
        return next((page for page in self.pages if page.role == "home"), None)

    @property
    def articles(self) -> list[ArticleFinding]:
        return [page.article for page in self.pages if page.article]
