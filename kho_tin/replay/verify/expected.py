"""What a run would put on record today of the articles that it looked at."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields

from kho_tin.archive.database import Row, temporary
from kho_tin.archive.history import StoredReading

_TABLE = """
CREATE TABLE expected (key TEXT PRIMARY KEY, capture, observation, is_met DEFAULT 0) WITHOUT ROWID;
CREATE INDEX by_capture ON expected (capture) WHERE NOT is_met;
"""


@dataclass(frozen=True)
class ExpectedObservation:
    """What an observation says. `reading` is how the page was read; None if it was not."""

    identity: str
    state: str
    at: str
    status: int | None = None
    capture: int | None = None
    reading: StoredReading | None = None

    @classmethod
    def of(cls, row: Row) -> ExpectedObservation:
        """What a row says."""
        reading = None
        if row["content_sha256"] is not None:
            reading = StoredReading(*(row[name] for name in StoredReading._fields))
        identity, state, at = row["identity"], row["state"], row["at"]
        return cls(identity, state, at, row["status"], row["capture"], reading)

    @property
    def key(self) -> str:
        """What identifies an observation: its answer, or without one what it says."""
        if self.capture is not None:
            return json.dumps([self.capture, self.reading is not None, self.identity])
        return json.dumps([None, self.state, self.identity, self.at])


class ExpectedObservations:
    """All that is expected of one run, in a temporary database, by key. Each is met by at most one
    row."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls) -> ExpectedObservations:
        """Open an empty one."""
        return cls(temporary(_TABLE))

    def add(self, observation: ExpectedObservation) -> None:
        """Note it, unless its key was there before."""
        values = [getattr(observation, field.name) for field in fields(observation)]
        sql = "INSERT OR IGNORE INTO expected (key, capture, observation) VALUES (?, ?, ?)"
        self._db.execute(sql, [observation.key, observation.capture, json.dumps(values)])

    def get(self, key: str) -> tuple[ExpectedObservation, bool] | None:
        """What has a key, and whether it was met."""
        sql = "SELECT observation, is_met FROM expected WHERE key = ?"
        row = self._db.execute(sql, [key]).fetchone()
        return (_made(row[0]), bool(row[1])) if row else None

    def by_capture(self, capture: int) -> Iterator[ExpectedObservation]:
        """What is expected of a capture and not met."""
        sql = "SELECT observation FROM expected WHERE capture = ? AND NOT is_met ORDER BY key"
        yield from [_made(row[0]) for row in self._db.execute(sql, [capture])]

    def meet(self, observation: ExpectedObservation) -> None:
        """Note that an observation says it."""
        self._db.execute("UPDATE expected SET is_met = 1 WHERE key = ?", [observation.key])

    def missed(self) -> Iterator[ExpectedObservation]:
        """What no observation says."""
        sql = "SELECT observation FROM expected WHERE NOT is_met ORDER BY key"
        for (text,) in self._db.execute(sql):
            yield _made(text)


def _made(text: str) -> ExpectedObservation:
    identity, state, at, status, capture, reading = json.loads(text)
    return ExpectedObservation(
        identity, state, at, status, capture, StoredReading(*reading) if reading else None
    )
