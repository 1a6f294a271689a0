"""Making the database again from the captures alone, with today's parsers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from kho_tin import base, parsers
from kho_tin.archive import misdated
from kho_tin.archive.database import Row, transaction
from kho_tin.base.reasons import of_runs
from kho_tin.base.reasons.sentence import BETWEEN
from kho_tin.base.times import now
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.conclude import apply_end
from kho_tin.outcome.exits import VERDICTS
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.run import put_on_record
from kho_tin.outcome.verdicts import judge
from kho_tin.parsers.registry import PARSERS
from kho_tin.reader.reads import Reads
from kho_tin.replay.decisions import apply_all
from kho_tin.replay.journal import Journal
from kho_tin.replay.media import link_media
from kho_tin.replay.rebuild.file_order import Source, as_written, coming
from kho_tin.replay.rebuild.new_database import NewDatabase
from kho_tin.replay.run_replay import RunReplay, number
from kho_tin.replay.verify.findings import Advance
from kho_tin.warc.file_names import open_files, whole_files
from kho_tin.warc.journal import Begin, End
from kho_tin.warc.reader import is_part_of, warc_info

# Returns a site's declaration by its name, for sites that are in no database any more.
Declared = Callable[[str], Mapping[str, Any] | None]


def made_by(version: str) -> str:
    """Names this program and its parsers: only they may continue an unfinished rebuild."""
    digest = hashlib.sha256()
    for room in (parsers, base):  # base has the forms of text
        for path in sorted(Path(room.__path__[0]).rglob("*.py")):
            digest.update(path.read_bytes())
    labels = " ".join(parser.label for parser in PARSERS)
    return f"{version} {labels} {digest.hexdigest()[:16]}"


@dataclass
class Rebuild:
    """Reads WARC files, in the order in which they were written, and stores what they say.

    These have a line each: `damaged` for stretches of files that could not be read, `misdated` for
    captures that are kept but not read because of their date, `unread` for pages from which nothing
    was stored, `passed` for files of other archives. `exceeded` are captures of stored articles
    whose page could not be read within the bounds.
    """

    new: NewDatabase
    folder: Path
    archive: str
    declared: Declared
    damaged: list[str] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    exceeded: list[int] = field(default_factory=list)

    def sources(self) -> list[Source]:
        """The archive's files, in the order of time."""
        sources = []
        for path in whole_files(self.folder):
            info = warc_info(path)
            is_ours = is_part_of(self.archive, self.new.uuid, info) and "site" in info
            if not is_ours and self.new.old.run_of(path) is None:
                self.passed.append(f"{path}: no file of this archive")
                continue
            sources.append(Source.of(path, info))
        for path in open_files(self.folder):
            self.passed.append(f"{path}: not finished; the next crawl repairs it")
        sources.sort(key=lambda source: (source.begun, source.path.name))
        owner = next(
            (source.info["archive"] for source in sources[::-1] if "archive" in source.info), None
        )
        if owner and self.new.uuid is None:
            self.new.adopt(owner)
        return sources

    def read(self, sources: Sequence[Source], reads: Reads, advance: Advance) -> None:
        """Store what the files say; finished files are skipped."""
        done = (source.path for source in sources if self.new.is_done(source.path.name))
        advance(sum(path.stat().st_size for path in done))
        reads.coming = coming(sources, self.new)
        for source, journal in as_written(self.new, sources):
            self._file(source, journal, reads, advance)
            reads.forget(source.path)
        # Today's parsers may have found pictures that were captured for another page.
        for site in self.new.sites():
            link_media(self.new.db, self.folder, site)
        decided = self.new.old.decided()
        applied = apply_all(self.new.db, self.folder, self.archive, decided)
        self.damaged += applied.unerased + applied.damaged
        self.misdated += [
            f"{misdating.record} {misdating.why}: not read ({misdating.url})"
            for misdating in misdated.all_of(self.new.db)
        ]

    def _file(self, source: Source, journal: Journal, reads: Reads, advance: Advance) -> None:
        new, name = self.new, source.path.name
        with transaction(new.db):  # a run is known by its file's captures when this is gone on with
            run = self._run(source, journal)
            new.begin_file(name, run, journal.index.rows())
        self.damaged += journal.damaged
        # Misdated captures get no id here and are not read, but later captures may refer to them.
        number(new.db, name, journal.index, misdated.latest(new.db, run))
        site = new.site_of(run)
        plan = source.plan or Plan(site["home_url"], Direct(site["home_url"]))
        begin = journal.begin or Begin("", "", source.begun or now())
        numbers = new.numbers.of_run(site["name"], journal.end)
        recorder = Recorder.of(new.db, self.folder, run, plan, begin, numbers=numbers, again=False)
        if journal.begin is None:
            # Observations then go to other runs, by which an article would seem to be known before.
            recorder.past.known = dict(recorder.past.known)
            recorder.recall = new.old.observed
        player = RunReplay(reads, partial(transaction, new.db), advance, self.unread)
        player.play(recorder, journal, source.via)
        self.exceeded += filter(new.old.was_read, player.exceeded)
        with transaction(new.db):
            if source.via == "import":
                link_media(new.db, self.folder, site["name"], recorder)
            if journal.end:
                apply_end(recorder, journal.end)
            elif new.old.run_of(source.path) is None:
                self._judge(recorder, source, journal)
            new.end_file(source.path, run)

    def _run(self, source: Source, journal: Journal) -> int:
        """The run's id: that of the old database, or a new one."""
        name = source.path.name
        begun = self.new.run_begun(name)
        if begun is not None:
            return begun
        run = None if journal.begin else self.new.old.run_of(source.path)
        if run is not None:
            return run
        site = self._site(source)
        self.new.keep_site(site)
        if journal.begin and source.plan:
            number = self.new.numbers.run(journal.begin.run)
            version = source.info.get("software", "").rpartition("/")[2]
            return put_on_record(
                self.new.db, site["name"], source.plan, version, journal.begin, number
            )
        return self.new.new_run(site, source.info, source.begun or now())

    def _site(self, source: Source) -> Row:
        name, home = source.info["site"], source.info.get("home", "")
        site: Row = {"title": name, "home_url": home, "cms": None, "language": None}
        site |= {"invented": 0, "eras": ()}
        site |= self.declared(name) or {}
        # The address that was crawled, not the declared one: the operator may name the host.
        return site | {"name": name, "home_url": home or site["home_url"]}

    def _judge(self, recorder: Recorder, source: Source, journal: Journal) -> None:
        """Judge a run by what its captures show, since its own record is lost."""
        counts = recorder.counts
        facts = Facts(
            least_articles=1,
            bounds=Bounds(),
            expected_parser=None,
            listed=len(recorder.state.coverage),
        )
        verdict, reason = judge(counts, replace(facts, home_unread=recorder.state.home))
        counts.requests = len(journal.index)
        live = (row["fetched_at"] for row in journal.index.rows() if row["via"] == "live")
        end = End(
            finished=max([source.begun, *live]),
            ended="finished",
            verdict=verdict,
            reason=BETWEEN.join(filter(None, (of_runs.made_again(source.path.name), reason))),
            exit_code=VERDICTS[verdict],
            walked=False,
            requests=len(journal.index),
            received=0,
        )
        apply_end(recorder, end)
