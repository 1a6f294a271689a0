"""Text, pictures and line breaks between two block elements, as paragraphs.

Many editors never write a paragraph: a break ends a line, two breaks a paragraph, and a picture
stands on a line of its own with its caption on the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag

from kho_tin.base.text import squeeze
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.text import repair_entities
from kho_tin.parsers.html.text_style import TextStyle, classes

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_NEARLY_ALL = 0.9  # of the letters of a block that is bold, or in italics; same from 0.45 to 0.99


@dataclass
class _Line:
    parts: list[str] = field(default_factory=list)
    images: list[Tag] = field(default_factory=list)
    bold: int = 0
    italic: int = 0
    text: str = ""

    @property
    def letters(self) -> int:
        """How many letters the text has. Asked for only where some are bold or in italics."""
        return sum(sum(map(str.isalpha, part)) for part in self.parts)

    @property
    def blank(self) -> bool:
        return not self.text and not self.images


@dataclass
class Run:
    """The inline content of `node` since its last block element."""

    node: Tag
    lines: list[_Line] = field(default_factory=lambda: [_Line()])

    def add_text(self, text: str, style: TextStyle) -> None:
        line = self.lines[-1]
        # A line break in the HTML's source is a blank, not a line break of the text.
        line.parts.append(text.replace("\r", " ").replace("\n", " "))
        if style.bold or style.italic:
            letters = sum(map(str.isalpha, text))
            line.bold += letters if style.bold else 0
            line.italic += letters if style.italic else 0

    def add_break(self) -> None:
        self.lines.append(_Line())

    def add_image(self, image: Tag) -> None:
        self.lines[-1].images.append(image)

    def take(self, style: TextStyle) -> list[Block]:
        """The blocks collected so far; the run starts again from nothing."""
        for line in self.lines:
            line.text = squeeze("".join(line.parts))
        blocks: list[Block] = []
        paragraph: list[_Line] = []
        for number, line in enumerate(self.lines):
            below_image = number > 0 and _only_image(self.lines[number - 1])
            if line.blank or _only_image(line) or below_image:
                blocks += self._paragraph(paragraph, style)
                paragraph = []
            blocks += [Block("image", "", image) for image in line.images]
            if below_image and line.text:
                blocks += self._paragraph([line], style, beside_image=True)
            elif line.text:
                paragraph.append(line)
        blocks += self._paragraph(paragraph, style)
        self.lines = [_Line()]
        return blocks

    def _paragraph(
        self, lines: list[_Line], style: TextStyle, beside_image: bool = False
    ) -> list[Block]:
        if not lines:
            return []
        text = "\n".join(line.text for line in lines)
        repaired = "\n".join(repair_entities(line.text) for line in lines)
        bold, italic = (sum(line.bold for line in lines), sum(line.italic for line in lines))
        letters = sum(line.letters for line in lines) if bold or italic else 0
        block = Block(
            "heading" if self.node.name in _HEADINGS else "paragraph",
            repaired,
            self.node,
            style.align,
            bold=letters > 0 and bold >= _NEARLY_ALL * letters,
            italic=letters > 0 and italic >= _NEARLY_ALL * letters,
            beside_image=beside_image or any(line.images for line in lines),
            classes=classes(self.node),
            repaired=repaired != text,
        )
        return [block]


def _only_image(line: _Line) -> bool:
    return bool(line.images) and not line.text
