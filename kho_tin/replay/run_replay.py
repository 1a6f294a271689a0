"""Replaying a run to its recorder: each answer is read, in the order in which it took effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from itertools import count, islice, repeat
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, misdated
from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row
from kho_tin.base.hosts import same_site
from kho_tin.outcome.answered import NOT_READ, Answered
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.statuses import OK
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader.reading import Pointer, ReadAnswer
from kho_tin.reader.reads import Reads
from kho_tin.reader.reread import of_unchanged
from kho_tin.replay.file_index import Event, FileIndex
from kho_tin.replay.journal import Journal
from kho_tin.replay.roles import Roles
from kho_tin.warc.file_names import find
from kho_tin.warc.journal import Requested

CHUNK = 50  # answers stored in one transaction: at most so many are lost when it is stopped
_NOT_UNDERSTOOD = """
SELECT c.id FROM captures c
WHERE run != :run AND (SELECT site FROM runs WHERE id = c.run) = :site AND page_url IN
  (SELECT url FROM revisions WHERE article IN (SELECT article FROM observations WHERE run = :run)
    AND article NOT IN (SELECT article FROM observations WHERE run != :run))
AND NOT EXISTS (SELECT 1 FROM observations WHERE capture = c.id)
AND NOT {misdated} AND NOT {archives_own}
ORDER BY fetched_at, id
"""


_Answers = Iterator[tuple[Answered, Row | None]]


@dataclass
class RunReplay:
    """Replays runs. `together` is entered around each CHUNK of answers. `unread` has a line for
    each capture that was lost, or of which nothing was stored; `lost` counts the lost ones;
    `exceeded` are those that could not be read within the bounds."""

    reads: Reads = field(default_factory=Reads)
    together: Callable[[], AbstractContextManager[object]] = nullcontext
    advance: Callable[[int], object] = lambda _: None
    unread: list[str] = field(default_factory=list)
    lost: int = 0
    exceeded: list[int] = field(default_factory=list)

    def play(self, recorder: Recorder, journal: Journal, via: Via) -> None:
        """Give a run's recorder what its file holds. Only rows with an `id` are interpreted."""
        if _has_roles(journal, via):
            applied = recorder.applied

            def answers() -> _Answers:
                events = (event for event in journal.events() if _is_of_use(applied, event))
                return ((answered(event), event.row) for event in events)

            self._play(recorder, answers, None, was_killed=journal.was_killed)
            return
        for event in journal.events():  # what an import noted about files of other programs
            recorder.take(replace(answered(event), end=0))
        self.play_captures(recorder, journal, via)

    def play_captures(self, recorder: Recorder, journal: Journal, via: Via) -> None:
        """The same for a file without a journal that says what its captures were requested for."""

        def rows() -> Iterator[Row]:
            return (row for row in journal.index.rows(by_time=via == "import") if row["id"])

        roles = Roles(recorder.db, recorder.site, recorder.plan, via, journal.index.is_repeated)
        self._play_rows(recorder, rows, roles, count(1))
        if via == "import":
            earlier = _not_understood(recorder)
            roles = Roles(recorder.db, recorder.site, recorder.plan, via)
            self._play_rows(
                recorder, lambda: _without_location(recorder, earlier), roles, repeat(0)
            )

    def _play_rows(
        self,
        recorder: Recorder,
        rows: Callable[[], Iterator[Row]],
        roles: Roles,
        ends: Iterable[int],
    ) -> None:
        unknown, brought = Requested(0, "link"), recorder.begin.started

        def answers() -> _Answers:
            of = zip(rows(), ends, strict=False)
            return ((_of_row(unknown, row, brought, end), row) for row, end in of)

        self._play(recorder, answers, roles)

    def _play(
        self,
        recorder: Recorder,
        answers: Callable[[], _Answers],
        roles: Roles | None,
        *,
        was_killed: bool = False,
    ) -> None:
        """Take `answers`, which are gone through twice: what is to be read is known before."""
        pointers = self._pointers(recorder, answers(), roles)
        reads = self.reads.all(pointers)
        for chunk in _chunks(answers()):
            # The chunk is read before the transaction begins, so that nobody waits for the lock.
            read = [next(reads) if _is_read(*each) else None for each in chunk]
            with self.together():
                for (answered, row), what in zip(chunk, read, strict=True):
                    if was_killed and row and what and _leads_on(recorder.state.plan, row, what):
                        continue  # the crawl would have gone on from there, and was killed before
                    self._take(recorder, answered, row, what, roles)
            self.advance(sum(row["length"] for _, row in chunk if row))

    def _take(
        self,
        recorder: Recorder,
        answered: Answered,
        row: Row | None,
        read: ReadAnswer | None,
        roles: Roles | None,
    ) -> None:
        if read and read.lost:
            self.unread.append(f"{answered.page_url}: {read.damage}")
            self.lost += 1
            return
        if roles and row:
            requested = roles.requested(row)
            if requested is None:
                return
            answered = replace(answered, requested=requested)
        if read and read.exceeded:
            self.exceeded.append(read.capture)
        outcome = recorder.take(replace(answered, read=read))
        if roles:
            roles.note(outcome)
        if answered.has_body and not outcome.deferred:
            self.unread += [
                f"{problem.url}: {problem.message}"
                for problem in outcome.problems
                if _is_loss(problem.kind)
            ]

    def _pointers(
        self,
        recorder: Recorder,
        answers: _Answers,
        roles: Roles | None,
    ) -> Iterator[Pointer]:
        for answered, row in answers:
            if row is None or not _is_read(answered, row):
                continue
            capture = captures.get(recorder.db, row["id"])
            kept = captures.original_of(recorder.db, capture)
            if answered.is_unchanged:
                role, url = answered.requested.role, row["page_url"]
                pointer = of_unchanged(kept, url, recorder.folder, role)
                yield replace(pointer, capture=row["id"])
            else:
                journal_role = None if roles else answered.requested.role
                place = find(recorder.folder, capture.warc) or recorder.folder / capture.warc
                pointer = _own(row, place, journal_role, recorder.dates)
                warc = find(recorder.folder, kept.warc) or recorder.folder / kept.warc
                yield replace(pointer, capture=row["id"], warc=warc, offset=kept.offset)


