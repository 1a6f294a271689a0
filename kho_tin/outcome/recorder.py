"""A run's recorder: what each answer means, in the order of the records, and into the archive.

A crawl, the recovery of one that was killed, a rebuild and an import have one each, and hand it
the same answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from kho_tin.archive import articles, files, runs, visits
from kho_tin.archive.content import Content
from kho_tin.archive.database import transaction
from kho_tin.archive.renewal import Again, Read
from kho_tin.archive.visits import Known
from kho_tin.base.reasons import of_problems
from kho_tin.base.reasons.kinds import Kind
from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome import gate
from kho_tin.outcome.again import parsed, reading_again
from kho_tin.outcome.answered import Answered, Outcome, Problem
from kho_tin.outcome.counts import COVERED, Counts
from kho_tin.outcome.gate import Stored
from kho_tin.outcome.interpret import Before, interpret
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.walk import Walk
from kho_tin.parsers.addresses import is_address
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
    home: Reason | None = None
    refusal: Reason | None = None
    last: str = ""  # when the newest answer came (UTC, `…Z`)
    looked_at: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    deferred: list[Outcome] = field(default_factory=list)
    new: dict[str, int] = field(default_factory=dict)
    recall: Recall | None = None  # where the journal does not tell how listings were read
    kept: int = 0  # articles, pictures and documents
    _pages_close: bool = False
    _texts: dict[int, set[str]] = field(default_factory=dict)
    _problems: int = 0
    _on_record: set[tuple[str | None, str, str]] | None = None  # of the run, once that is asked

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
        """What an answer means, by all that the run has met before it; it is remembered for those
        to come, whether it is applied or not."""
        requested, read = answered.requested, answered.read
        known = self.known_as(requested.identity)
        article = read.reading if read and isinstance(read.reading, Article) else None
        before = Before(
            plan=self.plan,
            known=known,
            pages_close=self._pages_close,
            state=self.walk.state_of(requested.identity or "", known.state if known else None),
            most_media=int(self.begin.settings.get("MEDIA_PER_ARTICLE") or 60),
        )
        if article:
            identity, capture = article.identity, answered.capture
            assert capture is not None
            stored = self.stored(identity, article.parser, answered.at, capture)
            same = self._texts.get(hash(article.contents), set()) - {article.identity}
            has_ids = is_address(identity) and articles.have_ids(self.db, self.site, capture)
            before = replace(before, stored=stored, twins=len(same), has_ids=has_ids)
            self._texts.setdefault(hash(article.contents), set()).add(article.identity)
        outcome = interpret(answered, before)
        if outcome.article and outcome.deferred:
            again = parsed(outcome.article).content
            if (
                before.stored
                and outcome.deferred.kind != "suspect"
                and (self._is_confirmed(outcome.article.identity, again, before.stored))
            ):
                outcome.deferred = None
            else:
                self.deferred.append(outcome)
        if requested.role not in ("image", "attachment"):
            self._pages_close |= read is not None and read.closes
        if requested.identity is not None:
            self.looked_at.add(requested.identity)
            if outcome.state == "gone":
                self.gone.add(requested.identity)
        for link in outcome.listing.items if outcome.listing else ():
            self.walk.name(link.identity, requested.page or 1)
        self.walk.whole &= not outcome.breaks_walk
        self.home = outcome.home or self.home
        self.refusal = outcome.refusal or self.refusal
        self.last = max(self.last, answered.brought)
        return outcome

    def apply(self, outcome: Outcome) -> None:
        """Put on record what follows from an answer, in one transaction, unless it is there."""
        answered = outcome.answered
        if answered.end and answered.end <= self.applied:
            return
        with self.together():
            for problem in outcome.problems:
                self._problem(problem, answered.brought, once=not answered.end)
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
                )
            if outcome.article and not outcome.deferred:
                self.store(outcome)
            self.applied = max(answered.end, self.applied)
            self.progress()

    def together(self) -> AbstractContextManager[object]:
        """Around what one answer puts on record."""
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

    def observe(
        self,
        identity: str | None,
        state: runs.State,
        *,
        at: str,
        status: int | None = None,
        capture: int | None = None,
    ) -> None:
        """Put on record what was seen of an article, if it is known."""
        known = self.known_as(identity)
        if known:
            run, state = self._recalled(capture, state)
            runs.observe(self.db, run, known.article, state, status=status, capture=capture, at=at)

    def keep_file(self, role: str, url: str, capture: int, **said: Any) -> None:
        """Say which capture holds a picture or document, and what it says."""
        self.kept += 1
        if role == "image":
            files.keep_image(self.db, url, capture)
        else:
            files.keep_attachment(self.db, url, capture, **said)

    def _recalled(self, capture: int | None, state: runs.State) -> tuple[int, runs.State]:
        recalled = self.recall(capture) if self.recall and capture is not None else None
        if recalled is None:
            return self.run, state
        if state in ("listed", "unlisted"):
            state = "unlisted" if recalled[1] == "unlisted" else "listed"
        return recalled[0], state

    def problem(self, problem: Problem, at: str) -> None:
        """Something for the record that no answer says."""
        with transaction(self.db):
            self._problem(problem, at, once=True)

    def _problem(self, problem: Problem, at: str, *, once: bool = False) -> None:
        self._problems += 1
        if self._problems > MOST_PROBLEMS:
            return
        kind: Kind = problem.kind
        message = problem.message
        if once and self._on_record is None:
            # Not a query for each of thousands, which would look at all the others.
            rows = self.db.execute(
                "SELECT url, kind, message FROM problems WHERE run = ?", [self.run]
            )
            self._on_record = set(rows.fetchall())
        if self._on_record is not None:
            is_there = (problem.url, kind, message) in self._on_record
            self._on_record.add((problem.url, kind, message))
            if once and is_there:
                return
        if self._problems == MOST_PROBLEMS:
            kind, message = "more_problems", of_problems.more_problems()
        runs.problem(self.db, self.run, url=problem.url, kind=kind, message=message, at=at)

    def stored(self, identity: str, parser: str, at: str, capture: int) -> Stored | None:
        """The article that a capture of a time reads as, by `parser`, as it was known before."""
        row = articles.version_before(self.db, self.site, identity, at, capture)
        if row is None:
            return None
        before = row["parser"]
        if before.split("@")[0] != parser.split("@")[0]:
            today = self.reread(row["capture"], identity)
            before = today.fields["parser"] if today else before
        return Stored(row["title"], row["published"], row["body"], before)

    def _is_confirmed(self, identity: str, content: Content, stored: Stored) -> bool:
        """Whether an earlier run was given the very same, with the article's own title or date:
        then it may be the site's edit."""
        if not gate.bears(content.fields["title"], content.fields["published"], stored):
            return False
        capture = runs.last_error(self.db, self.site, identity, self.run)
        earlier = self.reread(capture, identity) if capture else None
        return earlier is not None and earlier.content == content
