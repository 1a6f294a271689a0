"""Whether a text is Vietnamese or English."""

from __future__ import annotations

import re

from kho_tin.parsers.html.text import vietnamese_letters, word_set

_LOOKED_AT = 20_000  # a bound on time: characters that are looked at
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_VIETNAMESE_SHARE = 0.04  # of the letters: those that only Vietnamese has; same from 0.02 to 0.08
_ENGLISH_SHARE = 0.08  # of the words: English function words; same from 0.04 to 0.08
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = word_set(
    "the of and to in for on with that by is was were are from at as be this will has have its"
    " which an it their"
)


def language_of(text: str) -> str:
    """ "vi" or "en". Letters that only Vietnamese has decide, then English function words."""
    text = text[:_LOOKED_AT]
    words = _WORD.findall(text)
    if not words:
        return "vi"
    letters = sum(map(len, words))
    if vietnamese_letters(text) > _VIETNAMESE_SHARE * letters:
        return "vi"
    english = sum(map(_ENGLISH.__contains__, map(str.lower, words)))
    return "en" if english > _ENGLISH_SHARE * len(words) else "vi"
