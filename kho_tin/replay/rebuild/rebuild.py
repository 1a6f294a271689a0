"""Making the database again from the captures alone, with today's parsers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kho_tin import base, parsers
from kho_tin.archive import captures, misdated, runs
from kho_tin.archive.captures import Via
from kho_tin.archive.database import transaction
from kho_tin.base.times import now
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.exits import VERDICTS
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.terms import plan_of
from kho_tin.parsers.registry import PARSERS
from kho_tin.reader.reading import Pointer, read_all
from kho_tin.replay.decisions import apply_all
from kho_tin.replay.rebuild.elsewhere import ImportLooks, WaybackLooks, link_media
from kho_tin.replay.rebuild.looks import Looks, Memory
from kho_tin.replay.rebuild.order import Source, as_written
from kho_tin.replay.rebuild.rebuilding import NewDatabase
from kho_tin.replay.verify.findings import Advance
from kho_tin.warc.names import open_files, whole_files
from kho_tin.warc.reader import Damage, is_part_of, scan, warc_info

Row = dict[str, Any]

CHUNK = 50  # captures that one transaction stores: what is lost, at most, when it is stopped

LOOKS: dict[Via, type[Looks]] = {"live": Looks, "wayback": WaybackLooks, "import": ImportLooks}

# What a site's declaration says, by its name: for a site that no database knows any more.
Declared = Callable[[str], Mapping[str, Any] | None]


def made_by(version: str) -> str:
    """Names this program and its parsers: another one's unfinished work is not gone on with."""
    digest = hashlib.sha256()
    for room in (parsers, base):  # base has the forms of text
        for path in sorted(Path(room.__path__[0]).rglob("*.py")):
            digest.update(path.read_bytes())
    labels = " ".join(one.label for one in PARSERS)
    return f"{version} {labels} {digest.hexdigest()[:16]}"


