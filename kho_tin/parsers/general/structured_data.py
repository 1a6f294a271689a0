"""What a page's JSON-LD says about its article."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kho_tin.base.markup import without_tags
from kho_tin.base.text import squeeze
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.text import repair_entities, word_set

# schema.org's Article and its more specific types.
_TYPES = word_set(
    "NewsArticle Article ReportageNewsArticle BlogPosting AnalysisNewsArticle OpinionNewsArticle"
    " BackgroundNewsArticle ReviewNewsArticle AskPublicNewsArticle SatiricalArticle Report"
    " TechArticle ScholarlyArticle SocialMediaPosting LiveBlogPosting"
)
_MOST_STEPS = 20  # a bound: names that are read of one path
_MOST_AUTHORS = 20  # a bound: names that are read of one article


@dataclass(frozen=True)
class NewsArticle:
    """The fields of a schema.org NewsArticle that matter here; all as the page writes them.

    `authors` are persons and organisations alike, without the publisher, unless that is a person.
    """

    headline: str
    published: str
    authors: tuple[str, ...]
    publisher: str
    description: str
    section: str


def news_article(document: Document) -> NewsArticle | None:
    """The page's NewsArticle in JSON-LD, or None. Broken JSON is passed over."""
    for data in document.json_ld:
        things = list(_things(data))
        by_id = {
            str(thing["@id"]): thing for thing in things if thing.get("name") and "@id" in thing
        }
        for thing in things:
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if _TYPES.intersection(str(kind).rpartition("/")[2] for kind in kinds):
                return _article(thing, by_id)
    return None


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a script, in order, those of its graphs and lists too."""
    todo = [data]
    while todo:
        item = todo.pop()
        if isinstance(item, list):
            todo.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            todo += [item.get("mainEntity"), item.get("@graph")]


def _article(thing: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> NewsArticle:
    publisher = ", ".join(_names(thing.get("publisher"), by_id))
    # Who has a site of his own writes there, too.
    others = "" if _is_person(thing.get("publisher"), by_id) else publisher
    authors = dict.fromkeys(_names(thing.get("author") or thing.get("creator"), by_id))
    section = thing.get("articleSection")
    return NewsArticle(
        headline=_text(thing.get("headline")),
        published=_text(thing.get("datePublished")),
        authors=tuple(name for name in authors if name != others),
        publisher=publisher,
        description=_text(thing.get("description")),
        section=_text(section[0] if isinstance(section, list) and section else section),
    )


def _is_person(value: Any, by_id: dict[str, dict[str, Any]]) -> bool:
    """Whether a publisher, or the object that it refers to, is a person, too."""
    if not isinstance(value, dict):
        return False
    kinds = value.get("@type") or by_id.get(str(value.get("@id")), {}).get("@type")
    return "Person" in (kinds if isinstance(kinds, list) else [kinds])


def breadcrumbs(document: Document) -> list[str]:
    """The names in the page's BreadcrumbList in JSON-LD, in order; [] without one."""
    for data in document.json_ld:
        for thing in _things(data):
            steps = thing.get("itemListElement")
            if thing.get("@type") == "BreadcrumbList" and isinstance(steps, list):
                items = [step for step in steps[:_MOST_STEPS] if isinstance(step, dict)]
                return [_step(step) for step in items]
    return []


def _step(step: dict[str, Any]) -> str:
    item = step.get("item")
    inner = item.get("name") if isinstance(item, dict) else None
    return _text(step.get("name") or inner)


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    """The names in an author or publisher: a text, an object with or without `@type`, a reference
    to another object of the page (`@id`), or a list of these."""
    names = []
    for item in (value if isinstance(value, list) else [value])[:_MOST_AUTHORS]:
        if isinstance(item, dict):
            name = item.get("name") or by_id.get(str(item.get("@id")), {}).get("name")
            names += [_text(part) for part in (name if isinstance(name, list) else [name])]
        else:
            names.append(_text(item))
    return [name for name in names if name]


def _text(value: Any) -> str:
    return repair_entities(squeeze(value)) if isinstance(value, str) else ""


def article_text(document: Document) -> str:
    """The longest `articleBody` in the page's JSON-LD, as it stands there, perhaps as HTML; ""
    when there is none."""
    longest = ""
    for data in document.json_ld:
        for thing in _things(data):
            body = thing.get("articleBody")
            if isinstance(body, str) and len(body) > len(longest):
                longest = body
    return html.unescape(longest)


def article_body(document: Document) -> str:
    """The longest `articleBody` in the page's JSON-LD, as plain text; "" when there is none."""
    return squeeze(without_tags(article_text(document), " "))
