"""Words from a page on their way to a terminal, which obeys some of them."""

from __future__ import annotations

import unicodedata

# Controls (escape sequences begin so), signs that turn the direction of writing, halves of signs.
_OBEYED = {"Cc", "Cf", "Cs"}


def printable(text: str) -> str:
    """The same with a replacement character for what a terminal would obey and not show."""
    return "".join(
        sign if sign == "\n" or unicodedata.category(sign) not in _OBEYED else "\ufffd"
        for sign in text
    )
