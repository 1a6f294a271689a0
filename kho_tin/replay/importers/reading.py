"""What the parsers make of the captures that an import took in, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kho_tin import parsers
from kho_tin.archive import articles, captures, misdated, runs
from kho_tin.archive.captures import Capture
from kho_tin.base.times import moment
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.again import reading_again
from kho_tin.outcome.statuses import GONE
from kho_tin.outcome.store import store_article
from kho_tin.outcome.terms import in_site_terms
from kho_tin.outcome.validate import objection
from kho_tin.parsers.html.whole import is_left_open
from kho_tin.parsers.model import Article, LayoutChanged, NotAnArticle, Page
from kho_tin.reader.reading import PAGE_TYPES
from kho_tin.reader.reread import record_of
from kho_tin.warc.content_encoding import LARGEST_PAGE, NotDecoded, TooLarge
from kho_tin.warc.reader import DamagedRecord


class Reading:
    """Reads captures of pages and keeps the articles in them, as a crawl would have."""

    def __init__(self, run: CrawlRun, folder: Path) -> None:
        self.run = run
        self.folder = folder
        self.again = reading_again(run.db, folder)

    def read_all(self, begin: Callable[[str, int, str], Callable[[int], None]]) -> None:
        """Read what was imported of the site and has not been read, this time or before.

        Oldest first: every revision of an article is held against the one before it.
        """
        left = self._unread()
        advance = begin("reading", len(left), "pages")
        for number in left:
            self._look(captures.get(self.run.db, number))
            advance(1)

    def _unread(self) -> list[int]:
        """Captures that no observation speaks of: of this import, and of one that was killed."""
        rows = self.run.db.execute(
            "SELECT id FROM captures WHERE via = 'import' "
            "AND run IN (SELECT id FROM runs WHERE site = ?) "
            "AND NOT EXISTS (SELECT 1 FROM observations WHERE capture = captures.id) "
            f"AND NOT {misdated.condition('captures')} "
            "ORDER BY fetched_at, id",
            [self.run.site],
        )
        return [row[0] for row in rows]

    def _look(self, capture: Capture) -> None:
        if capture.status == 304:
            self._unchanged(capture)
        elif capture.status in GONE:
            self._gone(capture)
        elif capture.status == 200 and capture.media_type in PAGE_TYPES:
            self._read(capture)

    def _read(self, capture: Capture) -> None:
        run = self.run
        run.counts.pages += 1
        try:
            record = record_of(run.db, self.folder, capture)
            if why := record.fields.get("warc-truncated"):
                self._failed(capture, "cut", f"the page is not whole ({why})")
                return
            decoded = record.decoded()
            if decoded.cut:
                self._failed(capture, "cut", decoded.cut)
                return
            if len(decoded.body) > LARGEST_PAGE:
                raise TooLarge(LARGEST_PAGE)
            if is_left_open(decoded.body):
                self._failed(capture, "cut", "the page ends before its </html>")
                return
        except (NotDecoded, DamagedRecord, OSError) as error:
            self._failed(capture, "unreadable", str(error))
            return
        fetched_at = moment(capture.fetched_at)
        page = Page(capture.page_url, decoded.body, capture.encoding, fetched_at)
        reading = parsers.read(page)
        run.read(capture.page_url, reading)
        match reading:
            case Article():
                self._keep(in_site_terms(reading, self.run.plan), capture)
            case NotAnArticle(reason="wall" | "empty" as reason, message=message):
                self._failed(capture, "unreadable", f"{reason}: {message}")
            case NotAnArticle():
                run.counts.other += 1
            case LayoutChanged():
                pass
            case _:
                run.counts.listings += 1

    def _keep(self, article: Article, capture: Capture) -> None:
        run = self.run
        before = articles.body_at(run.db, run.site, article.identity, capture.fetched_at)
        if refused := objection(article, before):
            run.counts.refused += 1
            run.problem(article.url, refused.kind, refused.message)
            return
        stored = store_article(
            run.db,
            article,
            site=run.site,
            capture=capture.id,
            run=run.id,
            seen_at=capture.fetched_at,
            again=self.again,
        )
        run.stored(article.identity, stored)

    def _unchanged(self, capture: Capture) -> None:
        """The site said that an article is still what an earlier capture holds."""
        row = self.run.db.execute(
            "SELECT article FROM observations WHERE capture = ? AND content_sha256 IS NOT NULL",
            [capture.refers_to],
        ).fetchone()
        if row:
            self._observe(row[0], "listed", capture)

    def _gone(self, capture: Capture) -> None:
        row = self.run.db.execute(
            "SELECT id FROM articles WHERE site = ? AND url = ?",
            [self.run.site, capture.page_url],
        ).fetchone()
        if row:
            self._observe(row[0], "gone", capture)

    def _observe(self, article: int, state: runs.State, capture: Capture) -> None:
        runs.observe(
            self.run.db,
            self.run.id,
            article,
            state,
            status=capture.status,
            capture=capture.id,
            at=capture.fetched_at,
        )

    def _failed(self, capture: Capture, kind: str, message: str) -> None:
        self.run.counts.failed += 1
        self.run.problem(capture.page_url, kind, message)
