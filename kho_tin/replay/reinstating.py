"""Reinstating a withheld record: its rows are made again from its captures and from the journals,
as in a rebuild."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, misdated
from kho_tin.archive.captures import Capture
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark, hiding
from kho_tin.archive.lasting_names import pid_of
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.outcome.canonical_urls import plan_of
from kho_tin.outcome.conclude import shown
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.redating import date_profile
from kho_tin.outcome.rereading import CanonicalUrls
from kho_tin.reader.reading import read
from kho_tin.reader.reread import pointer_to
from kho_tin.replay.journal import Journal
from kho_tin.replay.media import link_media
from kho_tin.replay.numbers import Numbers
from kho_tin.replay.run_replay import answered
from kho_tin.warc.file_names import find
from kho_tin.warc.journal import Begin, Requested
from kho_tin.warc.reader import warc_info

_PAGES = (
    "SELECT id FROM captures WHERE id IN (SELECT capture FROM withheld_captures WHERE pid = ? "
    f"AND part = 'page') AND NOT {misdated.condition('captures')} "
    f"AND NOT {captures.archives_own('captures')} ORDER BY fetched_at, id"
)


# The files and ids of the site's later runs, which knew the article.
_RUNS = (
    "SELECT name, run FROM warcs JOIN runs ON runs.id = run "
    "WHERE site = (SELECT site FROM articles WHERE pid = ?) AND run > ? ORDER BY run"
)


class _Unreadable(Exception):
    """Captures cannot be read: a line for each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines)
        self.lines = lines


def reinstate(db: Database, folder: Path, pid: str) -> list[str]:
    """Show a record again, under its former id. Raises ArchiveError.

    Returns a line for each of its captures that cannot be read. If there is any, nothing is
    changed: the record stays dark as a whole, so that a later call can do all of it.
    """
    try:
        _reinstate(db, folder, pid)
    except _Unreadable as error:
        return error.lines
    return []


def _reinstate(db: Database, folder: Path, pid: str) -> None:
    """Raises _Unreadable, with nothing changed."""
    row = db.execute("SELECT article FROM withheld WHERE pid = ?", [pid]).fetchone()
    number = row[0] if row else None
    with transaction(db):
        own = dark.claimed(db, pid)
        if damaged := hiding.restore_rows(db, folder, own):
            raise _Unreadable(damaged)
        pages = [row[0] for row in db.execute(_PAGES, [pid]).fetchall()]
        for table in ("withheld", "withheld_captures", "withheld_addresses"):
            db.execute(f"DELETE FROM {table} WHERE pid = ?", [pid])
        replay = _Replay(db, folder, pid, number)
        replay.look(pages)
        if replay.damaged:
            raise _Unreadable(replay.damaged)
        replay.listen()
        for (site,) in db.execute("SELECT site FROM articles WHERE pid = ?", [pid]).fetchall():
            link_media(db, folder, site)
        # Captures that also belong to another withheld record become dark again if nothing shows
        # them.
        for capture in own:
            rows = db.execute(
                "SELECT part FROM withheld_captures WHERE capture = ? LIMIT 1", [capture]
            )
            for (part,) in rows.fetchall():
                dark.make_dark(db, [capture], part)


class _Replay:
    """Interprets the captures of one article's pages, in the order of time. `damaged` has a line
    for each whose record is missing or damaged, or that whose bytes it refers to."""

    def __init__(self, db: Database, folder: Path, pid: str, number: int | None) -> None:
        self.db = db
        self.folder = folder
        self.pid = pid
        self.number = number
        self.canonical_urls = CanonicalUrls(folder)
        self.first_run: int | None = None
        self.damaged: list[str] = []
        self._recorders: dict[int, Recorder] = {}

    def look(self, pages: list[int]) -> None:
        for number in pages:
            capture = captures.get(self.db, number)
            plan = self.canonical_urls.plan(capture)
            recorder = self._recorder(capture.run, plan)
            outcome = recorder.state.interpret(self._answered(capture))
            if outcome.article and not outcome.deferred:
                self._store(recorder, outcome)
            elif capture.run != self.first_run:
                # Only articles known from an earlier run were looked for by this one.
                self._observe(recorder, outcome)

    def listen(self) -> None:
        """Observe what has no capture: failed requests for the page, and what listings said."""
        identity = self._identity()
        for name, run in self.db.execute(_RUNS, [self.pid, self.first_run]).fetchall():
            path = find(self.folder, name)
            if identity is None or path is None:
                continue
            info = warc_info(path)
            via = captures.via_of(info) or "live"
            plan = plan_of(info, via)
            journal = Journal.read(path, via, plan)
            recorder = self._recorder(run, plan)
            for event in journal.events():
                if event.failure and event.requested.identity == identity:
                    self._observe(recorder, recorder.state.interpret(answered(event)))
            for other, state in shown(journal.end) if journal.end else ():
                if other == identity:
                    assert journal.end
                    recorder.observe(identity, state, at=journal.end.finished)

    def _observe(self, recorder: Recorder, outcome: Outcome) -> None:
        answer = outcome.answered
        for problem in outcome.problems:
            recorder.problem(problem, answer.brought)
        if outcome.state:
            identity, state = answer.requested.identity, outcome.state
            said = {"status": answer.status, "capture": answer.capture}
            recorder.observe(identity, state, at=answer.at, **said)

    def _identity(self) -> str | None:
        sql = "SELECT identity FROM articles WHERE pid = ?"
        row = self.db.execute(sql, [self.pid]).fetchone()
        return row[0] if row else None

    def _answered(self, capture: Capture) -> Answered:
        identity = self._identity()
        requested = Requested(0, "link")
        if identity is not None and capture.via != "wayback":
            requested = Requested(0, "article", identity=identity)
        answer = Answered(
            requested,
            capture.page_url,
            capture.fetched_at,
            capture.fetched_at,
            status=capture.status,
            capture=capture.id,
            media_type=capture.media_type,
        )
        site = self.db.execute(
            "SELECT site FROM runs WHERE id = (SELECT run FROM captures WHERE id = ?)", [capture.id]
        ).fetchone()[0]
        dates = date_profile(self.db, self.folder, site)
        pointer = pointer_to(self.db, self.folder, capture, dates)
        answer = replace(answer, read=read(pointer) if answer.has_body else None)
        if answer.read and answer.read.lost:
            self.damaged.append(f"capture {capture.id}: {answer.read.damage}")
        return answer

    def _store(self, recorder: Recorder, outcome: Outcome) -> None:
        assert outcome.article
        if pid_of(recorder.site, outcome.article.identity) == self.pid:
            if self.number is not None:
                recorder.numbers = Numbers(self.db, {outcome.article.identity: self.number})
            recorder.store(outcome)
            self.first_run = self.first_run or recorder.run

    def _recorder(self, run: int, plan: Plan | None) -> Recorder:
        if run not in self._recorders:
            home, started, site = self.db.execute(
                "SELECT home_url, started, site FROM runs JOIN sites ON sites.name = site "
                "WHERE id = ?",
                [run],
            ).fetchone()
            self._recorders[run] = Recorder.of(
                self.db,
                self.folder,
                run,
                plan or Plan(home, Direct(home)),
                Begin("", "", started),
                again=False,
                dates=date_profile(self.db, self.folder, site),
            )
        return self._recorders[run]
