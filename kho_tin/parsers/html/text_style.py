"""Text style: what editors express with styles instead of elements."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from kho_tin.parsers.html.lengths import PIXELS

_ALIGN = re.compile(r"text-align\s*:\s*(right|center|justify|left|end)", re.I)
_MARGIN_LEFT = re.compile(
    r"(?:margin|padding)-left\s*:\s*(\d+(?:\.\d+)?)\s*(px|pt|em|cm|in|%)", re.I
)
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Pixels of a left margin that pushes a signature to the right; same from 100 to 400.
_RIGHT_FROM = 200
_PIXELS = {**PIXELS, "%": 8.0}  # of a text 800 pixels wide
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.I)
_ALIGN_CLASS = re.compile(r"(?:^|[-_ ])(?:text-?|align-?)(right|center|end)(?:$|[-_ ])", re.I)
_STYLED = frozenset(("b", "strong", "i", "em", "center"))
_STYLING = frozenset(("style", "align", "class"))


@dataclass(frozen=True)
class TextStyle:
    """Alignment, weight and slant of a text, set by the elements around it and their styles."""

    align: str = ""
    bold: bool = False
    italic: bool = False

    def within(self, tag: Tag) -> TextStyle:
        """The style of the text in `tag`, which stands in text of this style."""
        if tag.name not in _STYLED and _STYLING.isdisjoint(tag.attrs):
            return self
        style = str(tag.get("style") or "")
        return TextStyle(
            _alignment(tag, style) or self.align,
            self.bold or tag.name in ("b", "strong") or bool(_BOLD_STYLE.search(style)),
            self.italic or tag.name in ("i", "em") or bool(_ITALIC_STYLE.search(style)),
        )


def _alignment(tag: Tag, style: str) -> str:
    if match := _ALIGN.search(style):
        return "right" if match.group(1).lower() == "end" else match.group(1).lower()
    if tag.get("align"):
        return str(tag["align"]).lower()
    if tag.name == "center":
        return "center"
    if match := _ALIGN_CLASS.search(classes(tag)):
        return "right" if match.group(1).lower() == "end" else match.group(1).lower()
    # Some editors push the signature to the right with a margin.
    if (match := _MARGIN_LEFT.search(style)) and _pixels(*match.groups()) >= _RIGHT_FROM:
        return "right"
    return ""


def _pixels(number: str, unit: str) -> float:
    return float(number) * _PIXELS[unit.lower()]


def classes(tag: Tag) -> str:
    """The element's classes, parted by blanks."""
    value = tag.get("class") or ""
    return " ".join(value.split() if isinstance(value, str) else value)
