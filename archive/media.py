"""Which pictures and attachments are held already, by whichever article named them first."""

from __future__ import annotations

from sqlite_utils import Database

from archive.database import transaction


def is_held(db: Database, url: str) -> bool:
    """Whether the bytes of a picture or attachment are in a capture."""
    return any(
        db.execute(
            f"SELECT 1 FROM {table} WHERE url = ? AND capture IS NOT NULL LIMIT 1", [url]
        ).fetchone()
        for table in ("images", "attachments")
    )


def adopt(db: Database, article: int) -> None:
    """Give an article's new rows what another article's row of the same address already has."""
    with transaction(db):
        db.execute(
            "UPDATE images SET capture = (SELECT max(held.capture) FROM images AS held "
            "WHERE held.url = images.url) WHERE article = ? AND capture IS NULL",
            [article],
        )
        db.execute(
            "UPDATE attachments SET (media_type, bytes, sha256, text, capture) = "
            "(SELECT media_type, bytes, sha256, text, capture FROM attachments AS held "
            "WHERE held.url = attachments.url AND held.capture IS NOT NULL "
            "ORDER BY held.capture DESC LIMIT 1) WHERE article = ? AND capture IS NULL",
            [article],
        )
