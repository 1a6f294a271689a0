"""A record that is withheld no more: its rows made again from its captures, as a rebuild does.

What no capture tells does not come back: the days on which listings no longer named the article,
and problems that were on record about it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, misdated
from kho_tin.archive.captures import Capture
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark, hiding
from kho_tin.archive.names import pid_of
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.again import Terms
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.recorder import Recorder
from kho_tin.reader.reading import read
from kho_tin.reader.reread import pointer_to
from kho_tin.replay.media import link_media
from kho_tin.replay.numbers import Numbers
from kho_tin.warc.journal import Begin, Requested

_PAGES = (
    "SELECT id FROM captures WHERE id IN (SELECT capture FROM withheld_captures WHERE pid = ? "
    f"AND part = 'page') AND NOT {misdated.condition('captures')} "
    f"AND NOT {captures.archives_own('captures')} ORDER BY fetched_at, id"
)


def bring_back(db: Database, folder: Path, pid: str) -> list[str]:
    """Show a record again, under the id that it had. Returns a line for each capture of it that
    cannot be read. Raises ArchiveError."""
    row = db.execute("SELECT article FROM withheld WHERE pid = ?", [pid]).fetchone()
    number = row[0] if row else None
    with transaction(db):
        own = dark.claimed(db, pid)
        damaged = hiding.lighten(db, folder, own)
        pages = [row[0] for row in db.execute(_PAGES, [pid]).fetchall()]
        for table in ("withheld", "withheld_captures", "withheld_addresses"):
            db.execute(f"DELETE FROM {table} WHERE pid = ?", [pid])
        _Replay(db, folder, pid, number).look(pages)
        for (site,) in db.execute("SELECT site FROM articles WHERE pid = ?", [pid]).fetchall():
            link_media(db, folder, site)
        # What belongs to another withheld record, too, is dark again where nothing shows it.
        for capture in own:
            rows = db.execute(
                "SELECT part FROM withheld_captures WHERE capture = ? LIMIT 1", [capture]
            )
            for (part,) in rows.fetchall():
                dark.shade(db, [capture], part)
    return damaged


class _Replay:
    """Looks at the captures of one article's pages, in the order of time."""

    def __init__(self, db: Database, folder: Path, pid: str, number: int | None) -> None:
        self.db = db
        self.folder = folder
        self.pid = pid
        self.number = number
        self.terms = Terms(folder)
        self.first_run: int | None = None
        self._recorders: dict[int, Recorder] = {}

    def look(self, pages: list[int]) -> None:
        for number in pages:
            capture = captures.get(self.db, number)
            recorder = self._recorder(capture)
            answered = self._answered(capture)
            outcome = recorder.interpret(answered)
            if outcome.article and not outcome.deferred:
                self._store(recorder, outcome)
            elif outcome.state and capture.run != self.first_run:
                # Only what an earlier run knew of was looked for by this one.
                recorder.observe(
                    answered.requested.identity,
                    outcome.state,
                    at=answered.at,
                    status=answered.status,
                    capture=capture.id,
                )

    def _answered(self, capture: Capture) -> Answered:
        row = self.db.execute("SELECT identity FROM articles WHERE pid = ?", [self.pid]).fetchone()
        requested = Requested(0, "link")
        if row and capture.via != "wayback":
            requested = Requested(0, "article", identity=row[0])
        answered = Answered(
            requested,
            capture.page_url,
            capture.fetched_at,
            capture.fetched_at,
            status=capture.status,
            capture=capture.id,
            media_type=capture.media_type,
        )
        pointer = pointer_to(self.db, self.folder, capture)
        return replace(answered, read=read(pointer) if answered.has_body else None)

    def _store(self, recorder: Recorder, outcome: Outcome) -> None:
        assert outcome.article
        if pid_of(recorder.site, outcome.article.identity) == self.pid:
            if self.number is not None:
                recorder.numbers = Numbers(self.db, {outcome.article.identity: self.number})
            recorder.store(outcome)
            self.first_run = self.first_run or recorder.run

    def _recorder(self, capture: Capture) -> Recorder:
        if capture.run not in self._recorders:
            home, started = self.db.execute(
                "SELECT home_url, started FROM runs JOIN sites ON sites.name = site WHERE id = ?",
                [capture.run],
            ).fetchone()
            plan = self.terms.plan(capture) or Plan(home, Direct(home))
            begin = Begin("", "", started)
            self._recorders[capture.run] = Recorder.of(
                self.db, self.folder, capture.run, plan, begin, again=False
            )
        return self._recorders[capture.run]
