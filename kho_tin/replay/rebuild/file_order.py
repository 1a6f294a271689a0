"""The order in which a rebuild reads the files: as they were written.

That is the order of their dates, unless a clock was set back between two runs: then a file refers
to records in a file with a later date. That one is read first, since a revisit has no bytes of its
own, and what was known when it was captured came from there.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kho_tin.archive.captures import Via, via_of
from kho_tin.archive.database import transaction
from kho_tin.archive.repair import ANSWERS
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import parse, utc
from kho_tin.outcome.canonical_urls import plan_of
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader.reading import Pointer
from kho_tin.reader.reads import of_files
from kho_tin.replay.file_index import FileIndex
from kho_tin.replay.journal import Journal
from kho_tin.replay.rebuild.new_database import NewDatabase
from kho_tin.replay.run_replay import to_be_read
from kho_tin.warc.reader import Damage, read_record, scan

# In the database's temporary file, since an archive has too many records for memory.
_PLACES = "CREATE TEMP TABLE record_places (record_id TEXT PRIMARY KEY, warc TEXT) WITHOUT ROWID"


@dataclass
class Source:
    """One finished WARC file of the archive. `begun` is a time (UTC, `…Z`), or "" if it is not
    stated."""

    path: Path
    info: dict[str, str]
    begun: str
    _early: Journal | None = None

    @classmethod
    def of(cls, path: Path, info: dict[str, str]) -> Source:
        """The file at `path`, whose warcinfo says `info`."""
        return cls(path, info, _begun(path) if info else "")

    @property
    def via(self) -> Via:
        """Where its captures came from."""
        return via_of(self.info) or "live"

    @cached_property
    def plan(self) -> Plan | None:
        """The plan of its crawl; None if it is not stated."""
        return plan_of(self.info, self.via)

    def journal(self) -> Journal:
        """The file's journal. Raises OSError."""
        journal, self._early = self._early, None
        return journal or Journal.read(self.path, via_of(self.info), self.plan)

    def to_be_read(self) -> Iterator[Pointer]:
        """Pointers to what a replay will want of it; its journal is read for that, and kept.
        Nothing where it cannot be read, which `journal` raises when it is wanted."""
        with suppress(OSError):
            self._early = self.journal()
        if self._early:
            begin = self._early.begin
            dates = DateProfile.of(begin.dates) if begin else None
            yield from to_be_read(self._early, self.via, self.path, dates)


def coming(sources: Sequence[Source], new: NewDatabase) -> Iterator[Pointer | None]:
    """What will be wanted of the files that are not begun yet, in the order of time."""

    def is_begun(source: Source) -> bool:
        name = source.path.name
        return new.is_done(name) or new.run_begun(name) is not None

    def size(source: Source) -> int:
        return source.path.stat().st_size

    return of_files(sources, size, is_begun, Source.to_be_read)


def as_written(new: NewDatabase, sources: Sequence[Source]) -> Iterator[tuple[Source, Journal]]:
    """The files that are not done yet, with their journals.

    `sources` are in the order of time. Each file comes after those to whose records it refers; the
    caller must finish it before it takes the next.
    """
    # A file that was begun comes first: what it refers to is done, and only one may be in progress.
    first = sorted(sources, key=lambda source: new.run_begun(source.path.name) is None)
    left = {source.path.name: source for source in first if not new.is_done(source.path.name)}
    places = _Places(new, [source.path for source in left.values()])
    waiting: list[tuple[Source, Journal]] = []
    while left or waiting:
        name = _needed(waiting[-1][1], left, places) if waiting else next(iter(left))
        if name is None:
            yield waiting.pop()
        else:
            source = left.pop(name)
            waiting.append((source, source.journal()))


def _needed(journal: Journal, left: Container[str], places: _Places) -> str | None:
    """A file that must be done before this one: the previous one by its journal, or one to whose
    records it refers."""
    before = journal.begin.previous if journal.begin else None
    if before and before[0] in left:
        return before[0]
    return places.needed(journal.index, left)


class _Places:
    """Which of the files has a record. They are read through at the first question, which never
    comes up if the clock was never set back."""

    def __init__(self, new: NewDatabase, paths: Sequence[Path]) -> None:
        self._new = new
        self._paths = paths
        self._is_filled = False

    def needed(self, index: FileIndex, among: Container[str]) -> str | None:
        """The name of a file, one of `among`, with a record to which one of the file of `index`
        refers."""
        for record in index.refers_elsewhere():
            if not self._new.has_record(record):
                warc = self._of(record)
                if warc is not None and warc in among:
                    return warc
        return None

    def _of(self, record: str) -> str | None:
        if not self._is_filled:
            self._fill()
            self._is_filled = True
        row = self._new.db.execute(
            "SELECT warc FROM temp.record_places WHERE record_id = ?", [record]
        ).fetchone()
        return row[0] if row else None

    def _fill(self) -> None:
        with transaction(self._new.db):
            self._new.db.execute(_PLACES)
            for path in self._paths:
                for record in scan(path):
                    if not isinstance(record, Damage) and record.type in ANSWERS:
                        self._new.db.execute(
                            "INSERT OR IGNORE INTO temp.record_places VALUES (?, ?)",
                            [record.id, path.name],
                        )


def _begun(path: Path) -> str:
    try:
        return utc(parse(read_record(path, 0).fields.get("warc-date", "")))
    except InvalidTime:
        return ""
