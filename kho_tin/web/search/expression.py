"""The FTS5 expressions of a query: `archive.search.query`'s, with `author:` and phrases lifted.

A Vietnamese word is often two or three syllables, written apart: `đầu tư`. So each pair of
neighbours of the query, and the whole of it, is also asked for as a phrase, OR-ed to a word that
the phrase holds anyway. That changes nothing of what is found; but bm25 adds up every part of an
expression that an article matches, and the phrase is rarer than its words, so an article that
has the syllables side by side comes before one that has them apart.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from kho_tin.archive.search.query import NOTHING, Term, compile_query, parse
from kho_tin.web.search.typed import Typed

# Each phrase costs a pass of the index; nobody types longer words than the first dozen.
LIFTED_WORDS: Final = 12
_AUTHOR: Final = "{author author_folded} : "


def expression(typed: Typed, *, lift: bool = True) -> str:
    """The expression that `articles_fts` must match; `NOTHING` where the query names no word.

    `site:` and `year:` are not in the index and so not in it.
    """
    wanted = positive(typed, lift=lift)
    if wanted is None:
        return NOTHING
    unwanted = negative(typed)
    return wanted if unwanted is None else f"({wanted}) NOT ({unwanted})"


def positive(typed: Typed, *, lift: bool = True) -> str | None:
    """What must be found, without the exclusions; None when that is nothing."""
    terms = parse(typed.words)
    parts = _lifted(terms) if lift else [_compiled(one) for one in terms if not one.excluded]
    parts += [_author(value) for value, excluded in typed.authors if not excluded]
    return " AND ".join(parts) if parts else None


def negative(typed: Typed) -> str | None:
    """What must not be found; None when nothing is excluded."""
    parts = [_compiled(one) for one in parse(typed.words) if one.excluded]
    parts += [_author(value) for value, excluded in typed.authors if excluded]
    return " OR ".join(parts) if parts else None


def _author(value: str) -> str:
    return f"{_AUTHOR}({compile_query(value)})"


def _compiled(term: Term) -> str:
    return compile_query(f'"{" ".join(term.words)}"{"*" if term.prefix else ""}')


def _lifted(terms: list[Term]) -> list[str]:
    wanted = [term for term in terms if not term.excluded]
    parts = [[_compiled(term)] for term in wanted]
    run = wanted[:LIFTED_WORDS]
    for place, (one, other) in enumerate(pairwise(run)):
        if not one.prefix:
            parts[place].append(_compiled(Term(one.words + other.words, other.prefix)))
    if len(run) > 2 and not any(term.prefix for term in run[:-1]):
        whole = tuple(word for term in run for word in term.words)
        parts[0].append(_compiled(Term(whole, run[-1].prefix)))
    return [part[0] if len(part) == 1 else f"({' OR '.join(part)})" for part in parts]
