"""Who changed what is read from a page: the site, by an edit, or this program, by newer code.

An edit is what differs between two captures that the same code has read. So where a reading differs
from its neighbour in time, the neighbour's capture is read again. If the result is not the stored
one, the code is newer: then all captures of the article are read again, and its whole history
becomes what today's code reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.history import StoredReading
from kho_tin.base.seen import Seen

# What today's code makes of a capture of the article with that identity; None where it can no
# longer be read, or not as that article.
Read = Callable[[int, str], ParsedArticle | None]


@dataclass
class Rereader:
    """Reads captures again, except those that this process has read."""

    read: Read
    _today: Seen = field(default_factory=Seen)

    def note(self, captures: Iterable[int]) -> None:
        """Remember captures that this process has read, and whose readings are stored."""
        self._today.update(captures)

    def is_due(self, reading: StoredReading) -> bool:
        return reading.capture not in self._today


@dataclass
class Reprocessing:
    """An article's earlier readings (`before`, in order of time) as today's code makes them.

    `parsed` has what it makes of each capture that it reads otherwise than is stored; `today` are
    the captures that were read again. `lost` is a neighbour of the new reading that differs from
    it, and whose capture can no longer be read: so it cannot be known whether the site changed, or
    only the code.
    """

    before: list[StoredReading] = field(default_factory=list)
    parsed: dict[int, ParsedArticle] = field(default_factory=dict)
    today: list[int] = field(default_factory=list)
    lost: StoredReading | None = None


def reprocess(
    db: Database,
    identity: str,
    before: Sequence[StoredReading],
    reading: StoredReading,
    parsed: ParsedArticle,
    again: Rereader,
) -> Reprocessing:
    """Compare a new reading (`parsed` from its capture) with the earlier ones.

    To be called outside of a transaction, since captures are read meanwhile.
    """
    near = _neighbours(before, reading)
    doubted = [neighbour for neighbour in near if not neighbour.shows_the_same_as(reading)]
    read = _Captures(identity, again)
    read.take(doubted)
    if all(read.now(earlier) == earlier for earlier in doubted):
        return Reprocessing(list(before), today=read.whole())
    read.take(before)
    reprocessed = Reprocessing(today=read.whole())
    for earlier in before:
        reparsed = read.reparsed.get(earlier.capture)
        if read.is_lost(earlier):
            same_reading = read.same_reading(earlier, before)
            if _same_bytes(db, earlier, reading):
                reparsed = parsed
            elif same_reading:
                reparsed = (
                    read.reparsed.get(same_reading.capture)
                    if read.now(same_reading) != same_reading
                    else None
                )
            elif earlier in near and earlier.content_sha256 != reading.content_sha256:
                reprocessed.lost = earlier
        now = StoredReading.of(reparsed, earlier.capture, earlier.at) if reparsed else earlier
        if reparsed and now != earlier:
            reprocessed.parsed[earlier.capture] = reparsed
        reprocessed.before.append(now)
    return reprocessed


class _Captures:
    """What today's code makes of the captures of one article."""

    def __init__(self, identity: str, again: Rereader) -> None:
        self.identity = identity
        self.again = again
        self.reparsed: dict[int, ParsedArticle | None] = {}

    def take(self, readings: Iterable[StoredReading]) -> None:
        for reading in readings:
            if reading.capture not in self.reparsed and self.again.is_due(reading):
                self.reparsed[reading.capture] = self.again.read(reading.capture, self.identity)

    def whole(self) -> list[int]:
        return [capture for capture, reparsed in self.reparsed.items() if reparsed]

    def is_lost(self, reading: StoredReading) -> bool:
        return self.reparsed.get(reading.capture, ...) is None

    def now(self, reading: StoredReading) -> StoredReading | None:
        """The reading as today's code makes it; None where its capture cannot be read."""
        if reading.capture not in self.reparsed:
            return reading
        reparsed = self.reparsed[reading.capture]
        return StoredReading.of(reparsed, reading.capture, reading.at) if reparsed else None

    def same_reading(
        self, lost: StoredReading, readings: Iterable[StoredReading]
    ) -> StoredReading | None:
        """Another reading that was the same when the same code read both, and so is the same
        today."""
        return next(
            (
                reading
                for reading in readings
                if reading.content_sha256 == lost.content_sha256 and not self.is_lost(reading)
            ),
            None,
        )


def _neighbours(before: Sequence[StoredReading], reading: StoredReading) -> list[StoredReading]:
    """The readings next to a new one in time, before and after."""
    earlier = [stored for stored in before if stored[:2] < reading[:2]]
    later = [stored for stored in before if stored[:2] > reading[:2]]
    return earlier[-1:] + later[:1]


def _same_bytes(db: Database, reading: StoredReading, other: StoredReading) -> bool:
    """Whether two readings are of the same bytes, by their captures' digests."""
    row = db.execute(
        "SELECT count(DISTINCT payload_sha256) = 1 AND count(payload_sha256) = 2 "
        "FROM captures WHERE id IN (?, ?)",
        [reading.capture, other.capture],
    ).fetchone()
    return bool(row[0])
