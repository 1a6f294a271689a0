"""A run as its WARC file records it: every answer, what was requested, and how that ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kho_tin.archive import captures
from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import parse, utc
from kho_tin.outcome import statuses
from kho_tin.outcome.plan import Plan
from kho_tin.warc import conversion
from kho_tin.warc.journal import Begin, End, Failure, Requested
from kho_tin.warc.reader import Damage, Record, scan


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


@dataclass
class Journal:
    """What a file holds: the `rows` of all its captures, in order, and the `events` that say what
    they mean. A file of another program, or of an early version, has only rows. `damaged` has a
    line for each record that cannot be read."""

    begin: Begin | None = None
    end: End | None = None
    rows: list[Row] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, via: Via | None, plan: Plan | None) -> Journal:
        """Read a whole file; `plan` is its run's. Raises OSError."""
        journal = cls()
        numbered: list[Event] = []
        for record in scan(path):
            if isinstance(record, Damage):
                where = f"{path} at byte {record.offset}"
                journal.damaged.append(f"{where}: {record.why} ({record.length} bytes)")
            elif record.type in ("response", "revisit"):
                try:
                    journal.rows.append(_row(record, via))
                except ValueError as error:
                    line = f"{path} at byte {record.offset}: {record.id} {error}"
                    journal.damaged.append(line)
            elif record.type == conversion.TYPE:
                journal._note_conversion(record)
            elif record.type in ("request", "metadata"):
                try:
                    numbered += journal._events_of(record)
                except (ValueError, KeyError, TypeError) as error:
                    where = f"{path} at byte {record.offset}"
                    journal.damaged.append(f"{where}: a journal that cannot be read ({error})")
        journal.events = [event for event in _final(numbered, plan) if not journal._is_left(event)]
        return journal

    def _note_conversion(self, record: Record) -> None:
        """Put into a capture's row where the text begins that was read of it (bytes)."""
        capture = record.fields.get(conversion.REFERS_TO.lower())
        for row in reversed(self.rows):
            if row["record_id"] == capture:
                row["conversion"] = record.offset
                return

    def _is_left(self, event: Event) -> bool:
        """Whether the request would have gone on after this answer, had the run not been killed: a
        redirect, or an answer after which it is sent again. Alone such an answer means nothing."""
        if self.begin is None or (self.end and self.end.verdict != "crashed"):
            return False
        times = int(self.begin.settings.get("RETRY_TIMES") or 0)
        if event.failure:
            return event.failure.again and event.repeated < times
        assert event.row
        codes = {*map(int, self.begin.settings.get("RETRY_HTTP_CODES") or ())}
        is_sent_again = statuses.is_sent_again(event.row["status"], event.repeated, codes, times)
        return event.row["location"] is not None or is_sent_again

    def _events_of(self, record: Record) -> Iterator[Event]:
        requested, end = record.requested, record.offset + record.length
        if record.type == "request":
            row = self.rows[-1] if self.rows else None
            if requested and row and record.fields.get("warc-concurrent-to") == row["record_id"]:
                yield Event(requested, "", end, row)
            return
        event = record.said
        match event.get("event"):
            case "begin":
                self.begin = Begin.of(event)
            case "end":
                self.end = End.of(event)
            case "failure" if requested:
                url = record.fields.get("warc-target-uri", "")
                failure = Failure.of(event, url, record.fields.get("warc-date", ""))
                yield Event(requested, url, end, failure=failure)


def _row(record: Record, via: Via | None) -> Row:
    """The columns of a capture, with the record that a revisit refers to, where a redirect led, and
    when the answer arrived. Raises ValueError for a record that is not a capture."""
    row = captures.row_of_record(record, via)
    row["refers_to_record"] = record.fields.get("warc-refers-to")
    row["location"] = record.http("Location") if 300 <= row["status"] < 400 else None
    try:
        row["brought"] = utc(parse(record.fields.get("warc-creation-date", row["fetched_at"])))
    except InvalidTime:
        row["brought"] = row["fetched_at"]
    return row


def _final(events: list[Event], plan: Plan | None) -> Iterator[Event]:
    """The last event of each request, whether it was repeated, went on, or has several events."""
    last = {event.requested.number: at for at, event in enumerate(events)}
    # A postback goes on from a page that means something alone.
    before = [
        None if event.requested.cause == "postback" else event.requested.after for event in events
    ]
    gone_on = set(before)
    first: dict[int, str] = {}
    repeated: dict[int, int] = {}
    for at, event in enumerate(events):
        requested = event.requested
        again = requested.cause == "retry"
        repeated[requested.number] = repeated.get(requested.after or 0, -1) + 1 if again else 0
        url = event.page_url
        if event.row:
            url = plan.site_url(event.row["url"]) if plan else event.row["page_url"]
        url = first.setdefault(requested.number, first.get(before[at] or 0, url))
        if last[requested.number] == at and requested.number not in gone_on:
            yield replace(event, page_url=url, repeated=repeated[requested.number])
