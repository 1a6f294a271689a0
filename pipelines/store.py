"""The article into the archive: row, revision and index row in one transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Self

from scrapy.crawler import Crawler

from archive import articles, files
from crawling.run import CrawlRun
from items import ArticleItem, MediaItem


class StorePipeline:
    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, item: ArticleItem | MediaItem) -> ArticleItem | MediaItem:
        if isinstance(item, ArticleItem):
            self._store(item)
        elif item.kind == "image":
            files.keep_image(self.run.db, item.url, item.capture)
        else:
            files.keep_attachment(
                self.run.db,
                item.url,
                item.capture,
                media_type=item.media_type,
                size=item.size,
                sha256=item.sha256,
                text=None,
            )
        return item

    def _store(self, item: ArticleItem) -> None:
        article = item.article
        stored = articles.store(
            self.run.db,
            site=self.run.site,
            fields=asdict(article),
            images=[asdict(image) for image in article.images],
            attachments=[asdict(attachment) for attachment in article.attachments],
            capture=item.capture,
            run=self.run.id,
            seen_at=item.seen_at,
        )
        self.run.stored(article.identity, stored)
