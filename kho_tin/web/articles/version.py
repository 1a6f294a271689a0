"""An article as it was in one version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from kho_tin.archive.columns import IN_REVISIONS, LAYOUT
from kho_tin.archive.content import Content
from kho_tin.web.context import rows

# The fields of a picture, and of an attached document.
IMAGE: Final = ("url", "caption", "alt", "capture")
ATTACHMENT: Final = ("url", "filename", "media_type", "bytes", "sha256", "text", "capture")
_OF_REVISION = ", ".join(f"revisions.{name}" for name in IN_REVISIONS)
_VERSION = (
    f"SELECT {_OF_REVISION}, images, attachments, fetched_at, via "
    "FROM revisions JOIN captures ON captures.id = capture WHERE article = ? AND number = ?"
)
# Of the captures of a picture or a document, the last before the version's end; else the next.
_FILE = (
    "SELECT id FROM captures WHERE page_url = :url AND status = 200 "
    "ORDER BY fetched_at >= :end, abs(julianday(fetched_at) - julianday(:end)), id DESC LIMIT 1"
)


def as_it_was(
    connection: sqlite3.Connection, record: dict[str, Any], number: int, end: str
) -> dict[str, Any]:
    """`record` (see `articles.record`) as version `number` had it, which was current until `end`
    (UTC). The layout of earlier versions is not kept: their text is shown as paragraphs."""
    (version,) = rows(connection.execute(_VERSION, [record["article"]["id"], number]))
    images = _files(connection, version.pop("images"), end, record["images"], IMAGE)
    attachments = _files(
        connection, version.pop("attachments"), end, record["attachments"], ATTACHMENT
    )
    content = Content(version, images="", attachments="")
    article = {
        **record["article"],
        **dict.fromkeys(LAYOUT),
        **version,
        "words": content.words,
        "year": content.year,
        "authors": content.authors,
    }
    return {**record, "article": article, "images": images, "attachments": attachments}


def _files(
    connection: sqlite3.Connection,
    listed: str,
    end: str,
    known: list[dict[str, Any]],
    columns: Sequence[str],
) -> list[dict[str, Any]]:
    """Pictures or attachments as a version names them. What is known of a current file (its size,
    its text) also holds for an earlier version that has the same capture."""
    by_capture = {(file["url"], file["capture"]): file for file in known}
    blank = dict.fromkeys(columns)
    files = []
    for named in json.loads(listed):
        row = connection.execute(_FILE, {"url": named["url"], "end": end}).fetchone()
        capture = row[0] if row else None
        today = by_capture.get((named["url"], capture), {})
        files.append({**blank, **today, **named, "capture": capture})
    return files
