"""Whether a text is Vietnamese or English."""

from __future__ import annotations

import re

from kho_tin.parsers.html.text import vietnamese_letters, word_set

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set(
    "the of and to in for on with that by is was were are from at as be this will has have its"
    " which an it their"
)


def language_of(text: str) -> str:
    """ "vi" or "en". Letters that only Vietnamese has decide, then English function words."""
    words = _WORD.findall(text[:20_000])
    if not words:
        return "vi"
    letters = sum(map(len, words))
    if vietnamese_letters(text[:20_000]) > 0.04 * letters:
        return "vi"
    english = sum(word.lower() in _ENGLISH for word in words)
    return "en" if english > 0.08 * len(words) else "vi"
