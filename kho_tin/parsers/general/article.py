"""The general parser, for pages of any other system: finds an article by the text of its lines."""

from __future__ import annotations

from kho_tin.parsers.assemble import Parts, merge_bylines
from kho_tin.parsers.general.author_names import is_organisation, signed_names
from kho_tin.parsers.general.category import category_of
from kho_tin.parsers.general.extraction import ENOUGH, NOTICE, find, read_extracted
from kho_tin.parsers.general.fields import (
    author_near,
    files_below,
    headline,
    page_title,
    signed_near,
    title_near,
)
from kho_tin.parsers.general.listing import (
    is_list_instead,
    listing_of,
    may_be_list,
    no_list,
    read_home,
    read_list,
)
from kho_tin.parsers.general.news_lists import news_lists_of
from kho_tin.parsers.general.page_date import page_date
from kho_tin.parsers.general.page_facts import (
    author_of,
    is_home_address,
    own_address,
    site_names,
)
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.general.posts_without_text import read_post
from kho_tin.parsers.general.structured_data import NewsArticle, news_article
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Listing, Reading
from kho_tin.parsers.parser import Parser

# With less, what is read of it in the end may be too little; same from 150 to 600.
_LITTLE = 2 * ENOUGH


def read(document: Document, parser: str) -> Reading:
    """Read a page of an unknown CMS: an article if it has a title and text of its own, a list if
    it has news and its text is theirs.

    An article without any date is returned with `published` None and a problem `no_date`.
    """
    if is_home_address(document.url):
        return read_home(document, parser)
    data = news_article(document)
    known = headline(document, data)
    extracted = find(document, known)
    if extracted is None:
        instead = read_list(document, parser, "hardly any text of its own")
        return _without_text(document, parser, data, known, instead)
    declared = data is not None or document.meta("og:type") == "article"
    dated = page_date(document, extracted, data)
    if data is None and may_be_list(extracted):
        seen = news_lists_of(document)
        may_be = seen.is_marked or not declared
        if may_be and is_list_instead(seen, extracted):
            return listing_of(document, parser, seen)
    title = known or title_near(extracted) or page_title(document)
    # Before the article is cut out of the page's tree, where it may be none.
    text = sum(map(len, extracted.texts(Part.TEXT)))
    otherwise = read_list if not title or text < _LITTLE else no_list
    instead = otherwise(document, parser, "no title, or hardly any text of its own")
    names = site_names(document)
    field = author_near(extracted, names) or author_of(document, data, names)
    if field is None or is_organisation(field):
        field = signed_near(extracted, names) or field
    files = files_below(document, extracted)
    category = category_of(document, extracted, data, title)
    body = read_extracted(document, extracted, (), names)
    signature = body.byline.author and (signed_names(body.byline.author) or body.byline.author)
    if not title or len(body.text) < (NOTICE if known and dated.printed else ENOUGH):
        return _without_text(document, parser, data, title, instead)
    return Parts(
        url=own_address(document),
        title=title,
        body=body,
        date=dated.printed,
        published=dated.published,
        doubt=dated.doubt,
        date_order=dated.order,
        byline=merge_bylines(signature or field, body.byline),
        category=category,
        summary=extracted.summary,
        attachments=files,
    ).article(document, parser)


def _without_text(
    document: Document, parser: str, data: NewsArticle | None, title: str, instead: Reading
) -> Reading:
    """A page with hardly any text: a list, unless it declares an article; else a post that is a
    document or a picture; else what it is read as `instead`."""
    if isinstance(instead, Listing) and data is None:
        return instead
    return read_post(Document.of(document.page), parser, data, title) or instead


PARSER = Parser(
    "general",
    version=1,
    read=read,
)
