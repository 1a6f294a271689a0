"""The sites of an archive."""

from __future__ import annotations

from sqlite_utils import Database

from kho_tin.archive.database import path_of, transaction
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons import of_archives


def register_unknown(db: Database, name: str, home_url: str) -> None:
    """Put a site on record that is known only from a run's file; an existing row stays as it is."""
    with transaction(db):
        db.execute(
            "INSERT OR IGNORE INTO sites (name, title, home_url) VALUES (?1, ?1, ?2)",
            [name, home_url],
        )


def register(
    db: Database,
    name: str,
    *,
    title: str,
    home_url: str,
    cms: str | None = None,
    language: str = "vi",
    invented: bool = False,
) -> None:
    """Put a site on record, or bring its record up to date.

    Invented news never stands beside real news: raises ArchiveError when an invented site meets
    an archive with a real one, or the other way round.
    """
    with transaction(db):
        others = [
            row[0]
            for row in db.execute(
                "SELECT name FROM sites WHERE invented != ? ORDER BY name", [invented]
            )
        ]
        if others:
            path = path_of(db.conn)
            beside = of_archives.real_news if invented else of_archives.invented_news
            raise ArchiveError(beside(path, others[0], name))
        db.execute(
            "INSERT INTO sites (name, title, home_url, cms, language, invented) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET title = excluded.title, "
            "home_url = excluded.home_url, cms = coalesce(excluded.cms, cms), "
            "language = excluded.language, invented = excluded.invented",
            [name, title, home_url, cms, language, invented],
        )
