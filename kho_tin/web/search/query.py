"""A search, parsed once from its address: what is looked for, and how it is to be shown.

    "đầu tư" cang* -bão site:sample author:"Nguyễn Văn An" year:2019..2021 -site:khac

Words, quotes, `-` and `*` are parsed by `archive.search.query`; the operators are in
`operators.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args
from unicodedata import normalize
from urllib.parse import urlencode

from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.query import MAX_CHARACTERS, QUOTES, Term
from kho_tin.archive.search.query import parse as parse_words
from kho_tin.web.search.operators import OPERATORS, Operator, Values

FACETS: Final = ("year", "category", "author", "site")
Facets = tuple[tuple[str, str], ...]  # names and values
Order = Literal["relevance", "newest", "oldest"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)

SIZE: Final = 20
MOST: Final = 100  # results on one page
VALUES: Final = 50  # chosen values of one facet
MAX_OPERATORS: Final = 16
AS_TYPED: Final = "abbr:off"  # in a query: no word stands for its abbreviation, nor the reverse

_PIECE: Final = re.compile(
    r'(?<!\S)(?P<no>-?)(?P<name>[a-z]+):(?P<value>"[^"]+"|[^\s"]+)(?!\S)'
    r'|"[^"]*(?:"|$)|[^\s"]+|\s+',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Filter:
    """An operator with a value, as a query has it."""

    operator: Operator
    values: Values
    excluded: bool = False


@dataclass(frozen=True)
class Query:
    """`text` is as typed; `words` is its part without operators, and `terms` that part parsed.

    `facets` are pairs of a facet and a chosen value; values of one facet are alternatives. Without
    a chosen `order` it is the `usual` one: the best first, or the newest if nothing makes one
    article a better match than another. `equals` is what the terms also stand for in one archive;
    with `abbreviations` off none of it is an abbreviation.
    """

    text: str = ""
    words: str = ""
    terms: tuple[Term, ...] = ()
    equals: tuple[Equal, ...] = ()
    abbreviations: bool = True
    filters: tuple[Filter, ...] = ()
    facets: Facets = ()
    usual: Order = "newest"
    order: Order = "newest"
    page: int = 1
    size: int = SIZE
    archive: str | None = None

    def query_string(self, *, paged: bool = True, **changes: Any) -> str:
        """The address from its question mark on, of this query or of one with other fields.
        Defaults are left out; if nothing remains it is empty."""
        query = replace(self, **changes) if changes else self
        pairs = [("q", query.text), *query.facets]
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
    for piece in _PIECE.finditer(normalize("NFC", text).translate(QUOTES)):
        if piece[0].lower() == AS_TYPED:
            abbreviations = False
            continue
        operator = OPERATORS.get(piece["name"].lower()) if piece["name"] else None
        if operator and len(filters) < MAX_OPERATORS:
            value = piece["value"]
            values = operator.read(value if operator.indexed else value.strip('"').strip())
            if values is not None:
                filters.append(Filter(operator, values, bool(piece["no"])))
                continue
        words.append(piece[0])
    rest = "".join(words).strip()
    terms = parse_words(rest)
    # Only words in the index make one article a better match than another.
    ranked = any(not term.excluded for term in terms) or any(
        filter_.operator.indexed and not filter_.excluded for filter_ in filters
    )
    usual: Order = "relevance" if ranked else "newest"
    return Query(
        text,
        rest,
        tuple(terms),
        filters=tuple(filters),
        abbreviations=abbreviations,
        usual=usual,
        order=usual,
    )


def from_request(arguments: Any) -> Query:
    """Read the arguments of a request of Datasette's; what makes no sense is left out."""
    facets: list[tuple[str, str]] = []
    for name in FACETS:
        values = [value.strip() for value in arguments.getlist(name) if value.strip()][:VALUES]
        facets += [(name, value) for value in dict.fromkeys(values)]
    query = parse(arguments.get("q") or "")
    order = arguments.get("sort")
    return replace(
        query,
        facets=tuple(facets),
        order=order if order in ORDERS else query.usual,
        page=max(1, _number(arguments.get("page"), 1)),
        size=min(MOST, max(1, _number(arguments.get("size"), SIZE))),
        archive=arguments.get("archive"),
    )


def _number(text: str | None, default: int) -> int:
    if text and text.isascii() and text.isdecimal() and len(text) < 9:
        return int(text)
    return default
