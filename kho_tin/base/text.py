"""The form of text that was read from pages and documents.

It is NFC, without layout blanks: runs of blanks (non-breaking ones too, with which editors indent
paragraphs) become one, and characters of no width go.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_NO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")


def squeeze(text: str) -> str:
    """`text` on one line: NFC, blanks squeezed to one, none at the ends."""
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", _NO_WIDTH.sub("", text))).strip()
