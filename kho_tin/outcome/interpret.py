"""What one answer, or the lack of one, means. Pure: whatever brought it, it means the same."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from kho_tin.archive.runs import State
from kho_tin.archive.visits import Known
from kho_tin.outcome import gate
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.outcome.gate import Stored
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.statuses import GONE, REFUSALS
from kho_tin.outcome.terms import in_site_terms
from kho_tin.outcome.validate import missing_fields
from kho_tin.parsers.model import NO_ANSWER, Article, LayoutChanged, Listing, NotAnArticle
from kho_tin.reader.reading import PAGES, Read

UNFINISHED = "the page ends before its </html>"
# Decisions of a crawl after which listings may go on unread.
_LEFT_OUT = ("endless_pager", "sections")


@dataclass(frozen=True)
class Before:
    """What was known when an answer came, as of its own time.

    `known` is the article that was requested; `stored` the one that the page reads as, in the
    archive, and `twins` how many other addresses gave the very same in this run. `pages_close`:
    earlier pages of the run have their </html>. `state` is what an article is that is there, by
    the listings so far. `most_media` is how many pictures and documents of one article are kept.
    """

    plan: Plan
    known: Known | None = None
    stored: Stored | None = None
    twins: int = 0
    pages_close: bool = False
    state: State = "listed"
    most_media: int = 60


def interpret(answered: Answered, before: Before) -> Outcome:
    """What `answered` means for the archive."""
    outcome = Outcome(answered)
    role = answered.requested.role
    if role in ("home", "listing") and not _is_whole_listing(answered):
        outcome.breaks_walk = answered.failure is not None or answered.status != 200
    if answered.failure:
        _failed(outcome, before)
    elif role in ("image", "attachment"):
        _file(outcome)
    elif role == "index":
        outcome.count("listings", answered.status == 200)
    elif role in PAGES:
        _page(outcome, before)
    return outcome


def _is_whole_listing(answered: Answered) -> bool:
    return answered.read is not None and isinstance(answered.read.reading, Listing)


def _failed(outcome: Outcome, before: Before) -> None:
    """No answer, or none that was taken."""
    answered, failure = outcome.answered, outcome.answered.failure
    assert failure
    requested = answered.requested
    if failure.kind == "stopped" or (requested.role == "robots" and failure.sent):
        return  # nobody asked; or each page that was not asked for then says why
    outcome.problem(failure.kind, failure.message)
    if requested.role not in PAGES or failure.kind in _LEFT_OUT:
        return
    outcome.count("failed")
    if requested.identity is not None or requested.role == "link":
        outcome.count("pages")
        outcome.state = "error"
    if failure.refused:
        outcome.refusal = failure.message
    elif requested.role == "home" and failure.kind != "robots":
        outcome.home = f"the home page could not be fetched: {failure.message}"


def _file(outcome: Outcome) -> None:
    """A picture or a document: a page in its place is the site's "not found"."""
    answered, read = outcome.answered, outcome.answered.read
    if answered.status != 200:
        if answered.status != 304:
            outcome.problem("media", f"answered {answered.status}")
    elif read is None or read.damage:
        outcome.problem("unreadable", read.damage or "" if read else "")
    elif "html" in (answered.media_type or ""):
        outcome.problem("media", "a page in place of the file")
    else:
        outcome.is_file = True
        outcome.count("files")
        if read.note:
            outcome.problem("attachment", read.note)


def _page(outcome: Outcome, before: Before) -> None:
    """The page of an article, or one that should lead to articles."""
    answered = outcome.answered
    requested, status = answered.requested, answered.status
    if requested.role == "link" and status != 200:
        return  # of a page of which nothing was known, nothing is known
    if requested.role == "link" or requested.identity is not None:
        outcome.count("pages")
    if status == 200:
        assert answered.read
        _body(outcome, answered.read, before)
    elif status == 304 and before.known:
        outcome.count("unchanged")
        outcome.state = before.state
    elif status in GONE:
        _missing(outcome, before, f"answered {status}: no such page")
    elif status in REFUSALS:
        _refused(outcome, f"answered {status}")
    elif answered.location and requested.cause == "wall":
        _refused(outcome, "sets a cookie and leads to itself again, with its cookie set")
    elif answered.location:
        _unfit(outcome, "off_site", f"redirects off the site, to {answered.location}")
    else:
        _unfit(outcome, "status", f"answered {status}")


def _body(outcome: Outcome, read: Read, before: Before) -> None:
    if read.damage or read.reading is None:
        _unfit(outcome, "unreadable", read.damage or "no page, but a file")
    elif not read.closes and (before.pages_close or read.left_open):
        _unfit(outcome, "cut", UNFINISHED)
    elif read.cut:
        _unfit(outcome, "cut", read.cut)
    else:
        _reading(outcome, read, before)


