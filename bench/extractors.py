"""The extractors measured: ours, and others of the same kind with the settings they come with.

The others are no part of what a crawl needs (requirements-bench.in). One that is not installed is
named in the tables all the same.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import trafilatura
from bs4 import BeautifulSoup

from kho_tin.parsers import Page, Reading, read
from kho_tin.parsers.html.blocks import blocks_of
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Article
from kho_tin.parsers.registry import GENERAL


@dataclass(frozen=True)
class Extract:
    """What an extractor makes of a page; a field that it does not read is None."""

    body: str
    title: str | None = None
    published: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Extractor:
    """`fields` are those besides the body that it reads. `package` is what it comes in, on PyPI;
    `module` what is imported."""

    name: str
    package: str
    module: str
    fields: frozenset[str]
    run: Callable[[Page, str], Extract]

    @property
    def version(self) -> str | None:
        """The version installed; None if it is not."""
        if importlib.util.find_spec(self.module) is None:
            return None
        return "here" if not self.package else importlib.metadata.version(self.package)


def _ours(reading: Reading) -> Extract:
    if not isinstance(reading, Article):
        return Extract("")
    return Extract(reading.body, reading.title, reading.published, reading.author)


def _read(page: Page, html: str) -> Extract:
    return _ours(read(page))


def _read_generally(page: Page, html: str) -> Extract:
    return _ours(GENERAL.read(Document.of(page), GENERAL.label))


def _trafilatura(**mode: Any) -> Callable[[Page, str], Extract]:
    def run(page: Page, html: str) -> Extract:
        result: Any = trafilatura.bare_extraction(
            html, url=page.url, include_comments=False, with_metadata=True, **mode
        )
        if result is None:
            return Extract("")
        return Extract(result.text or "", result.title, result.date, result.author)

    return run


def _newspaper(page: Page, html: str) -> Extract:
    newspaper = importlib.import_module("newspaper")
    settings = newspaper.Config()
    settings.fetch_images = False  # nothing is fetched here
    article = newspaper.Article(page.url, config=settings)
    article.download(input_html=html)
    try:
        article.parse()
    except ImportError:  # a language for which it wants one more package
        settings.language = "en"
        article = newspaper.Article(page.url, config=settings)
        article.download(input_html=html)
        article.parse()
    date = article.publish_date
    day = date.isoformat() if hasattr(date, "isoformat") else None
    return Extract(article.text, article.title, day, ", ".join(article.authors) or None)


def _readability(page: Page, html: str) -> Extract:
    document = importlib.import_module("readability").Document(html)
    # It gives HTML, not text: the text is made as ours is, with nothing left out.
    blocks = blocks_of(BeautifulSoup(document.summary(), "lxml"))
    return Extract("\n\n".join(block.text for block in blocks), document.short_title())


def _goose(page: Page, html: str) -> Extract:
    with importlib.import_module("goose3").Goose({"enable_image_fetching": False}) as goose:
        result = goose.extract(raw_html=html)
    authors = ", ".join(result.authors) or None
    return Extract(result.cleaned_text, result.title, result.publish_date, authors)


_ALL = frozenset(("title", "published", "author"))
OURS = Extractor("kho tin", "", "kho_tin.parsers", _ALL, _read)
OURS_GENERAL = Extractor(
    "kho tin, general parser alone", "", "kho_tin.parsers", _ALL, _read_generally
)
EXTRACTORS = (
    OURS,
    OURS_GENERAL,
    Extractor("trafilatura", "trafilatura", "trafilatura", _ALL, _trafilatura()),
    Extractor("trafilatura, precision", "trafilatura", "trafilatura", _ALL,
              _trafilatura(favor_precision=True)),
    Extractor("readability-lxml", "readability-lxml", "readability", frozenset(("title",)),
              _readability),
    Extractor("newspaper4k", "newspaper4k", "newspaper", _ALL, _newspaper),
    Extractor("goose3", "goose3", "goose3", _ALL, _goose),
)  # fmt: skip


def extract(extractor: Extractor, page: Page, html: str) -> Extract:
    """Run an extractor; one that fails has found nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            return extractor.run(page, html)
        except Exception as error:
            if extractor in (OURS, OURS_GENERAL):
                raise
            return Extract("", title=f"failed: {error!r}")
        finally:
            logging.disable(logging.NOTSET)
