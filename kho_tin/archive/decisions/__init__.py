"""What people decided about records, as the archive's own table of them says.

The decisions themselves stand in `captures/decisions.jsonl` (see `log`); the table `decisions` is
made from it (see `table`), for queries. All functions here take any open connection.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from sqlite_utils import Database

from kho_tin.archive.decisions import publication_date
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


# The first decision in force. Where none is, and the record is not back yet, it is withheld by the
# last that was.
_WITHHELD = (
    "SELECT pid, at, why, (SELECT coalesce(max(\"do\" = 'erase'), 0) FROM decisions AS other "
    "WHERE other.pid = d.pid AND undone IS NULL) FROM decisions AS d "
    "WHERE \"do\" IN ('withhold', 'erase') "
    "AND (undone IS NULL OR pid IN (SELECT pid FROM withheld)) AND {} "
    "ORDER BY undone IS NOT NULL, iif(undone IS NULL, number, -number) LIMIT 1"
)


def withheld(db: Connection, pid: str) -> Withheld | None:
    """The decision by which a record is withheld or erased; None for one that is shown, or may be.

    A record whose decision was taken back is withheld by it as long as it is not back."""
    return _first(db, _WITHHELD.format("pid = ?"), pid)


def not_back(db: Connection) -> list[str]:
    """The records (pids) that no decision withholds any more, and that are not shown again: one of
    their captures cannot be read, and the next start tries again."""
    rows = db.execute(
        "SELECT pid FROM withheld WHERE pid NOT IN (SELECT pid FROM decisions "
        "WHERE \"do\" IN ('withhold', 'erase') AND undone IS NULL) ORDER BY pid"
    ).fetchall()
    return [row[0] for row in rows]


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
    """The pid that this record was merged into, following merges and permanent redirects to the
    end; None if it was not merged. Of records that lead to one another in a circle, the smallest
    pid stands for all."""
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
    """The corrections of a record that are in force, with the values that are shown: the last one
    of each field. Those whose value cannot be read (`unreadable_corrections`) count for nothing."""
    rows = db.execute(
        'SELECT id, field, value, "by", at, why FROM decisions '
        "WHERE \"do\" = 'correct' AND pid = ? AND undone IS NULL ORDER BY number",
        [pid],
    ).fetchall()
    last: dict[str, Correction] = {}
    for correction in (Correction(*row) for row in rows):
        value = correction.value
        if correction.field == "published" and value is not None:
            value = publication_date.of_log(value)
            if value is None:
                continue
        last.pop(correction.field, None)  # for the order, which is that of the decisions
        last[correction.field] = correction._replace(value=value)
    return list(last.values())


def unreadable_corrections(db: Connection) -> list[tuple[str, str, str]]:
    """The corrections in force that count for nothing, as their value is no date: the decision's
    id, the pid and the value. Only a log that was changed by hand has any."""
    rows = db.execute(
        "SELECT id, pid, value FROM decisions WHERE \"do\" = 'correct' AND undone IS NULL "
        "AND field = 'published' AND value IS NOT NULL ORDER BY number"
    ).fetchall()
    return [row for row in rows if publication_date.of_log(row[2]) is None]


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
