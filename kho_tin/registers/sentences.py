"""The sentence in which something stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from kho_tin.base.text import squeeze

# A blank line, or an end of a sentence before a capital, a quote or a bracket.
_BORDER: Final = re.compile(r"\n[^\S\n]{0,40}\n|[.!?…]\s{1,3}(?=[\"“«(]?[^\W\d_a-zđ])")
# Letters on either side that are kept of a sentence: lists of documents fill pages.
_LONGEST: Final = 240


class Sentences:
    """The sentences of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(border.end() for border in _BORDER.finditer(text))]

    def number(self, start: int) -> int:
        """Of the sentence in which a letter stands, from 1."""
        return bisect_right(self._starts, start)

    def around(self, start: int, end: int) -> str:
        """The sentence of `text[start:end]` on one line, at most 240 letters to either side."""
        text, at = self._text, self.number(start)
        first = self._starts[at - 1]
        last = self._starts[at] if at < len(self._starts) else len(text)
        if first < start - _LONGEST:
            first = _blank_after(text, start - _LONGEST, start)
        if last > end + _LONGEST:
            last = max(text.rfind(" ", end, end + _LONGEST), end)
        return squeeze(text[first : max(last, end)])


def _blank_after(text: str, start: int, before: int) -> int:
    blank = text.find(" ", start, before)
    return before if blank < 0 else blank
