"""Removing a record from every table that is shown, and keeping what must stay.

The rows go, and their text out of the file's free pages too, since the database itself may be
published. The bytes stay in the WARC files: from them `replay.decisions` makes the rows again.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag, urljoin

from sqlite_utils import Database

from kho_tin.archive import captures, derived
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark
from kho_tin.archive.history import NAMED_FILES, NAMED_URL
from kho_tin.warc.file_names import find
from kho_tin.warc.reader import DamagedRecord, read_record, warc_info

_OF_ARTICLE: Final = (
    *("images", "attachments", "removed_attachments"), *("revisions", "observations"),
)  # fmt: skip
_FILES: Final = f"""
SELECT url FROM images WHERE article = ?1 UNION SELECT url FROM attachments WHERE article = ?1
UNION SELECT {NAMED_URL} FROM revisions, {NAMED_FILES} WHERE article = ?1
"""
_CAPTURED_FILES: Final = """
SELECT capture FROM images WHERE article = ?1 AND capture IS NOT NULL
UNION SELECT capture FROM attachments WHERE article = ?1 AND capture IS NOT NULL
UNION SELECT capture FROM removed_attachments WHERE article = ?1 AND capture IS NOT NULL
"""


@dataclass
class ArticleCaptures:
    """The captures and addresses of an article's pages, and those of its pictures and documents."""

    pages: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    page_urls: set[str] = field(default_factory=set)
    file_urls: set[str] = field(default_factory=set)


def captures_of(db: Database, folder: Path, article: int) -> ArticleCaptures:
    """All that was captured of an article that is shown; the WARC files lie in `folder`."""
    own = ArticleCaptures()
    site = db.execute("SELECT site FROM articles WHERE id = ?", [article]).fetchone()[0]
    rows = db.execute(
        "SELECT captures.id, page_url FROM observations JOIN captures ON captures.id = capture "
        "WHERE article = ? AND content_sha256 IS NOT NULL",
        [article],
    ).fetchall()
    own.pages = {row[0] for row in rows}
    own.page_urls = {row[1] for row in rows}
    own.page_urls |= _column(db, "SELECT url FROM revisions WHERE article = ?", article)
    own.file_urls = _column(db, _FILES, article)
    own.files = _column(db, _CAPTURED_FILES, article)
    for urls, captured in (
        (own.page_urls, own.pages),
        (own.file_urls, own.files),
    ):
        for url in tuple(urls):
            captured |= _column(
                db,
                "SELECT captures.id FROM captures JOIN runs ON runs.id = run "
                "WHERE page_url = ? AND site = ?",
                url,
                site,
            )
    for capture, url in _leading_to(db, folder, own):
        own.pages.add(capture)
        own.page_urls.add(url)
    return own


def hide(db: Database, folder: Path, pid: str) -> bool:
    """Remove an article from everything that is shown; return whether it was there.

    Its id stays on record, so that no other article is given it. Raises ArchiveError.
    """
    row = db.execute("SELECT id FROM articles WHERE pid = ?", [pid]).fetchone()
    if row is None:
        with transaction(db):
            db.execute("INSERT OR IGNORE INTO withheld (pid) VALUES (?)", [pid])
        return False
    article = row[0]
    own = captures_of(db, folder, article)
    db.execute("PRAGMA secure_delete = ON")  # or the text would stay in the file's free pages
    with transaction(db):
        db.execute(
            "INSERT INTO withheld (pid, article) VALUES (?1, ?2) "
            "ON CONFLICT (pid) DO UPDATE SET article = ?2",
            [pid, article],
        )
        dark.claim(db, pid, sorted(own.pages), "page")
        dark.claim(db, pid, sorted(own.files), "file")
        dark.keep_address(db, pid, sorted(own.page_urls), "page")
        dark.keep_address(db, pid, sorted(own.file_urls), "file")
        for url in own.page_urls:
            db.execute("DELETE FROM problems WHERE url = ?", [url])
        db.execute("DELETE FROM problems WHERE article = ?", [article])
        derived.remove(db, article)
        for table in _OF_ARTICLE:
            db.execute(f"DELETE FROM {table} WHERE article = ?", [article])
        db.execute("DELETE FROM articles WHERE id = ?", [article])
        dark.make_dark(db, sorted(own.pages), "page")
        dark.make_dark(db, sorted(own.files - own.pages), "file")
    return True


def purge_index(db: Database) -> None:
    """After articles were hidden: remove their words from the index's older segments, and the
    file."""
    with transaction(db):
        db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    # A reader at this moment keeps the WAL; the next checkpoint empties it then.
    with suppress(sqlite3.OperationalError), closing(db.conn.cursor()) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def restore_rows(db: Database, folder: Path, among: list[int]) -> list[str]:
    """Restore dark rows from their records; returns a line for each that cannot be read. To be
    called within a transaction."""
    damaged = []
    for capture in among:
        row = captures.get(db, capture)
        if row.url != dark.ADDRESS:
            continue
        path = find(folder, row.warc) or folder / row.warc
        try:
            record = read_record(path, row.offset)
            values = captures.row_of_record(record, captures.via_of(warc_info(path)))
        except (DamagedRecord, OSError, ValueError) as error:
            damaged.append(f"capture {capture} ({path} at byte {row.offset}): {error}")
            continue
        names = list(dark.SAYS)
        db.execute(
            f"UPDATE captures SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?",
            [*(values[name] for name in names), capture],
        )
    return damaged


def _column(db: Database, sql: str, *values: object) -> set:  # type: ignore[type-arg]
    return {row[0] for row in db.execute(sql, list(values)).fetchall()}


def _leading_to(db: Database, folder: Path, own: ArticleCaptures) -> list[tuple[int, str]]:
    """Redirects to the article's pages, in the runs that captured these."""
    rows = db.execute(
        "SELECT id, url, page_url, warc, offset FROM captures WHERE run IN "
        "(SELECT run FROM captures WHERE id IN (SELECT value FROM json_each(?))) "
        f"AND status IN {captures.REDIRECTS}",
        [json.dumps(sorted(own.pages))],
    ).fetchall()
    leading = []
    for capture, url, page_url, warc, offset in rows:
        with suppress(DamagedRecord, OSError, ValueError):  # ValueError: what is no address
            record = read_record(find(folder, warc) or folder / warc, offset)
            target = urldefrag(urljoin(page_url, record.http("Location") or "")).url
            if target in own.page_urls and url not in own.page_urls:
                leading.append((capture, page_url))
    return leading
