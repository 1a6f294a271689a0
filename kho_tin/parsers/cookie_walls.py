"""Cookie walls: pages of a script that sets a cookie and loads the page again."""

from __future__ import annotations

import re

from kho_tin.parsers.html.document import Document, text_of

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST = 4000  # characters of a wall's page; same from 2000 to 8000
_LONGEST_TEXT = 200  # characters of the text it shows; same from 100 to 400
_SETS_COOKIE = re.compile(r"document\s*\.\s*cookie\s*=", re.IGNORECASE)
_RELOADS = re.compile(
    r"location\s*\.\s*(?:reload|replace|assign)|location(?:\s*\.\s*href)?\s*=|http-equiv\s*=\s*"
    r"[\"']?refresh|\.submit\s*\(",
    re.IGNORECASE,
)


def is_wall(document: Document) -> bool:
    """Whether a page only sets a cookie by script and loads again.

    Some government hosts answer every first request with such a page, with status 200: it sets
    `D1N=<32 hex digits>; path=/` and reloads.
    """
    if len(document.text) > _LONGEST or not _SETS_COOKIE.search(document.text):
        return False
    return bool(_RELOADS.search(document.text)) and len(text_of(document.tree.body)) < _LONGEST_TEXT
