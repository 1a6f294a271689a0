"""Pictures and documents of articles, found among the captures that are held."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from kho_tin.archive import captures, files
from kho_tin.archive.captures import Capture
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.items import MediaItem
from kho_tin.outcome.store import keep_attachment, read_attachment
from kho_tin.reader.reread import record_of
from kho_tin.warc.content_encoding import NotDecoded
from kho_tin.warc.reader import DamagedRecord

_MISSING = (
    "SELECT DISTINCT url FROM {table} WHERE capture IS NULL AND article IN "
    "(SELECT id FROM articles WHERE site = ?) ORDER BY url"
)


def link_media(run: CrawlRun, folder: Path) -> None:
    """Say of every picture and document of the site that lacks its bytes which capture has them."""
    for url in _missing(run, "images"):
        if found := _newest(run, url, "image"):
            files.keep_image(run.db, url, found.id)
    for url in _missing(run, "attachments"):
        if found := _newest(run, url, "attachment"):
            _keep_attachment(run, folder, url, found)


def _missing(run: CrawlRun, table: str) -> list[str]:
    return [row[0] for row in run.db.execute(_MISSING.format(table=table), [run.site])]


def _newest(run: CrawlRun, url: str, kind: Literal["image", "attachment"]) -> Capture | None:
    """The newest capture of a file; a page in its place is the site's "not found"."""
    rows = run.db.execute(
        "SELECT id FROM captures WHERE page_url = ? AND status = 200 "
        "ORDER BY fetched_at DESC, id DESC",
        [url],
    ).fetchall()
    for (number,) in rows:
        capture = captures.get(run.db, number)
        if "html" not in (capture.media_type or ""):
            return capture
    return None


def _keep_attachment(run: CrawlRun, folder: Path, url: str, capture: Capture) -> None:
    try:
        body = record_of(run.db, folder, capture).decoded().body
    except (NotDecoded, DamagedRecord, OSError) as error:
        run.problem(url, "media", str(error))
        return
    item = MediaItem(
        kind="attachment",
        url=url,
        capture=capture.id,
        media_type=capture.media_type,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
    )
    keep_attachment(run.db, item, read_attachment(item), run.problem)
