"""The sites of an archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

from kho_tin.archive.database import path_of, transaction
from kho_tin.base.eras import Period, rows
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons import of_archives

# What an article's site was called when the article was published, or first seen where its page has
# no date: an expression for queries of `articles` and `sites`. Moments are of Việt Nam (+07:00).
TITLE_THEN: Final = (
    "coalesce((SELECT era.title FROM site_eras AS era WHERE era.site = sites.name "
    "AND era.until >= coalesce(substr(articles.published, 1, 10), "
    "date(articles.first_seen, '+7 hours')) ORDER BY era.until LIMIT 1), sites.title)"
)


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
    past: Iterable[Period] = (),
) -> None:
    """Put a site on record, or bring its record up to date; `past` is what it was before.

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
        write_past(db, name, past)


def write_past(db: Database, name: str, past: Iterable[Period]) -> None:
    """Let the record of what a site was say exactly this; a present period is left alone. To be
    called within a transaction."""
    db.execute("DELETE FROM site_eras WHERE site = ?", [name])
    for row in rows(past):
        db.execute(
            "INSERT INTO site_eras (site, since, until, title, home_url, cms, hosts) "
            "VALUES (:site, :since, :until, :title, :home_url, :cms, :hosts)",
            {"site": name, **row},
        )
