"""Lines that extractors take for the article's and that stand beside, above or below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from kho_tin.parsers.general.author_names import before_date
from kho_tin.parsers.general.line_values import ALL_LINKS, LONG
from kho_tin.parsers.general.page_lines import BETWEEN_LINKS, FILE_LINKS, PageLines, Part
from kho_tin.parsers.general.title_lines import HEADINGS
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.vietnamese.boilerplate import (
    announces_author,
    announces_others,
    is_contact,
    is_foot,
    is_signature,
)
from kho_tin.parsers.vietnamese.bylines import is_labelled_byline, read_byline
from kho_tin.parsers.vietnamese.dates import date_line, dated_line

_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\.?| uhr)?", re.IGNORECASE)
_FEET = word_set("footer contentinfo")  # roles of a page's foot
_HEAD_LINES = 3  # lines above a text's first paragraph: date, author, source; same from 1 to 6
# Of the text: what follows the signature and is less is not the article; same from 0.125 to 0.5
# (docs/extraction.md, "Thresholds").
_BELOW_SHARE = 0.25
# Of the text: what stands in other cells of a page's layout than the article's and is less is not
# the article; same from 0.4 to 0.8.
_BESIDE_LAYOUT = 0.4


def cut_layout(page: PageLines) -> int | None:
    """Where tables lay the page out, the article is in the inmost of them that holds the title
    and most of the text; other cells hold menus, banners and the page's foot. Returns the index of
    that table's element; None without one."""
    title = max((n for n, part in enumerate(page.parts) if part is Part.TITLE), default=-1)
    if title < 0:
        return None
    text = [n for n in page.text_lines() if n > title]
    size = sum(len(page.lines[n].text) for n in text)
    place = page.lines[title].element
    while place > 0:
        if page.elements[place].tag == "table":
            inside = page.inside(place)
            within = sum(len(page.lines[n].text) for n in text if inside[page.lines[n].element])
            if within > (1 - _BESIDE_LAYOUT) * size:
                break
        place = page.elements[place].parent
    if place <= 0 or all(inside[page.lines[n].element] for n in text):
        return None
    for n, part in enumerate(page.parts):
        if part is not Part.TITLE and not inside[page.lines[n].element]:
            page.parts[n] = Part.OUTSIDE
    return place


def cut_foot(page: PageLines) -> None:
    """The page's foot and what follows it are not the article's, in whatever box that is not
    the text's."""
    first = page.first_text()
    feet = [False] * len(page.elements)
    for place, element in enumerate(page.elements[1:], 1):
        feet[place] = feet[element.parent] or element.role in _FEET
    for n in range(first + 1, len(page.parts)):
        marked = feet[page.lines[n].element] and not feet[page.lines[first].element]
        foot = page.parts[n] is Part.TEXT and (marked or is_foot(page.lines[n].text))
        if foot and page.parent(n) != page.parent(first):
            for after in range(n, len(page.parts)):
                if page.parts[after] is Part.TEXT:
                    page.parts[after] = Part.BESIDE
            return


def cut_after_pointer(page: PageLines) -> int:
    """A line that announces other articles ("Các tin đã đưa:") ends this one, if no paragraph
    follows it, and less text than stands above; boxes with headings of their own that hold none of
    the text above are a portal's. Returns that line; the number of lines without one."""
    pointers = [
        n
        for n, part in enumerate(page.parts)
        if part in (Part.TEXT, Part.BESIDE) and announces_others(page.lines[n].text)
    ]
    above = page.sizes()
    below = _Below.of(page) if pointers else None
    for n in pointers:
        if below is None or not above[n]:
            continue
        if below.headed[n + 1] and below.last_of_boxes[n] <= n:
            ends = below.unlinked[n + 1] < above[n]
        else:
            little = below.unlinked[n + 1] < _BELOW_SHARE * above[-1]
            ends = little and not below.paragraphs[n + 1]
        if ends:
            for m in range(n, len(page.parts)):
                if m == n or page.parts[m] is Part.TEXT:
                    page.parts[m] = Part.BESIDE
            return n
        if n + 1 < len(page.lines) and page.lines[n + 1].density >= ALL_LINKS:
            page.parts[n] = Part.BESIDE
    return len(page.parts)


