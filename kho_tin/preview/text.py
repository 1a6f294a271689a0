"""The report of a look for people: plain text, a fact a line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from kho_tin.base.terminal import printable
from kho_tin.crawler.http.tls_faults import Tls
from kho_tin.preview.findings import (
    ArticleFinding,
    ListingFinding,
    LookReport,
    PageFinding,
    Robots,
    Verdict,
)

LABEL = 15
WIDTH = 100
NOTHING = "-"
ROLES = {"home": "home page", "listing": "listing", "article": "article"}


def render(report: LookReport) -> str:
    """The whole report."""
    lines = [f"First contact with {report.target}, {report.at}. Nothing of it is stored.", ""]
    lines += _part("address", _address(report))
    for robots in report.robots:
        lines += _part("robots.txt", _robots(robots))
    for tls in report.tls:
        lines += _part("TLS", _tls(tls, report.tls_checked))
    if not report.tls:
        lines += _part("TLS", [("host", "none: everything was asked over plain http")])
    for page in report.pages:
        lines += _part(f"page {page.number}: {ROLES[page.role]}", _page(page))
    if report.verdict:
        lines += _part("verdict", _verdict(report.verdict))
    return printable("\n".join(lines).rstrip())


Facts = Iterator[tuple[str, object]]


def _part(title: str, facts: Iterable[tuple[str, object]]) -> list[str]:
    lines = [title]
    for label, value in facts:
        text = NOTHING if value in (None, "") else str(value)
        lines += textwrap.wrap(
            " ".join(text.split()),
            width=WIDTH,
            initial_indent=f"  {label:<{LABEL}}",
            subsequent_indent=" " * (LABEL + 2),
            # An address is copied from here: it stays whole, however long.
            break_long_words=False,
            break_on_hyphens=False,
        )
    return [*lines, ""]


def _several(label: str, values: Iterable[object]) -> Facts:
    """A fact a line; the label stands before the first only."""
    for number, value in enumerate(values):
        yield ("" if number else label), value


def _address(report: LookReport) -> Facts:
    if report.site:
        yield "declared", f"{report.site}, cms {report.declared_cms or 'not declared'}"
    yield "home page", report.home_url
    if report.fetched_from != report.home_url:
        what = "a web archive" if report.via == "wayback" else "a mirror"
        yield "fetched from", f"{report.fetched_from} ({what})"
    if report.home:
        yield from _several("redirects", report.home.redirects or ["none"])
    if report.answers_at and report.answers_at != report.home_url:
        yield "answers at", report.answers_at
    twins = [f"{origin}: {count} links on these pages" for origin, count in report.twins.items()]
    yield from _several("twins seen", twins or ["none (http and https, with and without www.)"])
    yield "site's name", report.site_name
    yield "User-Agent", report.user_agent


def _robots(robots: Robots) -> Facts:
    yield "address", robots.url
    yield "answer", robots.status or "none: nothing may be asked for then, as in a crawl"
    yield from _wall(robots.wall)
    if robots.allowed is not None:
        yield "allowed", "yes" if robots.allowed else "NO: this page is not fetched"
    delay = robots.crawl_delay
    yield "Crawl-delay", f"{delay:g} s" if delay else "none"
    yield from _several("sitemaps", robots.sitemaps or ["none named"])


def _tls(tls: Tls, checked: bool) -> Facts:
    yield "host", f"{tls.host}:{tls.port}"
    yield "protocol", tls.protocol
    if tls.subject:
        yield "certificate", f"{tls.subject}, for {', '.join(tls.names) or 'no name'}"
        yield "issuer", tls.issuer
        yield "expires", f"{tls.expires} (in {tls.days_left} days)"
        yield "chain as sent", " < ".join(tls.chain)
    yield "verification", "FAILS" if tls.faults else "passed"
    yield from _several("what is wrong", tls.faults)
    yield from _several("what to do", tls.advice)
    if tls.faults and tls.subject:
        yield (
            "meanwhile",
            "a crawl refuses such a site; -s DOWNLOAD_VERIFY_CERTIFICATES=False reads it unchecked"
            if checked
            else "certificates are not checked (DOWNLOAD_VERIFY_CERTIFICATES is off), so that the "
            "site is read all the same",
        )


def _page(page: PageFinding) -> Facts:
    yield "address", page.url
    if page.role != "home":
        yield from _several("redirects", page.redirects)
    if page.status is None:
        yield "answer", "none"
    else:
        media_type = page.media_type or "no media type"
        yield (
            "answer",
            f"{page.status}, {media_type}, {page.bytes} bytes in {page.seconds:.2f} s, "
            f"from {page.address or 'an unknown address'}",
        )
        if page.role == "home":
            yield "server", page.server
    yield from _wall(page.wall)
    if page.failure:
        yield "failed", page.failure.message
    if page.charset:
        declared = f"header {page.charset.header or NOTHING}, page {page.charset.page or NOTHING}"
        yield "charset", f"{declared}, true {page.charset.true or 'doubtful: see problems'}"
    if page.parser:
        yield "CMS", f"{page.parser}, by {'  '.join(page.marks) or 'no mark of a known CMS'}"
        reason = f" ({page.reason}: {page.message})" if page.reason else ""
        yield "read as", f"{'nothing' if page.kind == 'none' else page.kind}{reason}"
    yield from _several("obstacle", page.obstacles.values())
    if page.listing:
        yield from _listing(page.listing, menu=page.role == "home")
    if page.article:
        yield from _article(page.article)
    if page.parser:
        yield from _several("problems", page.problems or ["none"])
    if page.saved:
        yield "saved as", page.saved


def _wall(wall: str | None) -> Facts:
    if wall == "again":
        yield "cookie wall", "met, and it stands there AGAIN with its cookie set"
    elif wall:
        yield "cookie wall", "met, and passed with its cookie"


def _listing(listing: ListingFinding, *, menu: bool) -> Facts:
    """`menu`: the sections by name, which are the same on every page of most sites."""
    yield "sections", listing.sections
    if menu:
        sections = [f"{section.title}: {section.url}" for section in listing.first_sections]
        yield from _several("", [*sections, *_more(listing.sections - len(sections))])
    more = f", {listing.undated} of them without a date" if listing.undated else ""
    away = f"; {listing.elsewhere} more lead elsewhere" if listing.elsewhere else ""
    yield "articles", f"{listing.articles}{more}{away}"
    dated = [f"{link.published or 'no date'}  {link.title}" for link in listing.first_articles]
    yield from _several("", [*dated, *_more(listing.articles - len(dated))])
    by_script = "by a postback (ASP.NET), which a crawl sends" if listing.by_postback else None
    left = f"NOT FOLLOWED: {listing.unfollowed}" if listing.unfollowed else None
    yield "next page", listing.next or by_script or left or "none"


def _more(number: int) -> list[str]:
    return [f"… and {number} more"] if number else []


def _article(article: ArticleFinding) -> Facts:
    yield "title", article.title
    printed = f' (printed: "{article.published_text}")' if article.published_text else ""
    yield "published", f"{article.published or NOTHING}{printed}"
    for name in ("author", "source", "category"):
        yield name, getattr(article, name)
    summary = article.summary or ""
    yield "summary", f"{summary[:100]}…" if len(summary) > 100 else summary
    yield "body", f"{article.words} words"
    yield "  starts", f'"{article.body_starts}"'
    yield "  ends", f'"{article.body_ends}"'
    yield "pictures", f"{article.pictures}, {len(article.captions)} with a caption"
    yield from _several("  captions", article.captions)
    yield "attachments", len(article.attachments)
    yield from _several("", article.attachments)
    yield "language", article.language
    yield "identity", article.identity
    yield "not found", ", ".join(article.not_found) or "nothing: every field was read"
    if article.why_not_stored:
        yield "REFUSED", article.why_not_stored


def _verdict(verdict: Verdict) -> Facts:
    yield "result", f"{verdict.meaning}{': ' + verdict.reason if verdict.reason else ''}"
    yield from _several("would store", verdict.stored or ["nothing"])
    yield from _several("would not", verdict.not_stored or ["nothing that was looked at"])
    yield (
        "exit code",
        f"{verdict.exit_code}; a crawl ends so too, if the other pages are like these",
    )
    yield from _several("next", verdict.next)
