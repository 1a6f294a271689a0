"""Corrected fields: the row shows the corrected value, its revisions what the page prints.

So hashes and history stay those of the page, and a later edit of it changes nothing that is
corrected, until the correction is taken back.
"""

from __future__ import annotations

import datetime as dt
import unicodedata

from sqlite_utils import Database

from kho_tin.archive import decisions, derived
from kho_tin.archive.columns import CORRECTED
from kho_tin.archive.content import authors_in
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_decisions
from kho_tin.base.times import DAY_LENGTH


def value_of(field: str, text: str) -> str | None:
    """A value as the archive writes it: NFC, no blanks around it; None for an empty text.

    Raises UsageError for a value that the field cannot have. `published` is a day (`2021-06-02`),
    or a time with its zone (`2021-06-02T08:30:00+07:00`).
    """
    value = unicodedata.normalize("NFC", text).strip() or None
    if field not in CORRECTED:
        raise UsageError(of_decisions.no_field(field, ", ".join(CORRECTED)))
    if field == "title" and value is None:
        raise UsageError(of_decisions.no_title())
    if field == "published" and value is not None:
        try:
            is_day = len(value) == DAY_LENGTH and bool(dt.date.fromisoformat(value))
            if not is_day and dt.datetime.fromisoformat(value).tzinfo is None:
                raise ValueError
        except ValueError:
            raise UsageError(of_decisions.no_published(value)) from None
    return value


def printed(db: Database, article: int) -> dict[str, str | None]:
    """What the page prints, by the newest revision, in the fields that can be corrected."""
    row = db.execute(
        f"SELECT {', '.join(CORRECTED)} FROM revisions WHERE article = ? "
        "ORDER BY number DESC LIMIT 1",
        [article],
    ).fetchone()
    return dict(zip(CORRECTED, row, strict=True))


def apply(db: Database, article: int) -> list[str]:
    """Set the fields of an article's row that were ever corrected: to the correction in force, else
    to what the page prints. Returns those in which the page now prints the same.

    To be called within a transaction, and before the index row is made.
    """
    pid = db.execute("SELECT pid FROM articles WHERE id = ?", [article]).fetchone()[0]
    ever = db.execute(
        "SELECT DISTINCT field FROM decisions WHERE \"do\" = 'correct' AND pid = ?", [pid]
    ).fetchall()
    if not ever:
        return []
    of_page = printed(db, article)
    corrected = {
        correction.field: correction.value for correction in decisions.corrections(db, pid)
    }
    for (field,) in ever:
        if field in CORRECTED:
            value = corrected.get(field, of_page[field])
            db.execute(f"UPDATE articles SET {field} = ? WHERE id = ?", [value, article])
    db.execute(
        "UPDATE articles SET year = CAST(substr(published, 1, 4) AS INTEGER) WHERE id = ?",
        [article],
    )
    author = db.execute("SELECT author FROM articles WHERE id = ?", [article]).fetchone()[0]
    db.execute("UPDATE articles SET authors = ? WHERE id = ?", [authors_in(author), article])
    return [field for field, value in corrected.items() if of_page.get(field) == value]


def apply_all(db: Database) -> int:
    """The same for every article that was ever corrected, with its index row; how many changed. To
    be called within a transaction."""
    changed = 0
    names = ", ".join(CORRECTED)
    for (article,) in db.execute(
        "SELECT id FROM articles WHERE pid IN "
        "(SELECT pid FROM decisions WHERE \"do\" = 'correct') ORDER BY id"
    ).fetchall():
        sql = f"SELECT {names}, year FROM articles WHERE id = ?"
        before = db.execute(sql, [article]).fetchone()
        with derived.rewritten(db, [article]):
            apply(db, article)
        changed += db.execute(sql, [article]).fetchone() != before
    return changed
