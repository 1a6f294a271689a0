"""The category of an article on a page of unknown markup: from the page's metadata, its
breadcrumbs, a label, or the section's name above the title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kho_tin.parsers.general.extraction import ExtractedText
from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.general.structured_data import NewsArticle, breadcrumbs
from kho_tin.parsers.html.document import Document, ancestors, text_of
from kho_tin.parsers.html.text import plain
from kho_tin.parsers.vietnamese.dates import find_date

_MOST = 50  # a bound on time: links of the breadcrumbs, elements of one selector
_MOST_LINKS = 2000  # the same of links whose names may be sections'
_LONGEST = 80  # characters of a section's name; same from 40 to 160
# Characters of a line with a path: home, section, perhaps the title; same from 150 to 600.
_LONGEST_PATH = 300
_ABOVE = 4  # lines above the title in which the path stands; same from 2 to 8
_BESIDE = 2  # lines above the title in which the section's name stands alone; same from 1 to 4
_BELOW = 12  # lines below the text in which a label stands; same from 6 to 24
_MOST_STEPS = 5  # of a path: a menu has more; same from 3 to 10
_LONGEST_ALONE = 40  # characters of a section's name that stands alone; same from 40 to 80
_CRUMBS = ("[class*=breadcrumb]", "[id*=breadcrumb]")
_OTHER_CRUMBS = ("[aria-label*=breadcrumb i]", "[itemtype*=BreadcrumbList]")
# A link that HTML's `rel` and microformats mark as a category, beside the tags.
_MARKED = ("a[rel~=category]", "[itemprop=articleSection]", ".p-category")
_HOME = re.compile(r"(?:trang chủ|trang nhất|home)\W*$", re.IGNORECASE)
_PATH = re.compile(r"^\W{0,5}(?:trang chủ|trang nhất|home)\s?[›»>/→](?P<rest>.*)$", re.IGNORECASE)
_STEP = re.compile(r"\s?[›»>/→]+\s?")
_LABEL = re.compile(
    r"^\W{0,5}(?:chuyên mục|danh mục|thể loại|thuộc (?:chuyên|danh) mục|mục tin|category|categories"
    r"|section|filed under|posted in)(?:\s?[:：]\s?(?P<name>.*)|\W{0,3})$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|^\S+\.[a-z]{2,10}$", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;|]")


def category_of(
    document: Document, extracted: ExtractedText, data: NewsArticle | None, title: str
) -> str:
    """The article's category as the page names it; "" where it names none. To be called before the
    article is cut out of the page's tree."""
    for name in _candidates(document, extracted, data, title):
        named = len(name) <= _LONGEST and plain(name) not in ("", plain(title))
        if named and not _ADDRESS.search(name):
            return name
    return ""


def _candidates(
    document: Document, extracted: ExtractedText, data: NewsArticle | None, title: str
) -> Iterator[str]:
    yield document.meta("article:section") or ""
    yield _crumbs(document, title, *_CRUMBS)
    yield data.section if data else ""
    yield from (_crumbs(document, title, selector) for selector in _OTHER_CRUMBS)
    yield _last(breadcrumbs(document), title)
    yield _path_above(extracted, title)
    for selector in _MARKED:
        yield from (text_of(node) for node in document.all(selector)[:1])
    yield _labelled(extracted)
    yield _named_above(document, extracted)


def _crumbs(document: Document, title: str, *around: str) -> str:
    """The last step of the path within elements of these selectors."""
    if not document.has(", ".join(around)):
        return ""  # told in half the time of a search for links in them
    links = document.all(", ".join(f"{selector} a[href]" for selector in around))
    return _last([text_of(node) for node in links[:_MOST]], title)


def _last(names: list[str], title: str) -> str:
    """The last of a path's steps that is neither the home page nor the article."""
    own = plain(title)
    steps = [name for name in names if name and not _HOME.match(name) and plain(name) != own]
    return steps[-1] if steps else ""


def _title_line(extracted: ExtractedText) -> int:
    """The last line above the text that is the title; without one, the text's first line."""
    parts = extracted.choice.parts
    first = parts.index(Part.TEXT)
    return max((n for n in range(first) if parts[n] is Part.TITLE), default=first)


def _path_above(extracted: ExtractedText, title: str) -> str:
    """The section in a line such as "Trang chủ › Tin tức › Hoạt động" above the title."""
    lines = extracted.rows.lines
    at = _title_line(extracted)
    for line in reversed(lines[max(0, at - _ABOVE) : at]):
        if len(line.text) <= _LONGEST_PATH and (match := _PATH.match(line.text)):
            steps = _STEP.split(match["rest"])
            if len(steps) <= _MOST_STEPS:
                return _last([step.strip() for step in steps], title)
    return ""


def _labelled(extracted: ExtractedText) -> str:
    """The name behind a label ("Chuyên mục: Tin tức"), below the title. A label alone is that of
    the next line only within the article's element or one named as such: a heading of a menu is
    worded the same."""
    lines, parts = extracted.rows.lines, extracted.choice.parts
    last = len(parts) - 1 - parts[::-1].index(Part.TEXT)
    for n in range(_title_line(extracted) + 1, min(len(lines), last + 1 + _BELOW)):
        if (match := _LABEL.match(lines[n].text[:_LONGEST_PATH])) is None:
            continue
        if any(len(lines[after].text) >= LONG for after in range(n, last + 1)):
            continue  # a heading within the text
        if name := _BETWEEN.split(match["name"] or "")[0].strip():
            return name
        if match["name"] is None and not _within_article(extracted, n):
            continue
        if n + 1 < len(lines):
            return _BETWEEN.split(lines[n + 1].text)[0].strip()
    return ""


def _within_article(extracted: ExtractedText, n: int) -> bool:
    element = extracted.rows.elements[extracted.rows.lines[n].element]
    return any(node.tag == "article" for node in ancestors(element.node))


def _named_above(document: Document, extracted: ExtractedText) -> str:
    """The line right above the title that is no link, if a link of the page (its menu's) has the
    same name."""
    lines = extracted.rows.lines
    at = _title_line(extracted)
    if extracted.choice.parts[at] is not Part.TITLE:
        return ""
    near = [
        line.text
        for line in reversed(lines[max(0, at - _BESIDE) : at])
        if len(line.text) <= _LONGEST_ALONE and not line.linked and find_date(line.text) is None
    ]
    if not near:
        return ""
    links = {plain(text_of(node)) for node in document.all("a[href]")[:_MOST_LINKS]}
    return next((text for text in near if plain(text) in links and not _HOME.match(text)), "")
