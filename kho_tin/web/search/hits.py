"""One page of results: each article with its title and the part of its text that matches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kho_tin.archive.sites import TITLE_THEN
from kho_tin.web.context import rows
from kho_tin.web.search.query import Query
from kho_tin.web.snippet import OPEN, snippet

_SHOWN = (
    f"SELECT articles.id, pid, articles.site, {TITLE_THEN} AS site_title, articles.url, "
    "articles.title, published, year, author, category, articles.language, state, summary, body "
    "FROM articles JOIN sites ON sites.name = articles.site WHERE articles.id IN ({})"
)
_FILES = "SELECT filename, text FROM attachments WHERE article = ? ORDER BY position"
WHOLE = 10_000  # words: a title is never cut


Within = Literal["body", "summary", "attachment"]


@dataclass(frozen=True)
class Hit:
    """An article that matches. `marked_title` and `snippet` have ⟦ ⟧ around matches; the snippet is
    `within` the body, the summary, or the attachment called `filename`. JSON has these names."""

    id: int
    pid: str
    site: str
    site_title: str
    url: str
    title: str
    published: str | None
    year: int | None
    category: str | None
    author: str | None
    language: str | None
    state: str
    summary: str | None
    marked_title: str
    snippet: str
    within: Within = "body"
    filename: str | None = None


def hits(connection: sqlite3.Connection, query: Query, ids: Sequence[int]) -> list[Hit]:
    """The articles `ids`, which `query` finds, in that order."""
    cursor = connection.execute(_SHOWN.format(", ".join("?" * len(ids))), list(ids))
    articles = {row["id"]: row for row in rows(cursor)}
    made = []
    # An article may be gone since its id was read.
    for article in (articles[key] for key in ids if key in articles):
        body, summary = article.pop("body"), article["summary"]
        hit = Hit(
            **article,
            marked_title=snippet(article["title"], query.terms, WHOLE),
            snippet=snippet(body, query.terms),
        )
        if not query.terms and summary:
            hit = replace(hit, snippet=summary, within="summary")
        elif query.terms and OPEN not in hit.snippet:
            for text, within, filename in _elsewhere(connection, article["id"], summary):
                if OPEN in (marked := snippet(text, query.terms)):
                    hit = replace(hit, snippet=marked, within=within, filename=filename)
                    break
        made.append(hit)
    return made


def _elsewhere(
    connection: sqlite3.Connection, key: int, summary: str | None
) -> Iterator[tuple[str, Within, str | None]]:
    """What else of article `key` is searched besides its body, and where it stands."""
    yield summary or "", "summary", None
    for filename, text in connection.execute(_FILES, [key]):
        yield text or "", "attachment", filename
        yield filename or "", "attachment", filename
