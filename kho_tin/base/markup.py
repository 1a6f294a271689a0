"""HTML's text without what is no text, in time that grows with the length of the page alone.

A pattern like `<!--.*?-->` looks through the rest of the page at every `<!--` that is not closed,
so that a page of nothing but these takes the square of its length. Here a mark that was once
looked for in vain is not looked for again.
"""

from __future__ import annotations

import re
from typing import Final

_OPENED: Final = re.compile(r"<(?:!--|(script|style)\b)", re.IGNORECASE)
_CLOSING: Final = {
    "comment": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}
_TAG: Final = re.compile(r"<[^<>]*>")


def without_scripts(text: str) -> str:
    """HTML without its comments, scripts and style sheets. What is never closed stays."""
    parts: list[str] = []
    never: set[str] = set()
    position = kept = 0
    while len(never) < len(_CLOSING) and (opened := _OPENED.search(text, position)):
        kind = (opened[1] or "comment").lower()
        position = opened.end()
        if kind in never:
            continue
        begin = position if kind == "comment" else text.find(">", position) + 1
        closed = _CLOSING[kind].search(text, begin) if begin else None
        if closed is None:
            never.add(kind)
            continue
        parts.append(text[kept : opened.start()])
        position = kept = closed.end()
    parts.append(text[kept:])
    return "".join(parts)


def without_tags(text: str, instead: str = "") -> str:
    """HTML with `instead` in the place of each tag."""
    return _TAG.sub(instead, text)
