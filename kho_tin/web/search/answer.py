"""What an archive answers to a search: what it finds, with the hits of one page described."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kho_tin.archive.search.query import WRITTEN, compile_term
from kho_tin.archive.search.spelling import COMMA
from kho_tin.web.matches import QueryMatcher
from kho_tin.web.search.find import Results, find, is_matched
from kho_tin.web.search.hits import Hit, hits
from kho_tin.web.search.operators import examples
from kho_tin.web.search.query import Query
from kho_tin.web.search.suggest import Suggestion, suggestions


@dataclass(frozen=True)
class Answer:
    """All that is read for a search: the results, the hits of one page, suggestions if there are
    few results, the sites' titles by their names, and an example of each operator. Where nothing is
    found, `absent` are the words and phrases that no article has as they are typed, and `is_empty`
    says that there is none at all."""

    results: Results
    hits: list[Hit]
    suggestions: list[Suggestion]
    sites: dict[str, str]
    examples: dict[str, str]
    absent: list[str]
    is_empty: bool


@dataclass(frozen=True)
class PartOfAll:
    """What one of several archives has found, which of it are hits of the page, and how many
    articles all have found."""

    results: Results
    ids: list[int]
    total: int


def search(connection: sqlite3.Connection, query: Query, part: PartOfAll | None = None) -> Answer:
    """The answer of an archive, alone or for its `part`. Raises sqlite3.OperationalError when cut
    off."""
    if part is None:
        results = find(connection, query)
        start = (query.page - 1) * query.size
        ids, total = results.ids[start : start + query.size], len(results.ids)
    else:
        results, ids, total = part.results, part.ids, part.total
    meant = results.query
    # What also stands for something else was looked for as that, too.
    others = {place for run in meant.equals for place in range(run.start, run.end)}
    absent = [
        " ".join(term.words).replace(COMMA, ",")
        for place, term in enumerate(meant.terms if not results.ids else ())
        if not (term.excluded or place in others or is_matched(connection, compile_term(term)))
    ]
    return Answer(
        results,
        hits(
            connection,
            QueryMatcher(meant.terms, meant.equals),
            frozenset(WRITTEN if meant.columns is None else meant.columns),
            ids,
        )
        if ids
        else [],
        suggestions(connection, query, total) if query.page == 1 else [],
        dict(connection.execute("SELECT name, title FROM sites")),
        examples(connection),
        absent,
        not connection.execute("SELECT EXISTS (SELECT 1 FROM articles)").fetchone()[0],
    )
