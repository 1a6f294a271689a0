"""Checking what the archive says of each answer against what is made of it today.

Each finished run is played again, as a rebuild does. Files of other programs, and those of before,
do not say what was requested: of these each capture is taken by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin import __version__
from kho_tin.archive import captures, misdated, runs
from kho_tin.archive.history import Reading
from kho_tin.archive.names import pid_of
from kho_tin.archive.runs import State
from kho_tin.archive.visits import find
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.again import Terms, parsed
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.conclude import settle
from kho_tin.outcome.interpret import Before, interpret
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.terms import plan_of
from kho_tin.parsers.registry import PARSERS
from kho_tin.reader.reading import Pointer, read_all
from kho_tin.replay.journal import Journal
from kho_tin.replay.playing import Player, number
from kho_tin.replay.verify.findings import Advance, Finding, article, articles_of, guarded
from kho_tin.replay.verify.listener import Listener, Said
from kho_tin.warc.journal import Cause, Requested
from kho_tin.warc.reader import warc_info

Row = dict[str, Any]

TODAY = {parser.label for parser in PARSERS}

_OBSERVED = """
SELECT o.*, identity, version FROM observations o JOIN articles ON articles.id = article
JOIN runs ON runs.id = run
"""
# What a run could not read within the bounds: today it may well be read.
_EXCEEDED = """
SELECT captures.id FROM captures JOIN problems ON problems.run = captures.run
AND problems.url = page_url
WHERE captures.run = ? AND kind = 'exceeded'
"""
# Every answer of a finished file by which something was observed, or that is a page of the site of
# which nothing at all is on record: a listing, or a page whose row is lost.
_CAPTURES = f"""
SELECT c.id, c.page_url, c.encoding, c.media_type, c.fetched_at,
  coalesce(h.warc, c.warc), coalesce(h.offset, c.offset), c.length, c.run
FROM captures c LEFT JOIN captures h ON h.id = c.refers_to
WHERE c.id IN (SELECT capture FROM observations)
  OR c.id IN (SELECT capture FROM attachments)
  OR (c.warc IN (SELECT name FROM warcs) AND coalesce(c.media_type, 'html') LIKE '%html%'
    AND c.id NOT IN (SELECT capture FROM images WHERE capture IS NOT NULL)
    AND NOT {captures.archives_own("c")} AND NOT {{misdated}})
