"""Articles of systems whose default theme is known: read by its selectors, and where a theme of the
site's own has other names, by the general parser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from selectolax.lexbor import LexborNode

from kho_tin.base.times import DAY_LENGTH, day_of
from kho_tin.parsers.addresses import filename_of, leads_nowhere
from kho_tin.parsers.assemble import Parts, as_listing
from kho_tin.parsers.general import article as general
from kho_tin.parsers.general.author_names import before_date
from kho_tin.parsers.general.category import category_of
from kho_tin.parsers.general.extraction import find, read_extracted
from kho_tin.parsers.general.fields import files_below
from kho_tin.parsers.general.page_facts import author_of, own_address, site_names
from kho_tin.parsers.general.structured_data import news_article
from kho_tin.parsers.html.body import Body, read_html
from kho_tin.parsers.html.document import (
    Document,
    ancestors,
    attribute,
    remove,
    short_text,
    text_of,
)
from kho_tin.parsers.listed_links import DateReader
from kho_tin.parsers.model import Attachment, Link, NotAnArticle, Reading
from kho_tin.parsers.vietnamese.bylines import Byline, author_field, read_byline
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_date, read_iso
from kho_tin.parsers.vietnamese.names import is_editorial_board

_MOST = 50  # a bound on time: elements that one selector finds and that are read
_MOST_ARTICLES = 10  # and elements of articles in which title and text are looked for
_LONGEST_DATE = 200  # characters of an element with the date; same from 100 to 400
_LONGEST_BYLINE = 200  # characters of a line with the author; same from 100 to 400
_BY = re.compile(
    r"^(?:(?:được )?(?:viết|đăng|gửi) bởi|bởi|(?:written |posted )?by)\s?:?\s", re.IGNORECASE
)
_HOME = re.compile(r"(?:trang chủ|trang nhất|home)$", re.IGNORECASE)


@dataclass(frozen=True)
class Theme:
    """CSS selectors of an article in a system's default theme, each list the surest first.

    `around` is the element of the article, in which all but `category` and `files`
    are looked for. `noise` is
    dropped from the text; `files` are links below it. `byline` are lines with a label, such as
    "Tác giả: …"; `author` elements that hold a name, which may be that of an account. In `mixed`
    content more than the article may stand, boxes of plugins that no selector knows; there the
    general parser chooses the text.
    """

    around: str
    title: str
    content: str
    dates: tuple[str, ...]
    byline: str = ""
    author: str = ""
    category: str = ""
    summary: str = ""
    pictures: str = ""
    files: str = ""
    noise: tuple[str, ...] = ()
    mixed: bool = False


def read_themed(
    document: Document,
    parser: str,
    theme: Theme,
    *,
    read_date: DateReader = find_date,
) -> Reading:
    """The article of a page in a known theme; the general parser reads it where the theme's title,
    text or date is missing.

    `read_date` reads a printed date.
    """
    around = _around(document, theme)
    heading = _within(around, theme.title)
    content = _within(around, theme.content)
    if around is None or heading is None or content is None:
        return general.read(document, parser)
    title = text_of(heading)
    data = news_article(document)
    date, stamp = _date(around, theme.dates, read_date)
    stamp = (
        read_iso(data.published if data else None)
        or read_iso(document.meta("article:published_time"))
        or stamp
    )
    if not title or (date is None and stamp is None):
        return general.read(document, parser)
    names = site_names(document)
    labelled = _byline(around, theme.byline, names)
    account = author_field(_BY.sub("", before_date(text_of(_within(around, theme.author)))), names)
    if account is None and theme.author:
        account = author_of(document, data, names)
    if account and is_editorial_board(account):
        account = None  # it published the text; where it wrote one, it signs it
    summary = text_of(_within(around, theme.summary))
    category = _category(document, theme.category, title) or document.meta("article:section")
    if not (category or theme.category) and (extracted := find(document, title)):
        category = category_of(document, extracted, data, title)
    files = _files(document, theme.files)
    body = _body(document, theme, around, content, title, names)
    if not (body.text or body.images or body.attachments or files):
        return general.read(document, parser)
    url = own_address(document)
    return Parts(
        url=url,
        title=title,
        body=body,
        date=date,
        published=_published(document, stamp, date),
        # A name typed for the readers says more than the account that entered the text.
        byline=Byline(
            labelled.author or body.byline.author or account,
            labelled.source or body.byline.source,
        ),
        category=category,
        summary=summary,
        attachments=files,
    ).article(document, parser)


def read_unthemed(document: Document, parser: str, sections: tuple[Link, ...] = ()) -> Reading:
    """A page in none of a theme's forms: what the general parser makes of it, else a page that
    leads to `sections`, where there are any."""
    reading = general.read(document, parser)
    if sections and isinstance(reading, NotAnArticle):
        return as_listing(document, parser, sections)
    return reading


def _published(document: Document, stamp: str | None, printed: PrintedDate | None) -> str | None:
    """The machine-readable date, or the printed one where only that has a time of day."""
    if stamp is None or printed is None:
        return stamp or (printed.iso if printed else None)
    if day_of(stamp) != day_of(printed.iso):
        document.note("doubtful_date", f"printed {printed.iso}, marked up as {stamp}")
        return stamp
    return stamp if len(stamp) > DAY_LENGTH else printed.iso


def _body(
    document: Document,
    theme: Theme,
    around: LexborNode,
    content: LexborNode,
    title: str,
    names: tuple[str, ...],
) -> Body:
    """The text of `content`, below the article's own picture; in mixed content what the general
    parser finds, if anything."""
    picture = around.css_first(theme.pictures) if theme.pictures else None
    above = "" if picture is None or _is_in(picture, content) else picture.html or ""
    noise = (node for selector in theme.noise for node in content.css(selector))
    remove(node for node in noise if node.mem_id != content.mem_id)
    html = f"{above}{content.html or ''}"
    if theme.mixed and (extracted := find(document, title)):
        files = files_below(document, extracted)
        chosen = read_extracted(document, extracted, (title,), names)
        if chosen.text:
            return replace(chosen, attachments=(*chosen.attachments, *files))
    return read_html(html, document.link, names)


def _around(document: Document, theme: Theme) -> LexborNode | None:
    """The first element of an article that holds a title and a text: others may be beside it."""
    for selector in theme.around.split(", "):
        for node in document.all(selector)[:_MOST_ARTICLES]:
            if _within(node, theme.title) and _within(node, theme.content):
                return node
    return None


def _within(around: LexborNode | None, selector: str) -> LexborNode | None:
    if around is None or not selector:
        return None
    return next((node for part in selector.split(", ") if (node := around.css_first(part))), None)


def _date(
    around: LexborNode, selectors: Iterable[str], read_date: DateReader
) -> tuple[PrintedDate | None, str | None]:
    """The printed date and the machine-readable one, of the first element with either."""
    printed: PrintedDate | None = None
    stamp: str | None = None
    for selector in selectors:
        for node in islice(around.css(selector), _MOST):
            value = attribute(node, "datetime") or attribute(node, "content")
            stamp = stamp or read_iso(value)
            if printed is None and (text := short_text(node, _LONGEST_DATE)):
                printed = read_date(text)
        if printed or stamp:
            break
    return printed, stamp


def _byline(around: LexborNode, selector: str, names: tuple[str, ...]) -> Byline:
    """Author and source from lines with a label."""
    author: str | None = None
    source: str | None = None
    for node in islice(around.css(selector), _MOST) if selector else ():
        text = short_text(node, _LONGEST_BYLINE)
        if text is None or ":" not in text:
            continue
        if byline := read_byline(text, names):
            author, source = author or byline.author, source or byline.source
    return Byline(author, source)


def _category(document: Document, selector: str, title: str) -> str:
    """The last name that the first of the selectors in `selector` finds that is no home page."""
    for part in selector.split(", ") if selector else ():
        names = [text_of(node) for node in document.all(part)[:_MOST]]
        names = [name for name in names if name and name != title and not _HOME.match(name)]
        if names:
            return names[-1]
    return ""


def _files(document: Document, selector: str) -> list[Attachment]:
    files = []
    for node in document.all(selector)[:_MOST] if selector else ():
        href = attribute(node, "href")
        address = "" if leads_nowhere(href) else document.link(href)
        if address:
            name = text_of(node.css_first("strong")) or text_of(node)
            files.append(Attachment(address, name or filename_of(address)))
    return files


def _is_in(node: LexborNode, outer: LexborNode) -> bool:
    return any(element.mem_id == outer.mem_id for element in ancestors(node))
