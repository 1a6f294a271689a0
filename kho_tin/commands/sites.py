"""The sites of the project, as verbs name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kho_tin.base.reasons import of_sites
from kho_tin.commands.refusal import refuse

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol

    from kho_tin.crawler.spider import NewsSpider


def loader_of(settings: BaseSettings) -> SpiderLoaderProtocol:
    """The project's sites. Loads Scrapy, and every spider."""
    from scrapy.spiderloader import get_spider_loader

    return get_spider_loader(settings)


def load(loader: SpiderLoaderProtocol, name: str) -> type[NewsSpider]:
    """The site of that name; ends the command, in one line, where there is none."""
    from kho_tin.crawler.spider import NewsSpider

    try:
        spider = loader.load(name)
    except KeyError:
        refuse(of_sites.no_site(name, ", ".join(sorted(loader.list()))))
    assert issubclass(spider, NewsSpider)
    return spider
