"""The article into the archive: row, revision and index row in one transaction."""

from __future__ import annotations

import asyncio
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from scrapy.crawler import Crawler
from sqlite_utils import Database

from kho_tin import attachments as documents
from kho_tin.archive import articles, files
from kho_tin.archive.articles import Stored
from kho_tin.archive.renewal import Again
from kho_tin.attachments.model import DocumentText
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.again import parsed, reading_again
from kho_tin.outcome.items import ArticleItem, MediaItem
from kho_tin.parsers.model import Article


class StorePipeline:
    def __init__(self, run: CrawlRun) -> None:
        self.run = run
        self.again = reading_again(run.db, run.warc.path.parent)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    async def process_item(self, item: ArticleItem | MediaItem) -> ArticleItem | MediaItem:
        if isinstance(item, ArticleItem):
            self._store(item)
        elif item.kind == "image":
            files.keep_image(self.run.db, item.url, item.capture)
        else:
            await self._read_attachment(item)
        return item

    async def _read_attachment(self, item: MediaItem) -> None:
        """Reading a document takes up to a minute, so that the crawl goes on meanwhile."""
        keep_attachment(self.run, item, await asyncio.to_thread(read_attachment, item))

    def _store(self, item: ArticleItem) -> None:
        stored = store_article(
            self.run.db,
            item.article,
            site=self.run.site,
            capture=item.capture,
            run=self.run.id,
            seen_at=item.seen_at,
            state=self.run.state_of(item.article.identity),
            again=self.again,
        )
        self.run.stored(item.article.identity, stored)


def read_attachment(item: MediaItem) -> DocumentText:
    """The text of an attachment."""
    filename = unquote(urlsplit(item.url).path.rpartition("/")[2])
    return documents.text_of(item.body, item.media_type, filename)


def keep_attachment(run: CrawlRun, item: MediaItem, read: DocumentText) -> None:
    """Store where an attachment is held and what it says."""
    if read.note:
        run.problem(item.url, "attachment", read.note)
    files.keep_attachment(
        run.db,
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
