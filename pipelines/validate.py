"""What is not good enough to be stored: on record as a problem, never as an article."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.items import ArticleItem, MediaItem
from kho_tin.outcome.validate import objection


class ValidatePipeline:
    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, item: ArticleItem | MediaItem) -> ArticleItem | MediaItem:
        if isinstance(item, ArticleItem):
            article = item.article
            refused = objection(article, self.run.stored_body(article.identity, item.seen_at))
            if refused:
                self.run.refused(item, refused.kind, refused.message)
                raise DropItem(f"{article.url}: {refused.message}", log_level="DEBUG")
        return item
