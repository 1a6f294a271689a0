"""What a WARC file says of its captures and requests, in a temporary database: a run may have more
of them than memory should hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from kho_tin.archive.database import Row, temporary
from kho_tin.warc.journal import Failure, Requested

# Of a capture: what its record gives (`captures.row_of_record`); of a revisit the record it refers
# to; where a redirect led; when the answer arrived; where the text begins that was read of it
# (bytes). `id` and `refers_to` are those of its row in an archive, None before it has one.
_COLUMNS = (
    *("offset", "length", "url", "page_url", "fetched_at", "status", "media_type", "encoding"),
    *("payload_sha256", "record_id", "via", "etag", "last_modified", "refers_to_record"),
    *("location", "brought", "conversion", "id", "refers_to"),
)
# `requests` has the last event of each, where it ends in the file, and the address on the site of
# what was requested at first; `gone_on` are those that another request went on from.
_TABLES = f"""
CREATE TABLE captures (offset INTEGER PRIMARY KEY, {", ".join(_COLUMNS[1:])});
CREATE INDEX by_record ON captures (record_id);
CREATE INDEX by_address ON captures (page_url);
CREATE TABLE requests (number INTEGER PRIMARY KEY, requested, page_url, ends, capture, failure,
  repeated);
CREATE INDEX by_end ON requests (ends);
CREATE TABLE gone_on (number INTEGER PRIMARY KEY);
"""
_ADD = f"INSERT INTO captures ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_ROWS = f"SELECT {', '.join(_COLUMNS)} FROM captures"
_EVENTS = f"""
SELECT requested, requests.page_url, ends, failure, repeated,
  {", ".join(f"captures.{name}" for name in _COLUMNS)}
FROM requests LEFT JOIN captures ON captures.offset = requests.capture
WHERE number NOT IN (SELECT number FROM gone_on) ORDER BY ends
"""


@dataclass(frozen=True)
class Event:
    """How one request ended. `row` has the columns of its capture, `page_url` is the address on the
    site of what was requested at first, `end` is where the last record about it ends (bytes), and
    `repeated` is how often it had been sent before."""

    requested: Requested
    page_url: str
    end: int
    row: Row | None = None
    failure: Failure | None = None
    repeated: int = 0


class FileIndex:
    """The captures of one file in the order of their records, and the last event of each request,
    whether it was repeated, went on, or has several events."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls) -> FileIndex:
        """Open an empty one."""
        return cls(temporary(_TABLES))

    def __len__(self) -> int:
        """How many captures there are."""
        return int(self._value("SELECT count(*) FROM captures"))

    def add(self, row: Row) -> None:
        """Add a capture. Raises OverflowError for a number that no database holds."""
        self._db.execute(_ADD, [row.get(name) for name in _COLUMNS])

    def convert(self, record_id: str | None, offset: int) -> None:
        """Note where the record begins (bytes) with what was read of a capture, the last one of
        that record."""
        sql = "UPDATE captures SET conversion = ?2 WHERE offset = "
        sql += "(SELECT max(offset) FROM captures WHERE record_id = ?1)"
        self._db.execute(sql, [record_id, offset])

    def note(self, event: Event) -> None:
        """Note an event; what its request was before, and what that went on from, follows from
        those that were noted."""
        requested = event.requested
        number, before = requested.number, requested.after
        page_url = self._value("SELECT page_url FROM requests WHERE number = ?", number)
        repeated = 0
        # A postback goes on from a page that means something alone.
        if before is not None and requested.cause != "postback":
            self._db.execute("INSERT OR IGNORE INTO gone_on VALUES (?)", [before])
            sql = "SELECT page_url, repeated FROM requests WHERE number = ?"
            url, times = self._db.execute(sql, [before]).fetchone() or (None, -1)
            page_url = url if page_url is None else page_url
            repeated = times + 1 if requested.cause == "retry" else 0
        self._db.execute(
            "INSERT OR REPLACE INTO requests VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                number,
                requested.json(),
                event.page_url if page_url is None else page_url,
                event.end,
                event.row["offset"] if event.row else None,
                json.dumps(asdict(event.failure)) if event.failure else None,
                repeated,
            ],
        )

    def number(self, ids: Iterable[tuple[int, int, int | None]], latest: str) -> None:
        """Give captures their ids in an archive. `ids` has the offset, the id, and the id of what a
        revisit refers to; a capture with a date after `latest` (UTC, `…Z`) gets none."""
        sql = "UPDATE captures SET id = ?2, refers_to = ?3 WHERE offset = ?1 AND fetched_at <= "
        self._db.executemany(f"{sql}?4", ((*each, latest) for each in ids))

    def rows(self, *, by_time: bool = False) -> Iterator[Row]:
        """The captures, each anew, in the order of their records or of their dates and ids."""
        order = "fetched_at, id" if by_time else "offset"
        for values in self._db.execute(f"{_ROWS} ORDER BY {order}"):
            yield dict(zip(_COLUMNS, values, strict=True))

    def events(self) -> Iterator[Event]:
        """The last event of each request from which none went on, in the order of their ends."""
        for requested, page_url, end, failure, repeated, *values in self._db.execute(_EVENTS):
            of = Requested.of(requested)
            assert of
            row = dict(zip(_COLUMNS, values, strict=True)) if values[0] is not None else None
            failed = Failure(**json.loads(failure)) if failure else None
            yield Event(of, page_url, end, row, failed, repeated)

    def bytes(self) -> int:
        """The length of all captures."""
        return int(self._value("SELECT coalesce(sum(length), 0) FROM captures"))

    def is_repeated(self, row: Row) -> bool:
        """Whether there is a later capture of the same address, of those with an id."""
        sql = "SELECT 1 FROM captures WHERE page_url = ? AND offset > ? AND id IS NOT NULL LIMIT 1"
        return self._value(sql, row["page_url"], row["offset"]) is not None

    def refers_elsewhere(self) -> Iterator[str]:
        """The records to which revisits refer and that are not in the file."""
        sql = "SELECT refers_to_record FROM captures WHERE refers_to_record IS NOT NULL AND "
        sql += "refers_to_record NOT IN (SELECT record_id FROM captures) "
        for (record,) in self._db.execute(f"{sql} GROUP BY 1 ORDER BY min(offset)"):
            yield record

    def _value(self, sql: str, *values: Any) -> Any:
        row = self._db.execute(sql, values).fetchone()
        return row[0] if row else None
