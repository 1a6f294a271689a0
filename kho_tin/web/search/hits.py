"""One page of results: each article with its title and the part of its text that matches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from kho_tin.archive.observations import STATE_SINCE
from kho_tin.archive.search.earlier import removed
from kho_tin.archive.sites import TITLE_THEN
from kho_tin.web.articles.document_pages import Layout
from kho_tin.web.context import rows
from kho_tin.web.matches import QueryMatcher
from kho_tin.web.snippet import cut

_SHOWN = (
    f"SELECT articles.id, pid, articles.site, {TITLE_THEN} AS site_title, articles.url, "
    "articles.title, published, year, author, category, articles.language, state, summary, body, "
    "(SELECT max(seen_at) FROM revisions WHERE article = articles.id AND number > 1) AS edited, "
    f"iif(state IN ('unlisted', 'gone'), {STATE_SINCE}, NULL) AS vanished "
    "FROM articles JOIN sites ON sites.name = articles.site WHERE articles.id IN ({})"
)
_FILES = (
    "SELECT position, filename, text, layout FROM attachments WHERE article = ? ORDER BY position"
)
WHOLE = 10_000  # words: a title is never cut


Within = Literal["body", "summary", "author", "attachment", "earlier"]


@dataclass(frozen=True)
class Hit:
    """An article that matches. `marked_title` and `snippet` have ⟦ ⟧ around matches; the snippet is
    `within` the body, the summary, the author's name, the attachment called `filename` (at its
    `position` among the article's, on its `page`, where that is known), or an `earlier` version,
    until an edit that was seen at `removed`: what answers the query best.
    `edited` is when the newest edit was seen, `vanished` since when the site has it no more. All
    three are UTC, `…Z`; JSON has these names."""

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
    edited: str | None
    vanished: str | None
    marked_title: str
    snippet: str
    within: Within = "body"
    filename: str | None = None
    removed: str | None = None
    position: int | None = None
    page: int | None = None


class _Place(NamedTuple):
    """Where a text stands: `said` by the hit, and the `layout` of a document."""

    within: Within
    filename: str | None = None
    removed: str | None = None
    position: int | None = None
    layout: str | None = None

    def said(self, at: int) -> dict[str, Any]:
        """The fields of a hit whose first match stands at a character of the text."""
        fields = self._asdict()
        del fields["layout"]
        return {**fields, "page": Layout.of(self.layout).page_at(at) if self.layout else None}


def hits(
    connection: sqlite3.Connection, wanted: QueryMatcher, scope: Set[str], ids: Sequence[int]
) -> list[Hit]:
    """The articles `ids`, in that order, with what is `wanted` of them marked. `scope`: the columns
    of the index in which the words are looked for."""
    cursor = connection.execute(_SHOWN.format(", ".join("?" * len(ids))), list(ids))
    articles = {row["id"]: row for row in rows(cursor)}
    # An article may be gone since its id was read.
    return [_hit(connection, wanted, scope, articles[key]) for key in ids if key in articles]


def _hit(
    connection: sqlite3.Connection, wanted: QueryMatcher, scope: Set[str], article: dict[str, Any]
) -> Hit:
    body, summary = article.pop("body"), article["summary"]
    in_title = wanted if "title" in scope else QueryMatcher(())
    title = cut(article["title"], in_title, WHOLE)
    most = cut(body, wanted if "body" in scope else QueryMatcher(()), together=title.together)
    made = Hit(**article, marked_title=title.text, snippet=most.text)
    if not wanted.sequence:
        return replace(made, snippet=summary, within="summary") if summary else made
    if most.pairs < wanted.neighbours or not most.matched:
        for text, place in _elsewhere(connection, scope, article):
            other = cut(text, wanted, together=title.together)
            better = (other.pairs, other.matched) > (most.pairs, most.matched)
            # What was removed is shown where it alone answers, and not for what the title says.
            if place.removed:
                better = better and (other.pairs, other.matched) > (title.pairs, title.matched)
            if better:
                most = other
                made = replace(made, snippet=most.text, **place.said(most.at))
    together = title.together | most.together
    if together != title.together:
        made = replace(made, marked_title=cut(article["title"], in_title, WHOLE, together).text)
    return made


def _elsewhere(
    connection: sqlite3.Connection, scope: Set[str], article: dict[str, Any]
) -> Iterator[tuple[str, _Place]]:
    """What else of an article is searched besides its body, and where it stands."""
    if "summary" in scope:
        yield article["summary"] or "", _Place("summary")
    if "author" in scope:
        yield article["author"] or "", _Place("author")
    files = connection.execute(_FILES, [article["id"]]) if "attachments" in scope else ()
    for position, filename, text, layout in files:
        place = _Place("attachment", filename, position=position if text else None)
        yield text or "", place._replace(layout=layout)
        yield filename or "", place
    if "earlier" not in scope:
        return
    gone = sorted(removed(connection, article["id"]), key=attrgetter("at"), reverse=True)
    for at, sentences in groupby(gone, key=attrgetter("at")):
        yield " ".join(sentence.text for sentence in sentences), _Place("earlier", removed=at)
