"""A run as its WARC file records it: every answer, what was requested, and how that ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kho_tin.archive import captures
from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import parse, utc
from kho_tin.outcome import statuses
from kho_tin.outcome.plan import Plan
from kho_tin.replay.file_index import Event, FileIndex
from kho_tin.warc import conversion
from kho_tin.warc.journal import Begin, End, Failure
from kho_tin.warc.reader import Damage, Record, scan


@dataclass
class Journal:
    """What a file holds: the `index` of all its captures, in order, and the `events` that say what
    they mean. A file of another program, or of an early version, has only captures. `damaged` has a
    line for each record that cannot be read."""

    index: FileIndex
    begin: Begin | None = None
    end: End | None = None
    damaged: list[str] = field(default_factory=list)
    _last: Row | None = None  # the capture before the record that is being read

    @classmethod
    def read(cls, path: Path, via: Via | None, plan: Plan | None) -> Journal:
        """Read a whole file; `plan` is its run's. Raises OSError."""
        journal = cls(FileIndex.open())
        for record in scan(path):
            if isinstance(record, Damage):
                where = f"{path} at byte {record.offset}"
                journal.damaged.append(f"{where}: {record.why} ({record.length} bytes)")
            elif record.type in ("response", "revisit"):
                try:
                    row = _row(record, via)
                    journal.index.add(row)
                    journal._last = row
                except (ValueError, OverflowError) as error:
                    line = f"{path} at byte {record.offset}: {record.id} {error}"
                    journal.damaged.append(line)
            elif record.type == conversion.TYPE:
                capture = record.fields.get(conversion.REFERS_TO.lower())
                journal.index.convert(capture, record.offset)
            elif record.type in ("request", "metadata"):
                try:
                    journal._note(record, plan)
                except (ValueError, KeyError, TypeError) as error:
                    where = f"{path} at byte {record.offset}"
                    journal.damaged.append(f"{where}: a journal that cannot be read ({error})")
        return journal

    def events(self) -> Iterator[Event]:
        """What the captures and failures mean: of each request the last event, each made anew, in
        the order of the records."""
        return (event for event in self.index.events() if not self._is_left(event))

    @property
    def was_killed(self) -> bool:
        """Whether the run did not come to its end, so that a chain of requests may be cut."""
        return self.begin is not None and (self.end is None or self.end.verdict == "crashed")

    def _is_left(self, event: Event) -> bool:
        """Whether the request would have gone on after this answer, had the run not been killed: a
        redirect, or an answer after which it is sent again. Alone such an answer means nothing."""
        if not self.was_killed:
            return False
        assert self.begin
        times = int(self.begin.settings.get("RETRY_TIMES") or 0)
        if event.failure:
            return event.failure.again and event.repeated < times
        assert event.row
        codes = {*map(int, self.begin.settings.get("RETRY_HTTP_CODES") or ())}
        is_sent_again = statuses.is_sent_again(event.row["status"], event.repeated, codes, times)
        return event.row["location"] is not None or is_sent_again

    def _note(self, record: Record, plan: Plan | None) -> None:
        """Note what a request or metadata record says. Raises ValueError, KeyError, TypeError."""
        requested, end = record.requested, record.offset + record.length
        if record.type == "request":
            row = self._last
            if requested and row and record.fields.get("warc-concurrent-to") == row["record_id"]:
                url = plan.site_url(row["url"]) if plan else row["page_url"]
                self.index.note(Event(requested, url, end, row))
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
                self.index.note(Event(requested, url, end, failure=failure))


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
