"""A search as its address says it: the query, the chosen facets, the order and the page."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, get_args
from urllib.parse import urlencode

from kho_tin.web.search.find import FACETS, Found, Sort, hits, narrowed, usual
from kho_tin.web.search.typed import Typed, read

SIZE: Final = 20
MOST: Final = 100  # results on one page
VALUES: Final = 50  # chosen values of one facet


@dataclass(frozen=True)
class Asked:
    """`chosen` has the values of each facet that narrow the results; within one, any will do."""

    q: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    size: int = SIZE
    archive: str | None = None

    @property
    def typed(self) -> Typed:
        return read(self.q)

    @property
    def order(self) -> Sort:
        """As asked; otherwise the best first, and where nothing ranks them the newest."""
        if self.sort:
            return self.sort
        return usual(self.typed)

    def pairs(self, *, paged: bool = True) -> list[tuple[str, str]]:
        """Names and values of the address, without those that go without saying."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        if self.sort:
            pairs.append(("sort", self.sort))
        if paged and self.page > 1:
            pairs.append(("page", str(self.page)))
        if self.size != SIZE:
            pairs.append(("size", str(self.size)))
        if self.archive:
            pairs.append(("archive", self.archive))
        return pairs

    def query_string(self, *, paged: bool = True) -> str:
        """The address from its question mark on; empty when there is nothing to say."""
        pairs = self.pairs(paged=paged)
        return f"?{urlencode(pairs)}" if pairs else ""

    def toggled(self, name: str, value: str) -> Asked:
        """The same search with a facet's value chosen, or no longer; from its first page."""
        values = self.chosen.get(name, ())
        values = (
            tuple(one for one in values if one != value)
            if value in values
            else (
                *values,
                value,
            )
        )
        return replace(self, chosen={**self.chosen, name: values}, page=1)

    def bare(self) -> Asked:
        """Without any chosen value."""
        return replace(self, chosen={}, page=1)

    def find(self, connection: sqlite3.Connection) -> Found:
        """Everything it finds, in order. Raises sqlite3.OperationalError when cut off."""
        chosen: dict[str, Sequence[str]] = dict(self.chosen)
        return narrowed(hits(connection, self.typed), chosen, self.order)


def asked(arguments: Any) -> Asked:
    """Read the arguments of a request of Datasette's; what makes no sense is left out."""
    chosen = {}
    for name in FACETS:
        values = [one.strip() for one in arguments.getlist(name) if one.strip()][:VALUES]
        if values:
            chosen[name] = tuple(dict.fromkeys(values))
    sort = arguments.get("sort")
    return Asked(
        q=(arguments.get("q") or "").strip(),
        chosen=chosen,
        sort=sort if sort in get_args(Sort) else None,
        page=max(1, _number(arguments.get("page"), 1)),
        size=min(MOST, max(1, _number(arguments.get("size"), SIZE))),
        archive=arguments.get("archive"),
    )


def _number(text: str | None, default: int) -> int:
    if text and text.isascii() and text.isdecimal() and len(text) < 9:
        return int(text)
    return default