def _reading(outcome: Outcome, read: Read, before: Before) -> None:
    reading = read.reading
    assert reading
    requested = outcome.answered.requested
    for problem in reading.problems:
        outcome.problem(problem.kind, problem.message)
    match reading:
        case Article():
            _article(outcome, in_site_terms(reading, before.plan), before)
        case Listing():
            _listing(outcome, reading, before)
        case LayoutChanged(parser=parser, message=message):
            outcome.count("layout_changed")
            outcome.breaks_walk = requested.role in ("home", "listing")
            outcome.problem("layout_changed", f"{parser}: {message}")
            if requested.identity is not None:
                outcome.state = "error"
        case NotAnArticle(reason="wall", message=message):
            _wall(outcome, message)
        case NotAnArticle(reason="missing", message=message):
            _missing(outcome, before, f"says that there is no such page: {message}")
        case NotAnArticle(reason="error") if _is_led_elsewhere(outcome.answered):
            # A soft 404: the portal sends whoever wants a missing article to its error page.
            _missing(outcome, before, "leads to the site's error page")
        case NotAnArticle(reason=reason, message=message) if reason in NO_ANSWER:
            _stands_in(outcome, reason, message)
        case NotAnArticle(reason=reason, message=message):
            _other(outcome, reason, message, before)


def _article(outcome: Outcome, article: Article, before: Before) -> None:
    requested = outcome.answered.requested
    media = len(article.images) + len(article.attachments)
    if media > before.most_media:
        message = f"{media} pictures and files; {before.most_media} kept"
        outcome.problem("media", message, article.url)
    if before.known and article.identity != requested.identity:
        _elsewhere(outcome, f"leads to another article, {article.url}")
    outcome.article = outcome.parsed = article
    if missing := missing_fields(article):
        outcome.article = None
        outcome.count("refused")
        outcome.problem("incomplete", f"no {', no '.join(missing)}: not stored", article.url)
        if requested.identity is not None and article.identity == requested.identity:
            outcome.state = "error"
        return
    outcome.deferred = gate.doubt(article, before.stored, before.twins, requested.role)


def _listing(outcome: Outcome, listing: Listing, before: Before) -> None:
    requested = outcome.answered.requested
    outcome.count("listings")
    if requested.role in ("home", "listing"):
        outcome.listing = listing
        outcome.count("front_pages", (requested.page or 1) == 1)
        if not listing.items and not listing.sections:
            outcome.problem("empty_listing", "a listing that names nothing")
        if listing.unfollowed:
            outcome.breaks_walk = True
            outcome.count("unfollowed")
            outcome.problem("unfollowed_pager", listing.unfollowed)
    elif before.known:
        _elsewhere(outcome, "leads to a list, and to no article")


def _elsewhere(outcome: Outcome, message: str) -> None:
    """At the address of an article there is something else: it was taken down, or moved."""
    if _is_led_elsewhere(outcome.answered):
        outcome.count("gone")
        outcome.state = "gone"
    else:
        outcome.count("failed")
        outcome.state = "error"
        outcome.problem("unreadable", message)


def _is_led_elsewhere(answered: Answered) -> bool:
    return answered.requested.cause == "redirect"


def _missing(outcome: Outcome, before: Before, message: str) -> None:
    """The page is not there: 404, 410, or a page that only says so."""
    if outcome.answered.requested.role == "link" and not before.known:
        outcome.count("other")
    elif before.known:
        outcome.count("gone")
        outcome.state = "gone"
    else:
        outcome.count("missing")
        outcome.problem("missing", message)


def _wall(outcome: Outcome, message: str) -> None:
    requested = outcome.answered.requested
    if requested.cause == "wall":
        _refused(outcome, "shows the cookie wall again, with its cookie set")
    elif requested.role in ("home", "listing"):
        outcome.breaks_walk = True
        what = "the home page" if requested.role == "home" else "a listing"
        outcome.refusal = f"{what} is a challenge: {message}"
        outcome.problem("blocked", outcome.refusal)
    else:
        _refused(outcome, f"a challenge: {message}")


def _refused(outcome: Outcome, message: str) -> None:
    outcome.count("failed")
    outcome.problem("blocked", message)
    outcome.state = "blocked"
    if outcome.answered.requested.role == "home":
        outcome.refusal = f"the home page {message}"


def _unfit(outcome: Outcome, kind: str, message: str) -> None:
    """An answer that is not the page."""
    outcome.count("failed")
    outcome.problem(kind, message)
    outcome.state = "error"
    if outcome.answered.requested.role == "home":
        outcome.home = f"the home page could not be fetched: {message}"


def _stands_in(outcome: Outcome, reason: str, message: str) -> None:
    """An answer 200 that says nothing of the article: an error page, a login, no body."""
    requested = outcome.answered.requested
    if requested.role == "home":
        outcome.home = f"the home page is no listing ({message or reason})"
    if requested.role in ("home", "listing") and reason == "empty":
        return  # a section in which there is nothing yet
    outcome.breaks_walk = requested.role in ("home", "listing")
    outcome.count("failed")
    outcome.problem("unreadable", f"{reason}: {message}")
    outcome.state = "error"


def _other(outcome: Outcome, reason: str, message: str, before: Before) -> None:
    """A page that is no news: a static page, a document, a gallery."""
    requested = outcome.answered.requested
    if requested.role == "home":
        outcome.home = f"the home page is no listing ({message or reason})"
    elif requested.role in ("article", "link"):
        outcome.count("other")
        if reason == "other" and requested.role == "article":
            # It may well be news, and nothing of it is kept.
            outcome.count("not_read")
            outcome.problem("not_read", message)
        if before.known:
            outcome.state = "error"


def is_robots(url: str) -> bool:
    """Whether an address is that of a host's rules for robots."""
    return urlsplit(url).path == "/robots.txt"
