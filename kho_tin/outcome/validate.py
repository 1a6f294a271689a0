"""What is not good enough to be stored: on record as a problem, never as an article."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.items import ArticleItem, MediaItem
from kho_tin.parsers.model import Article

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
            article = item.article
            refused = objection(article, self.run.stored_body(article.identity, item.seen_at))
            if refused:
                self.run.refused(item, refused.kind, refused.message)
                raise DropItem(f"{article.url}: {refused.message}", log_level="DEBUG")
        return item


@dataclass(frozen=True)
class Refused:
    """Why an article is not good enough to be stored: `kind` is `incomplete` or `shrunk`."""

    kind: str
    message: str


def objection(article: Article, stored_body: str | None) -> Refused | None:
    """Why `article` must not be stored; `stored_body` is what the archive has of it."""
    if missing := missing_fields(article):
        return Refused("incomplete", f"no {', no '.join(missing)}: not stored")
    if stored_body and len(article.body) < LEAST_SHARE * len(stored_body):
        shrunk = f"the body shrank from {len(stored_body)} to {len(article.body)} letters"
        return Refused("shrunk", f"{shrunk}: not stored")
    return None


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
