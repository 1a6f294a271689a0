"""What may have been meant by a query that finds nothing: each suggestion does find something."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Literal

from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import Term
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, parse
from kho_tin.web.snippet import CLOSE, OPEN, snippet

Why = Literal["spelling", "marks", "fewer", "filters"]
MOST = 3
WORDS = 6  # of longer queries only so many are looked at

# A view of the index's own list of words; it lives in the connection, not in the archive.
_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.kho_tin_words "
    "USING fts5vocab('main', 'articles_fts', 'row')"
)
_NEAR = "SELECT term, doc FROM temp.kho_tin_words WHERE term >= ? AND term < ?"
_MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Suggestion:
    """Another query, and how many articles it finds."""

    text: str
    count: int
    why: Why


def suggestions(connection: sqlite3.Connection, query: Query) -> list[Suggestion]:
    """At most three, likeliest first."""
    terms = [term for term in query.terms if not term.excluded][:WORDS]
    offers: list[Suggestion] = []
    if not terms:
        return offers

    def offer(text: str, why: Why) -> bool:
        count = len(find(connection, parse(text)).ids)
        if count and all(other.text != text for other in offers):
            offers.append(Suggestion(text, count, why))
        return bool(count)

    if query.filters and offer(_text(terms), "filters"):
        return offers
    bare = fold(_text(terms))
    marked = bare != _text(terms).lower()
    if not (marked and offer(_as_written(connection, bare) or bare, "marks")):
        connection.execute(_WORDS)
        corrected = _text([_corrected(connection, term) for term in terms])
        if corrected != bare:
            offer(_as_written(connection, corrected) or corrected, "spelling")
    if len(terms) > 1 and not offers:
        for place in range(len(terms)):
            offer(_text(terms[:place] + terms[place + 1 :]), "fewer")
        offers.sort(key=lambda suggestion: suggestion.count)
    return offers[:MOST]


def _text(terms: list[Term]) -> str:
    pieces = []
    for term in terms:
        words = " ".join(term.words)
        pieces.append((f'"{words}"' if len(term.words) > 1 else words) + "*" * term.prefix)
    return " ".join(pieces)


def _as_written(connection: sqlite3.Connection, bare: str) -> str | None:
    """The spelling that the best article for the unmarked words has, where they stand together."""
    query = parse(bare)
    ids = find(connection, query).ids
    if not ids or "*" in bare:
        return None
    row = connection.execute("SELECT title, body FROM articles WHERE id = ?", ids[:1]).fetchone()
    wanted = bare.replace('"', "")
    for text in row:
        for run in _MARKED.findall(snippet(text, query.terms)):
            if fold(run) == wanted:
                return str(run).lower()
    return None


def _corrected(connection: sqlite3.Connection, term: Term) -> Term:
    """Each word that no text has, as the most frequent of the words that look most like it."""
    return Term(tuple(_word(connection, fold(word)) for word in term.words), term.prefix)


def _word(connection: sqlite3.Connection, word: str) -> str:
    if len(word) < 3 or not word[0].isalpha():
        return word
    near = dict(connection.execute(_NEAR, [word[0], chr(ord(word[0]) + 1)]))
    if word in near:
        return word
    names = [term for term in near if abs(len(term) - len(word)) <= 2 and term == fold(term)]
    close = get_close_matches(word, names, n=5, cutoff=0.7)

    def likeness(term: str) -> tuple[float, int]:
        # Letters that changed places are the commonest slip of all.
        swapped = sorted(term) == sorted(word)
        return 1.0 if swapped else SequenceMatcher(None, term, word).ratio(), near[term]

    return max(close, key=likeness) if close else word
