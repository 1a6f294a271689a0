"""Records that are one: by the site's own redirect, or, as a proposal, by their text.

Nothing here merges records. The view `merged_records` says which lead to which, by a decision or by
a redirect; `proposed_merges` what a person may want to merge (`kho-tin merge`), or to keep apart
(`kho-tin separate`).
"""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from sqlite_utils import Database


class Alias(NamedTuple):
    """A record (its pid) whose address redirected for good to another's at a moment (UTC, `…Z`), as
    a capture shows; `same_text`: both have the same title, day and text. The first record may never
    have been an article: then the address has been seen as a redirect alone."""

    pid: str
    leads_to: str
    at: str
    capture: int
    same_text: bool


class Proposal(NamedTuple):
    """Two records that may be one: `ground` is `text` (the same title, day and text) or `redirect`
    (for good, to another title, day or text)."""

    pid: str
    leads_to: str
    ground: str
    title: str
    other_title: str
    site: str
    other_site: str
    published: str | None
    url: str
    other_url: str


class Alike(NamedTuple):
    """Another record with the same title, day and text."""

    pid: str
    title: str
    site: str


MOST: Final = 500  # proposals that are listed at a time


def keep(db: Database, alias: Alias) -> None:
    """Put an alias on record; of two looks the first counts, unless only the later one shows the
    same text. To be called within a transaction."""
    db.execute(
        "INSERT INTO aliases (pid, leads_to, at, capture, same_text) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (pid, leads_to) DO UPDATE SET at = excluded.at, capture = excluded.capture, "
        "same_text = excluded.same_text WHERE excluded.same_text > same_text",
        list(alias),
    )


def proposals(db: Database, most: int = MOST) -> list[Proposal]:
    """Records that may be one, in the order of their titles."""
    sql = f"SELECT {', '.join(Proposal._fields)} FROM proposed_merges ORDER BY title, pid LIMIT ?"
    return [Proposal(*row) for row in db.execute(sql, [most]).fetchall()]


def number(db: Database) -> int:
    """How many proposals there are."""
    return int(db.execute("SELECT count(*) FROM proposed_merges").fetchone()[0])


def alike(db: Database | sqlite3.Connection, pid: str, most: int = 10) -> list[Alike]:
    """Other records with the same title, day and text as this one, that are neither one with
    another nor kept apart from it by a decision."""
    rows = db.execute(
        "SELECT other.pid, other.title, other.site FROM articles AS this "
        "JOIN articles AS other ON other.text_sha256 = this.text_sha256 AND other.id != this.id "
        "WHERE this.pid = ?1 AND this.pid NOT IN (SELECT pid FROM merged_records) "
        "AND other.pid NOT IN (SELECT pid FROM merged_records) "
        "AND other.pid NOT IN (SELECT other FROM separate_records WHERE pid = ?1) "
        "ORDER BY other.pid LIMIT ?2",
        [pid, most],
    ).fetchall()
    return [Alike(*row) for row in rows]
