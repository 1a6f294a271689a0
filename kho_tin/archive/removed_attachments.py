"""Attachments that earlier versions of an article had, and the newest has not, with their texts.

They are kept so that a search still finds what an edit took away (`archive.search.earlier`).
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database

VERSION_12: Final = """
CREATE TABLE removed_attachments (
  article INTEGER NOT NULL REFERENCES articles(id),
  url TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT,
  bytes INTEGER,
  sha256 TEXT CHECK (length(sha256) = 64),
  text TEXT,
  capture INTEGER REFERENCES captures(id),
  PRIMARY KEY (article, url)
);
CREATE INDEX removed_attachments_capture ON removed_attachments(capture);
CREATE INDEX removed_attachments_url ON removed_attachments(url);
INSERT INTO removed_attachments (article, url, filename)
  SELECT article, url, filename FROM (
    SELECT article, number, file.id AS place,
      iif(file.type = 'object', file.value, '{}') ->> 'url' AS url,
      iif(file.type = 'object', file.value, '{}') ->> 'filename' AS filename
    FROM revisions, json_each(iif(json_valid(attachments), attachments, '[]')) AS file
  ) AS named
  WHERE url IS NOT NULL AND filename IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attachments AS shown
    WHERE shown.article = named.article AND shown.url = named.url)
  ORDER BY number DESC, place DESC
  ON CONFLICT (article, url) DO NOTHING;
"""

_FILE: Final = "media_type, bytes, sha256, text, layout, capture"
_KEEP: Final = (
    f"INSERT OR REPLACE INTO removed_attachments (article, url, filename, {_FILE}) "
    f"SELECT article, url, filename, {_FILE} FROM attachments WHERE article = ?"
)
# The newest name of each. A damaged row ends no crawl: `verify` says so elsewhere.
_WANTED: Final = """
SELECT url, filename FROM (
  SELECT number, file.id AS place,
    iif(file.type = 'object', file.value, '{}') ->> 'url' AS url,
    iif(file.type = 'object', file.value, '{}') ->> 'filename' AS filename
  FROM revisions, json_each(iif(json_valid(attachments), attachments, '[]')) AS file
  WHERE article = ?1
) WHERE url IS NOT NULL AND filename IS NOT NULL
  AND url NOT IN (SELECT url FROM attachments WHERE article = ?1)
ORDER BY number, place
"""


def wanted(db: Database, article: int) -> dict[str, str]:
    """The files, by address, that the table has to have of an article, with their names."""
    return dict(db.execute(_WANTED, [article]).fetchall())


def keep(db: Database, article: int) -> None:
    """Copy the attachments of an article, before its rows are made anew; `record_removed` removes
    those that it still has."""
    db.execute(_KEEP, [article])


def record_removed(db: Database, article: int) -> None:
    """Bring the rows of an article up to date, after its revisions or attachments have changed."""
    files = wanted(db, article)
    kept = db.execute("SELECT url, filename FROM removed_attachments WHERE article = ?", [article])
    for url, filename in kept.fetchall():
        if url not in files:
            db.execute(
                "DELETE FROM removed_attachments WHERE article = ? AND url = ?", [article, url]
            )
        elif (newest := files.pop(url)) != filename:
            db.execute(
                "UPDATE removed_attachments SET filename = ? WHERE article = ? AND url = ?",
                [newest, article, url],
            )
    for url, filename in files.items():
        db.execute(
            f"INSERT INTO removed_attachments (article, url, filename, {_FILE}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [article, url, filename, *read(db, url)],
        )


def read(db: Database, url: str) -> tuple[str | int | None, ...]:
    """What is known of the file at an address, from whichever article: media type, bytes, digest,
    text, layout and capture; None each where no capture holds it."""
    row: tuple[str | int | None, ...] | None = db.execute(
        f"SELECT {_FILE} FROM attachments WHERE url = ?1 AND capture IS NOT NULL "
        f"UNION ALL SELECT {_FILE} FROM removed_attachments "
        "WHERE url = ?1 AND capture IS NOT NULL LIMIT 1",
        [url],
    ).fetchone()
    return row or (None,) * 6
