"""The requests that wait, packed: as an object each takes 1.2 KB, and on a first crawl tens of
thousands of pictures wait until all news is read."""

from __future__ import annotations

import pickle
import zlib
from typing import Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.request import request_from_dict


class Waiting:
    """Those of one priority, the last first, as Scrapy's own queue in memory."""

    def __init__(self, spider: Spider) -> None:
        self._spider = spider
        self._packed: list[bytes] = []
        self._like = b""  # the first one: the others differ from it in their addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler, key: str) -> Self:
        assert crawler.spider
        return cls(crawler.spider)

    def __len__(self) -> int:
        return len(self._packed)

    def push(self, request: Request) -> None:
        """Let a request wait; its callbacks must be the spider's."""
        data = pickle.dumps(request.to_dict(spider=self._spider))
        self._like = self._like or data
        packer = zlib.compressobj(level=1, zdict=self._like)
        self._packed.append(packer.compress(data) + packer.flush())

    def pop(self) -> Request | None:
        """The request whose turn it is."""
        if not self._packed:
            return None
        data = zlib.decompressobj(zdict=self._like).decompress(self._packed.pop())
        # What this process has packed itself.
        return request_from_dict(pickle.loads(data), spider=self._spider)

    def close(self) -> None:
        """Nothing to be closed."""
