"""One crawl of one site: how each of its requests ends, in the journal and in the database."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request
from sqlite_utils import Database
from twisted.python.failure import Failure

from kho_tin.archive import captures
from kho_tin.attachments.model import DocumentText, Recognised
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.problem_kinds import FailureKind, ProblemKind
from kho_tin.base.reasons.sentence import Reason, verbatim
from kho_tin.crawler.discovery.unchanged import Unchanged
from kho_tin.crawler.http import host_failures
from kho_tin.crawler.http.decoding import Undecoded
from kho_tin.crawler.http.failures import problem_of
from kho_tin.crawler.http.host_failures import HostFailures
from kho_tin.crawler.http.offsite import shortened
from kho_tin.crawler.http.robots import NoRobots
from kho_tin.crawler.run.frontier import Frontier
from kho_tin.crawler.run.limits import CrawlStopped
from kho_tin.crawler.run.requests import Requests
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.baseline import Baseline
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.run import Run
from kho_tin.outcome.statuses import NOT_MODIFIED
from kho_tin.parsers.model import Article, Listing
from kho_tin.reader import scans
from kho_tin.reader.reading import Pointer, ReadAnswer, read_body, undecoded
from kho_tin.warc.http_fields import text_of
from kho_tin.warc.journal import Requested

# Errors of a request that are not the site's fault.
OUR_OWN = (ArchiveError, sqlite3.Error, LookupError, TypeError, AttributeError, AssertionError)


class CrawlRun:
    """The middlewares write through it. `frontier` says what to request, `requests` follows each
    request, and the `recorder` stores what answers mean."""

    def __init__(self, run: Run, plan: Plan, *, history: Baseline, thorough: bool) -> None:
        self.run = run
        self.recorder = run.recorder
        self.plan = plan
        self.warc = run.warc
        self.latest = run.latest
        self.history = history
        self.thorough = thorough
        self.host_failures = HostFailures(plan.route.source)
        self.frontier = Frontier(self.db, self.site, plan, self.recorder.past.known)
        self.requests = Requests()
        self.given_up: Reason | None = None
        self.errors: list[Reason] = []  # of the program itself, not of the site
        self.damaged: list[str] = []  # of a web archive, a line each

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

    def leave(self) -> None:
        """Put into the journal the requests that would have gone on from an answer and were not
        sent."""
        for request in self.requests.left():
            left = self.no_answer(request, CrawlStopped("not requested: the crawl ends"))
            assert left
            self.recorder.take(left)
            self.requests.pass_over(request)

    def answered(
        self, request: Request, status: int, location: bytes | None
    ) -> tuple[Answered, Pointer]:
        """A final answer, and how its body is to be read."""
        self.host_failures.answered(request.url)
        return self._answered(request, status, text_of(location) if location else None)

    def read(self, pointer: Pointer, request: Request, body: bytes) -> ReadAnswer | None:
        """Read an answer 200, its `body` without Content-Encoding, or what a 304 stands for; None
        where it stands for nothing, as after a redirect to another page."""
        capture: captures.Capture = request.meta["capture"]
        if capture.status == NOT_MODIFIED:
            known: Unchanged | None = request.meta["unchanged"]
            is_kept = known is not None and capture.refers_to == known.original.id
            return replace(known.read, capture=capture.id) if known and is_kept else None
        return read_body(pointer, body, cut=request.meta.get("cut"))

    def keep_recognised(
        self, request: Request, read: ReadAnswer, recognised: Recognised
    ) -> ReadAnswer:
        """Put what was read of a scan beside its capture, and return the reading with it, as a
        rebuild will have it. Raises ArchiveError."""
        capture: captures.Capture = request.meta["capture"]
        conversion = scans.conversion_of(recognised)
        self.warc.convert(conversion, record_id=capture.record_id, url=capture.page_url)
        document = DocumentText(read.text, read.note, layout=read.layout)
        document = scans.with_conversion(document, conversion)
        return replace(read, text=document.text, note=document.note, layout=document.layout)

    def is_news(self, answered: Answered, read: ReadAnswer) -> bool:
        """Whether the article that a page reads as is one of the site's: nobody called a link's
        page news."""
        is_guess = answered.requested.role == "link" and self.plan.route.via == "live"
        if not is_guess or not isinstance(read.reading, Article):
            return True
        return not read.in_menu and self.recorder.state.may_be_news(read.reading, read.capture)

    def no_answer(self, request: Request, error: BaseException) -> Answered | None:
        """Take note of a request without an answer. None if it is this program's fault, or
        nobody's."""
        requested: Requested = request.meta["requested"]
        self.requests.end(request)
        if isinstance(error, OUR_OWN):
            self.requests.pass_over(request)
            self._note(error)
            return None
        if isinstance(error, CrawlStopped):
            if requested.after:
                return self._failure(request, "stopped", str(error))
            self.requests.comes_to_nothing(request)
            return None
        if isinstance(error, Undecoded):
            self.host_failures.answered(request.url)
            answered, pointer = self._answered(request, error.status, None)
            return replace(answered, read=undecoded(pointer, error.why))
        kind, message = problem_of(request, error)
        if kind in ("fetch", "certificate") and self.host_failures.is_at_end(request.url):
            self.given_up = of_runs.no_answers(host_failures.MOST)
        refused = False
        if requested.role == "home" and kind == "robots":
            refused = not isinstance(error, NoRobots) or error.is_refusal
            if not isinstance(error, NoRobots):
                message = of_runs.robots_forbids()
            elif not refused:
                self.given_up = error.reason  # a site that is down is no refusal
        return self._failure(request, kind, message, refused=refused)

    def not_taken(self, request: Request, kind: ProblemKind, message: str) -> Answered:
        """Take note of an answer that is on record but not the site's."""
        self.host_failures.answered(request.url)
        self.requests.end(request)
        return self._failure(request, kind, message)

    def tried(self, request: Request, error: BaseException) -> None:
        """Put into the journal that a request failed; it may be sent again."""
        if not isinstance(error, (*OUR_OWN, IgnoreRequest)):
            again = not isinstance(error, DownloadCancelledError)
            kind, message = problem_of(request, error)
            request.meta["failure"] = self._failure(request, kind, message, again=again)

    def _failure(
        self,
        request: Request,
        kind: FailureKind,
        message: str,
        *,
        refused: bool = False,
        again: bool = False,
    ) -> Answered:
        """Put a failure into the journal: once, unless more becomes known about it."""
        meta = request.meta
        known: Answered | None = meta.pop("failure", None)
        if (
            known
            and known.failure
            and (known.failure.kind, known.failure.message) == (kind, message)
        ):
            return known
        if known is None and "capture" not in meta:
            self.requests.comes_to_nothing(request)
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
        self.requests.set_turn(request)
        return failed

    def report(
        self, url: str, kind: ProblemKind, message: str, requested: Requested | None = None
    ) -> None:
        """Put a problem without an answer on record and into the journal: something left out or
        refused. `requested` is what was therefore not requested."""
        number = self.requests.next_number()
        requested = replace(requested or Requested(0, "robots"), number=number)
        failed = self.run.failure(requested, shortened(url), kind, message, sent=False)
        # After what could not be stored nothing is: the next start goes on from there.
        self.requests.sequencer.do(lambda: None if self.errors else self.recorder.take(failed))

    def brings_more(self, section: str, listing: Listing) -> bool:
        """Whether a page of a listing names anything new after its earlier pages."""
        return self.recorder.state.coverage.brings_more(section, listing)

    def refuse(self, url: str, message: Reason) -> None:
        """The site's own host, or the web archive, refuses us: the run is over."""
        self.recorder.state.refusal = message
        self.report(url, "blocked", message)

    def home_unread(self, message: Reason) -> None:
        self.recorder.state.home = message

    def damage(self, url: str, line: str) -> None:
        """Note that a part of a web archive's answer cannot be read; the rest is used."""
        self.damaged.append(line)
        self.report(url, "damaged", line)

    def note_error(self, failure: Failure) -> None:
        """Note an exception in a spider's callback or a pipeline; Scrapy has logged it."""
        self._note(failure.value)

    def _note(self, error: BaseException | None) -> None:
        self.errors.append(
            error.reason
            if isinstance(error, ArchiveError)
            else verbatim(f"{type(error).__name__}: {error}")
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be requested: we are refused, get no answers, or cannot store
        anything."""
        return bool(self.recorder.state.refusal or self.given_up or self.errors)

    def _answered(
        self, request: Request, status: int, location: str | None
    ) -> tuple[Answered, Pointer]:
        meta = request.meta
        requested: Requested = meta["requested"]
        self.requests.end(request)
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
            date_order=self.recorder.dates.at(capture.fetched_at) if self.recorder.dates else None,
            leads=capture.via == "live" and requested.role in ("home", "listing", "link"),
        )
        return answered, pointer

    def page_url(self, request: Request) -> str:
        """The address on the site of what was requested at first."""
        return self.plan.site_url(request.meta["first_url"])
