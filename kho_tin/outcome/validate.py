"""Articles that are not good enough to be stored."""

from __future__ import annotations

import datetime as dt


def why_not_stored(title: str, published: str | None, *, has_content: bool) -> str | None:
    """Why an article must not be stored: which of title, date and body it lacks. A document or a
    picture alone is an announcement, with its own problem on record (`no_body`)."""
    values = {"title": title, "date": published and _is_date(published), "body": has_content}
    missing = [name for name, value in values.items() if not value]
    return f"no {', no '.join(missing)}: not stored" if missing else None


def _is_date(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