@dataclass
class Rebuild:
    """Reads WARC files, in the order in which they were written, and stores what they say.

    `damaged` are stretches of files that could not be read, `misdated` captures that are kept and
    not read for their date, `unread` pages from which nothing was stored, `passed` files that are
    not this archive's: a line each.
    """

    new: NewDatabase
    folder: Path
    archive: str
    declared: Declared
    damaged: list[str] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)

    def sources(self) -> list[Source]:
        """The archive's files, in the order of time."""
        found = []
        for path in whole_files(self.folder):
            info = warc_info(path)
            is_ours = is_part_of(self.archive, info) and "site" in info
            if not is_ours and self.new.run_of(path) is None:
                self.passed.append(f"{path}: no file of this archive")
                continue
            found.append(Source.of(path, info))
        for path in open_files(self.folder):
            self.passed.append(f"{path}: not finished; the next crawl mends it")
        return sorted(found, key=lambda one: (one.begun, one.path.name))

    def read(
        self, sources: Sequence[Source], executor: Executor | None, jobs: int, advance: Advance
    ) -> None:
        """Store what the files say; those that are done already are passed over."""
        done = (one.path for one in sources if self.new.is_done(one.path.name))
        advance(sum(path.stat().st_size for path in done))
        for source, rows in as_written(self.new, sources, self._rows):
            self._file(source, rows, executor, jobs, advance)
        # Today's parsers may have found pictures that were captured for another page.
        for site in self.new.sites():
            link_media(self.new.db, self.folder, site)
        decided = self.new.decided()
        self.damaged += apply_all(self.new.db, self.folder, self.archive, decided).damaged
        self.misdated += [
            f"{one.record} {one.why}: not read ({one.url})" for one in misdated.all_of(self.new.db)
        ]

    def _file(
        self,
        source: Source,
        rows: list[Row],
        executor: Executor | None,
        jobs: int,
        advance: Advance,
    ) -> None:
        name = source.path.name
        via = captures.via_of(source.info)
        begun = self.new.progress(name)
        run = self._run(source, begun is not None)
        # The rows of the others are kept: later captures may refer to their bytes.
        latest = misdated.latest(self.new.db, run)
        dated = [row for row in rows if row["fetched_at"] <= latest]
        if begun is None:
            begun = (0, asdict(Memory()))
            self.new.begin_file(name, run, rows, begun[1])
        else:
            self.new.number(name, rows)
        site = self.new.site_of(run)
        plan = plan_of(source.info, via or "live") or Plan(
            site["home_url"], Direct(site["home_url"])
        )
        looks = LOOKS[via or "live"](self.new, site["name"], run, plan, name, Memory(**begun[1]))
        self._store(looks.order(dated), begun[0], looks, executor, jobs, advance)
        with transaction(self.new.db):
            looks.end(self.folder)
            if self.new.run_of(source.path) is None:
                self._judge(looks, run, source, dated)
            self.new.end_file(source.path, run)
        self.unread += looks.unread

    def _rows(self, source: Source) -> list[Row]:
        """What the captures' rows say, in the order of the file, to which record a revisit refers,
        and where a redirect led."""
        path, via = source.path, captures.via_of(source.info)
        rows = []
        for record in scan(path):
            if isinstance(record, Damage):
                where = f"{path} at byte {record.offset}"
                self.damaged.append(f"{where}: {record.why} ({record.length} bytes)")
            elif record.type in ("response", "revisit"):
                try:
                    row = captures.told_by(record, via)
                except ValueError as error:
                    self.damaged.append(f"{path} at byte {record.offset}: {record.id} {error}")
                    continue
                row["refers_to_record"] = record.fields.get("warc-refers-to")
                row["location"] = record.http("Location") if 300 <= row["status"] < 400 else None
                rows.append(row)
        return rows

    def _run(self, source: Source, begun: bool) -> int:
        """The run's id: as the old database has it, or a new one for what it does not know."""
        run = self.new.run_of(source.path)
        if run is None and begun:
            run = self.new.run_begun(source.path.name)
        if run is None:
            name = source.info["site"]
            home = source.info.get("home", "")
            site = {"title": name, "home_url": home, "cms": None, "language": None, "invented": 0}
            site |= self.declared(name) or {}
            # Where it was crawled, not where it is declared to be: the operator may name the host.
            site |= {"name": name, "home_url": home or site["home_url"]}
            run = self.new.new_run(site, source.info, source.begun or now())
        return run

    def _store(
        self,
        rows: list[Row],
        done: int,
        looks: Looks,
        executor: Executor | None,
        jobs: int,
        advance: Advance,
    ) -> None:
        last = {row["page_url"]: row["id"] for row in rows}
        advance(sum(row["length"] for row in rows[:done]))
        left = rows[done:]
        reads = read_all(self._pointers(left, looks), executor, jobs)
        for first in range(0, len(left), CHUNK):
            chunk = left[first : first + CHUNK]
            # What the chunk holds is read before the transaction: nobody waits for a lock.
            held = [next(reads) if looks.wants(row) else None for row in chunk]
            with transaction(self.new.db):
                for row, read in zip(chunk, held, strict=True):
                    looks.look(row, read, is_last=last[row["page_url"]] == row["id"])
                self.new.save(done + first + len(chunk), looks.remembered())
            advance(sum(row["length"] for row in chunk))

    def _pointers(self, rows: list[Row], looks: Looks) -> Iterator[Pointer]:
        for row in rows:
            if looks.wants(row):
                warc, offset = self.new.held(row["id"])
                yield Pointer(
                    row["id"],
                    row["page_url"],
                    row["encoding"],
                    row["media_type"],
                    row["fetched_at"],
                    self.folder / warc,
                    offset,
                )

    def _judge(self, looks: Looks, run: int, source: Source, rows: list[Row]) -> None:
        """A run whose own record is lost is judged by what its captures show."""
        verdict, reason = looks.finish()
        counts = {name: getattr(looks.counts, name) for name in runs.COUNTS}
        runs.finish(
            self.new.db,
            run,
            verdict=verdict,
            reason=f"made again from {source.path.name}" + (f"; {reason}" if reason else ""),
            exit_code=VERDICTS[verdict],
            counts={**counts, "requests": len(rows)},
            parsers=looks.counts.parsers,
            finished=max([source.begun, *(row["fetched_at"] for row in rows if _is_live(row))]),
        )


def _is_live(row: Row) -> bool:
    """Whether `fetched_at` is when the run fetched it, and no memento's time."""
    return bool(row["via"] == "live")
