"""The form of text that was read from pages and documents.

It is NFC, without layout blanks: runs of blanks (non-breaking ones too, with which editors indent
paragraphs) become one, and characters of no width go.
"""

from __future__ import annotations

import re
import unicodedata

_NO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")


def squeeze(text: str) -> str:
    """`text` on one line: NFC, blanks squeezed to one, none at the ends."""
    if not text.isprintable():  # characters of no width are not
        text = _NO_WIDTH.sub("", text)
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)
