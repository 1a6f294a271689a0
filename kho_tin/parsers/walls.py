"""Pages that stand in front of the page: a cookie wall's script, an empty answer."""

from __future__ import annotations

import re

from kho_tin.parsers.html.document import Document, text_of

_SETS_COOKIE = re.compile(r"document\s*\.\s*cookie\s*=", re.IGNORECASE)
_RELOADS = re.compile(
    r"location\s*\.\s*(?:reload|replace|assign)|location(?:\s*\.\s*href)?\s*=|http-equiv\s*=\s*"
    r"[\"']?refresh|\.submit\s*\(",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"cookie\s*=\s*[\"']\s*(?P<name>[A-Za-z0-9_\-]+)\s*=\s*(?P<value>[^;\"']*)")


def is_wall(document: Document) -> bool:
    """A short page that only sets a cookie by script and loads again.

    Some hosts of the government answer every first request so, with status 200: a script that
    sets `D1N=<32 hex digits>; path=/` and reloads.
    """
    if len(document.text) > 4000 or not _SETS_COOKIE.search(document.text):
        return False
    return bool(_RELOADS.search(document.text)) and len(text_of(document.tree.body)) < 200


def wall_cookie(text: str) -> tuple[str, str] | None:
    """Name and value of the cookie that a wall's script sets, or None."""
    found = _COOKIE.search(text)
    return (found["name"], found["value"]) if found else None
