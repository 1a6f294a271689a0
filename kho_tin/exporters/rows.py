"""The rows of an exported table, read one article at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from kho_tin.exporters.columns import ATTACHMENT, COLUMNS, IMAGE

Row = dict[str, Any]

# A revisit has no bytes of its own: they are in the record that it refers to.
_HELD = (
    "coalesce(original.payload_sha256, capture.payload_sha256), "
    "coalesce(original.warc, capture.warc), coalesce(original.offset, capture.offset), "
    "coalesce(original.length, capture.length)"
)
_CAPTURES = (
    "LEFT JOIN captures AS capture ON capture.id = {table}.capture "
    "LEFT JOIN captures AS original ON original.id = capture.refers_to"
)
_ARTICLE = (
    "SELECT pid, site, identity, articles.url, title, published, substr(published, 1, 10), "
    "published_text, year, author, source, category, summary, body, language, words, state, "
    "first_seen, last_seen, last_changed, "
    "(SELECT count(*) FROM revisions WHERE article = articles.id), content_sha256, parser, "
    f"NULL, NULL, capture.url, capture.fetched_at, capture.via, {_HELD}, "
    "coalesce(original.record_id, capture.record_id) "
    f"FROM articles {_CAPTURES.format(table='articles')} WHERE articles.id = ?"
)
_IMAGES = (
    f"SELECT images.url, caption, alt, {_HELD} "
    f"FROM images {_CAPTURES.format(table='images')} WHERE article = ? ORDER BY position"
)
_ATTACHMENTS = (
    "SELECT attachments.url, filename, attachments.media_type, bytes, text, sha256, "
    f"{_HELD.partition(', ')[2].partition(', ')[2]} FROM attachments "
    f"{_CAPTURES.format(table='attachments')} WHERE article = ? ORDER BY position"
)
_NAMES = [column.name for column in COLUMNS]


def rows(db: Database, ids: Iterable[int]) -> Iterator[Row]:
    """A row for each article, its keys those of COLUMNS in order; times and days as text."""
    for article in ids:
        values = db.execute(_ARTICLE, [article]).fetchone()
        row = dict(zip(_NAMES, values, strict=True))
        row["images"] = _parts(db, _IMAGES, article, [part.name for part in IMAGE])
        row["attachments"] = _parts(db, _ATTACHMENTS, article, [part.name for part in ATTACHMENT])
        yield row


def _parts(db: Database, sql: str, article: int, names: list[str]) -> list[Row]:
    return [dict(zip(names, values, strict=True)) for values in db.execute(sql, [article])]
