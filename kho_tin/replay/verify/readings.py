"""Checking what the archive says against what its captures say when they are read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures, misdated
from kho_tin.outcome import gate
from kho_tin.outcome.again import Terms, parsed
from kho_tin.outcome.validate import objection
from kho_tin.parsers.model import Article, NotAnArticle
from kho_tin.parsers.registry import PARSERS
from kho_tin.reader.reading import Pointer, Read, read_all
from kho_tin.replay.verify.findings import Advance, Finding, article, articles_of

Row = dict[str, Any]

TODAY = {one.label for one in PARSERS}

# Every answer 200 of a finished file that something was read from, or that is a page of the site
# of which nothing at all is on record: a listing, or a page whose row is lost.
_POINTERS = """
SELECT c.id, c.page_url, c.encoding, c.media_type, c.fetched_at,
  coalesce(h.warc, c.warc), coalesce(h.offset, c.offset)
FROM captures c LEFT JOIN captures h ON h.id = c.refers_to
WHERE c.status = 200 AND (
  c.id IN (SELECT capture FROM observations WHERE content_sha256 IS NOT NULL)
  OR c.id IN (SELECT capture FROM attachments)
  OR (c.warc IN (SELECT name FROM warcs) AND coalesce(c.media_type, 'html') LIKE '%html%'
    AND c.id NOT IN (SELECT capture FROM observations WHERE capture IS NOT NULL)
    AND c.id NOT IN (SELECT capture FROM images WHERE capture IS NOT NULL)
    AND NOT {archives_own} AND NOT {misdated}))
ORDER BY c.id
"""
# An answer without a page, the last of its run at the address of an article that was known
# before: something was observed by it. (What a killed run was refused is not made good.)
_UNTOLD = """
SELECT DISTINCT c.id, c.status, c.page_url, a.id FROM captures c
JOIN runs ON runs.id = c.run
JOIN revisions r ON r.url = c.page_url JOIN articles a ON a.id = r.article AND a.site = runs.site
WHERE (c.status IN (304, 404, 410) OR (c.status >= 400 AND verdict != 'crashed'
  AND coalesce(ended, '') NOT IN ('stopped', 'budget', 'hours')))
  AND c.via = 'live' AND c.warc IN (SELECT name FROM warcs)
  AND c.id NOT IN (SELECT capture FROM observations WHERE capture IS NOT NULL)
  AND EXISTS (SELECT 1 FROM observations WHERE article = a.id AND run < c.run)
  AND NOT EXISTS (SELECT 1 FROM captures WHERE run = c.run AND page_url = c.page_url AND id > c.id)
  AND NOT {misdated}
"""
# Articles from whose address the site sent us on, in a run that observed nothing of them.
_SENT_ON = """
SELECT DISTINCT a.id FROM captures c JOIN runs ON runs.id = c.run
JOIN revisions r ON r.url = c.page_url JOIN articles a ON a.id = r.article AND a.site = runs.site
WHERE c.run = (SELECT run FROM captures WHERE id = ?) AND c.via = 'live'
  AND c.status BETWEEN 300 AND 399 AND c.status != 304 AND verdict != 'crashed'
  AND EXISTS (SELECT 1 FROM observations WHERE article = a.id AND run < c.run)
  AND NOT EXISTS (SELECT 1 FROM observations WHERE article = a.id AND run = c.run)
