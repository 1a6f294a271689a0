"""What a look amounts to: what a crawl would store, what not, and what to do next."""

from __future__ import annotations

from kho_tin.base.hosts import origin
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.exits import BLOCKED, CRASHED, FINE, RED, USAGE, VERDICTS
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.statuses import GONE, REFUSALS
from kho_tin.outcome.verdicts import judge
from kho_tin.parsers.model import NO_ANSWER
from kho_tin.parsers.parser import name_of
from kho_tin.parsers.registry import GENERAL
from kho_tin.preview.findings import LookReport, PageFinding, Verdict
from kho_tin.preview.obstacles import ADVICE

MEANINGS = {
    FINE: "the site can be read",
    CRASHED: "an error in the program",
    USAGE: "wrong usage",
    RED: "not readable, or not all that was looked at",
    BLOCKED: "the site refused us",
}


def verdict(
    report: LookReport, site: type[NewsSpider], *, stopped: Reason | None, crawl_as: str | None
) -> Verdict:
    """Judge a look by the rules of a crawl; `stopped` is why it ended early, if it did, and
    `crawl_as` the name by which the site is crawled, if it has one."""
    counts = _counts(report)
    word, reason = judge(
        counts,
        Facts(
            listed=sum(page.listing.articles for page in report.pages if page.listing),
            least_articles=site.least_articles,
            bounds=site.bounds,
            expected_parser=site.cms,
            blocked=_blocked(report.home),
            home_unread=_home_unread(report.home),
            ended="failed" if stopped else "finished",
            why_ended=stopped,
        ),
    )
    code = VERDICTS[word]
    stored, not_stored = _stored(report)
    if code == FINE and not stored:
        # A crawl may pass over pages that are no news; a look that saw nothing else cannot.
        code, reason = RED, "none of the pages looked at is an article that can be stored"
    advice = _next(report, site)
    if code == FINE and any(tls.faults for tls in report.tls):
        advice.append("See TLS above: what is wrong there may stop a crawl.")
    if code == FINE and crawl_as:
        advice.append(f"Crawl it: kho-tin crawl {crawl_as}")
    elif code == FINE:
        advice.append("Make the site's file: the same command with --write NAME.")
    elif any(page.kind == "none" or page.article for page in report.pages):
        advice.append(
            "For a report of this: run it again with --save DIR, and send that folder, which has "
            "the pages and this report."
        )
    return Verdict(code, MEANINGS[code], reason, stored, not_stored, advice)


def _counts(report: LookReport) -> Counts:
    counts = Counts()
    for page in report.pages:
        if page.role == "article" and page.status is not None:
            counts.pages += 1
        if page.failure and page.status not in GONE:
            counts.failed += 1
        elif page.reason == "layout_changed":
            counts.layout_changed += 1
        elif page.role == "article" and page.reason in NO_ANSWER:
            counts.failed += 1
        if page.article and page.parser:
            counts.parsers.setdefault(page.parser, {"articles": 0})["articles"] += 1
            counts.refused += bool(page.article.why_not_stored)
    return counts


def _blocked(home: PageFinding | None) -> Reason | None:
    if home and home.failure:
        refused = home.status in REFUSALS or home.failure.kind in ("robots", "wall", "blocked")
        return of_runs.home_answered(home.failure.message) if refused else None
    return None


def _home_unread(home: PageFinding | None) -> Reason | None:
    if home is None:
        return of_runs.home_not_requested()
    if home.failure:
        return of_runs.home_answered(home.failure.message)
    if home.kind == "none" and home.reason != "layout_changed":
        return of_runs.home_no_listing(f"{home.reason}: {home.message}")
    return None


def _stored(report: LookReport) -> tuple[list[str], list[str]]:
    stored, not_stored = [], []
    for page in report.pages:
        if page.article and not page.article.why_not_stored:
            stored.append(f"page {page.number}: {page.article.title}")
        elif page.article:
            not_stored.append(f"page {page.number}: {page.article.why_not_stored}")
        elif page.failure:
            not_stored.append(f"page {page.number}: {page.failure.message}")
        elif page.role == "article" or page.kind == "none":
            what = f"{page.reason}: {page.message}" if page.reason else f"a {page.kind}"
            not_stored.append(f"page {page.number}: {what}")
    return stored, not_stored


def _next(report: LookReport, site: type[NewsSpider]) -> list[str]:
    """What the pages themselves call for, each as a sentence or two."""
    advice = dict.fromkeys(
        page.failure.advice for page in report.pages if page.failure and page.failure.advice
    )
    lines = list(advice)
    kinds = {kind for page in report.pages for kind in page.obstacles}
    lines += [sentence for kind, sentence in ADVICE.items() if kind in kinds]
    lists = [page.listing for page in report.pages if page.listing]
    if any(listing.unfollowed for listing in lists):
        lines.append(
            "A list goes on where it cannot be followed (see NOT FOLLOWED above): a crawl reads "
            "its first page each night, and older articles only where something else names them."
        )
    parsers = {name_of(page.parser) for page in report.pages if page.article and page.parser}
    if GENERAL.name in parsers:
        lines.append(
            "No CMS was recognised: the general parser read the articles. Compare title, date and "
            "both ends of the body with the pages before trusting it, and the sections above with "
            "the site's menu: a section that is not among them is not crawled."
        )
    if site.cms and parsers - {site.cms}:
        lines.append(
            f"The site is declared as cms = {site.cms!r} and its articles are read by "
            f"{', '.join(sorted(parsers))}: repair spiders/, or the site has moved to another CMS."
        )
    answers_at = report.answers_at
    if report.site and answers_at and origin(answers_at) != origin(report.home_url):
        lines.append(
            f"The home page answers at {answers_at} now: make that its home_url in spiders/."
        )
    if report.home and report.home.kind == "article":
        lines.append("This is the address of an article: look at the site's home page.")
    hosts = {host for article in report.articles for host in article.files_elsewhere}
    if hosts:
        lines.append(
            f"Pictures or files of the articles stand on {', '.join(sorted(hosts))}: they are kept "
            f"only if the site's file names these hosts in media_hosts."
        )
    return lines
