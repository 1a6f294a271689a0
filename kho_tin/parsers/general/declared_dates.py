"""What the metadata of a page says of when it was published, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from selectolax.lexbor import LexborNode

from kho_tin.base.times import day_of
from kho_tin.parsers.general.structured_data import NewsArticle
from kho_tin.parsers.html.document import Document, ancestors, attribute, text_of
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.vietnamese.date_forms import PrintedDate
from kho_tin.parsers.vietnamese.stamps import read_stamp

# Names of <meta> (name, property, itemprop; in any case) for when a page was published: Open Graph,
# schema.org, Dublin Core, Highwire Press (Google Scholar), Sailthru, Parse.ly, Cxense; the first of
# these that is there.
_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "article:published", "rnews:datepublished", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.created", "citation_publication_date", "citation_online_date",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "publication_date",
    "published_time", "pubdate", "publishdate", "publish-date", "publish_date", "date_published",
    "article_date_original", "originalpublicationdate", "article.published", "article.created",
    "datecreated", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified",
)  # fmt: skip
_ELEMENTS: Final = (
    "[itemprop=datePublished]", "[property=datePublished]", "[property*='datePublished']",
    "time[pubdate]", ".dt-published", "abbr.published", "time[class*=publish]",
    "time[class*=entry-date]", "[itemprop=dateCreated]",
)  # fmt: skip
_MOST = 200  # a bound on time: elements that are looked at
# Elements alike: more are the dates of a list's items, as with authors (`page_facts`); 1 gives the
# same on 300 pages, 4 another date on one of them.
_MOST_ALIKE = 2
_LONGEST = 120  # characters of an element that is a date; same from 60 to 240
_CHANGED = re.compile(r"updat|modif|edit|cap-?nhat", re.IGNORECASE)
_APART = re.compile(r"comment|binh-?luan|related|lien-?quan|(?<![\w-])aside\b", re.IGNORECASE)
_OTHER_PLACES = word_set("nav aside footer blockquote")
# JSON of a page that no library can read, or in a script of the page's own.
_IN_JSON = re.compile(
    r'"(?:datePublished|publishedAt|published_at|publishDate|publish_date|publicationDate|pubDate)'
    r'"\s?:\s?"([0-9]{4}-[0-9]{2}-[0-9]{2}[^"\\]{0,30})"'
)


@dataclass(frozen=True)
class DeclaredDates:
    """`published` and `changed` as the metadata has them, None where it does not say."""

    published: PrintedDate | None
    changed: PrintedDate | None


def declared_dates(document: Document, data: NewsArticle | None) -> DeclaredDates:
    """The dates in the metadata of a page: its article in JSON-LD (`data`) first, then any other
    thing of it, <meta>, elements marked up as the date, JSON of scripts."""
    things = list(_json_ld(document))
    meta = _meta(document)
    published = chain(
        (data.published if data else None,),
        _values(things, "datePublished"),
        (meta.get(name) for name in _PUBLISHED),
        _elements(document),
        _in_scripts(document),
    )
    changed = chain(_values(things, "dateModified"), (meta.get(name) for name in _MODIFIED))
    return DeclaredDates(_first(published), _first(changed))


def timed(document: Document) -> Iterator[PrintedDate]:
    """The dates of <time> elements that are not in a list, a menu, a comment, a quotation (as of a
    post elsewhere) or beside the article, nor say when it was changed; in the page's order."""
    for node in document.all("time")[:_MOST]:
        tags = {around.tag for around in ancestors(node)}
        if tags & {"li", *_OTHER_PLACES} or is_apart(node) or _CHANGED.search(_names(node)):
            continue
        written = attribute(node, "datetime") or text_of(node)[:_LONGEST]
        if stamp := read_stamp(written):
            yield stamp


def is_apart(node: LexborNode) -> bool:
    """Whether a node stands in a comment, or in a list of others, by its elements' names."""
    return any(
        _APART.search(_names(around)) for around in (node, *ancestors(node))
        if around.tag not in ("body", "html")
    )  # fmt: skip


def _names(node: LexborNode) -> str:
    return f"{attribute(node, 'class')} {attribute(node, 'id')} {attribute(node, 'itemprop')}"


def _first(values: Iterable[str | None]) -> PrintedDate | None:
    return next((stamp for value in values if value and (stamp := read_stamp(value))), None)


def _meta(document: Document) -> dict[str, str]:
    """The <meta> of a page, by names in small letters; the first of a name counts."""
    meta: dict[str, str] = {}
    for attributes in [each for each in document.metas if "content" in each][:_MOST]:
        for key in ("property", "name", "itemprop"):
            if name := (attributes.get(key) or "").strip().lower():
                meta.setdefault(name, attributes.get("content") or "")
    return meta


def _json_ld(document: Document) -> Iterator[dict[str, Any]]:
    """The objects of a page's JSON-LD that are not things mentioned by others."""
    for data in document.json_ld[:_MOST]:
        for thing in data if isinstance(data, list) else [data]:
            if isinstance(thing, dict):
                yield thing
                graph = thing.get("@graph")
                yield from (
                    (part for part in graph if isinstance(part, dict))
                    if isinstance(graph, list)
                    else ()
                )
                main = thing.get("mainEntity")
                if isinstance(main, dict):
                    yield main


def _values(things: Iterable[dict[str, Any]], name: str) -> Iterator[str]:
    yield from (thing[name] for thing in things if isinstance(thing.get(name), str))


def _elements(document: Document) -> Iterator[str]:
    for selector in _ELEMENTS:
        nodes = [
            node for node in document.all(selector)[:_MOST]
            if not is_apart(node) and not _CHANGED.search(_names(node))
        ]  # fmt: skip
        for node in nodes if len(nodes) <= _MOST_ALIKE else ():
            yield (
                attribute(node, "content")
                or attribute(node, "datetime")
                or attribute(node, "title")
                or text_of(node)[:_LONGEST]
            )


def _in_scripts(document: Document) -> Iterator[str]:
    """The one day that the scripts of a page name; none where they name several."""
    written = {day_of(match.group(1)): match.group(1) for match in _IN_JSON.finditer(document.text)}
    if len(written) == 1:
        yield from written.values()