"""


class Readings:
    """Reads captures again and compares. `older` counts what an older parser read: such
    a reading cannot be compared, only made anew by a rebuild."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db = db
        self.folder = folder
        self.older = 0
        self._terms = Terms(folder)

    def count(self) -> int:
        """How many captures there are to read."""
        sql = f"SELECT count(*) FROM ({_to_be_read(_POINTERS)})"
        return int(self.db.execute(sql).fetchone()[0])

    def check(self, executor: Executor | None, jobs: int, advance: Advance) -> Iterator[Finding]:
        """Every reading and every attachment, and every page of which no row tells."""
        for capture, status, url, number in self.db.execute(_to_be_read(_UNTOLD)).fetchall():
            what = f"no observation tells of its answer {status} ({url})"
            yield Finding(f"captures {capture}", what, article(self.db, number))
        for read in read_all(self._pointers(), executor, jobs):
            try:
                yield from self._check(read)
            except sqlite3.ProgrammingError:
                raise  # a mistake of ours, and no damage
            except sqlite3.DatabaseError as error:
                yield Finding(f"captures {read.capture}", f"SQLite cannot read its rows: {error}")
            advance(1)

    def _pointers(self) -> Iterator[Pointer]:
        for row in self.db.execute(_to_be_read(_POINTERS)).fetchall():
            yield Pointer.of(self.folder, row)

    def _check(self, read: Read) -> Iterator[Finding]:
        if read.lost:
            return  # reading the files has told so
        sql = "SELECT * FROM observations WHERE capture = ? AND content_sha256 IS NOT NULL"
        observed = list(self.db.query(sql, [read.capture]))
        held = list(self.db.query("SELECT * FROM attachments WHERE capture = ?", [read.capture]))
        if read.no_page and not (observed or held):
            return  # nor could the crawl read it: a bomb, a damaged coding
        if read.damage:
            touched = articles_of(self.db, [read.capture])
            yield Finding(f"captures {read.capture}", f"cannot be read: {read.damage}", touched)
            return
        for row in held:
            yield from self._attachment(row, read)
        for row in observed:
            yield from self._reading(row, read)
        if not observed and not held:
            yield from self._unread(read)

    def _attachment(self, row: Row, read: Read) -> Iterator[Finding]:
        for name in ("bytes", "sha256", "text"):
            if row[name] != getattr(read, name):
                where = f"attachments {row['article']}.{row['position']}"
                what = f"{name} is not that of capture {read.capture} ({row['url']})"
                yield Finding(where, what, article(self.db, row["article"]))

    def _reading(self, row: Row, read: Read) -> Iterator[Finding]:
        where = f"observations {row['id']}"
        touched = article(self.db, row["article"])
        if row["parser"] not in TODAY and not isinstance(read.reading, Article):
            self.older += 1
            return
        if not isinstance(read.reading, Article):
            what = f"capture {read.capture} does not read as an article today"
            yield Finding(where, what, touched)
            return
        found = self._in_terms(read.capture, read.reading)
        identity = self.db.execute(
            "SELECT identity FROM articles WHERE id = ?", [row["article"]]
        ).fetchone()
        today = parsed(found)
        content, layout = today.content, today.layout
        same = (content.sha256, layout.sha256) == (row["content_sha256"], row["layout_sha256"])
        if row["parser"] not in TODAY and not same:
            self.older += 1  # (the layout's hash tells which parser read it)
            return
        differing = [
            name
            for name, told, now in (
                ("identity", identity and identity[0], found.identity),
                ("parser", row["parser"], found.parser),
                ("published_text", row["published_text"], found.published_text),
                ("content_sha256", row["content_sha256"], content.sha256),
                ("layout_sha256", row["layout_sha256"], layout.sha256),
            )
            if told != now
        ]
        if differing:
            what = f"capture {read.capture} reads otherwise today: {', '.join(differing)}"
            yield Finding(where, what, touched)

    def _unread(self, read: Read) -> Iterator[Finding]:
        """An article that was stored left a row; what was not good enough to store did not."""
        if isinstance(read.reading, NotAnArticle) and read.reading.reason in ("missing", "error"):
            for (number,) in self.db.execute(_SENT_ON, [read.capture]).fetchall():
                what = "says that an article is missing, and no observation does"
                yield Finding(f"captures {read.capture}", what, article(self.db, number))
        if not isinstance(read.reading, Article) or read.cut or not read.closes:
            return
        found = self._in_terms(read.capture, read.reading)
        taken = self.db.execute(
            "SELECT 1 FROM problems JOIN captures ON captures.run = problems.run "
            "WHERE captures.id = ? AND problems.url = ? "
            f"AND kind IN ('address_taken', 'incomplete', {', '.join('?' * len(gate.KINDS))})",
            [read.capture, found.url, *gate.KINDS],
        ).fetchone()
        if not taken and objection(found.title, found.published, found.body) is None:
            yield Finding(
                f"captures {read.capture}",
                f"reads as an article, and no observation says so ({found.url})",
            )

    def _in_terms(self, capture: int, found: Article) -> Article:
        return self._terms.of(found, captures.get(self.db, capture))


def _to_be_read(sql: str) -> str:
    """Of what was not read, only what was to be read: neither its date kept it from that, nor
    that it is no page of the site's."""
    return sql.format(misdated=misdated.condition("c"), archives_own=captures.archives_own("c"))
