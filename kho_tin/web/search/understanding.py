"""What a query means in one archive: abbreviations, names of categories, addresses."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Final

from kho_tin.archive.address_lookup import articles_at
from kho_tin.archive.search.equals import TERMS, equals
from kho_tin.web.search.abbreviations import abbreviations_set
from kho_tin.web.search.operators import Filter, Operator
from kho_tin.web.search.query import Query
from kho_tin.web.search.structure import Group, Part, runs

# What an address comes to; nobody types it.
_ARTICLES: Final = Operator(
    "articles",
    examples=(),
    english="",
    vietnamese="",
    read=lambda value: (value,),
    condition="a.id IN (SELECT value FROM json_each(?))",
)


def understood(connection: sqlite3.Connection, query: Query) -> Query:
    """The query as it is meant in the archive of `connection`.

    An address that the archive knows stands for its article alone, and any other for its words.
    """
    known = articles_at(connection, query.address) if query.address else []
    if known:
        filter_ = Filter(_ARTICLES, (json.dumps(known),))
        order = "newest" if query.order == query.usual else query.order
        return replace(
            query,
            terms=(),
            filters=(filter_,),
            root=Group((filter_,)),
            is_known=True,
            usual="newest",
            order=order,
        )
    table = abbreviations_set() if query.abbreviations else None
    # Each run for itself: what is joined by OR is no phrase.
    meant = tuple(
        replace(equal, start=run.start + equal.start, end=run.start + equal.end)
        for run in runs(query.root)
        for equal in equals(connection, query.terms[run.start : min(run.stop, TERMS)], table)
    )
    parts = tuple(_in_archive(connection, part) for part in query.root.parts)
    return replace(query, equals=meant, root=Group(parts))


def _in_archive(connection: sqlite3.Connection, part: Part) -> Part:
    """The same with the operators' values as the archive has them."""
    if isinstance(part, Group):
        return replace(part, parts=tuple(_in_archive(connection, each) for each in part.parts))
    if isinstance(part, Filter) and part.operator.in_archive:
        return replace(part, values=part.operator.in_archive(connection, part.values))
    return part
