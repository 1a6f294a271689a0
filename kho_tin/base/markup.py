"""HTML without comments, scripts, styles and tags, in linear time.

A pattern like `<!--.*?-->` searches the rest of the page at every `<!--` that is not closed, so
that a page of nothing but these takes the square of its length. Here an end mark that was once not
found is not searched for again.
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
    """HTML without its comments, scripts and style sheets. One that is never closed stays."""
    parts: list[str] = []
    never: set[str] = set()
    position = copied = 0
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
        parts.append(text[copied : opened.start()])
        position = copied = closed.end()
    parts.append(text[copied:])
    return "".join(parts)


def without_tags(text: str, instead: str = "") -> str:
    """HTML with `instead` in the place of each tag."""
    return _TAG.sub(instead, text)
