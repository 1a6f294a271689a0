"""News sites whose pages describe their article: JSON-LD NewsArticle, or OpenGraph `article`."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from kho_tin.base.times import day_of
from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.assemble import Parts, merge_bylines
from kho_tin.parsers.general import article as general
from kho_tin.parsers.general.category import category_of
from kho_tin.parsers.general.declared_dates import declared_dates, is_apart
from kho_tin.parsers.general.extraction import find, read_extracted
from kho_tin.parsers.general.fields import files_below
from kho_tin.parsers.general.near_dates import NearDate, in_line
from kho_tin.parsers.general.page_date import PageDate, page_date
from kho_tin.parsers.general.page_facts import (
    author_of,
    is_home_address,
    own_address,
    site_names,
)
from kho_tin.parsers.general.structured_data import NewsArticle, news_article
from kho_tin.parsers.html.document import Document, text_of
from kho_tin.parsers.model import Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_dates

_SUMMARY = (
    "[class*=sapo]", "p.description", "h2.description", "[itemprop=description]:not(meta)",
    "p[class*=lead]", "h2[class*=lead]", "p[class*=summary]", "h2[class*=summary]",
    "div[class*=summary]",
)  # fmt: skip
_DATES = "time, [class*=date], [class*=time], [class*=publish], [class*=meta], [itemprop*=date]"
# Characters of an element with the date: larger ones are boxes of other things; same from 150 to
# 600.
_LONGEST_DATE = 300
_SHORTEST_SUMMARY = 30  # characters: less is a label or a place; same from 30 to 60
_LONGEST_SUMMARY = 1500  # characters; same from 750 to 3000
_SUMMARY_PARAGRAPHS = 2  # an element with more of them holds the article's text; same from 1 to 4
_MINUTE = len("2021-06-02T07:30")  # characters of an ISO 8601 time up to its minute


def read(document: Document, parser: str) -> Reading:
    """Read a news site's page; pages without an article are left to the general parser."""
    data = news_article(document)
    heading = _heading(document, data)
    stamp = declared_dates(document, data).published
    if heading is None or stamp is None or is_home_address(document.url):
        return general.read(document, general.PARSER.label)
    title = text_of(heading)
    summary_node = _summary_node(document, title)
    summary = text_of(summary_node, skip=("[class*=location]",))
    names = site_names(document)
    field = author_of(document, data, names)
    category = (data.section if data else "") or document.meta("article:section", "articleSection")
    url = own_address(document)
    extracted = find(document, title)
    summary = summary or (extracted.summary if extracted else "")
    near = _printed(document, stamp)
    dated = page_date(document, extracted, data, near) if extracted else PageDate()
    files = files_below(document, extracted) if extracted else ()
    if extracted and not category:
        category = category_of(document, extracted, data, title)
    body = read_extracted(document, extracted, (summary,), names) if extracted else None
    if body is None or not body.text:
        return general.read(document, general.PARSER.label)
    return Parts(
        url=url,
        title=title,
        body=body,
        date=dated.printed,
        published=dated.published,
        doubt=dated.doubt,
        date_order=dated.order,
        byline=merge_bylines(body.byline.author or field, body.byline),
        category=category,
        summary=summary or (data.description if data else "") or document.meta("og:description"),
        identity=identity_of_url(url),
        attachments=files,
    ).article(document, parser)


PARSER = Parser(
    "news_metadata",
    version=1,
    read=read,
    common=(
        'script[type="application/ld+json"]',
        'meta[property="og:type"][content="article"]',
        'meta[name="og:type"][content="article"]',
        'meta[itemprop="og:type"][content="article"]',
    ),
)


def _heading(document: Document, data: NewsArticle | None) -> LexborNode | None:
    """The <h1> that agrees with the headline in the metadata; if none does, the only <h1>."""
    headings = [node for node in document.all("h1") if text_of(node)]
    headline = _plain((data.headline if data else "") or document.meta("og:title") or "")
    for node in headings:
        text = _plain(text_of(node))
        if headline and (text in headline or headline in text):
            return node
    return headings[0] if len(headings) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _printed(document: Document, stamp: PrintedDate) -> NearDate | None:
    """The printed date that agrees best with the metadata, if any does. (A site may print today's
    date at its top.)"""
    best: NearDate | None = None
    for node in document.all(_DATES):
        text = text_of(node)
        if len(text) > _LONGEST_DATE or is_apart(node):
            continue
        for date in find_dates(text):
            near = in_line(text, date)
            if near and _agreement(near, stamp) > (_agreement(best, stamp) if best else 0):
                best = near
    return best


def _agreement(near: NearDate, stamp: PrintedDate) -> int:
    """3 if day and time of day agree, to the minute; 2 if only the day does, 1 that of a change;
    else 0."""
    readings = [reading for reading in (near.date, near.date.other) if reading]
    if any(
        reading.has_time and reading.iso[:_MINUTE] == stamp.iso[:_MINUTE] for reading in readings
    ):
        return 3
    days = {day_of(stamp.iso), day_of(stamp.local)}
    if not any(day_of(reading.iso) in days for reading in readings):
        return 0
    return 1 if near.is_change else 2


def _summary_node(document: Document, title: str) -> LexborNode | None:
    for selector in _SUMMARY:
        for node in document.all(selector):
            text = text_of(node)
            is_long_enough = _SHORTEST_SUMMARY <= len(text) <= _LONGEST_SUMMARY
            if is_long_enough and text != title and len(node.css("p")) <= _SUMMARY_PARAGRAPHS:
                return node
    return None
