"""A search, parsed once from its address: what is looked for, and how it is to be shown.

    "đầu tư" OR cang* -bão site:sample author:"Nguyễn Văn An" year:2019..2021 -site:khac

Words, quotes, `-` and `*` are parsed by `archive.search.query`; the operators are in
`operators.py`, and what OR and brackets join is in `structure.py`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final, Literal, get_args
from unicodedata import normalize
from urllib.parse import urlencode

from kho_tin.archive.address_lookup import address_typed
from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.query import (
    FOLDED,
    MAX_CHARACTERS,
    MAX_WORDS,
    QUOTES,
    WRITTEN,
    Term,
)
from kho_tin.archive.search.query import parse as parse_words
from kho_tin.web.search.operators import OPERATORS, Filter
from kho_tin.web.search.structure import EVERYTHING, Builder, Group

# What may have happened to an article: the site edited it, or has it no more.
HAPPENED: Final = ("edited", "vanished")
PERIODS: Final = ("year", "month")  # facets that the histogram shows
FACETS: Final = (*PERIODS, "category", "author", "site", "state")
Facets = tuple[tuple[str, str], ...]  # names and values
Order = Literal["relevance", "newest", "oldest"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)

SIZE: Final = 20
MOST: Final = 100  # results on one page
VALUES: Final = 50  # chosen values of one facet
MAX_OPERATORS: Final = 16
AS_TYPED: Final = "abbr:off"  # in a query: no word stands for its abbreviation, nor the reverse

# A bracket within a word, `m(2)`, is a sign as any other.
_PIECE: Final = re.compile(
    r"(?P<open>(?<![^\s(])-?\()|(?P<close>\)(?![^\s)]))"
    r"|(?P<either>(?<![^\s(])(?-i:OR|HOẶC)(?![^\s)]))"
    r'|(?<![^\s(])(?P<no>-?)(?P<name>[a-z]+):(?P<value>"[^"]+"|[^\s"(]*[^\s"()])(?![^\s)])'
    r'|"[^"]*(?:"|$)|[^\s"()]+|[()]|\s+',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Query:
    """`text` is as typed; `words` is its part without operators, OR and brackets, and `terms` that
    part parsed. `root` says what must be true of an article: it has all `terms`, by their places,
    and all `filters` but those that only say where the words are to stand.

    `pieces` are all parts of the text in NFC and with one kind of quotes, in order, each with the
    operator that it is: None for all else, also for operators after the first MAX_OPERATORS.

    `facets` are pairs of a facet and a chosen value; values of one facet are alternatives. `since`
    and `until` are the days (`2021-06-02`) that the form's fields name; `filters` has them too.
    Without a chosen `order` it is the `usual` one: the best first, or the newest if nothing makes
    one article a better match than another. `equals` is what the terms also stand for in one
    archive; with `abbreviations` off none of it is an abbreviation. `columns` are those of the
    index in which the terms are looked for; None: all. `address` is that of the page that was
    typed, where the text is an address; `is_known`: one archive has its article.
    """

    text: str = ""
    words: str = ""
    terms: tuple[Term, ...] = ()
    root: Group = EVERYTHING
    equals: tuple[Equal, ...] = ()
    abbreviations: bool = True
    filters: tuple[Filter, ...] = ()
    columns: tuple[str, ...] | None = None
    address: str | None = None
    is_known: bool = False
    facets: Facets = ()
    since: str | None = None
    until: str | None = None
    usual: Order = "newest"
    order: Order = "newest"
    page: int = 1
    size: int = SIZE
    archive: str | None = None
    pieces: tuple[tuple[re.Match[str], Filter | None], ...] = field(
        default=(), repr=False, compare=False
    )

    def query_string(self, *, paged: bool = True, **changes: Any) -> str:
        """The address from its question mark on, of this query or of one with other fields.
        Defaults are left out; if nothing remains it is empty."""
        query = replace(self, **changes) if changes else self
        pairs = [("q", query.text), *query.facets]
        pairs += [("from", query.since or ""), ("to", query.until or "")]
        if query.order != query.usual:
            pairs.append(("sort", query.order))
        if paged and query.page > 1:
            pairs.append(("page", str(query.page)))
        if query.size != SIZE:
            pairs.append(("size", str(query.size)))
        pairs.append(("archive", query.archive or ""))
        nonempty = [(name, value) for name, value in pairs if value]
        return f"?{urlencode(nonempty)}" if nonempty else ""


def parse(text: str) -> Query:
    """Parse what was typed. Never raises; of very long text, only the beginning counts."""
    text = text.strip()[:MAX_CHARACTERS]
    words: list[str] = []
    filters: list[Filter] = []
    abbreviations = True
    builder = Builder()
    run: list[str] = []  # words and phrases up to the next sign of structure

    def end_run() -> None:
        room = MAX_WORDS - sum(len(term.words) for term in builder.terms)
        read = parse_words("".join(run), room)
        run.clear()
        for is_plain, terms in groupby(read, lambda term: not (term.quoted or term.excluded)):
            start = len(builder.terms)
            builder.terms += terms
            end = len(builder.terms)
            for first in (start,) if is_plain else range(start, end):
                builder.add(range(first, end if is_plain else first + 1))

    pieces: list[tuple[re.Match[str], Filter | None]] = []
    for piece in _PIECE.finditer(normalize("NFC", text).translate(QUOTES)):
        filter_ = _filter(piece) if piece["name"] and len(filters) < MAX_OPERATORS else None
        pieces.append((piece, filter_))
        if is_switch(piece):
            abbreviations = False
            continue
        if filter_:
            end_run()
            filters.append(filter_)
            if not filter_.operator.scope:
                builder.add(filter_)
            continue
        if not (piece["open"] or piece["close"] or piece["either"]):
            words.append(piece[0])
            run.append(piece[0])
            continue
        end_run()
        if piece["open"]:
            builder.open(excluded=len(piece["open"]) > 1)
        elif piece["close"]:
            builder.close()
        else:
            builder.alternative()
    end_run()
    root = builder.whole()
    # Only words in the index make one article a better match than another.
    ranked = any(not term.excluded for term in builder.terms) or any(
        filter_.operator.indexed and not filter_.excluded for filter_ in filters
    )
    usual: Order = "relevance" if ranked else "newest"
    return Query(
        text,
        "".join(words).strip(),
        tuple(builder.terms),
        root,
        filters=tuple(filters),
        columns=_columns([filter_ for filter_ in filters if filter_.operator.scope]),
        abbreviations=abbreviations,
        address=address_typed(text),
        usual=usual,
        order=usual,
        pieces=tuple(pieces),
    )


def with_abbreviations(query: Query) -> str:
    """The text of a query without AS_TYPED, wherever the parser reads it as such."""
    kept: list[str] = []
    for piece, _ in query.pieces:
        # Of the spaces around it those before it are enough.
        is_second_space = piece[0].isspace() and bool(kept) and kept[-1].isspace()
        if not (is_switch(piece) or is_second_space):
            kept.append(piece[0])
    return "".join(kept).strip()


def is_switch(piece: re.Match[str]) -> bool:
    """Whether a piece of a query is AS_TYPED."""
    return piece[0].lower() == AS_TYPED


def _filter(piece: re.Match[str]) -> Filter | None:
    """An operator with its value; None where there is no such operator, or it makes no sense."""
    operator = OPERATORS.get(piece["name"].lower())
    if operator is None:
        return None
    value = piece["value"] if operator.indexed else piece["value"].strip('"').strip()
    values = operator.read(value)
    return None if values is None else Filter(operator, values, bool(piece["no"]))


def _columns(scopes: Sequence[Filter]) -> tuple[str, ...] | None:
    """The columns of the index that these leave."""
    if not scopes:
        return None
    meant = {name for scope in scopes if not scope.excluded for name in scope.values}
    excluded = {name for scope in scopes if scope.excluded for name in scope.values}
    kept = (meant or {*WRITTEN, *FOLDED}) - excluded
    return tuple(name for name in (*WRITTEN, *FOLDED) if name in kept)


def from_request(arguments: Any) -> Query:
    """Read the arguments of a request of Datasette's; what makes no sense is left out."""
    facets: list[tuple[str, str]] = []
    for name in FACETS:
        values = [value.strip() for value in arguments.getlist(name) if value.strip()][:VALUES]
        facets += [(name, value) for value in dict.fromkeys(values)]
    query = parse(arguments.get("q") or "")
    since, until = _days(arguments.get("from"), arguments.get("to"))
    days = tuple(
        Filter(OPERATORS[name], (day,)) for name, day in (("from", since), ("to", until)) if day
    )
    parts = (query.root,) if query.root.either else query.root.parts
    order = arguments.get("sort")
    return replace(
        query,
        filters=query.filters + days,
        root=Group((*parts, *days)) if days else query.root,
        facets=tuple(facets),
        since=since,
        until=until,
        order=order if order in ORDERS else query.usual,
        page=max(1, _number(arguments.get("page"), 1)),
        size=min(MOST, max(1, _number(arguments.get("size"), SIZE))),
        archive=arguments.get("archive"),
    )


def _days(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The days that two values name, the earlier first."""
    first, last = _named_day("from", since), _named_day("to", until)
    return (last, first) if first and last and last < first else (first, last)


def _named_day(operator: str, text: str | None) -> str | None:
    """The day that the value of `from:` or `to:` names; one that the calendar has."""
    values = OPERATORS[operator].read((text or "").strip())
    if values is None:
        return None
    year, month, day = str(values[0]).split("-")
    last = monthrange(int(year), int(month))[1]
    return f"{year}-{month}-{min(int(day), last):02}"


def _number(text: str | None, default: int) -> int:
    if text and text.isascii() and text.isdecimal() and len(text) < 9:
        return int(text)
    return default
