"""Which lines of a page are its article's text, and what the lines near it are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from kho_tin.base.bounded_patterns import BoundedPattern
from kho_tin.parsers.general.line_values import ALL_LINKS, CAPTIONS, LONG, best_element, value
from kho_tin.parsers.general.lines import Element, Line
from kho_tin.parsers.general.lines_beside import (
    cut_about_author,
    cut_after_pointer,
    cut_after_signature,
    cut_contacts,
    cut_files_below,
    cut_foot,
    cut_head,
    cut_layout,
)
from kho_tin.parsers.general.page_lines import BETWEEN_LINKS, PageLines, Part
from kho_tin.parsers.general.title_lines import HEADINGS, cut_before_title, find_title
from kho_tin.parsers.html.noise import LONGEST_ATTRIBUTE
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.vietnamese.boilerplate import announces_others, is_signature, stands_beside
from kho_tin.parsers.vietnamese.bylines import is_labelled_byline, read_byline

_INNER = word_set("td th li blockquote dt dd pre") | HEADINGS
_SUMMARY = re.compile(
    r"sapo|summary|lead\b|\bdek\b|standfirst|sub-?(?:title|head|headline)|intro\b|abstract"
    r"|trich-?yeu|tom-?tat|descriptions?\b|excerpt|brief|teaser|chap(?:o|eau)\b|vorspann|entradilla"
    r"|ingress\b|sommario",
    re.IGNORECASE,
)
_RIGHT = re.compile(r"align\s*:\s*(?:right|end)\b", re.IGNORECASE)
_AUTHOR = re.compile(r"(?:text|align|pull)-?right|author|tac-?gia|byline|but-?danh", re.IGNORECASE)
_PRINTED_ADDRESS = BoundedPattern(
    r"(?:(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.[^\s@]+)\Z", longest=LONGEST_ATTRIBUTE
)
_BYLINE_LINES = 2  # lines of a byline: author and source; same from 1 to 4
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Density of links up to which a line of a quotation within the text is text; same from 0.45 to
# 0.6.
_QUOTE_LINKS = 0.6
# The same of a cell of a table whose other cells are text; same from 0.25 to 0.99.
_CELL_LINKS = 0.5
_SUMMARY_LINKS = 0.5  # the same of a summary; same from 0.25 to 0.99
_SHORTEST_SUMMARY = 50  # characters of a summary; same from 50 to 62
_SUMMARY_WITHIN = 3  # lines of the text above which a summary is searched for; same from 1 to 6


@dataclass
class Choice:
    """The index of the article's element, what each line is, and each element's role."""

    element: int
    roles: list[str]
    parts: list[Part] = field(default_factory=list)


def choose(
    elements: list[Element], lines: list[Line], votes: list[float], titles: set[str]
) -> Choice | None:
    """Where the article is; None when nothing on the page reads like one.

    `votes` is the share of the extractors that have each line; `titles` are the texts that may be
    the title, in the form of `html.text.plain` (without any, the heading nearest above the text is
    taken).
    """
    valued = value(elements, lines, votes, titles)
    best = best_element(elements, lines, valued, titles)
    if best is None:
        return None
    choice = Choice(best, valued.roles)
    page = PageLines(elements, lines, choice.parts, valued.roles)
    inside = page.inside(best)
    for line, worth in zip(lines, valued.values, strict=True):
        role = valued.roles[line.element]
        element = elements[line.element]
        choice.parts.append(_part(line, element, worth, inside[line.element], role, titles))
    find_title(page)
    cut_before_title(page)
    layout = cut_layout(page)
    cut_foot(page)
    end = cut_after_pointer(page)
    cut_after_signature(page)
    _take_in_between(page)
    _take_whole_tables(page, end)
    cut_about_author(page)
    cut_contacts(page)
    _leave_out_links_at_end(page)
    cut_head(page)
    cut_files_below(page)
    _take_in_byline(page)
    if Part.TEXT not in choice.parts:
        return None
    _take_out_summary(page)
    choice.element = layout or best
    return choice if Part.TEXT in choice.parts else None


def _part(
    line: Line, element: Element, worth: float, inside: bool, role: str, titles: set[str]
) -> Part:
    if not role and line.plain in titles:
        return Part.TITLE
    if not inside:
        return Part.OUTSIDE
    if role in CAPTIONS:
        return Part.BESIDE if line.density >= ALL_LINKS and _in_box(element) else Part.CAPTION
    return Part.TEXT if worth > 0 or (bool(line.files) and not role) else Part.BESIDE


def _in_box(element: Element) -> bool:
    """Whether a caption's element is in a box for something else: a teaser's picture has one."""
    around: Element | None = element
    while around is not None:
        if around.role and around.role not in CAPTIONS:
            return True
        around = around.around
    return False


def _take_in_byline(page: PageLines) -> None:
    """The line or two behind the text that name the author, in the text's own element, belong
    to it, although extractors drop them: with a label, or set to the right, as Vietnamese
    editors set a signature."""
    last = max((n for n, part in enumerate(page.parts) if part is Part.TEXT), default=-1)
    if last < 0:
        return
    for n in range(last + 1, min(last + 1 + _BYLINE_LINES, len(page.lines))):
        line = page.lines[n]
        if page.parts[n] is not Part.BESIDE or page.roles[line.element]:
            return
        labelled = is_signature(line.text) or is_labelled_byline(line.text)
        signed = labelled or _stands_right(page, line)
        if not signed or line.density >= BETWEEN_LINKS or read_byline(line.text) is None:
            return
        page.parts[n] = Part.TEXT


def _stands_right(page: PageLines, line: Line) -> bool:
    """Whether the line's element, or the one around it, is set to the right."""
    element = page.elements[line.element]
    for node in (element.node, page.elements[max(0, element.parent)].node):
        attributes = node.attributes
        style = f"{attributes.get('style') or ''} align:{attributes.get('align') or ''}"
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if _RIGHT.search(style[:LONGEST_ATTRIBUTE]) or _AUTHOR.search(named[:LONGEST_ATTRIBUTE]):
            return True
    return False


