"""What people decided about records, as the archive's own table of them says.

The decisions themselves stand in `captures/decisions.jsonl` (see `log`); the table `decisions` is
made from it (see `table`), for queries. All functions here take any open connection.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from sqlite_utils import Database

from kho_tin.archive.lasting_names import pid_of

Connection = Database | sqlite3.Connection


class Withheld(NamedTuple):
    """Why a record is not shown: since when (UTC, `…Z`), on what ground, and whether its bytes are
    gone for good."""

    pid: str
    at: str
    why: str
    erased: bool


class Correction(NamedTuple):
    """A field that shows another value than the page prints. `at` is UTC (`…Z`)."""

    decision: str
    field: str
    value: str | None
    by: str
    at: str
    why: str


_WITHHELD = (
    "SELECT pid, at, why, (SELECT max(\"do\" = 'erase') FROM decisions AS other "
    "WHERE other.pid = d.pid AND undone IS NULL) FROM decisions AS d "
    "WHERE \"do\" IN ('withhold', 'erase') AND undone IS NULL AND {} ORDER BY number LIMIT 1"
)


def withheld(db: Connection, pid: str) -> Withheld | None:
    """The decision by which a record is withheld or erased; None where none is in force."""
    return _first(db, _WITHHELD.format("pid = ?"), pid)


def withheld_article(db: Connection, number: int) -> Withheld | None:
    """The same for the article that had this id."""
    return _first(
        db, _WITHHELD.format("pid = (SELECT pid FROM withheld WHERE article = ?)"), number
    )


def withheld_capture(db: Connection, capture: int) -> Withheld | None:
    """The same for a capture that is not shown."""
    of_capture = (
        "pid IN (SELECT pid FROM withheld_captures JOIN captures ON captures.id = capture "
        "WHERE capture = ? AND status = 451 AND url = 'withheld')"
    )
    return _first(db, _WITHHELD.format(of_capture), capture)


def is_withheld(db: Connection, site: str, identity: str) -> bool:
    """Whether what `site` knows as `identity` is withheld or erased: nothing of it is stored."""
    return withheld(db, pid_of(site, identity)) is not None


def is_suspended(db: Connection, site: str, identity: str, since: str) -> bool:
    """Whether a crawl must leave an article alone: it was erased, or it is withheld and was
    captured since that moment (UTC, `…Z`)."""
    why = withheld(db, pid_of(site, identity))
    if why is None or why.erased:
        return why is not None
    return bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM withheld_captures JOIN captures ON captures.id = capture "
            "WHERE pid = ? AND fetched_at >= ?)",
            [why.pid, since],
        ).fetchone()[0]
    )


def leads_to(db: Connection, pid: str) -> str | None:
    """The record with which this one is one, by a decision or by the site's own redirect, followed
    to the last; None where there is none."""
    seen = [pid]
    while True:
        row = db.execute(
            "SELECT leads_to FROM merged_records WHERE pid = ? "
            "ORDER BY number DESC, at DESC LIMIT 1",
            [seen[-1]],
        ).fetchone()
        if row is None:
            return seen[-1] if len(seen) > 1 else None
        if row[0] in seen:  # a site may redirect to and fro: then one of the circle stands for all
            stands = min(seen[seen.index(row[0]) :])
            return stands if stands != pid else None
        seen.append(row[0])


def merged_into(db: Connection, pid: str) -> list[str]:
    """The records that lead to this one in the end, by pid."""
    rows = db.execute(
        "WITH RECURSIVE merged (pid) AS (SELECT ? UNION SELECT r.pid FROM merged_records AS r "
        "JOIN merged ON r.leads_to = merged.pid) "
        "SELECT pid FROM merged WHERE pid != ? ORDER BY pid",
        [pid, pid],
    ).fetchall()
    return [row[0] for row in rows]


def separated(db: Connection, pid: str, other: str) -> str | None:
    """The id of the decision in force by which two records are two; None where there is none."""
    sql = "SELECT decision FROM separate_records WHERE pid = ? AND other = ? LIMIT 1"
    row = db.execute(sql, [pid, other]).fetchone()
    return row[0] if row else None


def merged_by(db: Connection, pid: str, other: str) -> str | None:
    """The id of the decision in force by which one of two records leads to the other at once; None
    where no person decided that."""
    row = db.execute(
        "SELECT decision FROM merged_records WHERE decision IS NOT NULL "
        "AND (pid, leads_to) IN (VALUES (?1, ?2), (?2, ?1)) LIMIT 1",
        [pid, other],
    ).fetchone()
    return row[0] if row else None


def corrections(db: Connection, pid: str) -> list[Correction]:
    """The corrections of a record that are in force: the last one of each field."""
    rows = db.execute(
        'SELECT id, field, value, "by", at, why FROM decisions AS d '
        "WHERE \"do\" = 'correct' AND pid = ? AND undone IS NULL AND number = "
        "(SELECT max(number) FROM decisions WHERE \"do\" = 'correct' AND pid = d.pid "
        "AND field = d.field AND undone IS NULL) ORDER BY number",
        [pid],
    ).fetchall()
    return [Correction(*row) for row in rows]


def redesign_accepted(db: Connection, site: str) -> str:
    """When the last redesign of `site` was accepted (UTC, `…Z`); empty if none was."""
    row = db.execute(
        "SELECT max(at) FROM decisions WHERE \"do\" = 'accept' AND site = ? AND undone IS NULL",
        [site],
    ).fetchone()
    return row[0] or ""


def digests_before(db: Connection, warc: str) -> list[str]:
    """The SHA-256 (hex) that a WARC file had before records of it were erased, oldest first: so
    that digests published then can still be checked."""
    rows = db.execute(
        "SELECT json_extract(file.value, '$.before') FROM decisions, json_each(files) AS file "
        "WHERE \"do\" = 'erase' AND json_extract(file.value, '$.file') = ? ORDER BY number",
        [warc],
    ).fetchall()
    return [row[0] for row in rows]


def _first(db: Connection, sql: str, value: Any) -> Withheld | None:
    row = db.execute(sql, [value]).fetchone()
    return Withheld(row[0], row[1], row[2], bool(row[3])) if row else None
