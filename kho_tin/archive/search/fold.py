"""Vietnamese text without its marks, so that a search typed without them finds it."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, normalize


def _is_mark(char: str) -> bool:
    return category(char) in ("Mn", "Me")


class _Folded(dict[int, str]):
    """The table for `str.translate`, filled with each letter as it is first met."""

    def __missing__(self, code: int) -> str:
        bare = "".join(c for c in normalize("NFD", chr(code)) if not _is_mark(c))
        # İ and a few others grow a combining dot when lowered: lower before the second look.
        bare = "".join(c for c in normalize("NFD", bare.lower()) if not _is_mark(c))
        # đ is a letter of its own in Unicode, not d with a mark, so NFD leaves it whole.
        folded = self[code] = normalize("NFC", bare.replace("đ", "d"))
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """`text` in NFC, lower case, every combining mark stripped, đ and Đ as d.

    NFC and NFD of one text fold to the same. Folding twice changes nothing. Blanks and signs stay,
    unlike in `registers.units.unmarked`.
    """
    if text.isascii():
        return text.lower()
    # Stripping can bring two letters together that compose (Hangul): hence NFC again.
    return normalize("NFC", normalize("NFC", text).translate(_FOLDED))


@lru_cache(maxsize=4096)
def _is_marked(char: str) -> bool:
    return char in "đĐ" or any(_is_mark(c) for c in normalize("NFD", char))


def has_marks(text: str) -> bool:
    """Whether `text` holds any mark (of tone, of vowel, or a foreign accent) or the letter đ."""
    return not text.isascii() and any(map(_is_marked, text))