ORDER BY c.id
"""


@dataclass
class Answers:
    """Checks the captures in `folder`. `older` counts what an older parser, or an older program,
    made of its captures: that cannot be compared, only made anew by a rebuild. `exceeded` are
    captures that could not be read within the bounds, and so were not compared."""

    db: Database
    folder: Path
    older: int = 0
    exceeded: set[int] = field(default_factory=set)
    _played: set[int] = field(default_factory=set)
    _withheld: set[str] = field(default_factory=set)
    _misdated: set[int] = field(default_factory=set)

    def count(self) -> int:
        """How many captures there are to read."""
        return int(self.db.execute("SELECT count(*) FROM captures").fetchone()[0])

    def bytes(self) -> int:
        """How long they are."""
        return int(self.db.execute("SELECT coalesce(sum(length), 0) FROM captures").fetchone()[0])

    def check(self, executor: Executor | None, jobs: int, advance: Advance) -> Iterator[Finding]:
        """Every observation and every attachment, and every answer of which no row says what it
        should."""
        self._withheld = {row[0] for row in self.db.execute("SELECT pid FROM withheld")}
        self._misdated = {each.capture for each in misdated.all_of(self.db)}
        names = self.db.execute("SELECT name FROM warcs ORDER BY name").fetchall()
        for path in (self.folder / name for (name,) in names):
            if path.exists():
                yield from guarded(self._run(path, executor, jobs, advance))
        yield from guarded(self._others(executor, jobs, advance))

    def _run(
        self, path: Path, executor: Executor | None, jobs: int, advance: Advance
    ) -> Iterator[Finding]:
        """A run by its file, where that has its journal from begin to end."""
        info = warc_info(path)
        via = captures.via_of(info)
        plan = plan_of(info, via or "live")
        journal = Journal.read(path, via, plan)
        run = runs.numbered(self.db, journal.begin.run) if journal.begin else None
        if run is None or plan is None or journal.end is None or via == "import":
            return
        assert journal.begin
        listener = Listener.to(self.db, self.folder, run, plan, journal.begin)
        number(self.db, path.name, journal.rows, misdated.latest(self.db, run))
        player = Player(executor, jobs, advance=advance)
        player.play(listener, journal, via or "live")
        settle(listener, journal.end)
        self._played.add(run)
        self.exceeded.update(player.exceeded)
        unread = {row[0] for row in self.db.execute(_EXCEEDED, [run])}.union(player.exceeded)
        is_whole = not (journal.damaged or player.lost or unread)
        yield from self._compare(listener, unread, is_whole=is_whole)

    def _compare(
        self, listener: Listener, unread: set[int], *, is_whole: bool
    ) -> Iterator[Finding]:
        """What was said against what is there; nothing is known of captures that are `unread`."""
        rows = self.db.query(f"{_OBSERVED} WHERE o.run = ? ORDER BY o.id", [listener.run])
        there = {_key(Said.of(row)): row for row in rows if row["capture"] not in unread}
        said = {
            _key(each): each
            for each in reversed(listener.said)
            if pid_of(listener.site, each.identity) not in self._withheld
            and each.capture not in unread
        }
        for key in there.keys() & said.keys():
            yield from self._row(there[key], said[key], is_whole=is_whole)
        missing = {key: said[key] for key in said.keys() - there.keys()}
        for key in sorted(there.keys() - said.keys(), key=repr):
            row = there[key]
            same = (other for other in missing if other[0] is not None and other[0] == key[0])
            if other := next(same, None):
                yield from self._row(row, missing.pop(other), is_whole=is_whole)
            elif is_whole and row["capture"] not in self._misdated:
                yield from self._stray(row)
        version = self.db.execute("SELECT version FROM runs WHERE id = ?", [listener.run])
        if is_whole and version.fetchone()[0] == __version__:
            yield from (self._missing(listener.site, each) for each in missing.values())
        yield from self._attachments(listener.files)

    def _row(self, row: Row, said: Said, *, is_whole: bool = True) -> Iterator[Finding]:
        """One observation against what is made of its answer today."""
        where, touched = f"observations {row['id']}", article(self.db, row["article"])
        there = Said.of(row)
        differing = ["identity"] if there.identity != said.identity else []
        if there.reading and said.reading:
            names = zip(there.reading._fields, there.reading, said.reading, strict=True)
            differing += [name for name, before, now in names if before != now]
        elif there.reading or said.reading:
            differing.append("content_sha256")
        is_older = row["parser"] not in TODAY and {"content_sha256", "layout_sha256"} & {*differing}
        if is_older:
            self.older += 1
        elif differing:
            what = f"capture {row['capture']} reads otherwise today: {', '.join(differing)}"
            yield Finding(where, what, touched)
        if is_whole and there.state != said.state:
            if row["version"] == __version__:
                what = f"state is {there.state!r}, should be {said.state!r}"
                yield Finding(where, what, touched)
            elif not is_older:
                self.older += 1

    def _stray(self, row: Row) -> Iterator[Finding]:
        is_older = row["parser"] not in TODAY if row["content_sha256"] else False
        if is_older or row["version"] != __version__:
            self.older += 1
            return
        what = "nothing that its run met says so"
        if row["content_sha256"]:
            what = f"capture {row['capture']} does not read as an article today"
        yield Finding(f"observations {row['id']}", what, article(self.db, row["article"]))

    def _missing(self, site: str, said: Said) -> Finding:
        what = f"no observation says that {said.identity} was {said.state} at {said.at}"
        if said.reading:
            what = f"reads as an article, and no observation says so ({said.identity})"
        where = f"captures {said.capture}" if said.capture else "observations"
        known = find(self.db, site, said.identity)
        return Finding(where, what, article(self.db, known.article) if known else ())

    def _attachments(self, files: dict[int, Row]) -> Iterator[Finding]:
        for capture, said in files.items():
            sql = "SELECT * FROM attachments WHERE capture = ?"
            for row in self.db.query(sql, [capture]):
                yield from self._attachment(row, said)

    def _attachment(self, row: Row, said: Row) -> Iterator[Finding]:
        for name in ("bytes", "sha256", "text"):
            if row[name] != said[name]:
                where = f"attachments {row['article']}.{row['position']}"
                what = f"{name} is not that of capture {row['capture']} ({row['url']})"
                yield Finding(where, what, article(self.db, row["article"]))

    # What no journal tells of.

    def _others(self, executor: Executor | None, jobs: int, advance: Advance) -> Iterator[Finding]:
        sql = _CAPTURES.format(misdated=misdated.condition("c"))
        rows = [row for row in self.db.execute(sql).fetchall() if row[-1] not in self._played]
        terms = Terms(self.folder)
        answers = [(self._answered(row[0]), row) for row in rows]
        pointers = (Pointer.of(self.folder, row[:7]) for each, row in answers if each.has_body)
        reads = read_all(pointers, executor, jobs)
        for answered, row in answers:
            read = next(reads) if answered.has_body else None
            yield from self._capture(replace(answered, read=read), terms)
            advance(row[-2])

    def _answered(self, number: int) -> Answered:
        capture = captures.get(self.db, number)
        return Answered(
            Requested(0, "link"),
            capture.page_url,
            capture.fetched_at,
            capture.fetched_at,
            status=capture.status,
            capture=number,
            media_type=capture.media_type,
        )

    def _capture(self, answered: Answered, terms: Terms) -> Iterator[Finding]:
        read, capture = answered.read, answered.capture
        assert capture is not None
        if read and read.lost:
            return  # reading the files has said so
        if read and read.exceeded:
            self.exceeded.add(capture)
            return
        observed = list(self.db.query(f"{_OBSERVED} WHERE o.capture = ?", [capture]))
        attached = list(self.db.query("SELECT * FROM attachments WHERE capture = ?", [capture]))
        was_read = attached or any(row["content_sha256"] for row in observed)
        if read and read.damage and was_read:
            touched = articles_of(self.db, [capture])
            yield Finding(f"captures {capture}", f"cannot be read: {read.damage}", touched)
            return
        for row in attached if read else ():
            assert read
            yield from self._attachment(row, asdict(read))
        plan = self._plan(capture, terms)
        for row in observed:
            yield from self._observed(row, answered, plan)
        if not observed and not attached and read:
            yield from self._unread(answered, plan)

    def _plan(self, capture: int, terms: Terms) -> Plan:
        sql = "SELECT home_url FROM sites WHERE name = (SELECT site FROM runs WHERE id = "
        sql += "(SELECT run FROM captures WHERE id = ?))"
        row = self.db.execute(sql, [capture]).fetchone()
        home = row[0] if row else ""
        return terms.plan(captures.get(self.db, capture)) or Plan(home, Direct(home))

    def _observed(self, row: Row, answered: Answered, plan: Plan) -> Iterator[Finding]:
        there = Said.of(row)
        if there.reading is None:
            if there.state not in self._states(row, answered, plan):
                what = f"state {there.state} cannot come of its answer {answered.status}"
                yield Finding(f"observations {row['id']}", what, article(self.db, row["article"]))
            return
        read = answered.read
        whole = replace(read, closes=True, left_open=False, cut=None) if read else None
        parsed_as = interpret(replace(answered, read=whole), Before(plan)).parsed
        if parsed_as is None:
            yield from self._stray(row)
            return
        today = Reading.of(parsed(parsed_as), row["capture"], row["at"])
        said = replace(there, identity=parsed_as.identity, reading=today)
        yield from self._row(row, said)

    def _states(self, row: Row, answered: Answered, plan: Plan) -> Iterator[str]:
        """What an answer can say of an article that was known: it may have come of a redirect, and
        a reading may have been refused when its run was concluded."""
        site = self.db.execute("SELECT site FROM runs WHERE id = ?", [row["run"]]).fetchone()[0]
        known = find(self.db, site, row["identity"])
        assert known
        causes: tuple[Cause, ...] = ("first", "redirect")
        states: tuple[State, ...] = ("listed", "unlisted")
        for cause, state in product(causes, states):
            requested = Requested(0, "article", cause, identity=row["identity"])
            before = Before(plan, known=known, state=state)
            url = known.url if cause == "redirect" else answered.page_url
            outcome = interpret(replace(answered, requested=requested, page_url=url), before)
            yield outcome.state or "error"

    def _unread(self, answered: Answered, plan: Plan) -> Iterator[Finding]:
        """An article that was stored left a row; what was not good enough to store did not."""
        outcome = interpret(answered, Before(plan))
        if outcome.article is None or outcome.deferred:
            return
        sql = "SELECT 1 FROM problems JOIN captures ON captures.run = problems.run "
        sql += "WHERE captures.id = ? AND problems.url = ?"
        url = outcome.article.url
        if not self.db.execute(sql, [answered.capture, url]).fetchone():
            what = f"reads as an article, and no observation says so ({url})"
            yield Finding(f"captures {answered.capture}", what)


def _key(said: Said) -> tuple[object, ...]:
    """By what an observation is found: its answer, or what it says where it has none."""
    if said.capture is not None:
        return said.capture, said.reading is not None, said.identity
    return None, said.state, said.identity, said.at
