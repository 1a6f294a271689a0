"""A run's recorder: what each answer means, in the order of the records, and into the archive.

A crawl, the recovery of one that was killed, a rebuild and an import have one each, and hand it
the same answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from kho_tin.archive import articles, files, runs, visits
from kho_tin.archive.database import transaction
from kho_tin.archive.renewal import Again, Read
from kho_tin.archive.visits import Known
from kho_tin.outcome import gate
from kho_tin.outcome.again import parsed, reading_again
from kho_tin.outcome.answered import Answered, Outcome, Problem
from kho_tin.outcome.gate import Stored
from kho_tin.outcome.interpret import Before, interpret
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.verdicts import Counts
from kho_tin.outcome.walk import Walk
from kho_tin.parsers.model import Article
from kho_tin.warc.journal import Begin

MOST_PROBLEMS = 10_000  # rows of one run: a site that makes more of them says nothing new


class Numbers(Protocol):
    """Ids of articles by identity."""

    def get(self, identity: str, /) -> int | None: ...


# By which run, and in which state, another database has what was seen by a capture.
Recall = Callable[[int], tuple[int, str] | None]


@dataclass
class Recorder:
    """What one run has met. `numbers` are ids for articles that are new, by identity, where they
    are known; `applied` is up to where in its file all is stored (bytes)."""

    db: Database
    folder: Path
    run: int
    site: str
    plan: Plan
    begin: Begin
    reread: Read
    walk: Walk
    known: dict[str, Known]
    counts: Counts
    numbers: Numbers | None = None
    applied: int = 0
    again: Again | None = None  # None where today's program has read all there is
    home: str | None = None
    refusal: str | None = None
    last: str = ""  # when the newest answer came (UTC, `…Z`)
    looked_at: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    deferred: dict[str, Outcome] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    recall: Recall | None = None  # where the journal does not tell how listings were read
    kept: int = 0  # articles, pictures and documents
    _pages_close: bool = False
    _texts: dict[str, set[str]] = field(default_factory=dict)
    _problems: int = 0

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
    ) -> Recorder:
        """The recorder of a run that is on record, to go on where it left off. `again`: what
        earlier programs read is read anew where it differs."""
        row = next(iter(db.query("SELECT * FROM runs WHERE id = ?", [run])))
        counts = Counts(**{name: row[name] for name in runs.COUNTS})
        counts.parsers = json.loads(row["parsers"])
        rereading = reading_again(db, folder)
        problems = db.execute("SELECT count(*) FROM problems WHERE run = ?", [run]).fetchone()[0]
        return cls(
            db,
            folder,
            run,
            row["site"],
            plan,
            begin,
            rereading.read,
            Walk(whole=bool(begin.bounds.get("walk"))),
            visits.known(db, row["site"], run),
            counts,
            numbers,
            applied=row["applied"],
            again=rereading if again else None,
            _problems=problems,
        )

    def known_as(self, identity: str | None) -> Known | None:
        """The article with that identity, be it known since an answer of this very run."""
        if identity is None:
            return None
        return self.known.get(identity) or visits.find(self.db, self.site, identity)

    def take(self, answered: Answered) -> Outcome:
        """Interpret an answer, and apply it."""
        outcome = self.interpret(answered)
        self.apply(outcome)
        return outcome

    def interpret(self, answered: Answered) -> Outcome:
        """What an answer means, by all that the run has met before it."""
        requested, read = answered.requested, answered.read
        known = self.known_as(requested.identity)
        article = read.reading if read and isinstance(read.reading, Article) else None
        before = Before(
            plan=self.plan,
            known=known,
            stored=self._stored(article, answered.at) if article else None,
            twins=self._twins(article) if article else 0,
            pages_close=self._pages_close,
            state=self.walk.state_of(requested.identity or "", known.state if known else None),
            most_media=int(self.begin.settings.get("MEDIA_PER_ARTICLE") or 60),
        )
        outcome = interpret(answered, before)
        if outcome.deferred and article and before.stored and self._is_confirmed(article, before):
            outcome.deferred = None
        self._remember(outcome)
        return outcome

    def apply(self, outcome: Outcome) -> None:
        """Put on record what follows from an answer, in one transaction, unless it is there."""
        answered = outcome.answered
        if answered.end and answered.end <= self.applied:
            return
        with transaction(self.db):
            for problem in outcome.problems:
                self._problem(problem, answered.brought, once=not answered.end)
            for name, number in outcome.counts.items():
                setattr(self.counts, name, getattr(self.counts, name) + number)
            if outcome.parsed:
                self.counts.count(outcome.parsed)
            if outcome.state:
                self.observe(answered, outcome.state)
            if outcome.is_file:
                self._keep_file(answered)
                self.kept += 1
            if outcome.article and not outcome.deferred:
                self.store(outcome)
            self.applied = max(answered.end, self.applied)
            runs.progress(self.db, self.run, self.counts, self.applied)

    def store(self, outcome: Outcome) -> None:
        """Store the article of an outcome."""
        article, answered = outcome.article, outcome.answered
        assert article
        assert answered.capture is not None
        read = parsed(article)
        known = self.known.get(article.identity)
        state: runs.State
        state = self.walk.state_of(article.identity, known.state if known else None)
        run, state = self._recalled(answered.capture, state)
        stored = articles.store(
            self.db,
            site=self.site,
            fields=read.fields,
            images=read.images,
            attachments=read.attachments,
            capture=answered.capture,
            run=run,
            seen_at=answered.at,
            state="unlisted" if state == "unlisted" else "listed",
            number=self.numbers.get(article.identity) if self.numbers else None,
            again=self.again,
        )
        setattr(self.counts, stored.outcome, getattr(self.counts, stored.outcome) + 1)
        self.counts.renewed += stored.renewed
        self.kept += 1
        if stored.outcome == "new":
            self.new[article.identity] = stored.article

    def observe(self, answered: Answered, state: runs.State, at: str | None = None) -> None:
        """Put on record what was seen of the article that was requested, if it is known."""
        known = self.known_as(answered.requested.identity)
        if known:
            run, state = self._recalled(answered.capture, state)
            runs.observe(
                self.db,
                run,
                known.article,
                state,
                status=answered.status,
                capture=answered.capture,
                at=at or answered.at,
            )

    def _recalled(self, capture: int | None, state: runs.State) -> tuple[int, runs.State]:
        told = self.recall(capture) if self.recall and capture is not None else None
        if told is None:
            return self.run, state
        if state in ("listed", "unlisted"):
            state = "unlisted" if told[1] == "unlisted" else "listed"
        return told[0], state

    def problem(self, problem: Problem, at: str) -> None:
        """Something for the record that no answer says."""
        with transaction(self.db):
            self._problem(problem, at, once=True)

    def _problem(self, problem: Problem, at: str, *, once: bool = False) -> None:
        self._problems += 1
        kind, message = problem.kind, problem.message
        if self._problems == MOST_PROBLEMS:
            kind, message = "more_problems", "more problems than these are not on record"
        if self._problems <= MOST_PROBLEMS:
            runs.problem(
                self.db, self.run, url=problem.url, kind=kind, message=message, at=at, once=once
            )

    def _remember(self, outcome: Outcome) -> None:
        """What later answers of the run are held against: whether it is applied or not."""
        answered = outcome.answered
        requested, read = answered.requested, answered.read
        self.last = max(self.last, answered.brought)
        if read and read.closes and requested.role not in ("image", "attachment"):
            self._pages_close = True
        if requested.identity is not None:
            self.looked_at.add(requested.identity)
            if outcome.state == "gone":
                self.gone.add(requested.identity)
        if outcome.listing:
            for link in outcome.listing.items:
                self.walk.name(link.identity, requested.page or 1)
        if outcome.breaks_walk:
            self.walk.whole = False
        self.home = outcome.home or self.home
        self.refusal = outcome.refusal or self.refusal
        if outcome.article:
            self._texts.setdefault(_text(outcome.article), set()).add(outcome.article.identity)
            if outcome.deferred:
                self.deferred[outcome.article.identity] = outcome

    def _keep_file(self, answered: Answered) -> None:
        url, read = answered.requested.identity or answered.page_url, answered.read
        assert read
        assert answered.capture is not None
        if answered.requested.role == "image":
            files.keep_image(self.db, url, answered.capture)
            return
        files.keep_attachment(
            self.db,
            url,
            answered.capture,
            media_type=answered.media_type,
            size=read.bytes,
            sha256=read.sha256,
            text=read.text,
        )

    def _stored(self, article: Article, at: str) -> Stored | None:
        """The article that a page reads as, as the archive had it at a time."""
        row = articles.version_at(self.db, self.site, article.identity, at)
        if row is None:
            return None
        parser = row["parser"]
        if parser.split("@")[0] != article.parser.split("@")[0]:
            today = self.reread(row["capture"], article.identity)
            parser = today.fields["parser"] if today else parser
        return Stored(row["title"], row["published"], row["body"], parser)

    def _twins(self, article: Article) -> int:
        return len(self._texts.get(_text(article), set()) - {article.identity})

    def _is_confirmed(self, article: Article, before: Before) -> bool:
        """Whether an earlier run was given the very same, which may then be the site's edit."""
        assert before.stored
        if not gate.bears(article, before.stored):
            return False
        capture = runs.last_error(self.db, self.site, article.identity, self.run)
        earlier = self.reread(capture, article.identity) if capture else None
        return earlier is not None and earlier.content == parsed(article).content

    def facts(self) -> dict[str, Any]:
        """The counts, as a row of `runs` has them."""
        return {name: getattr(self.counts, name) for name in runs.COUNTS}


def _text(article: Article) -> str:
    said = json.dumps([article.title, article.published, article.body])
    return hashlib.sha256(said.encode()).hexdigest()
