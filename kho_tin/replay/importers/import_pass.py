"""Copying every answer of the site in the given files into a new WARC file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kho_tin.base.errors import BadAddress, InvalidTime
from kho_tin.base.hosts import LONGEST, checked, shown
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.outcome.run import Report, Run
from kho_tin.replay.importers import files
from kho_tin.replay.importers.capture_writer import BATCH_RECORDS, CaptureWriter
from kho_tin.replay.importers.files import SourceRecord
from kho_tin.replay.importers.originals import MissingOriginals, Originals
from kho_tin.replay.importers.records import ForeignDamage, ForeignRecord
from kho_tin.replay.importers.responses import NoResponse, RecordedResponse, Revisit, read_response
from kho_tin.replay.importers.site_addresses import SiteAddresses
from kho_tin.replay.quarantine import Quarantine
from kho_tin.warc.file_names import SUFFIX
from kho_tin.warc.record_header import BadRecordHeader

_ANSWERS = {"response", "resource", "revisit"}

Begin = Callable[[str, int, str], Callable[[int], None]]


@dataclass
class ImportCounts:
    """What was in the files. `elsewhere` counts answers of other hosts; `damaged` has a line for
    each record or stretch that cannot be read, including the quarantined ones."""

    records: int = 0
    new: int = 0
    known: int = 0
    elsewhere: int = 0
    unread: int = 0  # no HTTP answer, too large, or with an impossible date
    damaged: list[str] = field(default_factory=list)
    without_original: int = 0
    # How many records were left out that are the site's, or may be.
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def of_site(self) -> int:
        return self.new + self.known + self.unread + self.without_original


class ImportPass:
    """One pass over the files, and a second one only for originals that the first skipped."""

    def __init__(self, run: Run, folder: Path, addresses: SiteAddresses) -> None:
        self.run = run
        self.addresses = addresses
        self.folder = folder
        self.taken = ImportCounts()
        recorder = run.recorder
        self.writer = CaptureWriter(recorder.db, recorder.run, run.warc, addresses)
        self.originals = Originals(recorder.db, folder, addresses)
        self.quarantine = Quarantine(folder, run.warc.name.removesuffix(SUFFIX))
        self._left: list[Revisit] = []
        self._reports: list[Report] = []
        self._kept_apart: list[tuple[int | None, str, str]] = []  # offset, address, message

    def take(self, paths: list[Path], begin: Begin) -> ImportCounts:
        """Take in everything that is whole. Raises ArchiveError and OSError; what was taken in by
        then stays, and `finish` must be called all the same."""
        for source in _read_files("taking in", paths, self.folder, begin):
            self._take(source)
        self.writer.flush()
        left = [revisit for revisit in self._left if not self._revisit(revisit)]
        self.writer.flush()
        wanted = MissingOriginals(left)
        if wanted:
            self._find_elsewhere(paths, wanted, begin)
        self.taken.without_original = len(wanted)
        for url in wanted.urls():
            message = "a revisit record whose original is in none of the files"
            self.report(url, "no_original", message)
        return self.taken

    def finish(self) -> None:
        """Write to the disk and to the database what is still waiting. Raises ArchiveError."""
        self.writer.flush()
        self.taken.new = self.writer.new
        path = self.quarantine.finish()
        for offset, url, line in self._kept_apart:
            place = "since before" if path is None or offset is None else f"{path}: byte {offset}"
            self.taken.damaged.append(line)
            self.report(url, "quarantined", f"{line}: kept unread ({place})")
        self._kept_apart.clear()
        self._flush_reports()

    def _take(self, source: SourceRecord) -> None:
        if isinstance(source.what, ForeignDamage):
            self._damaged(source, source.file, source.what.why, is_loss=source.what.is_loss)
            return
        self.taken.records += 1
        if not source.what.is_intact:
            self._keep_apart(source, source.what)
            return
        answer = self._answer(source)
        if isinstance(answer, RecordedResponse):
            self._keep(answer)
        elif isinstance(answer, Revisit) and not self._revisit(answer):
            self._left.append(answer)

    def _answer(self, source: SourceRecord) -> RecordedResponse | Revisit | None:
        """The answer in a record; None if it has none, or not one of the site."""
        assert not isinstance(source.what, ForeignDamage)
        fields = source.what.fields
        if source.what.type not in _ANSWERS:
            if source.what.type == "continuation":
                self._unread(source, "a record in segments, which are not put together")
            return None
        url = fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
        if not url.lower().startswith(("http:", "https:")):
            return None  # about the recording program itself, or DNS
        try:
            if not self.addresses.covers(checked(url)):
                self.taken.elsewhere += 1
                return None
        except BadAddress as error:
            self._damaged(source, url, f"{_id(source)} {error}")
            return None
        if "warc-segment-number" in fields:
            self._unread(source, "a record in segments, which are not put together")
            return None
        try:
            answer = read_response(source.what, self.run.latest)
            at = (answer.answer if isinstance(answer, Revisit) else answer).fetched_at
            if self.addresses.in_time.had(url, at):
                return answer
            self.taken.elsewhere += 1
        except (InvalidTime, BadAddress, BadRecordHeader) as error:
            self.taken.unread += 1
            self._damaged(source, url, f"{_id(source)} {error}")
        except NoResponse as error:
            self._unread(source, str(error))
        return None

    def _keep_apart(self, source: SourceRecord, record: ForeignRecord) -> None:
        assert record.block is not None
        offset = self.quarantine.keep(record.head, record.block)
        url = record.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
        if not url or self.addresses.covers(url):
            self.taken.left_out["quarantined"] += 1
        line = _line(source, f"{_id(source)} the digest of the block does not hold")
        self._kept_apart.append((offset, url[:LONGEST] or source.file, line))

    def _damaged(self, source: SourceRecord, url: str, why: str, *, is_loss: bool = True) -> None:
        self.taken.damaged.append(_line(source, why))
        self.taken.left_out["damaged"] += is_loss
        self.report(url, "damaged", _line(source, why))

    def report(self, url: str, kind: ProblemKind, message: str) -> None:
        """Put a problem on record, together with others. Raises ArchiveError."""
        self._reports.append((shown(url), kind, message))
        if len(self._reports) >= BATCH_RECORDS:
            self._flush_reports()

    def _flush_reports(self) -> None:
        if self._reports:
            self.run.report(self._reports)
            self._reports.clear()

    def _unread(self, source: SourceRecord, why: str) -> None:
        self.taken.unread += 1
        self.taken.left_out["unreadable"] += 1
        url = source.what.fields.get("warc-target-uri", source.file)  # type: ignore[union-attr]
        self.report(url, "unreadable", _line(source, why))

    def _keep(self, answer: RecordedResponse) -> None:
        sha256, new = self.writer.keep(answer)
        self.originals.note(answer, sha256)
        self.taken.known += not new

    def _revisit(self, revisit: Revisit) -> bool:
        """Keep a revisit. False if its original is not in the archive (yet)."""
        answer = revisit.answer
        if answer.status == 304:
            self.writer.flush()  # it refers to the newest capture before it
        else:
            self.writer.settle()
        original = self.originals.find(revisit)
        if original is None:
            if answer.status != 304:
                return False
            self._keep(answer)  # it shows at least that the page was there
            return True
        if not revisit.has_head and original.media_type and answer.status != 304:
            kind = original.media_type + (
                f"; charset={original.encoding}" if original.encoding else ""
            )
            answer = replace(answer, headers=[(b"Content-Type", kind.encode())])
        self.taken.known += not self.writer.revisit(answer, original)
        return True

    def _find_elsewhere(self, paths: list[Path], wanted: MissingOriginals, begin: Begin) -> None:
        """Search the other hosts' records for originals: the same bytes may come from there."""
        for source in _read_files("finding originals", paths, self.folder, begin):
            record = source.what
            if isinstance(record, ForeignDamage) or record.type not in ("response", "resource"):
                continue
            if not record.is_intact:
                continue
            try:
                original = read_response(record, self.run.latest)
            except (NoResponse, InvalidTime, BadAddress, BadRecordHeader):
                continue
            assert isinstance(original, RecordedResponse)
            for answer in wanted.answered_by(original):
                self._keep(answer)
            if not wanted:
                break
        self.writer.flush()


def _line(source: SourceRecord, why: str) -> str:
    return f"{source.file}: byte {source.what.offset}: {why}"


def _id(source: SourceRecord) -> str:
    assert not isinstance(source.what, ForeignDamage)
    return shown(source.what.fields.get("warc-record-id", "a record without an identity"), 100)


def _read_files(name: str, paths: list[Path], folder: Path, begin: Begin) -> Iterator[SourceRecord]:
    """All records of the files, reporting progress."""
    advance = begin(name, sum(path.stat().st_size for path in paths), "bytes")
    before = 0
    for source in files.read(paths, folder):
        advance(source.done - before)
        before = source.done
        yield source
