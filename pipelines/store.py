"""Storing what an answer means: row, revision and index row in one transaction."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.crawler.run.limits import end
from kho_tin.outcome.items import Item


class StorePipeline:
    def __init__(self, crawler: Crawler, run: CrawlRun) -> None:
        self.crawler = crawler
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, item: Item) -> Item:
        assert item.outcome
        self.run.recorder.apply(item.outcome)
        if self.run.is_over:
            end(self.crawler, "over")
        return item
