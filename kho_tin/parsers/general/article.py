"""The general parser, for pages of any other system: finds an article by the text of its lines."""

from __future__ import annotations

from urllib.parse import urlsplit

from kho_tin.parsers.assemble import Parts, merge_bylines, no_article
from kho_tin.parsers.general.extraction import find, read_found
from kho_tin.parsers.general.fields import (
    author_near,
    category_above,
    files_below,
    headline,
    page_title,
    title_near,
)
from kho_tin.parsers.general.page_date import page_date
from kho_tin.parsers.general.page_facts import author_of, own_address, site_names
from kho_tin.parsers.general.structured_data import news_article
from kho_tin.parsers.general.teasers import is_list
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Reading
from kho_tin.parsers.parser import Parser

_HOME = ("", "/index.html", "/home", "/trang-chu")
_ENOUGH = 150  # characters of text that an article has at least
_NOTICE = 40  # and a notice, which has a date and a title of its own


def read(document: Document, parser: str) -> Reading:
    """Read a page of an unknown CMS: an article if it has a title and text of its own.

    An article without any date is returned with `published` None and a problem `no_date`.
    """
    if urlsplit(document.url).path.lower().rstrip("/") in _HOME:
        return no_article(document, parser, "other", "a home page of an unknown CMS")
    data = news_article(document)
    known = headline(document, data)
    extracted = find(document, known)
    if extracted is None:
        return no_article(document, parser, "other", "hardly any text of its own")
    declared = data is not None or document.meta("og:type") == "article"
    if not declared and is_list(extracted):
        return no_article(document, parser, "other", "a list of articles in an unknown layout")
    title = known or title_near(extracted) or page_title(document)
    names = site_names(document)
    dated = page_date(document, extracted, data)
    field = author_near(extracted, names) or author_of(document, data, names)
    files = files_below(document, extracted)
    body = read_found(document, extracted, (), names)
    if not title or len(body.text) < (_NOTICE if known and dated.printed else _ENOUGH):
        return no_article(document, parser, "other", "no title, or hardly any text of its own")
    return Parts(
        url=own_address(document),
        title=title,
        body=body,
        date=dated.printed,
        published=dated.published,
        doubt=dated.doubt,
        date_order=dated.order,
        byline=merge_bylines(body.byline.author or field, body.byline),
        category=document.meta("article:section") or category_above(document, title),
        summary=extracted.summary,
        attachments=files,
    ).article(document, parser)


PARSER = Parser(
    "general",
    version=1,
    read=read,
)
