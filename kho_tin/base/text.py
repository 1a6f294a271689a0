"""The form of text that was read from pages and documents.

It is NFC, without layout blanks: runs of blanks (non-breaking ones too, with which editors indent
paragraphs) become one, and characters of no width go.
"""

from __future__ import annotations

import re
import unicodedata

_NO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_BLANKS = "\n\t\r\u00a0"


def squeeze(text: str) -> str:
    """`text` on one line: NFC, blanks squeezed to one, none at the ends."""
    if not text.isprintable():  # characters of no width are not
        for blank in _BLANKS:  # nor are these, and few texts have others
            text = text.replace(blank, " ")
        if not text.isprintable():
            text = _NO_WIDTH.sub("", text)
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def has_any(text: str, parts: tuple[str, ...]) -> bool:
    """Whether one of `parts` (small letters) stands in `text`, in letters of either size. A first
    look before a pattern in either size, for which Python tries each letter of the text."""
    small = text.lower()
    return any(part in small for part in parts)
