"""One crawl of one site: what it asks for, and that each request ends on record."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request
from sqlite_utils import Database
from twisted.python.failure import Failure

from kho_tin.archive import captures, decisions, files, visits
from kho_tin.base.errors import ArchiveError, NoMoment
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.kinds import Kind
from kho_tin.base.reasons.sentence import Reason, verbatim
from kho_tin.base.times import current, latest, now, of_capture, utc
from kho_tin.crawler.http import patience
from kho_tin.crawler.http.borders import shortened
from kho_tin.crawler.http.decoding import Undecoded
from kho_tin.crawler.http.failures import problem_of
from kho_tin.crawler.http.patience import Patience
from kho_tin.crawler.http.robots import NoRobots
from kho_tin.crawler.run.limits import Stopped
from kho_tin.crawler.run.turns import Turns
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.habits import History
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.run import Run
from kho_tin.parsers.model import Link, Listing
from kho_tin.reader.reading import Pointer, Read, read_body, undecoded
from kho_tin.warc.journal import Cause, Requested

# What a request fails with when not the site is to blame.
OUR_OWN = (ArchiveError, sqlite3.Error, LookupError, TypeError, AttributeError, AssertionError)


class CrawlRun:
    """Middlewares write through it, spiders ask it, pipelines have it say what answers mean."""

    def __init__(self, run: Run, plan: Plan, *, history: History, thorough: bool) -> None:
        self.run = run
        self.recorder = run.recorder
        self.plan = plan
        self.warc = run.warc
        self.latest = run.latest
        self.history = history
        self.thorough = thorough
        self.patience = Patience(plan.route.source)
        self.turns = Turns()
        self.given_up: Reason | None = None
        self.errors: list[Reason] = []  # of the program itself, not of the site
        self.damaged: list[str] = []  # of a web archive, a line each
        self._due = set[str]()
        self._numbers = 0
        self._open = set[int]()  # requests that have not ended
        self._going_on: dict[int, Request] = {}  # by the number of the one before; not numbered yet
        self.sent = 0  # requests on the wire, and
        self.ended = 0  # those of them that ended

    @property
    def db(self) -> Database:
        return self.recorder.db

    @property
    def site(self) -> str:
        return self.recorder.site

    @property
    def id(self) -> int:
        return self.recorder.run

    @property
    def counts(self) -> Counts:
        return self.recorder.counts

    @property
    def known(self) -> dict[str, visits.Known]:
        return self.recorder.known

    # What the spider asks.

    def due(self) -> list[visits.Known]:
        """Stored articles to be looked at again in this run."""
        due = list(self.known.values()) if self.plan.full else visits.due(self.db, self.site, now())
        due = [article for article in due if self.plan.in_window(article.published)]
        self._due = {article.identity for article in due}
        return due

    def is_fresh(self, link: Link) -> bool:
        """Whether a line of a listing names something new, or due for another look."""
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
        kept = captures.latest(self.db, url)
        headers = {}
        if kept and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept and kept.last_modified:
            with suppress(NoMoment):
                of_capture(kept.last_modified, latest(kept.fetched_at))
                headers["If-Modified-Since"] = kept.last_modified
        return headers

    def holds(self, url: str) -> bool:
        return files.is_held(self.db, url)

    def files_left(self) -> list[tuple[files.Kind, str]]:
        """Pictures and attachments that earlier runs did not get, a week or more ago."""
        return files.left(self.db, self.site, utc(current() - dt.timedelta(days=7)))

    # What becomes of a request.

    def number(self, request: Request) -> None:
        """Give a request its number in the run; one that goes on from another ends that."""
        before: Requested = request.meta.get("requested") or Requested(0, "robots")
        self._numbers += 1
        cause: Cause = "first"
        self.pass_over(request)
        if before.number:
            self._going_on.pop(before.number, None)
            cause = request.meta.pop("cause", None) or _cause(request)
            self._open.discard(before.number)
        else:
            request.meta["first_url"] = request.url
        request.meta["redirects"] = request.meta.get("redirect_times", 0)
        after = before.number or None
        numbered = replace(before, number=self._numbers, cause=cause, after=after)
        request.meta.update(requested=numbered, is_sent=False)
        for name in ("capture", "failure", "cut"):
            request.meta.pop(name, None)  # of the one before
        self._open.add(self._numbers)

    def is_sent(self, request: Request) -> None:
        """A request goes onto the wire."""
        self.sent += 1
        request.meta["is_sent"] = True

    def captured(self, request: Request) -> None:
        """An answer is on the disk and on record: with that its turn is set, whatever becomes of
        it. Rules for robots mean nothing for an article."""
        self.ended += 1
        self._set_turn(request)
        requested: Requested = request.meta["requested"]
        if requested.role == "robots":
            self._open.discard(requested.number)

    def _set_turn(self, request: Request) -> None:
        """What was just written of a request is what counts of it."""
        self.pass_over(request)
        if request.meta["requested"].role != "robots":
            request.meta["turn"] = self.turns.take()

    def turn(self, request: Request) -> int:
        """Of what was written last of a request. Whoever takes it sees that it is over."""
        turn: int = request.meta.pop("turn")
        return turn

    def pass_over(self, request: Request) -> None:
        """Nothing comes of what was written of a request so far."""
        turn = request.meta.pop("turn", None)
        if turn is not None:
            self.turns.over(turn)

    def goes_on(self, request: Request) -> None:
        """A request is waiting that goes on from another, whose answer means nothing by itself."""
        before = request.meta.get("requested")
        if before and before.number:
            self.pass_over(request)
            self._going_on[before.number] = request

    def leave(self) -> None:
        """Put into the journal what would have gone on from an answer, and was not sent."""
        for request in list(self._going_on.values()):
            self.number(request)
            left = self.no_answer(request, Stopped("not asked for: the crawl ends"))
            assert left
            self.recorder.take(left)
            self.pass_over(request)

    def lost(self, requests: int) -> int:
        """How many requests have not ended, by this count and by the downloader's own of the
        `requests` that it sent."""
        return len(self._open) + max(abs(self.sent - self.ended), abs(self.sent - requests))

    def answered(
        self, request: Request, status: int, location: bytes | None
    ) -> tuple[Answered, Pointer]:
        """An answer that is final, and how what it holds is to be read."""
        self.patience.answered(request.url)
        return self._answered(request, status, location.decode("latin-1") if location else None)

    def read(self, pointer: Pointer, request: Request, body: bytes) -> Read:
        """What an answer 200 holds, its body without Content-Encoding."""
        return read_body(pointer, body, cut=request.meta.get("cut"))

    def no_answer(self, request: Request, error: BaseException) -> Answered | None:
        """Take note of a request without an answer; None where it is the program's own fault, or
        nobody's."""
        requested: Requested = request.meta["requested"]
        self._open.discard(requested.number)
        if isinstance(error, OUR_OWN):
            self.pass_over(request)
            self._note(error)
            return None
        if isinstance(error, Stopped):
            if requested.after:
                return self._failure(request, "stopped", str(error))
            self.ended += request.meta["is_sent"]
            return None
        if isinstance(error, Undecoded):
            self.patience.answered(request.url)
            answered, pointer = self._answered(request, error.status, None)
            return replace(answered, read=undecoded(pointer, error.why))
        kind, message = problem_of(request, error)
        if kind in ("fetch", "certificate") and self.patience.is_at_end(request.url):
            self.given_up = of_runs.no_answers(patience.MOST)
        refused = False
        if requested.role == "home" and kind == "robots":
            refused = not isinstance(error, NoRobots) or error.is_refusal
            if not isinstance(error, NoRobots):
                message = of_runs.robots_forbids()
            elif not refused:
                self.given_up = error.reason  # a site that is down has refused nothing
        return self._failure(request, kind, message, refused=refused)

    def not_taken(self, request: Request, kind: Kind, message: str) -> Answered:
        """Take note of an answer that is on record, and is not that of the site."""
        self.patience.answered(request.url)
        self._open.discard(request.meta["requested"].number)
        return self._failure(request, kind, message)

    def tried(self, request: Request, error: BaseException) -> None:
        """Put into the journal that a request was sent in vain; it may be sent once more."""
        if not isinstance(error, (*OUR_OWN, IgnoreRequest)):
            again = not isinstance(error, DownloadCancelledError)
            kind, message = problem_of(request, error)
            request.meta["failure"] = self._failure(request, kind, message, again=again)

    def _failure(
        self,
        request: Request,
        kind: Kind | Literal["stopped"],
        message: str,
        *,
        refused: bool = False,
        again: bool = False,
    ) -> Answered:
        """In the journal once, unless more has come to be known of it."""
        meta = request.meta
        known: Answered | None = meta.pop("failure", None)
        if (
            known
            and known.failure
            and (known.failure.kind, known.failure.message) == (kind, message)
        ):
            return known
        if known is None and "capture" not in meta:
            self.ended += meta["is_sent"]
        url = shortened(self.page_url(request))
        failed = self.run.failure(
            meta["requested"],
            url,
            kind,
            message,
            sent=meta["is_sent"],
            refused=refused,
            again=again,
        )
        self._set_turn(request)
        return failed

    def report(
        self, url: str, kind: Kind, message: str, requested: Requested | None = None
    ) -> None:
        """Put on record, and into the journal, what no answer tells: what was left out, or refused.
        `requested` is what was not requested then."""
        self._numbers += 1
        requested = replace(requested or Requested(0, "robots"), number=self._numbers)
        failed = self.run.failure(requested, shortened(url), kind, message, sent=False)
        self.turns.do(lambda: self.recorder.take(failed))

    def brings_more(self, section: str, listing: Listing) -> bool:
        """Whether a listing's page names anything that its earlier pages did not."""
        return self.recorder.walk.brings_more(section, listing)

    def refuse(self, url: str, message: Reason) -> None:
        """Somebody who has to be asked for everything refuses us: the run is over."""
        self.recorder.refusal = message
        self.report(url, "blocked", message)

    def home_unread(self, message: Reason) -> None:
        self.recorder.home = message

    def damage(self, url: str, line: str) -> None:
        """A part of a web archive's answer cannot be read; the rest is taken in."""
        self.damaged.append(line)
        self.report(url, "damaged", line)

    def note_error(self, failure: Failure) -> None:
        """An exception in a spider's callback or in a pipeline; Scrapy has logged it."""
        self._note(failure.value)

    def _note(self, error: BaseException | None) -> None:
        self.errors.append(
            error.reason
            if isinstance(error, ArchiveError)
            else verbatim(f"{type(error).__name__}: {error}")
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be asked for: we are refused, or not answered, or cannot
        keep anything."""
        return bool(self.recorder.refusal or self.given_up or self.errors)

    def _answered(
        self, request: Request, status: int, location: str | None
    ) -> tuple[Answered, Pointer]:
        meta = request.meta
        requested: Requested = meta["requested"]
        self._open.discard(requested.number)
        capture: captures.Capture = meta["capture"]
        answered = Answered(
            requested,
            self.page_url(request),
            capture.fetched_at,
            meta["brought"],
            end=meta["end"],
            status=status,
            capture=capture.id,
            media_type=capture.media_type,
            location=location if 300 <= status < 400 and status != 304 else None,
        )
        pointer = Pointer(
            capture.id,
            capture.page_url,
            capture.encoding,
            capture.media_type,
            capture.fetched_at,
            self.warc.path,
            capture.offset,
            requested.role,
        )
        return answered, pointer

    def page_url(self, request: Request) -> str:
        """The site's own address of what was requested at first."""
        return self.plan.site_url(request.meta["first_url"])


def _cause(request: Request) -> Cause:
    """Why a request of Scrapy's own making goes on from another."""
    redirects = request.meta.get("redirect_times", 0)
    return "redirect" if redirects > request.meta.get("redirects", 0) else "retry"
