"""Captures with a date more than a day after the run that brought them.

They are refused wherever captures come in. An archive of an earlier version may have read them:
then nothing that was captured later counts as newer. Their rows stay, since other captures may
refer to their bytes; what was read from them a rebuild leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlite_utils import Database

from kho_tin.archive import runs
from kho_tin.base import times
from kho_tin.base.reasons import of_problems
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.times import now


@dataclass(frozen=True)
class Misdated:
    """A capture, its date (UTC, `…Z`), and the site of its run. `is_read`: something was
    observed by it."""

    site: str
    run: int
    capture: int
    at: str
    url: str
    record: str
    is_read: bool = True

    @property
    def why(self) -> Reason:
        """What is wrong with it, in one line."""
        return of_problems.misdated(self.at)


def latest(db: Database, run: int) -> str:
    """The latest date (UTC, `…Z`) that a capture of `run` may have.

    A crawl of a live site may take days, and captures as long as it goes on; its end, or now
    where it has none, may lie before its start, where the clock was set back.
    """
    started, last = db.execute(
        f"SELECT started, {_last()} FROM runs WHERE id = ?", [run]
    ).fetchone()
    return times.latest(started, last)


def condition(captures: str) -> str:
    """The same as a condition of SQL; `captures` is what the table is called in it."""
    return (
        f"{captures}.fetched_at > (SELECT strftime('{times.FORM}', max(started, {_last()}), "
        f"'+{times.LEEWAY.days} days') FROM runs WHERE runs.id = {captures}.run)"
    )


def _last() -> str:
    return f"CASE via WHEN 'live' THEN coalesce(finished, '{now()}') ELSE started END"


def all_of(db: Database, run: int | None = None) -> Iterator[Misdated]:
    """All misdated captures, or those of a run; looks at each capture."""
    among = "1" if run is None else f"c.run = {run:d}"
    rows = db.execute(
        f"SELECT runs.site, {_COLUMNS}, EXISTS (SELECT 1 FROM observations WHERE capture = c.id) "
        f"FROM captures c JOIN runs ON runs.id = c.run WHERE {among} AND {condition('c')} "
        "ORDER BY c.id"
    )
    for row in rows.fetchall():
        yield replace(Misdated(*row[:-1]), is_read=bool(row[-1]))


def still_ahead(db: Database) -> list[Misdated]:
    """Those that were read and whose date is still to come; found through the observations, without
    looking at each capture."""
    rows = db.execute(
        f"SELECT DISTINCT a.site, {_COLUMNS} FROM articles a "
        "CROSS JOIN observations o ON o.article = a.id AND o.at > ? "
        f"JOIN captures c ON c.id = o.capture WHERE {condition('c')} ORDER BY a.site, c.id",
        [times.latest(now())],
    )
    return [Misdated(*row) for row in rows.fetchall()]


def put_on_record(db: Database, run: int | None = None) -> None:
    """Record a problem for each that is not read, of all runs or of one, unless it is recorded
    already."""
    for capture in all_of(db, run):
        if not capture.is_read:
            message = f"{capture.record} {capture.why}: not read"
            runs.problem(
                db, capture.run, kind="damaged", message=message, url=capture.url, once=True
            )


_COLUMNS = (
    "c.run, c.id, c.fetched_at, c.page_url, c.warc || ': byte ' || c.offset || ': ' || c.record_id"
)
