"""A run's recorder puts what its answers mean into the archive, in the order of the records.

A crawl, the recovery of a killed one, a rebuild and an import each have one, and give it the same
answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from kho_tin.archive import aliases, articles, files, known_articles, observations, runs
from kho_tin.archive.database import transaction
from kho_tin.archive.lasting_names import pid_of
from kho_tin.archive.reprocessing import Rereader
from kho_tin.outcome.answered import Answered, Outcome, Problem
from kho_tin.outcome.counts import COVERED, Counts
from kho_tin.outcome.past import Past
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.problems import Problems
from kho_tin.outcome.rereading import parsed, rereader
from kho_tin.outcome.state import RunState
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.warc.journal import Begin


class Numbers(Protocol):
    """Ids of articles by identity."""

    def get(self, identity: str, /) -> int | None: ...


# The run and the state that another database has for an observation by a capture.
Recall = Callable[[int], tuple[int, str] | None]


@dataclass
class Recorder:
    """Records what one run does. `state` says what its answers mean; `numbers` are ids for articles
    that are new, by identity, where they are known; `applied` is up to where in its file all is
    stored (bytes)."""

    db: Database
    folder: Path
    run: int
    site: str
    begin: Begin
    state: RunState
    counts: Counts
    problems: Problems
    numbers: Numbers | None = None
    applied: int = 0
    again: Rereader | None = None  # None where today's program has read all there is
    recall: Recall | None = None  # where the journal does not tell how listings were read
    kept: int = 0  # articles, pictures and documents
    dates: DateProfile | None = None  # by which its pages are read

    @classmethod
    def of(
        cls,
        db: Database,
        folder: Path,
        run: int,
        plan: Plan,
        begin: Begin,
        *,
        numbers: Numbers | None = None,
        again: bool = True,
        dates: DateProfile | None = None,
    ) -> Recorder:
        """The recorder of a run that is on record, to continue it. `again`: readings of older code
        are made again where they differ. `dates`: the profile of the site's dates; the begin
        record's when left out."""
        dates = dates or DateProfile.of(begin.dates)
        row = next(iter(db.query("SELECT * FROM runs WHERE id = ?", [run])))
        counts = Counts(**{name: row[name] for name in runs.COUNTS})
        counts.parsers = json.loads(row["parsers"])
        rereading = rereader(db, folder, dates)
        known = known_articles.KnownBefore(db, row["site"], run)
        past = Past(db, row["site"], run, rereading.read, known)
        return cls(
            db,
            folder,
            run,
            row["site"],
            begin,
            RunState.of(past, plan, begin),
            counts,
            Problems.of(db, run),
            numbers,
            applied=row["applied"],
            again=rereading if again else None,
            dates=dates,
        )

    @property
    def past(self) -> Past:
        """What the archive has of the site's articles."""
        return self.state.past

    @property
    def plan(self) -> Plan:
        return self.state.plan

    def take(self, answered: Answered) -> Outcome:
        """Interpret an answer, and apply it."""
        outcome = self.state.interpret(answered)
        self.apply(outcome)
        return outcome

    def apply(self, outcome: Outcome) -> None:
        """Record what follows from an answer, in one transaction, unless that is done already."""
        answered = outcome.answered
        if answered.end and answered.end <= self.applied:
            return
        with self.together():
            for problem in outcome.problems:
                self.problems.add(problem, answered.brought, once=not answered.end)
            for name, number in outcome.counts.items():
                setattr(self.counts, name, getattr(self.counts, name) + number)
            if article := outcome.parsed:
                fields = {name for name in COVERED if getattr(article, name)}
                self.counts.count(article.parser, fields)
            if outcome.state:
                self.observe(
                    answered.requested.identity,
                    outcome.state,
                    at=answered.at,
                    status=answered.status,
                    capture=answered.capture,
                )
            if outcome.is_file and answered.read and answered.capture is not None:
                self.keep_file(
                    answered.requested.role,
                    answered.requested.identity or answered.page_url,
                    answered.capture,
                    media_type=answered.media_type,
                    size=answered.read.bytes,
                    sha256=answered.read.sha256,
                    text=answered.read.text,
                    layout=answered.read.layout,
                )
            if outcome.article and not outcome.deferred:
                self.store(outcome)
            self.applied = max(answered.end, self.applied)
            self.progress()

    def together(self) -> AbstractContextManager[object]:
        """The transaction around what one answer records."""
        return transaction(self.db)

    def progress(self) -> None:
        """Put on record how far the run has come."""
        counts, parsers = self.counts.columns(), self.counts.parsers
        runs.progress(self.db, self.run, counts, parsers, self.applied)

    def store(self, outcome: Outcome) -> None:
        """Store the article of an outcome."""
        article, answered = outcome.article, outcome.answered
        assert article
        assert answered.capture is not None
        read = parsed(article)
        known = self.past.known.get(article.identity)
        state: observations.State
        state = self.state.coverage.state_of(article.identity, known.state if known else None)
        run, state = self._recalled(answered.capture, state)
        stored = articles.store(
            self.db,
            self.site,
            read,
            articles.Observation(
                run,
                answered.at,
                answered.capture,
                "unlisted" if state == "unlisted" else "listed",
            ),
            number=self.numbers.get(article.identity) if self.numbers else None,
            again=self.again,
        )
        setattr(self.counts, stored.outcome, getattr(self.counts, stored.outcome) + 1)
        self.counts.reprocessed += stored.is_reprocessed
        if outcome.alias and stored.outcome in ("new", "changed", "unchanged"):
            alias = aliases.Alias(
                pid_of(self.site, outcome.alias.identity),
                pid_of(self.site, article.identity),
                answered.at,
                answered.capture,
                outcome.alias.same_text,
            )
            aliases.keep(self.db, alias)
        self.kept += 1
        if stored.outcome == "new":
            self.past.new[article.identity] = stored.article

    def observe(
        self,
        identity: str | None,
        state: observations.State,
        *,
        at: str,
        status: int | None = None,
        capture: int | None = None,
    ) -> None:
        """Put on record what was seen of an article, if it is known."""
        known = self.past.article(identity)
        if known:
            run, state = self._recalled(capture, state)
            observations.observe(
                self.db, run, known.article, state, status=status, capture=capture, at=at
            )

    def keep_file(self, role: str, url: str, capture: int, **details: Any) -> None:
        """Say which capture holds a picture or document, and what it says."""
        self.kept += 1
        if role == "image":
            files.keep_image(self.db, url, capture)
        else:
            files.keep_attachment(self.db, url, capture, **details)

    def _recalled(
        self, capture: int | None, state: observations.State
    ) -> tuple[int, observations.State]:
        recalled = self.recall(capture) if self.recall and capture is not None else None
        if recalled is None:
            return self.run, state
        if state in ("listed", "unlisted"):
            state = "unlisted" if recalled[1] == "unlisted" else "listed"
        return recalled[0], state

    def problem(self, problem: Problem, at: str) -> None:
        """Record a problem that no answer shows."""
        with transaction(self.db):
            self.problems.add(problem, at, once=True)
