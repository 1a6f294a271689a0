"""What is not good enough to be stored."""

from __future__ import annotations

import datetime as dt

from kho_tin.parsers.model import Article


def objection(article: Article) -> str | None:
    """Why an article must not be stored: which of title, date and body it lacks."""
    there = {
        "title": article.title,
        "date": article.published and _is_date(article.published),
        "body": article.body,
    }
    missing = [name for name, value in there.items() if not value]
    return f"no {', no '.join(missing)}: not stored" if missing else None


def _is_date(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
