"""What is not good enough to be stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kho_tin.parsers.model import Article

# A page whose text suddenly shrinks below this share of what is stored lost it to a broken
# layout, not to an editor: real corrections were never seen to take nine tenths of an article.
LEAST_SHARE = 0.1


@dataclass(frozen=True)
class Refused:
    """Why an article is not good enough to be stored: `kind` is `incomplete` or `shrunk`."""

    kind: str
    message: str


def objection(article: Article, stored_body: str | None) -> Refused | None:
    """Why `article` must not be stored; `stored_body` is what the archive has of it."""
    if missing := missing_fields(article):
        return Refused("incomplete", f"no {', no '.join(missing)}: not stored")
    if stored_body and len(article.body) < LEAST_SHARE * len(stored_body):
        shrunk = f"the body shrank from {len(stored_body)} to {len(article.body)} letters"
        return Refused("shrunk", f"{shrunk}: not stored")
    return None


def missing_fields(article: Article) -> list[str]:
    """Which of title, date and body an article lacks."""
    return [
        name
        for name, value in (
            ("title", article.title),
            ("date", article.published and _is_date(article.published)),
            ("body", article.body),
        )
        if not value
    ]


def _is_date(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