@dataclass(frozen=True)
class _Below:
    """What stands below each line of a page, worked out at once: a page may have many pointers.

    Of the text from a line on: `unlinked` counts its characters outside of links, `paragraphs` its
    paragraphs, `headed` says whether its first line that is no link is a heading. `last_of_boxes`
    is the last line of the elements that hold the text before a line (-1: none)."""

    unlinked: list[float]
    paragraphs: list[int]
    headed: list[bool]
    last_of_boxes: list[int]

    @classmethod
    def of(cls, page: PageLines) -> _Below:
        count = len(page.parts)
        below = cls([0.0] * (count + 1), [0] * (count + 1), [False] * (count + 1), [])
        last: dict[int, int] = {}
        for n in range(count - 1, -1, -1):
            line, is_text = page.lines[n], page.parts[n] is Part.TEXT
            words = len(line.text) * (1 - line.density) if is_text else 0.0
            below.unlinked[n] = below.unlinked[n + 1] + words
            below.paragraphs[n] = below.paragraphs[n + 1] + (is_text and page.is_paragraph(n))
            is_first = is_text and line.density < BETWEEN_LINKS
            is_heading = page.elements[line.element].tag in HEADINGS
            below.headed[n] = is_heading if is_first else below.headed[n + 1]
            if is_text:
                last.setdefault(page.parent(n), n)
        ends = (
            last[page.parent(n)] if part is Part.TEXT else -1 for n, part in enumerate(page.parts)
        )
        below.last_of_boxes.extend(accumulate(ends, max, initial=-1))
        return below


def cut_about_author(page: PageLines) -> None:
    """The heading of a box about the author ends the article, if much less text follows it than
    stands above."""
    above = page.sizes()
    for n, part in enumerate(page.parts):
        little = above[-1] - above[n] < _BELOW_SHARE * above[-1]
        if part is Part.TEXT and little and announces_author(page.lines[n].text):
            for after in range(n, len(page.parts)):
                if page.parts[after] is Part.TEXT and not page.lines[after].files:
                    page.parts[after] = Part.BESIDE
            return


def cut_head(page: PageLines) -> None:
    """The date, the time and the labelled author above the first paragraph are not the text's, even
    if extractors have them in it."""
    for n in page.text_lines()[:_HEAD_LINES]:
        text = page.lines[n].text
        dated = _CLOCK.fullmatch(text) or date_line(text) or dated_line(text)
        if not (dated or is_labelled_byline(before_date(text))):
            return
        page.parts[n] = Part.BESIDE


def cut_files_below(page: PageLines) -> None:
    """A box of documents below the text, in an element of its own with a short heading, is not
    the text (its documents are read all the same: `fields.files_below`)."""
    text_lines = page.text_lines()
    box: list[int] = []
    for n in reversed(text_lines):
        line = page.lines[n]
        if not (line.files and line.density >= FILE_LINKS):
            break
        box.append(n)
    above = text_lines[: len(text_lines) - len(box)]
    if not box or not above:
        return
    parents = {page.elements[page.lines[n].element].parent for n in box}
    if len(page.lines[above[-1]].text) < LONG and page.parent(above[-1]) in parents:
        box.append(above.pop())
    if above and page.parent(above[-1]) not in parents:
        for n in box:
            page.parts[n] = Part.BESIDE


def cut_after_signature(page: PageLines) -> None:
    """The line that names the source or the author ends the article: a few lines behind it in
    the same element are the portal's."""
    above = page.sizes()
    for n, part in enumerate(page.parts):
        if part is not Part.TEXT or not is_signature(page.lines[n].text):
            continue
        if above[-1] - above[n + 1] < _BELOW_SHARE * above[-1]:
            signed = True
            for after in range(n + 1, len(page.parts)):
                line = page.lines[after]
                if page.parts[after] is not Part.TEXT or line.files:
                    continue
                # Source and author may have a line each.
                signed = signed and read_byline(line.text) is not None
                page.parts[after] = Part.TEXT if signed else Part.BESIDE
            return


def cut_contacts(page: PageLines) -> None:
    """Lines at the end that say how to reach the author are not the article's."""
    for n in range(len(page.parts) - 1, -1, -1):
        if page.parts[n] is Part.TEXT:
            if not is_contact(page.lines[n].text):
                break
            page.parts[n] = Part.BESIDE
