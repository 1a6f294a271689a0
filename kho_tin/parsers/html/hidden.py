"""What a page hides from its readers, by the elements' own attributes.

Two kinds, which mean different things: what is not shown yet (tabs, folded lists) may be the
editors'; what is moved off the screen never is, since nobody can bring it into view: links that
intruders leave for search engines are hidden so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from kho_tin.parsers.html.lengths import PIXELS

_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOVED = re.compile(
    r"(?:^|[;\s])(left|right|top|bottom|text-indent|margin-(?:left|top))\s*:\s*-(\d{1,6})(?:\.\d+)?"
    r"\s*(px|pt|r?em|%|v[wh])?",
    re.IGNORECASE,
)
_PLACED = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_CLIPPED = re.compile(r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]", re.IGNORECASE)
_FLAT = re.compile(r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)", re.I)
_CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden", re.IGNORECASE)
# A frame or picture keeps its shape by a padding in an element without height.
_PADDED = re.compile(r"padding", re.IGNORECASE)
# Pixels beyond the screen's edge, on whatever screen: pages write 999 and more. A negative margin
# that only moves a picture is a tenth of it; same from 450 to 1800.
_FAR = 900
# A hundredth of the width or height is taken for 9 pixels, so that all of it is far.
_PIXELS = {**PIXELS, "%": 9.0, "vw": 9.0, "vh": 9.0}
_LONGEST = 2000  # characters of a style that are looked at, a bound on time
# Characters at a page's end, where its </html> mostly is: then no more is searched; same from 1000
# to 4000.
_TAIL = 2000


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether the page does not show the element, or moves it off the screen."""
    if "hidden" in attributes:
        return True
    if "style" not in attributes:
        return False
    style = (attributes.get("style") or "")[:_LONGEST]
    if not style:
        return False
    if _NOT_SHOWN.search(style) or is_off_screen(style):
        return True
    return bool(_FLAT.search(style) and _CUT_OFF.search(style)) and not _PADDED.search(style)


def is_off_screen(style: str) -> bool:
    """Whether a style moves its element where no screen shows it."""
    style = style[:_LONGEST]
    if "-" not in style and "(" not in style:
        return False  # neither a negative length nor rect()
    if _CLIPPED.search(style) and _PLACED.search(style):
        return True
    for name, number, unit in _MOVED.findall(style):
        if int(number) * _PIXELS[unit.lower() or "px"] < _FAR:
            continue
        if name.lower() not in ("left", "right", "top", "bottom") or _PLACED.search(style):
            return True
    return False


def without_tail(text: str) -> str:
    """A page's HTML up to its last </html>: intruders, and some counters, write behind it. Where
    more stands behind it than before, it ends a page that was included in the real one."""
    start = max(0, len(text) - _TAIL)
    end = text[start:].lower().rfind("</html")
    end = start + end if end >= 0 else text.lower().rfind("</html")
    return text[:end] if len(text) - end < end else text


def remove_off_screen(tree: LexborHTMLParser) -> None:
    """Take out of a page's `tree` what it moves off the screen."""
    # Removing an element frees those inside it, so the innermost go first.
    # Of all others `is_off_screen` says no, at once.
    for node in reversed(tree.css('[style*="-"], [style*="("]')):
        if node.tag not in ("html", "body") and is_off_screen(node.attributes.get("style") or ""):
            node.decompose()


def remove_hidden(soup: BeautifulSoup) -> None:
    """Take out of `soup` what the page hides in either way."""
    for tag in [tag for tag in tags_of(soup) if hides(tag)]:
        if not tag.decomposed and tag.name not in ("html", "body"):
            tag.decompose()


def tags_of(root: Tag) -> Iterator[Tag]:
    """The elements in `root`, in order. `find_all` makes a filter of its arguments, and calls it
    for each text, too."""
    return (node for node in root.descendants if isinstance(node, Tag))


def hides(tag: Tag) -> bool:
    """The same as `is_hidden`, of an element of BeautifulSoup's."""
    if "style" not in tag.attrs and "hidden" not in tag.attrs:
        return False
    attributes: dict[str, str | None] = {"style": str(tag.get("style") or "")}
    return is_hidden({**attributes, "hidden": ""} if tag.has_attr("hidden") else attributes)
