"""Whether a text is Vietnamese or English."""

from __future__ import annotations

from kho_tin.parsers.html.text import vietnamese_letters, word_set

_LOOKED_AT = 20_000  # a bound on time: characters that are looked at
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Of the characters: letters that only Vietnamese has; same from 0.02 to 0.08.
_VIETNAMESE_SHARE = 0.04
# The same of a text that is no foreign one; for the dates of pages same from 0.005 to 0.02.
_SOME_VIETNAMESE = 0.01
# Of the words: English function words; same from 0.04 to 0.12.
_ENGLISH_SHARE = 0.08
_ENGLISH = word_set(
    "the of and to in for on with that by is was were are from at as be this will has have its"
    " which an it their"
)


def has_vietnamese(text: str) -> bool:
    """Whether a text is so far Vietnamese, by its letters, that it is no foreign one."""
    return vietnamese_letters(text) > _SOME_VIETNAMESE * len(text)


def language_of(text: str) -> str:
    """ "vi" or "en". Letters that only Vietnamese has decide, then English function words."""
    text = text[:_LOOKED_AT]
    words = text.lower().split()
    if vietnamese_letters(text) > _VIETNAMESE_SHARE * sum(map(len, words)):
        return "vi"
    english = sum(map(_ENGLISH.__contains__, words))
    return "en" if english > _ENGLISH_SHARE * len(words) else "vi"
