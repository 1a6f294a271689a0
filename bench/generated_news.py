"""News for the sample site in any number: generated texts, in the form of its own articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from bench.large_archive import Texts
from kho_tin.sample import load_news
from kho_tin.sample.news import NewsArticle, Paragraph

NEWEST = dt.date(2026, 9, 1)
A_DAY = 4  # articles


@cache
def generated_news(count: int) -> tuple[NewsArticle, ...]:
    """So many articles of 3 to 4 KB, without pictures and documents, four of them a day."""
    originals, texts = load_news(), Texts()
    made = []
    for number in range(count):
        original = originals[number % len(originals)]
        title, summary, body = texts.article()
        article = replace(
            original,
            id=100_000 + number,
            alias=f"tin-so-{number}",
            title=f"{title} {number}",
            summary=summary,
            date=NEWEST - dt.timedelta(days=number // A_DAY),
            blocks=tuple(map(Paragraph, body.split("\n\n"))),
            also=(),
            attachments=(),
        )
        made.append(article)
    return tuple(made)
