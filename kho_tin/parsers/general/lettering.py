"""How large and bold a line is set, on pages that say so in their HTML: `<font size=4>`, `<b>`,
`style="font-size: 18px"`."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from kho_tin.parsers.general.lines import Element, Line
from kho_tin.parsers.html.lengths import PIXELS, USUAL_EM
from kho_tin.parsers.html.noise import LONGEST_ATTRIBUTE

# Pixels of the sizes 1 to 7 of <font> (HTML, "Rendering": x-small to xxx-large).
_FONT = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
_MIDDLE = 3  # the size to which <font size="+1"> adds (HTML, "parsing a legacy font size")
_BIG = 4  # the size that a <big> in usual text has
_PIXELS = {**PIXELS, "%": USUAL_EM / 100}
_SIZE = re.compile(
    r"font-size\s{0,3}:\s{0,3}(\d{1,3}(?:\.\d{1,3})?)(px|pt|em|rem|%)", re.IGNORECASE
)
_WEIGHT = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)", re.IGNORECASE)
# Of a line's letters: an element that holds so many holds the line; same from 0.45 to 0.99.
_WHOLE = 0.9
_MOST_LEVELS = 20  # a bound on time: elements around a text within a line's element


def whole_inline(line: Line, element: Element) -> list[LexborNode]:
    """The elements within a line's block element that hold all of the line, the inmost first."""
    nodes: list[LexborNode] = []
    node = line.nodes[0].parent if line.nodes else None
    outer = element.node.mem_id
    while node is not None and node.mem_id != outer and len(nodes) < _MOST_LEVELS:
        nodes.append(node)
        node = node.parent
    if len(line.nodes) == 1:
        return nodes
    return [node for node in nodes if len((node.text() or "").strip()) >= _WHOLE * line.letters]


def letters(line: Line, element: Element) -> tuple[float, bool]:
    """The size of a line's letters in pixels, and whether all of it is bold."""
    size = 0.0
    bold = False
    for node in [*whole_inline(line, element), element.node]:
        style = (node.attributes.get("style") or "")[:LONGEST_ATTRIBUTE]
        bold = bold or node.tag in ("b", "strong") or bool(_WEIGHT.search(style))
        size = size or _own_size(node, style)
    return size or USUAL_EM, bold


def _own_size(node: LexborNode, style: str) -> float:
    """The size in pixels that an element gives to its letters; 0 where it says nothing."""
    if match := _SIZE.search(style):
        return float(match[1]) * _PIXELS[match[2].lower()]
    if node.tag == "font":
        step = (node.attributes.get("size") or "").strip()
        number = int(step) if step in ("1", "2", "3", "4", "5", "6", "7") else 0
        number = number or (_MIDDLE + int(step) if step in ("+1", "+2", "+3", "-1", "-2") else 0)
        return _FONT[min(len(_FONT), number) - 1] if number else 0.0
    return _FONT[_BIG - 1] if node.tag == "big" else 0.0
