"""Checking what the archive says of each answer against today's reading: each finished run is
replayed, as in a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from kho_tin import __version__
from kho_tin.archive import captures, misdated, runs
from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row
from kho_tin.archive.known_articles import find
from kho_tin.archive.lasting_names import pid_of
from kho_tin.outcome.canonical_urls import plan_of
from kho_tin.outcome.conclude import record_articles
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.redating import date_profile
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader.reading import Pointer
from kho_tin.reader.reads import Reads, of_files
from kho_tin.replay.journal import Journal
from kho_tin.replay.run_replay import RunReplay, number, to_be_read
from kho_tin.replay.verify.compared import OBSERVED, Comparing, attachments_of
from kho_tin.replay.verify.expected import ExpectedObservation
from kho_tin.replay.verify.findings import Advance, Finding, article, guarded
from kho_tin.replay.verify.listener import Listener
from kho_tin.replay.verify.without_journal import CapturesWithoutJournal
from kho_tin.warc.reader import warc_info

# Captures that a run could not read within the bounds; today they may be read.
_EXCEEDED = """
SELECT captures.id FROM captures JOIN problems ON problems.run = captures.run
AND problems.url = page_url
WHERE captures.run = ? AND kind = 'exceeded'
"""


@dataclass
class AnswersCheck:
    """Checks the captures in `folder`; `comparing` knows what could not be compared."""

    db: Database
    folder: Path
    comparing: Comparing = field(init=False)
    _played: set[int] = field(default_factory=set)
    _withheld: set[str] = field(default_factory=set)
    _misdated: set[int] = field(default_factory=set)
    _begun: set[Path] = field(default_factory=set)
    _profiles: dict[str, DateProfile | None] = field(default_factory=dict)
    _early: dict[Path, tuple[Via | None, Plan | None, Journal]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.comparing = Comparing(self.db)

    def count(self) -> int:
        """How many captures there are to read."""
        return int(self.db.execute("SELECT count(*) FROM captures").fetchone()[0])

    def bytes(self) -> int:
        """Their total length."""
        return int(self.db.execute("SELECT coalesce(sum(length), 0) FROM captures").fetchone()[0])

    def check(self, executor: Executor | None, jobs: int, advance: Advance) -> Iterator[Finding]:
        """Check every observation and attachment, and that no observation is missing."""
        self._withheld = {row[0] for row in self.db.execute("SELECT pid FROM withheld")}
        self._misdated = {misdating.capture for misdating in misdated.all_of(self.db)}
        others = CapturesWithoutJournal(self.db, self.folder, self.comparing)
        names = self.db.execute("SELECT name FROM warcs ORDER BY name").fetchall()
        paths = [path for (name,) in names if (path := self.folder / name).exists()]
        coming = of_files(
            paths, lambda path: path.stat().st_size, self._begun.__contains__, self._to_be_read
        )
        reads = Reads(executor, jobs, coming)
        for path in paths:
            yield from guarded(self._run(path, reads, advance))
            reads.forget(path)
        yield from guarded(others.check(self._played, reads, advance))

    def _run(self, path: Path, reads: Reads, advance: Advance) -> Iterator[Finding]:
        """Check a run by its file, if that has a complete journal."""
        self._begun.add(path)
        via, plan, journal = self._early.pop(path) if path in self._early else _journal_of(path)
        run = runs.numbered(self.db, journal.begin.run) if journal.begin else None
        if run is None or plan is None or journal.end is None or via == "import":
            return
        assert journal.begin
        listener = Listener.to(self.db, self.folder, run, plan, journal.begin)
        number(self.db, path.name, journal.index, misdated.latest(self.db, run))
        player = RunReplay(reads, advance=advance)
        player.play(listener, journal, via or "live")
        record_articles(listener, journal.end)
        self._played.add(run)
        self.comparing.exceeded.update(player.exceeded)
        unread = {row[0] for row in self.db.execute(_EXCEEDED, [run])}.union(player.exceeded)
        is_whole = not (journal.damaged or player.lost or unread)
        yield from self._compare(listener, unread, is_whole=is_whole)

    def _to_be_read(self, path: Path) -> Iterator[Pointer]:
        """What `_run` will want of a file; its journal is kept for that."""
        with suppress(OSError):  # `_run` will say so
            self._early[path] = via, _, journal = _journal_of(path)
            if journal.begin is None or journal.end is None or via == "import":
                return
            site = warc_info(path).get("site", "")
            if site not in self._profiles:
                self._profiles[site] = date_profile(self.db, self.folder, site)
            yield from to_be_read(journal, via or "live", path, self._profiles[site])

    def _compare(
        self, listener: Listener, unread: set[int], *, is_whole: bool
    ) -> Iterator[Finding]:
        """Compare what a run says today with its rows, leaving out `unread` captures."""

        def is_wanted(expected: ExpectedObservation) -> bool:
            is_withheld = pid_of(listener.site, expected.identity) in self._withheld
            return not is_withheld and expected.capture not in unread

        others: dict[str, Row] = {}  # rows whose key nothing that is expected today has
        # Of rows with one key the last counts.
        sql = f"{OBSERVED} WHERE o.run = ? ORDER BY o.id DESC"
        for row in self.db.query(sql, [listener.run]):
            if row["capture"] in unread:
                continue
            key = ExpectedObservation.of(row).key
            expected, is_met = listener.expected.get(key) or (None, False)
            if expected is None or not is_wanted(expected):
                others.setdefault(key, row)
            elif not is_met:
                listener.expected.meet(expected)
                yield from self.comparing.observation(row, expected, is_whole=is_whole)
        for _, row in sorted(others.items()):
            same = filter(is_wanted, listener.expected.by_capture(row["capture"]))
            if expected := next(same, None):
                listener.expected.meet(expected)
                yield from self.comparing.observation(row, expected, is_whole=is_whole)
            elif is_whole and row["capture"] not in self._misdated:
                yield from self.comparing.stray(row)
        version = self.db.execute("SELECT version FROM runs WHERE id = ?", [listener.run])
        if is_whole and version.fetchone()[0] == __version__:
            missed = filter(is_wanted, listener.expected.missed())
            yield from (self._missing(listener.site, each) for each in missed)
        yield from self._attachments(listener.files)

    def _missing(self, site: str, expected: ExpectedObservation) -> Finding:
        what = f"no observation says that {expected.identity} was {expected.state} at {expected.at}"
        if expected.reading:
            what = f"reads as an article, and no observation says so ({expected.identity})"
        where = f"captures {expected.capture}" if expected.capture else "observations"
        known = find(self.db, site, expected.identity)
        return Finding(where, what, article(self.db, known.article) if known else ())

    def _attachments(self, files: dict[int, Row]) -> Iterator[Finding]:
        for capture, said in files.items():
            for row in attachments_of(self.db, capture):
                yield from self.comparing.attachment(row, said)


def _journal_of(path: Path) -> tuple[Via | None, Plan | None, Journal]:
    """Where a file's captures came from, the plan of its run, and its journal. Raises OSError."""
    info = warc_info(path)
    via = captures.via_of(info)
    plan = plan_of(info, via or "live")
    return via, plan, Journal.read(path, via, plan)
