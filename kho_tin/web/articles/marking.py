"""What a query finds, marked in the texts of one article, with a way from each match to the next.

A match is what a snippet would have in ⟦ ⟧ (`web.matches`). Before each stands an element that its
address names (`#match-3`): it shows links to the matches before and behind while it is the page's
target, and so leads through the article without a script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final
from unicodedata import normalize

from markupsafe import Markup, escape

from kho_tin.archive.search.query import WRITTEN
from kho_tin.web.bounds import LONGEST_TEXT
from kho_tin.web.language import Language
from kho_tin.web.matches import QueryMatcher, Words, matches_in
from kho_tin.web.search.query import Query

# Matches that are marked: each takes 200 bytes of the page.
MOST: Final = 200
TOP: Final = "matches"  # the id of what stands above all matches

# Markup as nh3 and markupsafe write it: `<` begins nothing but a tag, and values are in quotes.
_PIECE: Final = re.compile(r'(?P<tag></?(?P<name>[a-z0-9]++)(?:[^"<>]|"[^"]*")*+>)|[^<]+')
_WITHIN_LINES: Final = {
    *("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "u"),
}

Span = tuple[int, int]  # of letters: the first, and the one after the last


@dataclass(frozen=True)
class Marked:
    """The texts with their matches marked, in the order in which they were given. `number` matches
    are marked; `is_part`: there may be more behind those, or in texts too long to look through."""

    texts: list[Markup]
    number: int = 0
    is_part: bool = False


class _Text:
    """Markup taken apart: tags, the text between them, and where that stands in the whole text."""

    def __init__(self, html: str) -> None:
        self.pieces: list[tuple[str, str, int]] = []  # a tag or "", a text or "", its first letter
        whole: list[str] = []
        length = 0
        for piece in _PIECE.finditer(html):
            text = ""
            if not piece["tag"]:
                text = normalize("NFC", unescape(piece[0]))
            elif piece["name"] not in _WITHIN_LINES:
                whole.append("\n")
                length += 1
            self.pieces.append((piece["tag"] or "", text, length))
            whole.append(text)
            length += len(text)
        self.whole = "".join(whole)


def marked(
    texts: Sequence[tuple[str, Markup]], query: Query, language: Language, most: int = MOST
) -> Marked:
    """`texts` with what the query finds marked in each that it looks in.

    Each is the column of the index that has a text, and the text as HTML, clean (`articles.text`).
    The query is as it is meant in the archive. No match goes from one paragraph on to the next but
    that of a phrase which does.
    """
    wanted = QueryMatcher(query.terms, query.equals)
    if not wanted.sequence:
        return Marked([html for _, html in texts])
    scope = frozenset(WRITTEN if query.columns is None else query.columns)
    parts: list[tuple[_Text, Words] | None] = []
    room = LONGEST_TEXT
    for column, html in texts:
        part = _Text(str(html)) if column in scope and room > 0 else None
        parts.append((part, Words(part.whole[:room], wanted)) if part else None)
        room -= len(part.whole) if part else 0
    looked_in = [words for _, words in filter(None, parts)]
    together = {number for words in looked_in for number in matches_in(words, wanted, ()).together}
    total = number = 0
    spans: list[list[Span]] = []
    for each in parts:
        places = _spans(each[1], wanted, together) if each else []
        total += len(places)
        spans.append(places[: max(0, most - number)])
        number += len(spans[-1])
    shown: list[Markup] = []
    first = 1
    for each, places, (_, html) in zip(parts, spans, texts, strict=True):
        shown.append(
            _with_marks(each[0], places, first, number, language) if each and places else html
        )
        first += len(places)
    return Marked(shown, number, is_part=total > number or room <= 0)


def _spans(words: Words, wanted: QueryMatcher, together: set[int]) -> list[Span]:
    """Where the matches are in the text; words found side by side are one."""
    matched, within = matches_in(words, wanted, together).marked()
    spans: list[Span] = []
    for place in sorted(matched):
        start, end = words.spans[place]
        gap = words.text[words.spans[place - 1][1] : start] if place else ""
        joined = place - 1 in matched and (place in within or (gap.isspace() and "\n" not in gap))
        if joined and spans:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _with_marks(
    part: _Text, places: Sequence[Span], first: int, last: int, language: Language
) -> Markup:
    """The markup of a part with its matches, the first of which has the number `first`; the last of
    the article has the number `last`."""
    out: list[str] = []
    link: int | None = None  # where in `out` an open link begins: none may stand within another
    at = 0
    for tag, text, start in part.pieces:
        if tag:
            if tag.startswith(("<a ", "<a>")):
                link = len(out)
            elif tag == "</a>":
                link = None
            out.append(tag)
            continue
        place, end = start, start + len(text)
        while at < len(places) and places[at][0] < end:
            begin, behind = places[at]
            if begin >= start:  # else it goes on from the piece before
                step = _step(first + at, last, language)
                out.append(str(escape(text[place - start : begin - start])))
                if link is None:
                    out.append(step)
                else:
                    out.insert(link, step)
                    link += 1
                place = begin
            upto = min(behind, end)
            out.append(f"<mark>{escape(text[place - start : upto - start])}</mark>")
            place = upto
            if behind > end:
                break
            at += 1
        out.append(str(escape(text[place - start :])))
    return Markup("".join(out))


def _step(number: int, last: int, language: Language) -> str:
    before = f"match-{number - 1}" if number > 1 else TOP
    behind = f"match-{number + 1}" if number < last else TOP
    return (
        f'<span class="kt-step" id="match-{number}" lang="{language.code}">'
        f'<a href="#{before}" aria-label="{language("match_before")}"></a>'
        f'<a href="#{behind}" aria-label="{language("match_behind")}"></a></span>'
    )