def to_be_read(
    journal: Journal, via: Via, path: Path, dates: DateProfile | None
) -> Iterator[Pointer]:
    """What `play` will want to be read of the file at `path`, as far as its bytes are there: the
    same pointers, of capture 0. `dates` is the profile by which the run is read."""
    wanted: Iterable[tuple[str | None, Row | None]] = ((None, row) for row in journal.index.rows())
    if _has_roles(journal, via):
        wanted = ((event.requested.role, event.row) for event in journal.events())
    for role, row in wanted:
        is_page = row is not None and row["status"] == OK and role not in NOT_READ
        if row and is_page and row["refers_to_record"] is None:
            yield _own(row, path, role, dates)


def _has_roles(journal: Journal, via: Via) -> bool:
    """Whether the journal says what each capture was requested for."""
    if via == "import":
        return False
    return any(event.row for event in journal.events()) or not journal.index


def _own(row: Row, warc: Path, role: str | None, dates: DateProfile | None) -> Pointer:
    """A pointer to the bytes in a capture's own record."""
    offset = row.get("conversion")
    return Pointer(
        0,
        row["page_url"],
        row["encoding"],
        row["media_type"],
        row["fetched_at"],
        warc,
        row["offset"],
        role,
        date_order=dates.at(row["fetched_at"]) if dates else None,
        conversion=None if offset is None else (warc, offset),
    )


def _chunks(answers: _Answers) -> Iterator[list[tuple[Answered, Row | None]]]:
    while chunk := list(islice(answers, CHUNK)):
        yield chunk


def _not_understood(recorder: Recorder) -> list[int]:
    """Captures of earlier runs at the address of an article that is known only since this run, so
    that those runs could not interpret them: older pages may be imported last."""
    sql = _NOT_UNDERSTOOD.format(
        misdated=misdated.condition("c"), archives_own=captures.archives_own("c")
    )
    rows = recorder.db.execute(sql, {"run": recorder.run, "site": recorder.site})
    return [row[0] for row in rows]


def _without_location(recorder: Recorder, ids: Iterable[int]) -> Iterator[Row]:
    """Rows of captures as an index of a file has them; their length does not count in the
    progress."""
    for number in ids:
        row = asdict(captures.get(recorder.db, number))
        yield {**row, "location": None, "length": 0}


def _is_read(answered: Answered, row: Row | None) -> bool:
    """Whether there are bytes to read: its own, or those of the capture that it refers to."""
    refers = row is not None and row.get("refers_to") is not None
    return answered.has_body or (answered.is_unchanged and refers)


def _leads_on(plan: Plan, row: Row, read: ReadAnswer) -> bool:
    """Whether a page leads to another of the site by itself: alone it means nothing."""
    url = plan.refreshed(row["url"], read.refresh)
    return url is not None and same_site(url, plan.home_url)


def _is_loss(kind: str) -> bool:
    return kind in ("layout_changed", "incomplete", "unreadable", "cut", "exceeded")


def answered(event: Event) -> Answered:
    """How a request ended, before anything is read."""
    if event.failure:
        at = event.failure.at
        return Answered(event.requested, event.page_url, at, at, event.end, failure=event.failure)
    assert event.row
    of_row = _of_row(event.requested, event.row, event.row["brought"], event.end)
    return replace(of_row, page_url=event.page_url)


def _of_row(requested: Requested, row: Row, brought: str, end: int) -> Answered:
    return Answered(
        requested,
        row["page_url"],
        row["fetched_at"],
        brought,
        end,
        status=row["status"],
        capture=row["id"],
        media_type=row["media_type"],
        location=row["location"],
    )


def _is_of_use(applied: int, event: Event) -> bool:
    """Not a picture or document that is stored already, in the part of the file that was `applied`
    (bytes). Every page is read again: how a later one is understood, and what the run amounts to,
    follows from all of them."""
    if event.row is not None and event.row["id"] is None:
        return False
    return event.end > applied or event.requested.role not in ("image", "attachment")


def number(db: Database, warc: str, index: FileIndex, latest: str) -> None:
    """Give the captures of a file their ids in the database, except those with a date after their
    run: these are not interpreted."""
    known = db.execute("SELECT offset, id, refers_to FROM captures WHERE warc = ?", [warc])
    index.number(known, latest)
