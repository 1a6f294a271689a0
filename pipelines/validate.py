"""What is not good enough to be stored: on record as a problem, never as an article."""

from __future__ import annotations

import datetime as dt
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawling.run import CrawlRun
from items import ArticleItem, MediaItem
from parsers.model import Article

# A page whose text suddenly shrinks below this share of what is stored lost it to a broken
# layout, not to an editor: real corrections were never seen to take nine tenths of an article.
LEAST_SHARE = 0.1


class ValidatePipeline:
    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.run)  # type: ignore[union-attr]

    def process_item(self, item: ArticleItem | MediaItem) -> ArticleItem | MediaItem:
        if isinstance(item, ArticleItem):
            if missing := missing_fields(item.article):
                self._refuse(item.article, "incomplete", f"no {', no '.join(missing)}")
            if shrunk := self._shrunk(item.article):
                self._refuse(item.article, "shrunk", shrunk)
        return item

    def _shrunk(self, article: Article) -> str | None:
        known = self.run.stored_body(article.identity)
        if known and len(article.body) < LEAST_SHARE * len(known):
            return f"the body shrank from {len(known)} to {len(article.body)} letters: not stored"
        return None

    def _refuse(self, article: Article, kind: str, message: str) -> None:
        self.run.refused(article.url, article.identity, kind, message)
        raise DropItem(f"{article.url}: {message}", log_level="DEBUG")


def missing_fields(article: Article) -> list[str]:
    """Which of title, date and body an article lacks."""
    return [
        name
        for name, value in (
            ("title", article.title),
            ("date", article.published and _is_date(article.published)),
            ("body", article.body),
        )
        if not value
    ]


def _is_date(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
