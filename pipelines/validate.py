"""Interpreting an answer by what was known when it came."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.items import Item


class ValidatePipeline:
    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    async def process_item(self, item: Item) -> Item:
        """Interpret an item after those before it, even if reading one of them takes long."""
        await self.run.requests.sequencer.wait(item.turn)
        if self.run.errors:  # the next start interprets again what could not be stored
            raise DropItem("the crawl ends", log_level="DEBUG")
        item.outcome = self.run.recorder.state.interpret(item.answered)
        return item
