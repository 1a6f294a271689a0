"""The part of a text that answers a query, as written, with the words found marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple
from unicodedata import normalize

from kho_tin.archive.search.equals import Equal
from kho_tin.archive.search.query import Term
from kho_tin.web.bounds import LONGEST_TEXT
from kho_tin.web.matches import QueryMatcher, Words, matches_in

# Mathematical brackets: no news text has them, so the page that shows a snippet can tell them
# from the text's own, and a reader of JSON or CSV can still see what is marked.
OPEN, CLOSE = "⟦", "⟧"
LENGTH = 36  # words, about three lines


class Cut(NamedTuple):
    """A part of a text, on one line. `together` are the matchers of what stands beside a neighbour
    in the text, `pairs` how many such neighbours there are, and `matched` how many match at all.
    `at` is the character at which the first match of this part stands in the whole text."""

    text: str
    pairs: int = 0
    matched: int = 0
    together: frozenset[int] = frozenset()
    at: int = 0


def snippet(
    text: str, terms: Sequence[Term], length: int = LENGTH, equals: Sequence[Equal] = ()
) -> str:
    """About `length` words of `text` where most of the terms match, the matches in ⟦ ⟧.

    Without a match (the words are in the title, say) it is the beginning. Cuts are shown by "…";
    the text is one line.
    """
    return cut(text, QueryMatcher(terms, equals), length).text


def cut(
    text: str, wanted: QueryMatcher, length: int = LENGTH, together: Collection[int] = ()
) -> Cut:
    """`snippet`, and how well it answers.

    A word that stands beside its neighbour of the query somewhere in the text is marked there
    alone: of `dau tu` each `đầu tư`, and not each `từ`. So are those that do so elsewhere in the
    article (`together`).
    """
    # SQLite cannot interrupt this, so the text is cut first: see `web.bounds`.
    text = normalize("NFC", text[:LONGEST_TEXT])
    words = Words(text, wanted)
    if not words.spans:
        return Cut(" ".join(text.split()))
    matches = matches_in(words, wanted, together)
    places = sorted(matches.places)
    count = len(words.written)
    first = _best(places, length, count)
    last = min(first + length, count)
    marked, within = matches.marked()
    pieces = ["…" if first else text[: words.spans[0][0]]]
    for place in range(first, last):
        if place > first:
            gap = text[words.spans[place - 1][1] : words.spans[place][0]]
            pieces.append(gap)
        goes_on = place in within and place > first
        if place in marked and goes_on:
            pieces[-2] = pieces[-2].removesuffix(CLOSE)
        opens = OPEN if place in marked and not goes_on else ""
        pieces.append(f"{opens}{words.written[place]}{CLOSE if place in marked else ''}")
    pieces.append("…" if last < count else text[words.spans[-1][1] :])
    line = " ".join("".join(pieces).split()).replace(f"{CLOSE} {OPEN}", " ")
    shown = next((place for place, _, _ in places if place >= first), first)
    at = words.spans[shown][0]
    return Cut(line, matches.pairs, matches.matched, frozenset(matches.together), at)


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
