"""The sample site: a small board's news, served on loopback, with faults or without.

`load_news()` gives its articles as they really are; `SampleServer` serves them.
"""

from kho_tin.sample.board import NAME, ORIGIN, TITLE
from kho_tin.sample.news import NewsArticle, NewsError, load_news
from kho_tin.sample.server import SampleServer
from kho_tin.sample.site import SampleSite

__all__ = [
    "NAME",
    "ORIGIN",
    "TITLE",
    "NewsArticle",
    "NewsError",
    "SampleServer",
    "SampleSite",
    "load_news",
]
