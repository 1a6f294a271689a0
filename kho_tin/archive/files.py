"""The pictures and attachments of an article, as its newest reading names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlite_utils import Database

from kho_tin.archive import derived, removed_attachments
from kho_tin.archive.database import transaction
from kho_tin.parsers.addresses import earlier_form

Kind = Literal["image", "attachment"]


def write(
    db: Database,
    article: int,
    images: Sequence[Mapping[str, Any]],
    attachments: Sequence[Mapping[str, Any]],
) -> None:
    """Set the rows to what the page names, in its order.

    Where an address has a capture already, from whichever article, its row names that at once. To
    be called within the transaction that changed the article.
    """
    pictures = [
        (image["url"], image.get("caption"), image.get("alt"), _image(db, image["url"]))
        for image in images
    ]
    documents = [
        (file["url"], file["filename"], *removed_attachments.read(db, file["url"]))
        for file in attachments
    ]
    removed_attachments.keep(db, article)
    db.execute("DELETE FROM images WHERE article = ?", [article])
    db.execute("DELETE FROM attachments WHERE article = ?", [article])
    for position, picture in enumerate(pictures, start=1):
        db.execute(
            "INSERT INTO images (article, position, url, caption, alt, capture) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [article, position, *picture],
        )
    for position, document in enumerate(documents, start=1):
        db.execute(
            "INSERT INTO attachments "
            "(article, position, url, filename, media_type, bytes, sha256, text, layout, capture) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [article, position, *document],
        )


def write_alts(db: Database, article: int, alts: Sequence[str | None]) -> None:
    """Set the pictures' alternative texts, in order, when nothing else of them changed."""
    for position, alt in enumerate(alts, start=1):
        db.execute(
            "UPDATE images SET alt = ? WHERE article = ? AND position = ?",
            [alt, article, position],
        )


def is_captured(db: Database, url: str) -> bool:
    """Whether the bytes of a picture or attachment are in a capture that some article names."""
    return any(
        db.execute(
            f"SELECT 1 FROM {table} WHERE url = ? AND capture IS NOT NULL LIMIT 1", [url]
        ).fetchone()
        for table in ("images", "attachments")
    )


def left(db: Database, site: str, requested_since: str) -> list[tuple[Kind, str]]:
    """Pictures and attachments of `site` that no capture holds, and that were not requested since
    `requested_since` (UTC, `…Z`): what a crash, or a failing server, left out."""
    lacking: list[tuple[Kind, str]] = []
    tables: tuple[tuple[Kind, str], ...] = (("image", "images"), ("attachment", "attachments"))
    for kind, table in tables:
        rows = db.execute(
            f"SELECT DISTINCT {table}.url FROM {table} JOIN articles ON articles.id = article "
            f"WHERE site = ? AND {table}.capture IS NULL AND NOT EXISTS (SELECT 1 FROM captures "
            f"WHERE page_url = {table}.url AND fetched_at >= ?) ORDER BY article, position",
            [site, requested_since],
        )
        lacking += [(kind, url) for (url,) in rows]
    return lacking


# The newest capture of an address that is no page.
_FILES = "SELECT id FROM captures WHERE page_url = {url} AND status = 200 AND "
_FILES += "coalesce(media_type, '') NOT LIKE '%html%' ORDER BY fetched_at DESC, id DESC LIMIT 1"


def newest(db: Database, url: str) -> int | None:
    """The newest capture of a picture or document, by its address alone, or by the one that the
    first versions made of the same link."""
    for address in filter(None, (url, earlier_form(url))):
        if row := db.execute(_FILES.format(url="?"), [address]).fetchone():
            return int(row[0])
    return None


def may_be_of(db: Database, capture: int, url: str) -> bool:
    """Whether a capture can be that of a picture or document: it is of that address, or its run was
    redirected from there."""
    row = db.execute(
        "SELECT 1 FROM captures AS c WHERE id = ?1 AND status = 200 AND (page_url IN (?2, ?3) "
        "OR EXISTS (SELECT 1 FROM captures WHERE run = c.run AND page_url IN (?2, ?3) "
        "AND status BETWEEN 300 AND 399))",
        [capture, url, earlier_form(url)],
    ).fetchone()
    return row is not None


def keep_image(db: Database, url: str, capture: int) -> int:
    """Say which capture holds the bytes of a picture; return how many rows name it."""
    with transaction(db):
        return db.execute(
            "UPDATE images SET capture = ? WHERE url = ? AND capture IS NOT ?",
            [capture, url, capture],
        ).rowcount


def keep_attachment(
    db: Database,
    url: str,
    capture: int,
    *,
    media_type: str | None,
    size: int,
    sha256: str,
    text: str | None,
    layout: str | None = None,
) -> int:
    """Say which capture holds an attachment, and what it says; return how many rows name it.

    `size` and `sha256` (hex) are of the file itself, with no Content-Encoding; `layout` is as in
    `attachments.model.layout_of`. The text goes into the search index of every article that links
    to the file, in the same transaction.
    """
    values = [media_type, size, sha256, text, layout, capture]
    with transaction(db):
        other = "url = ? AND (media_type, bytes, sha256, text, layout, capture) "
        other += "IS NOT (?, ?, ?, ?, ?, ?)"
        tables = ("attachments", "removed_attachments")
        articles = {
            article
            for table in tables
            for (article,) in db.execute(
                f"SELECT article FROM {table} WHERE {other}", [url, *values]
            ).fetchall()
        }
        with derived.rewritten(db, articles):
            return sum(
                db.execute(
                    f"UPDATE {table} SET media_type = ?, bytes = ?, sha256 = ?, text = ?, "
                    f"layout = ?, capture = ? WHERE {other}",
                    [*values, url, *values],
                ).rowcount
                for table in tables
            )


# All rows with one address name one capture, so any of them will do. A captured picture may have no
# row: its version was edited since, or is not shown yet.


def _image(db: Database, url: str) -> int | None:
    row = db.execute(
        "SELECT capture FROM images WHERE url = ? AND capture IS NOT NULL", [url]
    ).fetchone()
    return newest(db, url) if row is None else int(row[0])
