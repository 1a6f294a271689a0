"""Requests wait packed, and come out as they went in."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from scrapy import Spider
from scrapy.http import Request

from kho_tin.crawler.run.waiting import Waiting
from kho_tin.warc.journal import Requested

MANY = 3_000


class Pictures(Spider):
    name = "pictures"

    def failed(self, failure: object) -> None:
        """What a request without an answer calls."""


def requests(spider: Pictures) -> list[Request]:
    return [
        Request(
            f"https://culao.example/CMS/Content/2026/{number % 12}/anh-{number}.jpg",
            callback=spider.parse,
            errback=spider.failed,
            headers={"If-None-Match": f'"{number}"'} if number % 3 else None,
            meta={
                "requested": Requested(0, "image", hops=3, via=f"https://culao.example/{number}"),
                "unchanged": None,
                "download_maxsize": 1 << 25,
            },
        )
        for number in range(MANY)
    ]


def test_what_waits_comes_back_as_it_was_the_last_first() -> None:
    spider = Pictures()
    waiting, made = Waiting(spider), requests(spider)
    for request in made:
        waiting.push(request)
    assert len(waiting) == MANY
    for request in reversed(made):
        popped = waiting.pop()
        assert popped
        assert popped.to_dict(spider=spider) == request.to_dict(spider=spider)
    assert (waiting.pop(), len(waiting)) == (None, 0)


@pytest.mark.more
def test_what_waits_takes_a_tenth() -> None:
    spider = Pictures()
    waiting = Waiting(spider)
    for made in requests(spider):
        waiting.push(made)
    del made
    tracemalloc.start()
    try:
        others = Waiting(spider)
        while request := waiting.pop():
            others.push(request)
            del request
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(others) == MANY
    assert taken / MANY < 200
