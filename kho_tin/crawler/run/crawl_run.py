"""One crawl of one site: what it knows when it starts, what it meets, and the record it leaves."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from scrapy.http import Response
from sqlite_utils import Database
from twisted.python.failure import Failure

from kho_tin.archive import articles, captures, decisions, files, runs, visits
from kho_tin.archive.articles import Stored
from kho_tin.base.errors import ArchiveError, NoMoment
from kho_tin.base.times import current, latest, moment, now, of_capture, utc
from kho_tin.crawler.http import patience
from kho_tin.crawler.http.borders import shortened
from kho_tin.crawler.http.decoding import Undecoded
from kho_tin.crawler.http.failures import problem_of
from kho_tin.crawler.http.patience import Patience
from kho_tin.crawler.http.robots import NoRobots
from kho_tin.outcome.habits import History
from kho_tin.outcome.items import ArticleItem
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.statuses import GONE, REFUSALS
from kho_tin.outcome.verdicts import Counts
from kho_tin.outcome.walk import Walk
from kho_tin.parsers.html.whole import closes, is_left_open
from kho_tin.parsers.model import Article, LayoutChanged, Link, Listing, Reading
from kho_tin.warc.writer import WarcFile

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

# What a request fails with when not the site is to blame.
OUR_OWN = (ArchiveError, sqlite3.Error, LookupError, TypeError, AttributeError, AssertionError)
MOST_PROBLEMS = 10_000  # of one run: a site that makes more of them says nothing new


class CrawlRun:
    """Spiders tell it what happened; middlewares and pipelines write through it.

    Everything is on record in the archive as it happens; `crawler.run.ending` adds the verdict.
    """

    def __init__(
        self,
        db: Database,
        *,
        site: str,
        plan: Plan,
        warc: WarcFile,
        version: str,
        arguments: Mapping[str, str],
        walk_every: float,
    ) -> None:
        self.db = db
        self.site = site
        self.plan = plan
        self.warc = warc
        self.counts = Counts()
        self.history = History.of(db, site) if plan.route.via == "live" else History()
        since = runs.days_since_walk(db, site)
        due = since is None or not 0 <= since < walk_every  # clocks have been set wrong
        self.thorough = plan.thorough or due or self.history.missed_something
        of_all_days = plan.since is None and plan.until is None
        is_usual = of_all_days and plan.route.via == "live"
        self.walk = Walk(whole=self.thorough and of_all_days)
        self.known = visits.known(db, site)
        self.whole = self.thorough if is_usual else None
        started = now()
        self.latest = latest(started)  # date (UTC, `…Z`) that what it brings in may bear
        self.id = runs.start(
            db,
            started=started,
            site=site,
            version=version,
            start=plan.route.source,
            arguments=dict(arguments),
            via=plan.route.via,
            whole=self.whole,
        )
        self._due = set[str]()
        self.blocked: str | None = None
        self.home_fault: str | None = None
        self.patience = Patience(plan.route.source)
        self.given_up: str | None = None
        self._pages_close = False
        self._problems = 0
        self.looked_at = set[str]()
        self.errors: list[str] = []  # of the program itself, not of the site
        self.damaged: list[str] = []  # records that others wrote, a line each

    # What the spider asks.

    def due(self) -> list[visits.Known]:
        """Stored articles to be looked at again in this run."""
        if self.plan.full:
            found = list(self.known.values())
        else:
            found = visits.due(self.db, self.site, now())
        found = [one for one in found if self.plan.in_window(one.published)]
        self._due = {one.identity for one in found}
        return found

    def is_fresh(self, link: Link, depth: int) -> bool:
        """Whether a line of a listing names something new, or due for another look."""
        self.walk.name(link.identity, depth)
        if link.identity in self.known:
            return link.identity in self._due
        return not self.rests(link.identity)

    def rests(self, identity: str) -> bool:
        """Whether an article is left alone, as somebody decided: one that is withheld is captured
        again after as long as one that is gone."""
        since = utc(current() - dt.timedelta(days=90))
        return decisions.rests(self.db, self.site, identity, since)

    def conditions(self, url: str) -> dict[str, str]:
        """Request headers that let the server say: not modified since we have it.

        A date that is none, or lies after the capture, is not sent back (RFC 9110, 8.8.2.1): by
        one of the next century a server would call every later version not modified.
        """
        held = captures.latest(self.db, url)
        headers = {}
        if held and held.etag:
            headers["If-None-Match"] = held.etag
        if held and held.last_modified:
            with suppress(NoMoment):
                of_capture(held.last_modified, latest(held.fetched_at))
                headers["If-Modified-Since"] = held.last_modified
        return headers

    def holds(self, url: str) -> bool:
        return files.is_held(self.db, url)

    def files_left(self) -> list[tuple[files.Kind, str]]:
        """Pictures and attachments that earlier runs did not get, a week or more ago."""
        return files.left(self.db, self.site, utc(current() - dt.timedelta(days=7)))

    def state_of(self, identity: str) -> Literal["listed", "unlisted"]:
        """What an article is that was just looked at: by this run's listings, or as before."""
        known = self.known.get(identity)
        return self.walk.state_of(identity, known.state if known else None)

    def stored_body(self, identity: str, at: str) -> str | None:
        """The text that the archive has of an article as of a time (UTC, `…Z`)."""
        return articles.body_at(self.db, self.site, identity, at)

    # What happened.

    def answered(self, url: str, response: Response, identity: str | None) -> bool:
        """Take note of the status; True if the body is there to be read."""
        self.patience.answered(response.url)
        if identity is not None:
            self.counts.pages += 1
            self.looked_at.add(identity)
        elif response.status != 200:
            self.walk.whole = False
        if blocked := response.meta.get("blocked"):
            self._refused_by_site(url, response, identity, blocked)
        elif response.status == 200 and (cut := self._cut(response)):
            self._unfit(url, "cut", cut, response, identity)
        elif response.status == 200:
            return True
        elif response.status == 304 and identity in self.known:
            self._unchanged(identity, response)
        elif response.status in GONE:
            self.missing(identity, response, url)
        elif response.status in REFUSALS:
            message = f"answered {response.status}"
            self._refused_by_site(url, response, identity, message)
        else:
            self._unfit(url, "status", f"answered {response.status}", response, identity)
        return False

    def read(self, url: str, reading: Reading) -> None:
        """Take note of what the parsers made of a page."""
        for problem in reading.problems:
            self.problem(url, problem.kind, problem.message)
        if isinstance(reading, LayoutChanged):
            self.counts.layout_changed += 1
            self.problem(url, "layout_changed", f"{reading.parser}: {reading.message}")
        if isinstance(reading, Article):
            self.counts.count(reading)

    def listing(self, url: str, listing: Listing, depth: int) -> None:
        self.counts.listings += 1
        self.counts.front_pages += depth == 1
        if not listing.items and not listing.sections:
            self.problem(url, "empty_listing", "a listing that names nothing")

    def refuse(self, url: str, message: str) -> None:
        """Somebody who has to be asked for everything refuses us: the run is over."""
        self.blocked = message
        self.problem(url, "blocked", message)

    def home_unread(self, message: str) -> None:
        self.home_fault = message

    def missing(self, identity: str | None, response: Response, url: str | None = None) -> None:
        """The page is not there: 404, 410, or a page that only says so."""
        self._observe(identity, "gone", response)
        if identity in self.known:
            self.counts.gone += 1
        else:
            message = f"answered {response.status}: no such page"
            self.problem(url or identity or "", "missing", message)

    def unreadable(self, identity: str, response: Response, message: str) -> None:
        """An answer 200 that says nothing of the article: an error page, a wall, no body."""
        self.counts.failed += 1
        self.problem(response.url, "unreadable", message)
        self._observe(identity, "error", response)

    def other(self, identity: str, reason: str) -> None:
        """A page that is no news: a static page, a document, a gallery."""
        self.counts.other += 1
        logger.info("%s is no article (%s)", identity, reason)

    def refused(self, item: ArticleItem, kind: str, message: str) -> None:
        """An article that is not good enough to be stored."""
        self.counts.refused += 1
        self.problem(item.article.url, kind, message)
        self._put(item.article.identity, "error", 200, item.seen_at, item.capture)

    def failed(
        self, url: str, failure: Failure, identity: str | None, *, is_page: bool = True
    ) -> None:
        """A request without a response, for a page or for a file of one."""
        if isinstance(failure.value, OUR_OWN):
            self._note(failure.value)
            return
        self.counts.failed += is_page
        self.counts.pages += identity is not None
        kind, message = problem_of(failure)
        request_url = failure.request.url  # type: ignore[attr-defined]
        if kind in ("fetch", "certificate") and self.patience.is_at_end(request_url):
            self.given_up = f"no answer to {patience.MOST} requests in a row: given up"
        self.problem(url, kind, message)
        if isinstance(failure.value, Undecoded):
            self.patience.answered(request_url)
            meta = failure.request.meta  # type: ignore[attr-defined]
            status = failure.value.status
            self._put(identity, "error", status, meta["fetched_at"], meta["capture"])
        else:
            self._put(identity, "error", None, now(), None)
        if url != self.plan.home_url:
            return
        if isinstance(failure.value, NoRobots) and not failure.value.is_refusal:
            self.given_up = message
        elif kind == "robots":
            unread = isinstance(failure.value, NoRobots)
            self.blocked = message if unread else "robots.txt forbids the home page"
        else:
            self.home_fault = f"the home page could not be fetched: {message}"

    def note_error(self, failure: Failure) -> None:
        """An exception in a spider's callback or in a pipeline; Scrapy has logged it."""
        self._note(failure.value)

    def _note(self, error: BaseException | None) -> None:
        known = isinstance(error, ArchiveError)
        self.errors.append(str(error) if known else f"{type(error).__name__}: {error}")

    def stored(self, identity: str, stored: Stored) -> None:
        match stored.outcome:
            case "new":
                self.counts.new += 1
            case "changed":
                self.counts.changed += 1
            case "unchanged":
                self.counts.unchanged += 1
            case "refused":
                self.counts.refused += 1
            case "withheld":
                self.counts.withheld += 1
        if stored.renewed:
            self.counts.renewed += 1
            logger.info("%s is read by a newer parser", identity)

    def damage(self, url: str, line: str) -> None:
        """A record that somebody else wrote cannot be read; the rest is taken in."""
        self.damaged.append(line)
        self.problem(url, "damaged", line)

    def problem(self, url: str, kind: str, message: str) -> None:
        self._problems += 1
        if self._problems == MOST_PROBLEMS:
            kind, message = "more_problems", "more problems than these are not on record"
        if self._problems <= MOST_PROBLEMS:
            runs.problem(self.db, run=self.id, url=shortened(url), kind=kind, message=message)

    # What the response's capture says.

    def seen_at(self, response: Response) -> str:
        """When the bytes were fetched from the site (UTC, `…Z`); a memento's own time."""
        return str(response.meta["fetched_at"])

    def fetched_at(self, response: Response) -> dt.datetime:
        return moment(self.seen_at(response))

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be asked for: we are refused, or not answered, or cannot
        keep anything."""
        return bool(self.blocked or self.given_up or self.errors)

    def _cut(self, response: Response) -> str | None:
        """What shows that a page is not whole: see `crawler.http.decoding.cut_short`; and, on a
        site whose pages end in </html>, that this one does not, or stops in the middle."""
        if closes(response.body):
            self._pages_close = True
        elif self._pages_close or is_left_open(response.body):
            return "the page ends before its </html>"
        return response.meta.get("cut")

    def _unfit(
        self, url: str, kind: str, message: str, response: Response, identity: str | None
    ) -> None:
        """An answer that is not the page."""
        self.counts.failed += 1
        self.problem(url, kind, message)
        self._observe(identity, "error", response)
        if url == self.plan.home_url:
            self.home_fault = f"the home page could not be fetched: {message}"

    def _unchanged(self, identity: str | None, response: Response) -> None:
        assert identity is not None
        self.counts.unchanged += 1
        self._observe(identity, self.state_of(identity), response)

    def _refused_by_site(
        self, url: str, response: Response, identity: str | None, message: str
    ) -> None:
        self.problem(url, "blocked", message)
        self._observe(identity, "blocked", response)
        self.counts.failed += 1
        if url == self.plan.home_url:
            self.blocked = f"the home page {message}"

    def _observe(self, identity: str | None, state: runs.State, response: Response) -> None:
        """What an answer says of an article: by its capture, a rebuild observes the same."""
        capture = response.meta.get("capture")
        self._put(identity, state, response.status, self.seen_at(response), capture)

    def _put(
        self,
        identity: str | None,
        state: runs.State,
        status: int | None,
        at: str,
        capture: int | None,
    ) -> None:
        known = self.known.get(identity) if identity else None
        if known:
            runs.observe(
                self.db,
                run=self.id,
                article=known.article,
                at=at,
                state=state,
                status=status,
                capture=capture,
            )
