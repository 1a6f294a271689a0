"""Which line of a page is the article's title, where its text alone does not tell."""

from __future__ import annotations

import re
from collections import Counter

from kho_tin.parsers.general.lettering import letters, whole_inline
from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.page_lines import BETWEEN_LINKS, FILE_LINKS, PageLines, Part
from kho_tin.parsers.html.noise import LONGEST_ATTRIBUTE
from kho_tin.parsers.html.text import word_set

HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_TITLE = re.compile(r"title|headline|heading|tieu-?de|ten-?tin", re.IGNORECASE)
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Lines that the title may stand above the text: date, author, buttons, a caption between; same
# from 6 to 12.
ABOVE = 12
# Characters of a line in large letters that may be the title: as in `page_links`; the tests hold
# from 150 to 600.
_LONGEST_TITLE = 300
_SHORTEST_TITLE = 12  # characters of a heading that may be the title; same from 6 to 24
# Of the text: what stands before the title and is less is not the article; same from 0.15 to 0.4.
_ABOVE_SHARE = 0.2


def find_title(page: PageLines) -> None:
    """Where no line is the title that the page's head names: the nearest heading above the
    text, or the text's first line, if that is a heading."""
    first = page.first_text()
    if Part.TITLE in page.parts[: first + ABOVE]:
        return
    start = min(first, len(page.lines) - 1)
    # Below a portlet's heading the title's own: it is named for it.
    while _is_heading(page, start) and _is_heading(page, start + 1) and _is_named(page, start + 1):
        start += 1
    for n in range(start, max(-1, first - ABOVE), -1):
        element = page.elements[page.lines[n].element]
        if (
            (element.tag in HEADINGS or _is_named(page, n))
            and not page.roles[page.lines[n].element]
            and len(page.lines[n].text) >= _SHORTEST_TITLE
        ):
            page.parts[n] = Part.TITLE
            return
    _find_title_within(page, first)


def _is_heading(page: PageLines, n: int) -> bool:
    return n < len(page.lines) and page.elements[page.lines[n].element].tag in HEADINGS


def _find_title_within(page: PageLines, first: int) -> None:
    """On pages of tables the extractors have all the page: there the title is the only line
    near the text's beginning that stands in an element named for it."""
    named = [
        n
        for n in range(first, min(first + ABOVE, len(page.lines)))
        if _is_named(page, n)
        and not page.roles[page.lines[n].element]
        and len(page.lines[n].text) >= _SHORTEST_TITLE
        and page.lines[n].density < BETWEEN_LINKS
    ]
    if not named:
        named = _largest(page, first)
    if len(named) == 1:
        page.parts[named[0]] = Part.TITLE


def _is_named(page: PageLines, n: int) -> bool:
    """Whether a line's element, or one within it that holds all the line, is named for a
    title."""
    line = page.lines[n]
    element = page.elements[line.element]
    if _TITLE.search(element.name):
        return True
    return any(
        _TITLE.search(
            f"{node.attributes.get('class')} {node.attributes.get('id')}"[:LONGEST_ATTRIBUTE]
        )
        for node in whole_inline(line, element)
    )


def _largest(page: PageLines, first: int) -> list[int]:
    """Near the text's beginning, the line in the largest letters, larger than the text's, above
    its first paragraph: old pages have neither headings nor names. [] where several are."""
    lettered = [letters(line, page.elements[line.element])[0] for line in page.lines]
    texts: Counter[float] = Counter()
    for line, part, size in zip(page.lines, page.parts, lettered, strict=True):
        texts[size] += len(line.text) if part is Part.TEXT else 0
    usual = max(texts, key=lambda size: texts[size], default=0.0)
    paragraph = links = len(page.lines)  # the nearest below a line
    above: dict[int, float] = {}
    apart: dict[int, float] = {}  # what links part from the text is the page's head rather
    for n in range(len(page.lines) - 1, max(-1, first - ABOVE), -1):
        line = page.lines[n]
        if line.density >= FILE_LINKS:
            links = n
        elif lettered[n] <= usual:
            long = len(line.text) >= LONG and line.density < BETWEEN_LINKS
            paragraph = n if long and page.parts[n] is Part.TEXT else paragraph
        elif (
            n >= paragraph - ABOVE
            and _SHORTEST_TITLE <= len(line.text) <= _LONGEST_TITLE
            and line.density < BETWEEN_LINKS
            and not page.roles[line.element]
        ):
            (above if links > paragraph else apart)[n] = lettered[n]
    sizes = above or apart
    largest = max(sizes.values(), default=0.0)
    return [n for n in sorted(sizes) if sizes[n] == largest][:2]  # a title may have two lines


def cut_before_title(page: PageLines) -> None:
    """Lines before the title are not the article's, unless they are much of the text: then that
    line is not the title."""
    titles = [n for n, part in enumerate(page.parts) if part is Part.TITLE]
    above = page.sizes()
    for title in reversed(titles):
        if above[title] < _ABOVE_SHARE * above[-1]:
            for n in range(title):
                if page.parts[n] in (Part.TEXT, Part.CAPTION):
                    page.parts[n] = Part.BESIDE
            return
