"""The sample site: a small board's news, served on loopback, well behaved or not.

`load_news()` is the truth about its articles; `SampleServer` serves them.
"""

from sample.board import NAME, ORIGIN, TITLE
from sample.news import NewsArticle, NewsError, load_news
from sample.server import SampleServer
from sample.site import Site

__all__ = [
    "NAME",
    "ORIGIN",
    "TITLE",
    "NewsArticle",
    "NewsError",
    "SampleServer",
    "Site",
    "load_news",
]
