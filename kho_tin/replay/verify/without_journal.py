"""Checking captures without a journal that says what they were requested for, each alone.

They come from files of other programs or of early versions, and from runs without an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, misdated
from kho_tin.archive.database import Row
from kho_tin.archive.history import StoredReading
from kho_tin.archive.known_articles import find
from kho_tin.archive.observations import State
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.before import Before
from kho_tin.outcome.interpret import interpret
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.redating import date_profile
from kho_tin.outcome.rereading import CanonicalUrls, parsed
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader.reading import Pointer
from kho_tin.reader.reads import Reads
from kho_tin.replay.verify.compared import OBSERVED, Comparing, attachments_of
from kho_tin.replay.verify.expected import ExpectedObservation
from kho_tin.replay.verify.findings import Advance, Finding, article, articles_of
from kho_tin.warc.journal import Cause, Requested

# Every answer with an observation or an attachment; and every page of the site in a finished file
# with nothing on record: a listing, or a page whose row is lost.
_CAPTURES = f"""
SELECT c.id, c.page_url, c.encoding, c.media_type, c.fetched_at,
  coalesce(h.warc, c.warc), coalesce(h.offset, c.offset), c.length, c.run
FROM captures c LEFT JOIN captures h ON h.id = c.refers_to
WHERE c.id IN (SELECT capture FROM observations)
  OR c.id IN (SELECT capture FROM attachments)
  OR c.id IN (SELECT capture FROM removed_attachments)
  OR (c.warc IN (SELECT name FROM warcs) AND coalesce(c.media_type, 'html') LIKE '%html%'
    AND c.id NOT IN (SELECT capture FROM images WHERE capture IS NOT NULL)
    AND NOT {captures.archives_own("c")} AND NOT {{misdated}})
ORDER BY c.id
"""


@dataclass
class CapturesWithoutJournal:
    """Checks the captures in `folder`."""

    db: Database
    folder: Path
    comparing: Comparing
    _profiles: dict[str, DateProfile | None] = field(default_factory=dict)

    def check(self, played: set[int], many: Reads, advance: Advance) -> Iterator[Finding]:
        """Check the captures of all runs except those that were `played`."""
        sql = _CAPTURES.format(misdated=misdated.condition("c"))
        rows = [row for row in self.db.execute(sql).fetchall() if row[-1] not in played]
        canonical_urls = CanonicalUrls(self.folder)
        answers = [(self._answered(row[0]), row) for row in rows]
        pointers = (
            Pointer.of(self.folder, row[:7], self._dates(row[-1]))
            for answered, row in answers
            if answered.has_body
        )
        reads = many.all(pointers)
        for answered, row in answers:
            read = next(reads) if answered.has_body else None
            yield from self._capture(replace(answered, read=read), canonical_urls)
            advance(row[-2])

    def _dates(self, run: int) -> DateProfile | None:
        site = self.db.execute("SELECT site FROM runs WHERE id = ?", [run]).fetchone()[0]
        if site not in self._profiles:
            self._profiles[site] = date_profile(self.db, self.folder, site)
        return self._profiles[site]

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

    def _capture(self, answered: Answered, canonical_urls: CanonicalUrls) -> Iterator[Finding]:
        read, capture = answered.read, answered.capture
        assert capture is not None
        if read and read.lost:
            return  # FilesCheck has reported it
        if read and read.exceeded:
            self.comparing.exceeded.add(capture)
            return
        observed = list(self.db.query(f"{OBSERVED} WHERE o.capture = ?", [capture]))
        attached = attachments_of(self.db, capture)
        was_read = attached or any(row["content_sha256"] for row in observed)
        if read and read.damage and was_read:
            touched = articles_of(self.db, [capture])
            yield Finding(f"captures {capture}", f"cannot be read: {read.damage}", touched)
            return
        for row in attached if read else ():
            assert read
            yield from self.comparing.attachment(row, asdict(read))
        plan = self._plan(capture, canonical_urls)
        for row in observed:
            yield from self._observed(row, answered, plan)
        if not observed and not attached and read:
            yield from self._unread(answered, plan)

    def _plan(self, capture: int, canonical_urls: CanonicalUrls) -> Plan:
        sql = "SELECT home_url FROM sites WHERE name = (SELECT site FROM runs WHERE id = "
        sql += "(SELECT run FROM captures WHERE id = ?))"
        row = self.db.execute(sql, [capture]).fetchone()
        home = row[0] if row else ""
        return canonical_urls.plan(captures.get(self.db, capture)) or Plan(home, Direct(home))

    def _observed(self, row: Row, answered: Answered, plan: Plan) -> Iterator[Finding]:
        stored = ExpectedObservation.of(row)
        if stored.reading is None:
            if stored.state not in self._states(row, answered, plan):
                what = f"state {stored.state} cannot come of its answer {answered.status}"
                yield Finding(f"observations {row['id']}", what, article(self.db, row["article"]))
            return
        read = answered.read
        whole = replace(read, closes=True, left_open=False, cut=None) if read else None
        parsed_as = interpret(replace(answered, read=whole), Before(plan)).parsed
        if parsed_as is None:
            yield from self.comparing.stray(row)
            return
        today = StoredReading.of(parsed(parsed_as), row["capture"], row["at"])
        expected = replace(stored, identity=parsed_as.identity, reading=today)
        yield from self.comparing.observation(row, expected)

    def _states(self, row: Row, answered: Answered, plan: Plan) -> Iterator[str]:
        """The states that an answer may show for a known article: it may follow a redirect, and its
        reading may have been refused when its run was concluded."""
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
        """An article without a row: a finding, unless a problem says why it was not stored."""
        outcome = interpret(answered, Before(plan))
        if outcome.article is None or outcome.deferred:
            return
        sql = "SELECT 1 FROM problems JOIN captures ON captures.run = problems.run "
        sql += "WHERE captures.id = ? AND problems.url = ?"
        url = outcome.article.url
        if not self.db.execute(sql, [answered.capture, url]).fetchone():
            what = f"reads as an article, and no observation says so ({url})"
            yield Finding(f"captures {answered.capture}", what)
