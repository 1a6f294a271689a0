"""The lines of a page with what each is: what the rules for neighbouring lines work on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.lines import Element, Line

FILE_LINKS = 0.9  # density of links of a line that is a document's name: as in `html.body`
# Density of links up to which a line between two lines of the text is text; same from 0.15 to 0.6
# (docs/extraction.md, "Thresholds").
BETWEEN_LINKS = 0.3


class Part(Enum):
    """What a line is: the article's text, its title or summary, a picture's caption, anything else
    within the article's element, or outside of it."""

    TEXT = "text"
    TITLE = "title"
    SUMMARY = "summary"
    CAPTION = "caption"
    BESIDE = "beside"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class PageLines:
    """All elements and lines of a page: `parts` is what each line is, and is changed by the rules;
    `roles` are the elements' own or of those around them."""

    elements: list[Element]
    lines: list[Line]
    parts: list[Part]
    roles: list[str]

    def first_text(self) -> int:
        """The first line of the text; the number of lines where there is none."""
        return self.parts.index(Part.TEXT) if Part.TEXT in self.parts else len(self.parts)

    def text_lines(self) -> list[int]:
        """The lines of the text."""
        return [n for n, part in enumerate(self.parts) if part is Part.TEXT]

    def sizes(self) -> list[int]:
        """The length of the text before each line, and last that of all the text."""
        pairs = zip(self.lines, self.parts, strict=True)
        lengths = (len(line.text) if part is Part.TEXT else 0 for line, part in pairs)
        return list(accumulate(lengths, initial=0))

    def parent(self, n: int) -> int:
        """The element around that of line `n`."""
        return self.elements[self.lines[n].element].parent

    def is_paragraph(self, n: int) -> bool:
        """Whether line `n` is long, and no link."""
        line = self.lines[n]
        return len(line.text) >= LONG and line.density < BETWEEN_LINKS

    def inside(self, place: int) -> list[bool]:
        """For each element whether it is the one at `place`, or within it."""
        inside = [False] * len(self.elements)
        inside[place] = True
        for n in range(place + 1, len(self.elements)):
            inside[n] = inside[self.elements[n].parent]
        return inside
