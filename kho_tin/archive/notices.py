"""The notices sent to the operator: one for each site, spell of trouble and channel."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

from sqlite_utils import Database

from kho_tin.archive.database import transaction
from kho_tin.archive.status import SiteStatus
from kho_tin.base.times import now

Kind = Literal["trouble", "recovered"]

_LAST_SENT: Final = (
    "SELECT channel, kind FROM notices WHERE id IN "
    "(SELECT max(id) FROM notices WHERE site = ? AND sent IS NOT NULL GROUP BY channel)"
)


def last_kinds(db: Database, site: str) -> dict[str, str]:
    """By channel, the kind of the last notice of a site that was sent."""
    return dict(db.execute(_LAST_SENT, [site]).fetchall())


def said_when_closed(archive: Path, site: str) -> dict[str, str]:
    """As `told`, for an archive that no process has open and that cannot be opened as usual: on a
    full disk SQLite cannot make the files that reading beside a writer takes. Empty where it cannot
    be read at all."""
    try:
        address = f"{archive.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return dict(connection.execute(_LAST_SENT, [site]).fetchall())
    except sqlite3.Error:
        return {}


def due(site: SiteStatus, last_kind: str | None) -> Kind | None:
    """The kind of notice that is now due for a site; `last_kind` is that of the last one sent."""
    if site.in_trouble:
        return None if last_kind == "trouble" else "trouble"
    return "recovered" if site.condition == "ok" and last_kind == "trouble" else None


def trouble_notified(db: Database, site: str) -> tuple[str, str | None, str] | None:
    """The verdict, the reason and the start (UTC) of the run in the last notice of trouble that was
    sent; None where that run is not on record, since it could not be put there."""
    row: tuple[str, str | None, str] | None = db.execute(
        "SELECT verdict, reason, started FROM notices JOIN runs ON runs.id = notices.run "
        "WHERE notices.site = ? AND kind = 'trouble' AND sent IS NOT NULL "
        "ORDER BY notices.id DESC LIMIT 1",
        [site],
    ).fetchone()
    return row if row and row[0] not in (None, "ok") else None


def open_notice(db: Database, site: SiteStatus, kind: Kind, channel: str) -> int:
    """Put on record that a notice is due; an unsent one of this spell is used again. Returns its
    id. Raises ArchiveError.
    """
    with transaction(db):
        row = db.execute(
            "SELECT id FROM notices WHERE site = ? AND kind = ? AND channel = ? AND sent IS NULL "
            "AND run >= ? ORDER BY id DESC LIMIT 1",
            [site.site, kind, channel, site.spell],
        ).fetchone()
        if row:
            return int(row[0])
        cursor = db.execute(
            "INSERT INTO notices (site, run, kind, channel, at) VALUES (?, ?, ?, ?, ?)",
            [site.site, site.run, kind, channel, now()],
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def close_notice(db: Database, notice: int, error: str | None) -> None:
    """Put on record that a notice was sent, or why it could not be. Raises ArchiveError."""
    with transaction(db):
        db.execute(
            "UPDATE notices SET sent = ?, error = ? WHERE id = ?",
            [None if error else now(), error, notice],
        )
