"""Checking that the archive shows what the decisions allow, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import decisions as of_records
from kho_tin.archive.decisions import dark, log, table
from kho_tin.base.errors import ArchiveError
from kho_tin.replay.verify.findings import Finding, article

_SHOWN = """
SELECT articles.id, pid FROM articles WHERE pid IN (SELECT pid FROM decisions
  WHERE "do" IN ('withhold', 'erase') AND undone IS NULL) OR pid IN (SELECT pid FROM withheld)
"""
_CLAIMS = """
SELECT capture, part, url FROM withheld_captures JOIN captures ON captures.id = capture
ORDER BY capture
"""
_STRAY_DARK = """
SELECT id FROM captures WHERE url = ? AND id NOT IN (SELECT capture FROM withheld_captures)
"""


def check(db: Database, folder: Path) -> Iterator[Finding]:
    """Check the log in `folder` against the table, and the table against what is shown."""
    path = folder / log.NAME
    try:
        decisions = table.ours(db, folder)
    except ArchiveError as error:
        yield Finding(str(path), str(error).removeprefix(f"{path}: "))
        return
    if table.rows(decisions) != table.stored(db):
        yield Finding(
            str(path), "says otherwise than table decisions: the next crawl brings it up to date"
        )
    for key, pid, value in of_records.unreadable_corrections(db):
        yield Finding(
            str(path), f"{key}: corrects {pid} to {value}, which is no date: is not shown"
        )
    for pid in of_records.not_back(db):
        yield Finding(
            str(path), f"withholds {pid} no more, and it is not back: the next start tries again"
        )
    for number, pid in db.execute(_SHOWN).fetchall():
        yield Finding(f"articles {number}", f"is shown, and {pid} is withheld", article(db, number))
    for capture, part, url in db.execute(_CLAIMS).fetchall():
        needed = dark.is_named(db, capture, part) or dark.needed_by(db, capture)
        if bool(needed) == (url == dark.ADDRESS):
            shown = "is dark, and something shown needs it" if needed else "is shown"
            yield Finding(f"captures {capture}", f"belongs to a withheld record, and {shown}")
    for (capture,) in db.execute(_STRAY_DARK, [dark.ADDRESS]).fetchall():
        yield Finding(f"captures {capture}", "is dark, and belongs to no withheld record")
