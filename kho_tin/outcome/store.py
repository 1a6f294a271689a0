"""What was read of an article, or of a file of one, into the archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sqlite_utils import Database

from kho_tin.archive import articles, files
from kho_tin.archive.articles import Stored
from kho_tin.archive.renewal import Again
from kho_tin.attachments.model import DocumentText
from kho_tin.outcome.again import parsed
from kho_tin.outcome.items import MediaItem
from kho_tin.parsers.model import Article
from kho_tin.reader.reading import document_text


def read_attachment(item: MediaItem) -> DocumentText:
    """The text of an attachment."""
    return document_text(item.body, item.media_type, item.url)


def keep_attachment(
    db: Database, item: MediaItem, read: DocumentText, problem: Callable[[str, str, str], None]
) -> None:
    """Store where an attachment is held and what it says; `problem` (address, kind, message) puts
    on record what could not be read of it."""
    if read.note:
        problem(item.url, "attachment", read.note)
    files.keep_attachment(
        db,
        item.url,
        item.capture,
        media_type=item.media_type,
        size=item.size,
        sha256=item.sha256,
        text=read.text,
    )


def store_article(
    db: Database,
    article: Article,
    *,
    site: str,
    capture: int,
    run: int,
    seen_at: str,
    again: Again | None,
    state: Literal["listed", "unlisted"] = "listed",
    number: int | None = None,
) -> Stored:
    """Store what was read from `capture`, as fetched at `seen_at` (UTC, `…Z`).

    `again` keeps a newer parser from passing for an edit; None only where all that the database
    has was read by this very program (a rebuild).
    """
    read = parsed(article)
    return articles.store(
        db,
        site=site,
        fields=read.fields,
        images=read.images,
        attachments=read.attachments,
        capture=capture,
        run=run,
        seen_at=seen_at,
        state=state,
        number=number,
        again=again,
    )
