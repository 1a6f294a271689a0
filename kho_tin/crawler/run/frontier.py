"""The crawl frontier of one run: what is worth a request, given what the archive has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from sqlite_utils import Database

from kho_tin.archive import captures, decisions, files, known_articles, runs
from kho_tin.archive.decisions import dark
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import current, latest, now, of_capture, utc
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.statuses import NOT_MODIFIED, OK
from kho_tin.parsers.model import Link

_REST = dt.timedelta(days=90)
_FILES_REST = dt.timedelta(days=7)
_CRAWLS = 3  # good ones, newest first, that show which sources a site has


@dataclass
class Frontier:
    """`known` are the articles that the archive has of `site`, by identity."""

    db: Database
    site: str
    plan: Plan
    known: Mapping[str, known_articles.KnownArticle]
    _due: set[str] = field(default_factory=set)

    def due(self) -> list[known_articles.KnownArticle]:
        """Stored articles that are to be checked again in this run."""
        due = (
            list(self.known.values())
            if self.plan.full
            else known_articles.due(self.db, self.site, now())
        )
        due = [article for article in due if self.plan.in_window(article.published)]
        self._due = {article.identity for article in due}
        return due

    def is_fresh(self, link: Link) -> bool:
        """Whether a listing's link is to a new article, or one due to be checked again."""
        if link.identity in self.known:
            return link.identity in self._due
        return not self.is_suspended(link.identity)

    def is_due(self, identity: str) -> bool:
        """Whether a stored article is to be checked again."""
        return identity in self._due

    def is_suspended(self, identity: str) -> bool:
        """Whether an article is not requested for now because of a decision: a withheld one is
        captured again at the same intervals as one that is gone."""
        return decisions.is_suspended(self.db, self.site, identity, utc(current() - _REST))

    def conditions(self, url: str, identity: str | None) -> dict[str, str]:
        """Request headers that let the server answer "not modified" for an article."""
        kept = captures.latest(self.db, url, identity)
        return self.validators(kept) if kept else {}

    def validators(self, kept: captures.Capture) -> dict[str, str]:
        """Request headers that let the server say whether a page is still as it was `kept`.

        A malformed date, or one after the capture, is not sent back (RFC 9110, 8.8.2.1): with a
        date in the next century, a server would call every later version not modified.
        """
        headers = {}
        if kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept.last_modified:
            with suppress(InvalidTime):
                of_capture(kept.last_modified, latest(kept.fetched_at))
                headers["If-Modified-Since"] = kept.last_modified
        return headers

    def was_fetched(self, url: str, changed: str | None = None) -> bool:
        """Whether the site answered at an address of late, and since it `changed` (UTC, `…Z`)."""
        since = max(utc(current() - _REST), changed or "")
        return captures.was_answered(self.db, url, since)

    def is_withheld(self, url: str) -> bool:
        """Whether a withheld record was found at an address: no link is followed to it."""
        return dark.is_page(self.db, url)

    def answered_last(self, url: str) -> bool:
        """Whether the newest answer from an address was a page, or that it has not changed."""
        return captures.last_status(self.db, url) in (OK, NOT_MODIFIED)

    def had_articles(self, source: str) -> bool:
        """Whether a source named articles in one of the site's last good crawls."""
        return bool(runs.named_by(self.db, self.site, source, _CRAWLS))

    def is_silent(self, source: str) -> bool:
        """Whether a source was there in the last good crawls, and named no article in any."""
        return runs.named_by(self.db, self.site, source, _CRAWLS) == 0

    def has_file(self, url: str) -> bool:
        """Whether the archive has this picture or document."""
        return files.is_captured(self.db, url)

    def files_left(self) -> list[tuple[files.Kind, str]]:
        """Pictures and attachments that earlier runs, a week or more ago, did not get."""
        return files.left(self.db, self.site, utc(current() - _FILES_REST))
