"""What may have been meant by a query that finds little: each suggestion finds much more."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import partial
from itertools import product
from typing import Final, Literal

from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.spelling import COMMA
from kho_tin.web.cache import cached
from kho_tin.web.matches import QueryMatcher
from kho_tin.web.search import telex
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.find import best_of, count_of
from kho_tin.web.search.query import Query, parse
from kho_tin.web.search.ranking import is_large
from kho_tin.web.search.structure import has_alternatives
from kho_tin.web.search.understanding import understood
from kho_tin.web.snippet import CLOSE, OPEN, cut

Why = Literal["spelling", "keys", "marks", "fewer", "filters"]
MOST = 3
WORDS = 6  # of longer queries only so many are looked at
FEW: Final = 10  # articles: of a query that finds as many nothing is suggested
TIMES: Final = 4  # as many articles, at least, as the query itself

# A view of the index's own list of words; it lives in the connection, not in the archive.
_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.kho_tin_words "
    "USING fts5vocab('main', 'articles_fts', 'row')"
)
_NEAR = "SELECT term, doc FROM temp.kho_tin_words WHERE term >= ? AND term < ?"
_DOCS: Final = "SELECT doc FROM temp.kho_tin_words WHERE term = ?"
_STANDS: Final = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
_MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_LONGEST_JOINED: Final = 16  # letters that may be several syllables written together
_SYLLABLES: Final = 4

Words = tuple[str, ...]
Shape = Callable[[Sequence[Words]], str]


@dataclass(frozen=True)
class Suggestion:
    """Another query, and how many articles it finds."""

    text: str
    count: int
    why: Why


def suggestions(connection: sqlite3.Connection, query: Query, count: int = 0) -> list[Suggestion]:
    """At most three, likeliest first, for a query that finds `count` articles; none for an
    address, nor for alternatives, since each of these would have its own."""
    terms = [term for term in query.terms if not term.excluded][:WORDS]
    offers: list[Suggestion] = []
    if not terms or count >= FEW or query.address or has_alternatives(query.root):
        return offers

    def shaped(words: Sequence[Words]) -> str:
        """A query of such words, with the quotes and stars of this one."""
        pieces = []
        for term, each in zip(terms, words, strict=True):
            text = " ".join(each)
            quoted = (term.quoted and len(each) > 1) or len(each) > len(term.words) > 1
            pieces.append((f'"{text}"' if quoted else text) + "*" * term.prefix)
        return " ".join(pieces).replace(COMMA, ",")

    def offer(text: str, why: Why) -> bool:
        compiled = expressions(understood(connection, parse(text)), lift=False)
        total = count_of(connection, compiled)
        enough = total > count * TIMES
        if enough and all(other.text != text for other in offers):
            offers.append(Suggestion(text, total, why))
        return enough

    typed = [term.words for term in terms]
    if query.filters and not count and offer(shaped(typed), "filters"):
        return offers
    if any(offer(text, why) for text, why in _corrections(connection, typed, shaped)):
        return offers
    if len(terms) > 1 and not count:
        for place in range(len(terms)):
            rest = [words if at != place else () for at, words in enumerate(typed)]
            offer(" ".join(shaped(rest).split()), "fewer")
        offers.sort(key=lambda suggestion: suggestion.count)
    return offers[:MOST]


def _corrections(
    connection: sqlite3.Connection, typed: Sequence[Words], shaped: Shape
) -> Iterator[tuple[str, Why]]:
    """Other spellings of the query, likeliest first; `shaped` makes a query of such words."""
    connection.execute(_WORDS)
    text = shaped(typed)
    # Outside of a few syllables these are two words, and so no equal spellings.
    swapped = shaped([tuple(map(_with_other_i, words)) for words in typed])
    if swapped != text:
        yield swapped, "spelling"
    for meant in _by_keys(connection, typed):
        yield shaped(meant), "keys"
    bare = shaped([tuple(map(fold, words)) for words in typed])
    if bare != text.lower():
        written = _as_written(connection, bare)
        if written != text.lower():
            yield written or bare, "marks"
    corrected = shaped([_corrected(connection, words) for words in typed])
    if corrected != bare:
        yield _as_written(connection, corrected) or corrected, "spelling"


def _as_written(connection: sqlite3.Connection, bare: str) -> str | None:
    """The spelling that the best article for the unmarked words has, where they stand together."""
    if "*" in bare:
        return None
    query = understood(connection, parse(bare))
    compiled = expressions(query, lift=not is_large(connection))
    sql = "SELECT title, body FROM articles WHERE id = ?"
    row = connection.execute(sql, [best_of(connection, compiled)]).fetchone()
    wanted, words = QueryMatcher(query.terms), bare.replace('"', "")
    for text in row or ():
        for run in _MARKED.findall(cut(text, wanted).text):
            if fold(run) == words:
                return str(run).lower()
    return None


def _by_keys(connection: sqlite3.Connection, typed: Sequence[Words]) -> Iterator[list[Words]]:
    """The words as an input method would have made them, where it was off or was left too early;
    those that the texts have stay, unless all may be such keys."""
    made = [[telex.meant_by(word) for word in words] for words in typed]
    if not any(word for words in made for word in words):
        return
    every = [
        tuple(new or word for new, word in zip(news, words, strict=True))
        for news, words in zip(made, typed, strict=True)
    ]
    some = [
        tuple(
            new if new and not _docs(connection, fold(word)) else word
            for new, word in zip(news, words, strict=True)
        )
        for news, words in zip(made, typed, strict=True)
    ]
    yield from (words for words in (some, every) if list(words) != list(typed))


_I: Final = "iìíỉĩị"
_Y: Final = "yỳýỷỹỵ"
_OTHER_I: Final = str.maketrans(_I + _Y, _Y + _I)


def _with_other_i(word: str) -> str:
    """A syllable that ends in i with a y, and the reverse: `quí` as `quý`."""
    ends_so = len(word) > 2 and word[-1].lower() in _I + _Y and has_marks(word)
    return word[:-1] + word[-1].lower().translate(_OTHER_I) if ends_so else word


def _docs(connection: sqlite3.Connection, word: str) -> int:
    row = connection.execute(_DOCS, [word]).fetchone()
    return int(row[0]) if row else 0


def _corrected(connection: sqlite3.Connection, words: Words) -> Words:
    """Each word that no text has as the syllables it is made of, or as the most frequent of the
    words that look most like it."""
    made: list[str] = []
    for word in map(fold, words):
        made += (word,) if _docs(connection, word) else _parted(connection, word)
    return tuple(made)


def _parted(connection: sqlite3.Connection, word: str) -> Words:
    """`dautu` as `dau tu`: the syllables that stand together in most articles."""
    best: tuple[int, Words] = (0, ())
    if 4 <= len(word) <= _LONGEST_JOINED and word.isascii() and word.isalpha():
        for parts in _partings(connection, word):
            (count,) = connection.execute(_STANDS, [f'"{" ".join(parts)}"']).fetchone()
            best = max(best, (count, parts))
    return best[1] or (_word(connection, word),)


def _partings(connection: sqlite3.Connection, word: str) -> Iterator[Words]:
    """All ways to part it into two to four words of the index, of two letters or more."""
    known: dict[str, bool] = {}

    def is_word(part: str) -> bool:
        if part not in known:
            known[part] = 2 <= len(part) <= 7 and _docs(connection, part) > 0
        return known[part]

    for cuts in range(1, _SYLLABLES):
        for sizes in product(range(2, 8), repeat=cuts):
            places = [0]
            for size in sizes:
                places.append(places[-1] + size)
            if places[-1] > len(word) - 2:
                continue
            bounds = [*places, len(word)]
            parts = tuple(word[bounds[n] : bounds[n + 1]] for n in range(len(bounds) - 1))
            if all(map(is_word, parts)):
                yield parts


def _beginning(connection: sqlite3.Connection, letter: str) -> dict[str, int]:
    """All words of the texts with this first letter, and in how many articles each is. The index
    counts them anew each time: half a second of the commonest letter, of 100,000 articles."""
    return dict(connection.execute(_NEAR, [letter, chr(ord(letter) + 1)]))


def _word(connection: sqlite3.Connection, word: str) -> str:
    if len(word) < 3 or not word[0].isalpha():
        return word
    near = cached(connection, f"words in {word[0]}", partial(_beginning, letter=word[0]))
    other = {"i": "y", "y": "i"}.get(word[-1])
    if other and word[:-1] + other in near:
        return word[:-1] + other
    names = [term for term in near if abs(len(term) - len(word)) <= 2 and term == fold(term)]
    close = get_close_matches(word, names, n=5, cutoff=0.7)

    def likeness(term: str) -> tuple[float, int]:
        # Letters that changed places are the commonest slip of all.
        swapped = sorted(term) == sorted(word)
        return 1.0 if swapped else SequenceMatcher(None, term, word).ratio(), near[term]

    return max(close, key=likeness) if close else word
