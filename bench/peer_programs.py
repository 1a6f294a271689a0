"""What `bench.peers` runs in the environments of others, each as its own manual has it.

Texts of programs, since none of what they import is here. They are given a folder to write in and
the address of the site's home page as arguments, and the addresses of the articles that they are to
read on standard input; they write `articles.jsonl`, a line for each that they have read.
"""

from __future__ import annotations

from typing import Final

SPIDER: Final = """
import json, sqlite3
import scrapy

class Spider(scrapy.Spider):
    name = "peer"
    start_urls = [{start!r}]
    allowed_domains = ["127.0.0.1"]
    custom_settings = {{"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0}}

    def parse(self, response):
        for href in response.css("a::attr(href)").getall():
            if href.endswith(".html") or "CurrentPage=" in href:
                yield response.follow(href, self.parse)
{more}
"""
KEEPING: Final = """
        import trafilatura
        if response.url.endswith(".html"):
            if not hasattr(self, "db"):
                self.db = sqlite3.connect({folder!r} + "/articles.db")
                self.db.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, article TEXT)")
            read = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            kept = json.dumps(read.as_dict() if read else None, default=str)
            with self.db:
                self.db.execute("INSERT INTO articles VALUES (?, ?)", [response.url, kept])
"""
NEWSPAPER: Final = """
import json, sys
import newspaper
with open(sys.argv[1] + "/articles.jsonl", "w") as file:
    for url in sys.stdin.read().split():
        article = newspaper.article(url, language="vi")
        print(json.dumps([article.title, str(article.publish_date), article.text]), file=file)
"""
NEWSPLEASE: Final = """
import json, sys
from newsplease import NewsPlease
with open(sys.argv[1] + "/articles.jsonl", "w") as file:
    for url in sys.stdin.read().split():
        article = NewsPlease.from_url(url)
        print(json.dumps(article.get_serializable_dict(), default=str), file=file)
"""
# Fundus reads only sites whose selectors somebody has declared. It finds the articles by itself, in
# a sitemap.
FUNDUS: Final = """
import datetime, json, sys
from fundus import Crawler, Sitemap
from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
from fundus.parser.utility import (
    extract_article_body_with_selector, generic_author_parsing, generic_nodes_to_text,
)
from fundus.publishers.base_objects import Publisher
from lxml.cssselect import CSSSelector

class PortalParser(ParserProxy):
    class V1(BaseParser):
        _title = CSSSelector("h1.heading-title")
        _day = CSSSelector("#publishupshow-right")
        _author = CSSSelector(".AuthorName")
        _paragraphs = CSSSelector(".article-content > :not([class])")

        def _text(self, selector):
            return " ".join(generic_nodes_to_text(selector(self.precomputed.doc)))

        @attribute
        def title(self) -> str:
            return self._text(self._title)

        @attribute
        def publishing_date(self) -> datetime.datetime:
            return datetime.datetime.strptime(self._text(self._day)[-10:], "%d/%m/%Y")

        @attribute
        def authors(self) -> list:
            return generic_author_parsing(self._text(self._author))

        @attribute
        def body(self) -> ArticleBody:
            return extract_article_body_with_selector(self.precomputed.doc, self._paragraphs)

home = sys.argv[2]
portal = Publisher("portal", home, PortalParser, [Sitemap(home + "news.xml", languages={"vi"})])
with open(sys.argv[1] + "/articles.jsonl", "w") as file:
    for article in Crawler(portal, delay=0.0, threading=False).crawl(error_handling="raise"):
        print(json.dumps(article.to_json()), file=file)
"""
