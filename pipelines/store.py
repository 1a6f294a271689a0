"""The article into the archive: row, revision and index row in one transaction."""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy.crawler import Crawler

from kho_tin.archive import files
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.again import reading_again
from kho_tin.outcome.items import ArticleItem, MediaItem
from kho_tin.outcome.store import keep_attachment, read_attachment, store_article


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
        read = await asyncio.to_thread(read_attachment, item)
        keep_attachment(self.run.db, item, read, self.run.problem)

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
