"""The header fields of an HTTP answer, read the same by a crawl, an import and a rebuild."""

from __future__ import annotations

from collections.abc import Iterable


def field_of(headers: Iterable[tuple[bytes, bytes]], name: str) -> str | None:
    """The value of the field `name` among `headers` (name, value), its bytes as UTF-8 or else
    Latin-1; None where there is none, or nothing in it. Of several the last counts, as for browsers
    (Fetch Standard, "extract a MIME type")."""
    wanted, last = name.lower().encode(), None
    for key, value in headers:
        if key.strip().lower() == wanted:
            last = value.strip()
    return text_of(last) if last else None


def text_of(value: bytes) -> str:
    """A field's value as text: UTF-8, or else Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
