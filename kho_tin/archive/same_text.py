"""By what two records are proposed as one: their title, day and text, whatever their addresses."""

from __future__ import annotations

import hashlib
import json


def text_sha256(title: str | None, published: str | None, body: str | None) -> str | None:
    """SHA-256 (hex) of an article's title, day of publication and text, without regard to blanks
    and capitals, which another system sets otherwise. None where one of them is missing: what has
    no text or no day is like too many others."""
    parts = [" ".join((text or "").split()).casefold() for text in (title, body)]
    if not (all(parts) and published):
        return None
    hashed = json.dumps([*parts, published[:10]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(hashed.encode()).hexdigest()
