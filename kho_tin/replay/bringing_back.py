"""A record that is withheld no more: its rows made again from its captures, as a rebuild does.

What no capture tells does not come back: the days on which listings no longer named the article,
and problems that were on record about it.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import articles, captures, files, misdated, runs
from kho_tin.archive.captures import Capture
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark, hiding
from kho_tin.archive.names import pid_of
from kho_tin.archive.runs import State
from kho_tin.outcome.again import Terms, parsed
from kho_tin.outcome.statuses import GONE, REFUSALS
from kho_tin.outcome.validate import objection
from kho_tin.parsers.model import Article, NotAnArticle
from kho_tin.reader.reading import Read, read
from kho_tin.reader.reread import pointer_to

_PAGES = (
    "SELECT id FROM captures WHERE id IN (SELECT capture FROM withheld_captures WHERE pid = ? "
    f"AND part = 'page') AND NOT {misdated.condition('captures')} "
    f"AND NOT {captures.archives_own('captures')} ORDER BY fetched_at, id"
)


def bring_back(db: Database, folder: Path, pid: str) -> list[str]:
    """Show a record again, under the id that it had. Returns a line for each capture of it that
    cannot be read. Raises ArchiveError."""
    row = db.execute("SELECT article FROM withheld WHERE pid = ?", [pid]).fetchone()
    number = row[0] if row else None
    with transaction(db):
        own = dark.claimed(db, pid)
        damaged = hiding.lighten(db, folder, own)
        pages = [one[0] for one in db.execute(_PAGES, [pid]).fetchall()]
        for table in ("withheld", "withheld_captures", "withheld_addresses"):
            db.execute(f"DELETE FROM {table} WHERE pid = ?", [pid])
        _Replay(db, folder, pid, number).look(pages)
        _link_files(db, folder, own)
        # What belongs to another withheld record, too, is dark again where nothing shows it.
        for capture in own:
            rows = db.execute(
                "SELECT part FROM withheld_captures WHERE capture = ? LIMIT 1", [capture]
            )
            for (part,) in rows.fetchall():
                dark.shade(db, [capture], part)
    return damaged


class _Replay:
    """Looks at the captures of one article's pages, in the order of time."""

    def __init__(self, db: Database, folder: Path, pid: str, number: int | None) -> None:
        self.db = db
        self.folder = folder
        self.pid = pid
        self.number = number
        self.terms = Terms(folder)
        self.first_run: int | None = None

    def look(self, pages: list[int]) -> None:
        for capture in pages:
            one = captures.get(self.db, capture)
            site = self.db.execute("SELECT site FROM runs WHERE id = ?", [one.run]).fetchone()[0]
            if one.status == 200:
                self._page(one, site, read(pointer_to(self.db, self.folder, one)))
            elif one.status == 304:
                self._observe(one, "listed")
            elif one.status in GONE:
                self._observe(one, "gone")
            elif one.status >= 400:
                self._observe(one, "blocked" if one.status in REFUSALS else "error")

    def _page(self, one: Capture, site: str, found: Read) -> None:
        reading = found.reading
        if found.damage or found.is_cut or found.no_page:
            self._observe(one, "error")
        elif isinstance(reading, Article):
            self._article(one, site, self.terms.of(reading, one))
        elif isinstance(reading, NotAnArticle):
            states: dict[str, State] = {"missing": "gone", "wall": "blocked"}
            self._observe(one, states.get(reading.reason, "error"))

    def _article(self, one: Capture, site: str, article: Article) -> None:
        if pid_of(site, article.identity) != self.pid:
            return
        before = articles.body_at(self.db, site, article.identity, one.fetched_at)
        if objection(article, before):
            self._observe(one, "error")
            return
        is_new = self._id() is None
        told = parsed(article)
        articles.store(
            self.db,
            site=site,
            fields=told.fields,
            images=told.images,
            attachments=told.attachments,
            capture=one.id,
            run=one.run,
            seen_at=one.fetched_at,
            number=self.number if is_new else None,
        )
        self.first_run = self.first_run or one.run

    def _observe(self, one: Capture, state: State) -> None:
        """Only what an earlier run knew of was looked for by this one."""
        article = self._id()
        if article is None or one.run == self.first_run or one.via == "wayback":
            return
        runs.observe(
            self.db,
            one.run,
            article,
            state,
            status=one.status,
            capture=one.id,
            at=one.fetched_at,
        )

    def _id(self) -> int | None:
        row = self.db.execute("SELECT id FROM articles WHERE pid = ?", [self.pid]).fetchone()
        return int(row[0]) if row else None


def _link_files(db: Database, folder: Path, own: list[int]) -> None:
    """Name the newest capture of each picture and document that lacks one."""
    for table in ("images", "attachments"):
        rows = db.execute(
            f"SELECT DISTINCT url FROM {table} WHERE capture IS NULL AND url IN (SELECT page_url "
            "FROM captures WHERE id IN (SELECT value FROM json_each(?)))",
            [str(own)],
        ).fetchall()
        for (url,) in rows:
            if held := _newest(db, url):
                _keep(db, folder, table, url, held)


def _newest(db: Database, url: str) -> Capture | None:
    row = db.execute(
        "SELECT id FROM captures WHERE page_url = ? AND status = 200 "
        "AND coalesce(media_type, '') NOT LIKE '%html%' ORDER BY fetched_at DESC, id DESC LIMIT 1",
        [url],
    ).fetchone()
    return captures.get(db, row[0]) if row else None


def _keep(db: Database, folder: Path, table: str, url: str, held: Capture) -> None:
    if table == "images":
        files.keep_image(db, url, held.id)
        return
    found = read(pointer_to(db, folder, held))
    if not found.damage:
        files.keep_attachment(
            db,
            url,
            held.id,
            media_type=held.media_type,
            size=found.bytes,
            sha256=found.sha256,
            text=found.text,
        )
