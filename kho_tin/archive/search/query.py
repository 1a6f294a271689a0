"""The words that a person types into a search box, as FTS5 expressions that are never an error.

- A word with a Vietnamese mark (đ counts) matches that spelling alone; a word
  without matches every spelling, since `articles_fts` holds each field twice: as written, and
  folded (`archive.search.fold`). Upper and lower case are one; so are NFC and NFD, and what
  `archive.search.spelling` says is equal (`hoà` and `hòa`).
- `"a phrase"`: words side by side, in this order, each by the same rule. FTS5 cannot look for
  neighbours in two columns at once, so a phrase with words of both kinds finds the articles where
  one field has the phrase when marks are ignored and has the marked words near each other as
  typed. That misses nothing; it may let in an article whose marked words stand elsewhere in the
  field than the phrase does.
- `word*`: words that begin so. `-word`: not the articles that match `word`; hence `-dau` leaves
  out every spelling, and `-đầu` that one.
- All else (AND, NOT, NEAR, brackets, colons, `^`, `+`, emoji) is a plain word or a blank.

What stands around words (OR, brackets, operators) is read in `web.search.query`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from unicodedata import normalize

from kho_tin.archive.columns import BY_NAME, SEARCHED
from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.spelling import NUMBERS, beginnings, one_spelling, one_word

WRITTEN: Final = (*SEARCHED, "attachments", "earlier")
FOLDED: Final = tuple(f"{name}_folded" for name in WRITTEN)

# bm25 weights, in the columns' order. A title is worth twenty mentions in the body. A word spelt
# as typed counts a million times the same word in its folded twin: bm25 saturates (a weighted
# count f of a word scores f / (f + 1.2 x length / mean length) of the word's worth), and only a
# ratio far above any count puts one exact mention in a long article before a short one that
# repeats another spelling in every line. Within either group the twenty to one still holds.
_FIELD_WEIGHTS: Final = (*(BY_NAME[name].weight or 0 for name in SEARCHED), 0.5, 0.1)
WEIGHTS: Final = (*(weight * 1_000_000 for weight in _FIELD_WEIGHTS), *_FIELD_WEIGHTS)

# What finds nothing: FTS5's empty phrase.
NOTHING: Final = '""'

# Only programs send so much, and each word costs a pass of the index.
MAX_CHARACTERS: Final = 4000
MAX_WORDS: Final = 64

# The quotation marks of all keyboards count as one.
QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟＂", '"'))
# An unclosed quote runs to the end. A hyphen excludes only what it touches.
_PIECE: Final = re.compile(
    r'(?P<no>-+)?(?:"(?P<phrase>[^"]*)(?:"(?P<star>\*?)|$)|(?P<word>[^\s"]+))'
)

# `1985 / QĐ-UBND` is one thing, as `1985/QĐ-UBND` is.
_NUMBERED: Final = re.compile(r"(?<=[0-9]) ?/ ?(?=[^\W\d_])")


@dataclass(frozen=True)
class Term:
    """One word or phrase of a query: its words in NFC, in the index's spelling.

    The beginning of a word (`prefix`) is as typed. `signs` are what stood between the words, `/`
    say; none of a phrase in quotes. Of an `exact` term, which no person typed, words without marks
    stand for themselves alone.
    """

    words: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False
    quoted: bool = False
    signs: str = ""
    exact: bool = False

    def then(self, other: Term) -> Term:
        """The phrase of this and the other."""
        return Term(self.words + other.words, other.prefix)


# The combining marks that go on with a word, from sqlite3Fts5UnicodeIsdiacritic(); any other parts
# it. In NFC they are rare: Vietnamese letters have their marks within them.
_MARKS: Final = "".join(chr(0x300 + place) for place in range(50) if 0x361F8_08029FDF >> place & 1)
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
# Letters and digits to Python are those to unicode61 (the categories L and N); private use is not.
_WORDS: Final = re.compile(rf"(?:[^\W_]+|[{_PRIVATE}])(?:[^\W_]+|[{_PRIVATE}{_MARKS}]+)*")


def words_in(text: str) -> list[tuple[int, int]]:
    """Where the words of `text` (NFC) begin and end, cut as unicode61 cuts them.

    https://sqlite.org/fts5.html#unicode61_tokenizer: letters, digits and private use make words,
    all else separates them. Characters newer than its tables (Unicode 6.1) are not treated apart.
    """
    return [match.span() for match in _WORDS.finditer(text)]


def parse(text: str, room: int = MAX_WORDS) -> list[Term]:
    """The words and phrases that `text` asks for, with `room` words at most. Never raises; what
    holds no word is left out."""
    terms: list[Term] = []
    typed = normalize("NFC", text[:MAX_CHARACTERS]).translate(QUOTES)
    typed = _NUMBERED.sub("/", NUMBERS.sub(one_word, typed))
    for piece in _PIECE.finditer(typed):
        raw = piece["word"] if piece["phrase"] is None else piece["phrase"] + (piece["star"] or "")
        spans = words_in(raw)[:room]
        if not spans:
            continue
        room -= len(spans)
        prefix = raw[spans[-1][1] : spans[-1][1] + 1] == "*"
        words = [raw[start:end] for start, end in spans]
        whole = words[:-1] if prefix else words
        words[: len(whole)] = map(one_spelling, whole)
        excluded, quoted = piece["no"] is not None, piece["phrase"] is not None
        signs = "" if quoted else "".join(map(raw.__getitem__, _gaps(spans)))
        terms.append(Term(tuple(words), prefix, excluded, quoted, signs))
    return terms


def _gaps(spans: Sequence[tuple[int, int]]) -> list[slice]:
    return [slice(end, start) for (_, end), (start, _) in pairwise(spans)]


def _phrase(words: tuple[str, ...], prefix: bool = False) -> str:
    return f'"{" ".join(words)}"' + (" *" if prefix else "")


def _one_way(word: str) -> bool:
    """Whether `word` reads the same with and without marks: only vowels and d take them."""
    return not has_marks(word) and not set("aeiouyd") & set(word.lower())


def _mixed(term: Term) -> str:
    """A phrase of marked and unmarked words: both twins of one field must hold their part."""
    runs: list[str] = []
    first = last = 0
    start = None
    for place in range(len(term.words) + 1):
        if place < len(term.words) and has_marks(term.words[place]):
            start = place if start is None else start
        elif start is not None:
            ends_phrase = place == len(term.words)
            runs.append(_phrase(term.words[start:place], term.prefix and ends_phrase))
            if len(runs) == 1:
                first = place
            last = start
            start = None
    marked = runs[0] if len(runs) == 1 else f"NEAR({' '.join(runs)}, {last - first})"
    folded = _phrase(tuple(map(fold, term.words)), term.prefix)
    fields = [
        f"({written} : {marked} AND {other} : {folded})"
        for written, other in zip(WRITTEN, FOLDED, strict=True)
    ]
    # As typed is one of these, so it changes no result; bm25 counts it, and puts it first.
    return f"({' OR '.join([_phrase(term.words, term.prefix), *fields])})"


def compile_term(term: Term) -> str:
    """The FTS5 expression for one word or phrase, whether it is excluded or not."""
    if term.prefix:
        first = term.words[:-1]
        begun, whole = beginnings(term.words[-1])
        forms = [_compiled(replace(term, words=(*first, word))) for word in begun]
        forms += [_compiled(replace(term, words=(*first, word), prefix=False)) for word in whole]
        return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"
    return _compiled(term)


def _compiled(term: Term) -> str:
    marked = [has_marks(word) for word in term.words]
    if term.exact and not any(marked):
        return f"{{{' '.join(WRITTEN)}}} : {_phrase(term.words, term.prefix)}"
    if term.exact:
        return _phrase(term.words, term.prefix)
    if not any(marked) or all(
        has or _one_way(word) for word, has in zip(term.words, marked, strict=True)
    ):
        return _phrase(term.words, term.prefix)
    return _mixed(term)


def rank_sql(table: str = "articles_fts") -> str:
    """The SQL that ranks matches: lowest is best; exact spellings first, then titles over bodies.

    The arguments are plain numbers, so it can be copied into a query by hand.
    """
    return f"bm25({table}, {', '.join(f'{weight:.1f}' for weight in WEIGHTS)})"
