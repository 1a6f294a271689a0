"""Which lines of a page are its article's text, and what the lines near it are."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate

from kho_tin.parsers.general.extractor_votes import plain
from kho_tin.parsers.general.lettering import letters, whole_inline
from kho_tin.parsers.general.line_values import CAPTIONS, LONG, best_element, value
from kho_tin.parsers.general.lines import Element, Line
from kho_tin.parsers.html.text import word_set
from kho_tin.parsers.vietnamese.boilerplate import (
    announces_others,
    is_contact,
    is_foot,
    is_signature,
    stands_beside,
)
from kho_tin.parsers.vietnamese.bylines import is_labelled_byline, read_byline
from kho_tin.parsers.vietnamese.dates import date_line

_FEET = word_set("footer contentinfo")  # roles of a page's foot
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_INNER = word_set("td th li blockquote dt dd pre") | _HEADINGS
_SUMMARY = re.compile(
    r"sapo|summary|lead\b|\bdek\b|standfirst|sub-?(?:title|head|headline)|intro\b|abstract"
    r"|trich-?yeu|tom-?tat|descriptions?\b|excerpt|brief|teaser",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title|headline|heading|tieu-?de|ten-?tin", re.IGNORECASE)
_RIGHT = re.compile(r"align\s*:\s*(?:right|end)\b", re.IGNORECASE)
_AUTHOR = re.compile(r"(?:text|align|pull)-?right|author|tac-?gia|byline|but-?danh", re.IGNORECASE)
_LONGEST = 300  # characters of an attribute that are looked at: as in `lines._LONGEST`
_FILE_LINKS = 0.9  # density of links of a line that is a document's name: as in `html.body`
_HEAD_LINES = 3  # lines above a text's first paragraph: date, author, source
_BYLINE_LINES = 2  # lines of a byline: author and source
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Lines that the title may stand above the text: date, author, buttons, a caption between; same
# from 6 to 12.
_ABOVE = 12
_LONGEST_TITLE = 300  # characters of a line in large letters that may be the title
_SHORTEST_TITLE = 12  # characters of a heading that may be the title; same from 6 to 24
# Of the text: what stands before the title and is less is not the article; same from 0.15 to 0.4.
_ABOVE_SHARE = 0.2
# Of the text: what follows the signature and is less is not the article; same from 0.125 to 0.5.
_BELOW_SHARE = 0.25
# Of the text: what stands in other cells of a page's layout than the article's and is less is not
# the article.
_BESIDE_LAYOUT = 0.4
# Density of links up to which a line of a quotation within the text is text; same from 0.45 to
# 0.6.
_QUOTE_LINKS = 0.6
# The same of any other line between two lines of the text; same from 0.15 to 0.6.
_BETWEEN_LINKS = 0.3
# The same of a cell of a table whose other cells are text; same from 0.25 to 0.99.
_CELL_LINKS = 0.5
_SUMMARY_LINKS = 0.5  # the same of a summary; same from 0.25 to 0.99
_SHORTEST_SUMMARY = 50  # characters of a summary; same from 50 to 62
_SUMMARY_WITHIN = 3  # lines of the text above which a summary is searched for; same from 1 to 6


class Part(Enum):
    """What a line is: the article's text, its title or summary, a picture's caption, anything else
    within the article's element, or outside of it."""

    TEXT = "text"
    TITLE = "title"
    SUMMARY = "summary"
    CAPTION = "caption"
    BESIDE = "beside"
    OUTSIDE = "outside"


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
    the title, in the form of `extractor_votes.plain` (without any, the heading
    nearest above the text is taken).
    """
    valued = value(elements, lines, votes, titles)
    best = best_element(elements, lines, valued, titles)
    if best is None:
        return None
    choice = Choice(best, valued.roles)
    inside = [place == best for place in range(len(elements))]
    for place in range(best + 1, len(elements)):
        inside[place] = inside[elements[place].parent]
    for line, worth in zip(lines, valued.values, strict=True):
        role = valued.roles[line.element]
        choice.parts.append(_part(line, worth, inside[line.element], role, titles))
    page = _Page(elements, lines, choice.parts, valued.roles)
    page.find_title()
    page.cut_before_title()
    page.cut_layout()
    page.cut_foot()
    page.cut_after_pointer()
    page.cut_after_signature()
    page.take_in_between()
    page.take_whole_tables()
    page.cut_contacts()
    page.cut_head()
    page.cut_files_below()
    page.take_in_byline()
    if Part.TEXT not in choice.parts:
        return None
    page.take_out_summary()
    choice.element = page.layout or best
    return choice if Part.TEXT in choice.parts else None


def _part(line: Line, worth: float, inside: bool, role: str, titles: set[str]) -> Part:
    if not role and plain(line.text) in titles:
        return Part.TITLE
    if not inside:
        return Part.OUTSIDE
    if role in CAPTIONS:
        return Part.CAPTION
    return Part.TEXT if worth > 0 or (bool(line.files) and not role) else Part.BESIDE


@dataclass
class _Page:
    """All lines, for decisions that depend on neighbouring lines."""

    elements: list[Element]
    lines: list[Line]
    parts: list[Part]
    roles: list[str]
    # The line from which on other articles are announced.
    end: int = sys.maxsize
    # The table in which the page's layout has the article; 0 without one.
    layout: int = 0

    def first_text(self) -> int:
        return self.parts.index(Part.TEXT) if Part.TEXT in self.parts else len(self.parts)

    def sizes(self) -> list[int]:
        """The length of the text before each line, and last that of all the text."""
        pairs = zip(self.lines, self.parts, strict=True)
        lengths = (len(line.text) if part is Part.TEXT else 0 for line, part in pairs)
        return list(accumulate(lengths, initial=0))

    def find_title(self) -> None:
        """Where no line is the title that the page's head names: the nearest heading above the
        text, or the text's first line, if that is a heading."""
        first = self.first_text()
        if Part.TITLE in self.parts[: first + _ABOVE]:
            return
        for n in range(min(first, len(self.lines) - 1), max(-1, first - _ABOVE), -1):
            element = self.elements[self.lines[n].element]
            if (
                (element.tag in _HEADINGS or self._is_named(n))
                and not self.roles[self.lines[n].element]
                and len(self.lines[n].text) >= _SHORTEST_TITLE
            ):
                self.parts[n] = Part.TITLE
                return
        self._find_title_within(first)

    def _find_title_within(self, first: int) -> None:
        """On pages of tables the extractors have all the page: there the title is the only line
        near the text's beginning that stands in an element named for it."""
        named = [
            n
            for n in range(first, min(first + _ABOVE, len(self.lines)))
            if self._is_named(n)
            and not self.roles[self.lines[n].element]
            and len(self.lines[n].text) >= _SHORTEST_TITLE
            and self.lines[n].density < _BETWEEN_LINKS
        ]
        if not named:
            named = self._largest(first)
        if len(named) == 1:
            self.parts[named[0]] = Part.TITLE

    def _is_named(self, n: int) -> bool:
        """Whether a line's element, or one within it that holds all the line, is named for a
        title."""
        line = self.lines[n]
        element = self.elements[line.element]
        if _TITLE.search(element.path.split(">", 1)[0]):
            return True
        return any(
            _TITLE.search(f"{node.attributes.get('class')} {node.attributes.get('id')}"[:_LONGEST])
            for node in whole_inline(line, element)
        )

    def _largest(self, first: int) -> list[int]:
        """Near the text's beginning, the line in the largest letters, larger than the text's, above
        its first paragraph: old pages have neither headings nor names. [] where several are."""
        lettered = [letters(line, self.elements[line.element])[0] for line in self.lines]
        texts: Counter[float] = Counter()
        for line, part, size in zip(self.lines, self.parts, lettered, strict=True):
            texts[size] += len(line.text) if part is Part.TEXT else 0
        usual = max(texts, key=lambda size: texts[size], default=0.0)
        paragraph = links = len(self.lines)  # the nearest below a line
        above: dict[int, float] = {}
        apart: dict[int, float] = {}  # what links part from the text is the page's head rather
        for n in range(len(self.lines) - 1, max(-1, first - _ABOVE), -1):
            line = self.lines[n]
            if line.density >= _FILE_LINKS:
                links = n
            elif lettered[n] <= usual:
                long = len(line.text) >= LONG and line.density < _BETWEEN_LINKS
                paragraph = n if long and self.parts[n] is Part.TEXT else paragraph
            elif (
                n >= paragraph - _ABOVE
                and _SHORTEST_TITLE <= len(line.text) <= _LONGEST_TITLE
                and line.density < _BETWEEN_LINKS
                and not self.roles[line.element]
            ):
                (above if links > paragraph else apart)[n] = lettered[n]
        sizes = above or apart
        largest = max(sizes.values(), default=0.0)
        return [n for n in sorted(sizes) if sizes[n] == largest][:2]

    def cut_before_title(self) -> None:
        """Lines before the title are not the article's, unless they are much of the text: then that
        line is not the title."""
        titles = [n for n, part in enumerate(self.parts) if part is Part.TITLE]
        above = self.sizes()
        for title in reversed(titles):
            if above[title] < _ABOVE_SHARE * above[-1]:
                for n in range(title):
                    if self.parts[n] in (Part.TEXT, Part.CAPTION):
                        self.parts[n] = Part.BESIDE
                return

    def cut_layout(self) -> None:
        """Where tables lay the page out, the article is in the inmost of them that holds the title
        and most of the text; other cells hold menus, banners and the page's foot."""
        title = max((n for n, part in enumerate(self.parts) if part is Part.TITLE), default=-1)
        if title < 0:
            return
        text = [n for n, part in enumerate(self.parts) if part is Part.TEXT and n > title]
        size = sum(len(self.lines[n].text) for n in text)
        place = self.lines[title].element
        while place > 0:
            if self.elements[place].tag == "table":
                inside = self._inside(place)
                within = sum(len(self.lines[n].text) for n in text if inside[self.lines[n].element])
                if within > (1 - _BESIDE_LAYOUT) * size:
                    break
            place = self.elements[place].parent
        if place <= 0 or all(inside[self.lines[n].element] for n in text):
            return
        self.layout = place
        for n, part in enumerate(self.parts):
            if part is not Part.TITLE and not inside[self.lines[n].element]:
                self.parts[n] = Part.OUTSIDE

    def _inside(self, place: int) -> list[bool]:
        """For each element whether it is that one, or within it."""
        inside = [False] * len(self.elements)
        inside[place] = True
        for n in range(place + 1, len(self.elements)):
            inside[n] = inside[self.elements[n].parent]
        return inside

    def cut_foot(self) -> None:
        """The page's foot and what follows it are not the article's, in whatever box that is not
        the text's."""
        first = self.first_text()
        feet = [False] * len(self.elements)
        for place, element in enumerate(self.elements[1:], 1):
            feet[place] = feet[element.parent] or element.role in _FEET
        for n in range(first + 1, len(self.parts)):
            marked = feet[self.lines[n].element] and not feet[self.lines[first].element]
            foot = self.parts[n] is Part.TEXT and (marked or is_foot(self.lines[n].text))
            if foot and self._parent(n) != self._parent(first):
                for after in range(n, len(self.parts)):
                    if self.parts[after] is Part.TEXT:
                        self.parts[after] = Part.BESIDE
                return

    def cut_after_pointer(self) -> None:
        """A line that announces other articles ("Các tin đã đưa:") ends this one, if no paragraph
        follows it, and less text than stands above."""
        above = self.sizes()
        for n, part in enumerate(self.parts):
            if part not in (Part.TEXT, Part.BESIDE) or not announces_others(self.lines[n].text):
                continue
            after = [m for m in range(n, len(self.parts)) if self.parts[m] is Part.TEXT]
            unlinked = sum(len(self.lines[m].text) * (1 - self.lines[m].density) for m in after)
            little = unlinked < _BELOW_SHARE * above[-1]
            if above[n] and little and not any(map(self._is_paragraph, after)):
                for m in after:
                    self.parts[m] = Part.BESIDE
                self.end = n
                return

    def _is_paragraph(self, n: int) -> bool:
        line = self.lines[n]
        return len(line.text) >= LONG and line.density < _BETWEEN_LINKS

    def cut_head(self) -> None:
        """The date and the labelled author above the first paragraph are not the text's, even if
        extractors have them in it."""
        for n in [n for n, part in enumerate(self.parts) if part is Part.TEXT][:_HEAD_LINES]:
            text = self.lines[n].text
            if date_line(text) is None and not is_labelled_byline(text):
                return
            self.parts[n] = Part.BESIDE

    def cut_files_below(self) -> None:
        """A box of documents below the text, in an element of its own with a short heading, is not
        the text (its documents are read all the same: `fields.files_below`)."""
        text_lines = [n for n, part in enumerate(self.parts) if part is Part.TEXT]
        box: list[int] = []
        for n in reversed(text_lines):
            line = self.lines[n]
            if not (line.files and line.density >= _FILE_LINKS):
                break
            box.append(n)
        above = text_lines[: len(text_lines) - len(box)]
        if not box or not above:
            return
        parents = {self.elements[self.lines[n].element].parent for n in box}
        if len(self.lines[above[-1]].text) < LONG and self._parent(above[-1]) in parents:
            box.append(above.pop())
        if above and self._parent(above[-1]) not in parents:
            for n in box:
                self.parts[n] = Part.BESIDE

    def _parent(self, n: int) -> int:
        return self.elements[self.lines[n].element].parent

    def take_in_byline(self) -> None:
        """The line or two behind the text that name the author, in the text's own element, belong
        to it, although extractors drop them: with a label, or set to the right, as Vietnamese
        editors set a signature."""
        last = max((n for n, part in enumerate(self.parts) if part is Part.TEXT), default=-1)
        if last < 0:
            return
        for n in range(last + 1, min(last + 1 + _BYLINE_LINES, len(self.lines))):
            line = self.lines[n]
            if self.parts[n] is not Part.BESIDE or self.roles[line.element]:
                return
            labelled = is_signature(line.text) or is_labelled_byline(line.text)
            signed = labelled or self._stands_right(line)
            if not signed or line.density >= _BETWEEN_LINKS or read_byline(line.text) is None:
                return
            self.parts[n] = Part.TEXT

    def _stands_right(self, line: Line) -> bool:
        """Whether the line's element, or the one around it, is set to the right."""
        element = self.elements[line.element]
        for node in (element.node, self.elements[max(0, element.parent)].node):
            attributes = node.attributes
            style = f"{attributes.get('style') or ''} align:{attributes.get('align') or ''}"
            named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            if _RIGHT.search(style[:_LONGEST]) or _AUTHOR.search(named[:_LONGEST]):
                return True
        return False

    def cut_after_signature(self) -> None:
        """The line that names the source or the author ends the article: a few lines behind it in
        the same element are the portal's."""
        above = self.sizes()
        for n, part in enumerate(self.parts):
            if part is not Part.TEXT or not is_signature(self.lines[n].text):
                continue
            if above[-1] - above[n + 1] < _BELOW_SHARE * above[-1]:
                signed = True
                for after in range(n + 1, len(self.parts)):
                    line = self.lines[after]
                    if self.parts[after] is not Part.TEXT or line.files:
                        continue
                    # Source and author may have a line each.
                    signed = signed and read_byline(line.text) is not None
                    self.parts[after] = Part.TEXT if signed else Part.BESIDE
                return

    def take_in_between(self) -> None:
        """Headings, cells, items and short paragraphs between two lines of the text belong to it,
        even without votes, unless they are links or in an element with a role."""
        text_lines = [n for n, part in enumerate(self.parts) if part is Part.TEXT]
        if not text_lines:
            return
        paths = {self.elements[self.lines[n].element].path for n in text_lines}
        for n in range(text_lines[0], text_lines[-1]):
            line, element = self.lines[n], self.elements[self.lines[n].element]
            quoted = "blockquote" in element.path
            if self.parts[n] is not Part.BESIDE or line.density >= (
                _QUOTE_LINKS if quoted else _BETWEEN_LINKS
            ):
                continue
            if self.roles[line.element] or stands_beside(line.text):
                continue
            alike = len(line.text) < LONG and element.path in paths
            if quoted or alike or element.tag in _INNER:
                self.parts[n] = Part.TEXT

    def take_whole_tables(self) -> None:
        """Where one cell of a table is text, all are: extractors leave out bare figures. But not
        those of a table that has the title in it, too: it lays out the page."""
        tables = [-1] * len(self.elements)
        for place, element in enumerate(self.elements[1:], 1):
            tables[place] = place if element.tag == "table" else tables[element.parent]
        pairs = list(zip(self.lines, self.parts, strict=True))
        text_tables = {tables[line.element] for line, part in pairs if part is Part.TEXT} - {-1}
        text_tables -= {tables[line.element] for line, part in pairs if part is Part.TITLE}
        for n, (line, part) in enumerate(pairs):
            inside = tables[line.element] in text_tables and not self.roles[line.element]
            if n < self.end and part is Part.BESIDE and inside and line.density < _CELL_LINKS:
                self.parts[n] = Part.TEXT

    def take_out_summary(self) -> None:
        """Between the title and the text's first paragraph, a line that is marked as summary, or is
        a long heading, is the summary, even if extractors have it as text."""
        text_lines = [n for n, part in enumerate(self.parts) if part is Part.TEXT]
        paths = Counter(self.elements[self.lines[n].element].path for n in text_lines)
        main = max(paths, key=lambda path: paths[path], default="")
        title = max(
            (n for n in range(text_lines[0]) if self.parts[n] is Part.TITLE), default=text_lines[0]
        )
        for n in range(title, text_lines[min(_SUMMARY_WITHIN, len(text_lines) - 1)]):
            line, element = self.lines[n], self.elements[self.lines[n].element]
            if element.path == main and paths[main] > 1:
                break
            if self.roles[line.element] or line.density > _SUMMARY_LINKS:
                continue
            if len(line.text) < _SHORTEST_SUMMARY:
                continue
            around = " ".join(element.path.split(">")[:2])
            marked = element.tag in _HEADINGS or _SUMMARY.search(around)
            if marked and self.parts[n] is not Part.TITLE and paths[element.path] <= 1:
                self.parts[n] = Part.SUMMARY

    def cut_contacts(self) -> None:
        """Lines at the end that say how to reach the author are not the article's."""
        for n in range(len(self.parts) - 1, -1, -1):
            if self.parts[n] is Part.TEXT:
                if not is_contact(self.lines[n].text):
                    break
                self.parts[n] = Part.BESIDE
