"""The part of a text that answers a query, as written, with the words found marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import Term, words_in
from kho_tin.web.bounds import LONGEST_TEXT

# Mathematical brackets: no news text has them, so the page that shows a snippet can tell them
# from the text's own, and a reader of JSON or CSV can still see what is marked.
OPEN, CLOSE = "⟦", "⟧"
LENGTH = 36  # words, about three lines

# FTS5's own snippet() reads one column: for a word typed without marks it would show the folded
# text. So this looks for the words itself, by the same rules as archive.search.query.
_fold = lru_cache(maxsize=65536)(fold)


class _QueryWord:
    """A word of the query, made ready to be compared with every word of a text."""

    def __init__(self, word: str) -> None:
        self.folded = fold(word)
        self.marked = word.lower() if has_marks(word) else None

    def matches(self, word: str, prefix: bool) -> bool:
        typed, read = (
            (self.folded, _fold(word)) if self.marked is None else (self.marked, word.lower())
        )
        return read.startswith(typed) if prefix else read == typed


class _Words:
    """The words of a text, and where each stands, whatever its marks."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            self.places.setdefault(_fold(word), []).append(place)

    def find(self, term: Term) -> list[tuple[int, int]]:
        """Where `term` stands: its first word, and the one after its last."""
        typed = [_QueryWord(word) for word in term.words]
        size = len(typed)
        first = typed[0].folded
        if term.prefix and size == 1:
            starts = [
                place
                for word, places in self.places.items()
                if word.startswith(first)
                for place in places
            ]
        else:
            starts = self.places.get(first, [])
        return [
            (start, start + size)
            for start in starts
            if start + size <= len(self.words)
            and all(
                query_word.matches(self.words[start + place], term.prefix and place == size - 1)
                for place, query_word in enumerate(typed)
            )
        ]


def snippet(text: str, terms: Sequence[Term], length: int = LENGTH) -> str:
    """About `length` words of `text` where most of the terms match, the matches in ⟦ ⟧.

    Without a match (the words are in the title, say) it is the beginning. Cuts are shown by "…";
    the text is one line.
    """
    # SQLite cannot interrupt this, so the text is cut first: see `web.bounds`.
    text = normalize("NFC", text[:LONGEST_TEXT])
    spans = words_in(text)
    if not spans:
        return " ".join(text.split())
    words = [text[start:end] for start, end in spans]
    index = _Words(words)
    wanted = list(dict.fromkeys(term for term in terms if not term.excluded))
    if len(wanted) > 1:
        # A Vietnamese word is often two of these: side by side they are the better match.
        side_by_side = tuple(word for term in wanted for word in term.words)
        wanted.append(Term(side_by_side, wanted[-1].prefix))
    matches = sorted(
        (start, end, number)
        for number, term in enumerate(wanted)
        for start, end in index.find(term)
    )
    first = _best(matches, length, len(words))
    last = min(first + length, len(words))
    pieces = ["…" if first else text[: spans[0][0]]]
    marked = {place for start, end, _ in matches for place in range(start, end)}
    for place in range(first, last):
        if place > first:
            pieces.append(text[spans[place - 1][1] : spans[place][0]])
        pieces.append(f"{OPEN}{words[place]}{CLOSE}" if place in marked else words[place])
    pieces.append("…" if last < len(words) else text[spans[-1][1] :])
    return " ".join("".join(pieces).split()).replace(f"{CLOSE} {OPEN}", " ")


def _best(matches: list[tuple[int, int, int]], length: int, words: int) -> int:
    """The first word of the window with most of the query's terms, then most matches."""
    best, most = 0, (0, 0)
    inside: Counter[int] = Counter()
    left = 0
    for right, (_, end, number) in enumerate(matches):
        inside[number] += 1
        # A phrase longer than the window stays in it alone.
        while left < right and matches[left][0] < end - length:
            gone = matches[left][2]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            left += 1
        if (score := (len(inside), inside.total())) > most:
            # A few words before the first match say what it is about.
            best, most = matches[left][0] - min(6, length // 4), score
    return max(0, min(best, words - length))
