"""Captures of withheld records: their rows stay, for `verify`, and say nothing of what they hold.

A dark row has the address `withheld` and the status 451 (RFC 7725), so that no query for pages
finds it; its earlier values are in its record. Which captures belong to a withheld record is in
`withheld_captures`; a picture that another article shows belongs to it, and is not dark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, Literal

from sqlite_utils import Database

Part = Literal["page", "file"]

ADDRESS: Final = "withheld"
STATUS: Final = 451
# The values of a dark row, by column; its other columns are those of any row.
SAYS: Final = {
    "url": ADDRESS,
    "page_url": ADDRESS,
    "status": STATUS,
    "media_type": None,
    "encoding": None,
    "payload_sha256": None,
    "etag": None,
    "last_modified": None,
}
_MAKE_DARK = f"UPDATE captures SET {', '.join(f'{name} = ?' for name in SAYS)} WHERE id = ?"

# Whether an article that is shown names a capture (?1) as its page or as one of its files, or did
# in an earlier version.
_READ = """
SELECT EXISTS (SELECT 1 FROM observations WHERE capture = ?1)
  OR EXISTS (SELECT 1 FROM articles WHERE capture = ?1)
  OR EXISTS (SELECT 1 FROM images WHERE capture = ?1)
  OR EXISTS (SELECT 1 FROM attachments WHERE capture = ?1)
  OR EXISTS (SELECT 1 FROM removed_attachments WHERE capture = ?1)
"""
_LINKED = """
SELECT EXISTS (SELECT 1 FROM captures WHERE id = ?1 AND (
  page_url IN (SELECT url FROM images) OR page_url IN (SELECT url FROM attachments)
  OR EXISTS (SELECT 1 FROM revisions WHERE instr(images, json_quote(page_url))
    OR instr(attachments, json_quote(page_url)))))
"""
# Captures that refer to the bytes of this one, and belong to no withheld record.
_REFERRED_TO = (
    "SELECT id FROM captures WHERE refers_to = ? AND id NOT IN "
    "(SELECT capture FROM withheld_captures) ORDER BY id"
)


def is_named(db: Database, capture: int, part: Part) -> bool:
    """Whether an article that is shown names a capture."""
    named = db.execute(_READ, [capture]).fetchone()[0]
    if part == "file":
        named = named or db.execute(_LINKED, [capture]).fetchone()[0]
    return bool(named)


def needed_by(db: Database, capture: int) -> list[int]:
    """Captures of no withheld record whose bytes are those of this one."""
    return [row[0] for row in db.execute(_REFERRED_TO, [capture]).fetchall()]


def claim(db: Database, pid: str, captures: Iterable[int], part: Part) -> None:
    """Put on record that captures belong to a withheld record."""
    for capture in captures:
        db.execute(
            "INSERT OR IGNORE INTO withheld_captures (capture, pid, part) VALUES (?, ?, ?)",
            [capture, pid, part],
        )


def claimed(db: Database, pid: str, *parts: Part) -> list[int]:
    """The captures of a withheld record, in order; only of these parts, if any is given."""
    wanted = parts or ("page", "file")
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(
        f"SELECT capture FROM withheld_captures WHERE pid = ? AND part IN ({marks}) "
        "ORDER BY capture",
        [pid, *wanted],
    )
    return [row[0] for row in rows.fetchall()]


def make_dark(db: Database, captures: Iterable[int], part: Part) -> None:
    """Make the rows of captures dark, except those that something shown needs."""
    for capture in captures:
        if not (is_named(db, capture, part) or needed_by(db, capture)):
            db.execute(_MAKE_DARK, [*SAYS.values(), capture])


def keep_address(db: Database, pid: str, addresses: Iterable[str], part: Part) -> None:
    """Remember the address of a withheld record, as a digest: what a later crawl captures there is
    dark from the start."""
    for address in addresses:
        db.execute(
            "INSERT OR IGNORE INTO withheld_addresses (address_sha256, pid, part) VALUES (?, ?, ?)",
            [_digest(address), pid, part],
        )


def is_page(db: Database, page_url: str) -> bool:
    """Whether a withheld record was found at an address: it need not be captured again from a web
    archive or an import."""
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM withheld_addresses WHERE address_sha256 = ? "
            "AND part = 'page')",
            [_digest(page_url)],
        ).fetchone()[0]
    )


def is_kept(db: Database, page_url: str, fetched_at: str) -> bool:
    """Whether an answer from an address at a time (UTC, `…Z`) is kept, dark."""
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM withheld_addresses AS address JOIN withheld_captures "
            "USING (pid) JOIN captures ON captures.id = capture WHERE address_sha256 = ? "
            "AND address.part = withheld_captures.part AND fetched_at = ? AND url = ?)",
            [_digest(page_url), fetched_at, ADDRESS],
        ).fetchone()[0]
    )


def claim_new(db: Database, capture: int, page_url: str) -> None:
    """Claim a new capture for a withheld record if its address belongs to one. To be called within
    the transaction that made its row."""
    rows = db.execute(
        "SELECT pid, part FROM withheld_addresses WHERE address_sha256 = ?", [_digest(page_url)]
    ).fetchall()
    for pid, part in rows:
        claim(db, pid, [capture], part)
        make_dark(db, [capture], part)


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