def _take_in_between(page: PageLines) -> None:
    """Headings, cells, items and short paragraphs between two lines of the text belong to it,
    even without votes, unless they are links or in an element with a role."""
    text_lines = page.text_lines()
    if not text_lines:
        return
    paths = {page.elements[page.lines[n].element].path for n in text_lines}
    boxes = {page.parent(n) for n in text_lines}
    for n in range(text_lines[0], text_lines[-1]):
        line, element = page.lines[n], page.elements[page.lines[n].element]
        quoted = "blockquote" in element.path
        if page.parts[n] is not Part.BESIDE:
            continue
        # A link in the words of its own address is what the text tells, and no pointer.
        most = _QUOTE_LINKS if quoted else BETWEEN_LINKS
        # An advertiser's box has headings of its own.
        away = line.leads_away and (element.tag not in HEADINGS or element.parent in boxes)
        if line.density >= most and not (_is_printed_address(line) or away):
            continue
        if page.roles[line.element] or stands_beside(line.text) or announces_others(line.text):
            continue
        alike = len(line.text) < LONG and element.path in paths
        inner = element.tag in _INNER or (element.around and element.around.tag in _INNER)
        if quoted or alike or inner:
            page.parts[n] = Part.TEXT


def _is_printed_address(line: Line) -> bool:
    return _PRINTED_ADDRESS.match(line.text) is not None


def _leave_out_links_at_end(page: PageLines) -> None:
    """A link to another site at the end names whence a text is, or an advertiser; with its words
    alone it would be taken for a signature. A printed address is text."""
    for n in reversed(page.text_lines()):
        line = page.lines[n]
        if line.density < ALL_LINKS or not line.leads_away or line.files:
            return
        if _is_printed_address(line):
            return
        page.parts[n] = Part.BESIDE


def _take_whole_tables(page: PageLines, end: int) -> None:
    """Where one cell of a table is text, all are: extractors leave out bare figures. But not
    those of a table that has the title in it, too: it lays out the page."""
    tables = [-1] * len(page.elements)
    for place, element in enumerate(page.elements[1:], 1):
        tables[place] = place if element.tag == "table" else tables[element.parent]
    pairs = list(zip(page.lines, page.parts, strict=True))
    text_tables = {tables[line.element] for line, part in pairs if part is Part.TEXT} - {-1}
    text_tables -= {tables[line.element] for line, part in pairs if part is Part.TITLE}
    for n, (line, part) in enumerate(pairs):
        inside = tables[line.element] in text_tables and not page.roles[line.element]
        if n < end and part is Part.BESIDE and inside and line.density < _CELL_LINKS:
            page.parts[n] = Part.TEXT


def _is_standfirst(page: PageLines, title: int, n: int) -> bool:
    """Whether line `n` is a sentence right below the title and beside it in the markup, and
    extractors do not have it as text."""
    left_out = page.parts[n] in (Part.OUTSIDE, Part.BESIDE)
    beside = page.parent(n) == page.parent(title)
    return n == title + 1 and left_out and beside and page.lines[n].text.endswith((".", "!", "?"))


def _take_out_summary(page: PageLines) -> None:
    """Between the title and the text's first paragraph, a line that is marked as summary, or is
    a long heading, is the summary, even if extractors have it as text."""
    text_lines = page.text_lines()
    paths = Counter(page.elements[page.lines[n].element].path for n in text_lines)
    main = max(paths, key=lambda path: paths[path], default="")
    title = max(
        (n for n in range(text_lines[0]) if page.parts[n] is Part.TITLE), default=text_lines[0]
    )
    for n in range(title, text_lines[min(_SUMMARY_WITHIN, len(text_lines) - 1)]):
        line, element = page.lines[n], page.elements[page.lines[n].element]
        if element.path == main and paths[main] > 1:
            break
        if page.roles[line.element] or line.density > _SUMMARY_LINKS:
            continue
        if len(line.text) < _SHORTEST_SUMMARY:
            continue
        outer = element.around.name if element.around else ""
        named = element.tag in HEADINGS or _SUMMARY.search(f"{element.name} {outer}")
        marked = named or _is_standfirst(page, title, n)
        if marked and page.parts[n] is not Part.TITLE and paths[element.path] <= 1:
            page.parts[n] = Part.SUMMARY
