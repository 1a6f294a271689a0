"""A recorder that only notes what a run would put on record today.

A rebuild replays a run to a recorder whose database has grown only that far; this one reads the
whole archive, and must leave out what came later.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import known_articles, observations
from kho_tin.archive.database import Row
from kho_tin.archive.history import StoredReading
from kho_tin.archive.known_articles import KnownArticle
from kho_tin.outcome.answered import Outcome, Problem
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.past import Past
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.problems import Problems
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.redating import date_profile
from kho_tin.outcome.rereading import parsed, rereader
from kho_tin.outcome.state import RunState
from kho_tin.replay.verify.expected import ExpectedObservation, ExpectedObservations
from kho_tin.warc.journal import Begin


@dataclass
class _PastOfRun(Past):
    """What a run could know, out of the whole archive."""

    known: dict[str, KnownArticle]

    def article(self, identity: str | None) -> KnownArticle | None:
        if identity is None:
            return None
        if identity not in self.known:
            before = known_articles.find_before(self.db, self.site, identity, self.run)
            if before is None:
                is_stored = identity in self.new
                return known_articles.find(self.db, self.site, identity) if is_stored else None
            self.known[identity] = before
        return self.known[identity]


class _NoProblems(Problems):
    """Puts nothing on record."""

    def add(self, problem: Problem, at: str, *, once: bool = False) -> None:
        pass


@dataclass
class Listener(Recorder):
    """A recorder that only notes what it would put on record: `expected` of articles, `files` of
    the captures of their documents and pictures."""

    expected: ExpectedObservations = field(kw_only=True)
    files: dict[int, Row] = field(default_factory=dict)

    @classmethod
    def to(cls, db: Database, folder: Path, run: int, plan: Plan, begin: Begin) -> Listener:
        """The listener for a run in the database."""
        site = db.execute("SELECT site FROM runs WHERE id = ?", [run]).fetchone()[0]
        dates = date_profile(db, folder, site)  # its rows have been read again by the newest
        past = _PastOfRun(db, site, run, rereader(db, folder, dates).read, {})
        state = RunState.of(past, plan, begin)
        none = _NoProblems(db, run)
        expected = ExpectedObservations.open()
        return cls(
            db, folder, run, site, begin, state, Counts(), none, dates=dates, expected=expected
        )

    def together(self) -> AbstractContextManager[object]:
        return nullcontext()

    def progress(self) -> None:
        pass

    def store(self, outcome: Outcome) -> None:
        article, answered = outcome.article, outcome.answered
        assert article
        assert answered.capture is not None
        sql = "SELECT 1 FROM problems WHERE run = ? AND url = ? AND kind = 'address_taken'"
        if self.db.execute(sql, [self.run, article.url]).fetchone():
            return  # the address is another article's
        known = self.past.article(article.identity)
        state = self.state.coverage.state_of(article.identity, known.state if known else None)
        at, capture = answered.at, answered.capture
        reading = StoredReading.of(parsed(article), capture, at)
        self.expected.add(
            ExpectedObservation(article.identity, state, at, answered.status, capture, reading)
        )
        self.past.new.setdefault(article.identity, 0)

    def observe(self, identity: str | None, state: observations.State, **values: Any) -> None:
        if identity is not None and self.past.article(identity):
            self.expected.add(ExpectedObservation(identity, state, **values))

    def keep_file(self, role: str, url: str, capture: int, **values: Any) -> None:
        self.files[capture] = {"url": url, "bytes": values["size"], **values}

    def problem(self, *_: object) -> None:
        pass
