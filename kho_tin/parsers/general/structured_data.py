"""What a page's JSON-LD says about its article."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kho_tin.base.markup import without_tags
from kho_tin.base.text import squeeze
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.text import repair_entities, word_set

_TYPES = word_set(
    "NewsArticle Article ReportageNewsArticle BlogPosting AnalysisNewsArticle OpinionNewsArticle"
    " BackgroundNewsArticle LiveBlogPosting"
)


@dataclass(frozen=True)
class NewsArticle:
    """The fields of a schema.org NewsArticle that matter here; all as the page writes them."""

    headline: str
    published: str
    author: str
    author_is_person: bool
    description: str
    section: str


def news_article(document: Document) -> NewsArticle | None:
    """The page's NewsArticle in JSON-LD, or None. Broken JSON is passed over."""
    for node in document.all('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text(), strict=False)
        except ValueError:
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if _TYPES.intersection(str(kind) for kind in kinds):
                return _article(thing)
    return None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _things(item)
    elif isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph"))


def _article(thing: dict[str, Any]) -> NewsArticle:
    authors = thing.get("author")
    authors = authors if isinstance(authors, list) else [authors]
    names = [author.get("name") if isinstance(author, dict) else author for author in authors]
    types = [author.get("@type") for author in authors if isinstance(author, dict)]
    section = thing.get("articleSection")
    return NewsArticle(
        headline=_text(thing.get("headline")),
        published=_text(thing.get("datePublished")),
        author=", ".join(name for name in map(_text, names) if name),
        author_is_person=all(kind == "Person" for kind in types),
        description=_text(thing.get("description")),
        section=_text(section[0] if isinstance(section, list) and section else section),
    )


def _text(value: Any) -> str:
    return repair_entities(squeeze(value)) if isinstance(value, str) else ""


def article_body(document: Document) -> str:
    """The longest `articleBody` in the page's JSON-LD, as plain text; "" when there is none."""
    longest = ""
    for node in document.all('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            body = thing.get("articleBody")
            if isinstance(body, str) and len(body) > len(longest):
                longest = body
    return squeeze(without_tags(html.unescape(longest), " "))
