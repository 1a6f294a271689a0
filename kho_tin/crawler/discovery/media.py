"""Pictures and documents of articles: each file is requested once in a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scrapy.http import Request

from kho_tin.archive.files import Kind
from kho_tin.base.seen import Seen
from kho_tin.base.times import now
from kho_tin.parsers.model import Article
from kho_tin.warc.journal import Requested

if TYPE_CHECKING:
    from kho_tin.crawler.spider import NewsSpider

# The request for the page with the link, and that page's address.
Via = tuple[Requested, str]


class Media:
    """The files of one run that were requested."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider
        self._requested = Seen()  # addresses

    def of(self, article: Article, at: str, via: Via) -> Iterator[Request]:
        """Requests for the pictures and documents of an article that was seen `at` (UTC, `…Z`)."""
        media: list[tuple[Kind, str]] = [("image", image.url) for image in article.images]
        media += [("attachment", file.url) for file in article.attachments]
        for kind, link in media[: self.spider.settings.getint("MEDIA_PER_ARTICLE")]:
            yield from self._file(link, kind, at, via)

    def left(self) -> Iterator[Request]:
        """Requests for files that earlier runs did not get."""
        for kind, link in self.spider.run.frontier.files_left():
            yield from self._file(link, kind, now())

    def _file(self, link: str, kind: Kind, at: str, via: Via | None = None) -> Iterator[Request]:
        url = self.spider.site_url(link, media=True)
        if url is None or url in self._requested or self.spider.run.frontier.has_file(url):
            return
        self._requested.add(url)
        if request := self.spider.media_request(url, kind, at, via):
            yield request
