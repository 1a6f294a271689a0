"""What a query finds, marked in the texts of one article, with a way from each hit to the next.

A hit is what a snippet would have in ⟦ ⟧ (`web.matches`). Before each stands an element that its
address names (`#hit-3`): it shows links to the hits before and behind while it is the page's
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
from kho_tin.web.matches import Wanted, Words, matches_in
from kho_tin.web.search.query import Query

# Hits that are marked: each takes 200 bytes of the page.
MOST: Final = 200
TOP: Final = "hits"  # the id of what stands above all hits

# Markup as nh3 and markupsafe write it: `<` begins nothing but a tag, and values are in quotes.
_PIECE: Final = re.compile(r'(?P<tag></?(?P<name>[a-z0-9]+)(?:[^"<>]|"[^"]*")*+>)|[^<]+')
_WITHIN_LINES: Final = {
    *("a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "u"),
}

Span = tuple[int, int]  # of letters: the first, and the one after the last


@dataclass(frozen=True)
class Marked:
    """The texts with their hits marked, in the order in which they were given. `number` of hits are
    marked; `is_part`: there may be more, behind those or in texts too long to be looked through."""

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
    The query is as it is meant in the archive. No hit goes from one paragraph on to the next but
    that of a phrase which does.
    """
    wanted = Wanted(query.terms, query.equals)
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
        hits = _spans(each[1], wanted, together) if each else []
        total += len(hits)
        spans.append(hits[: max(0, most - number)])
        number += len(spans[-1])
    shown: list[Markup] = []
    first = 1
    for each, hits, (_, html) in zip(parts, spans, texts, strict=True):
        shown.append(_with_marks(each[0], hits, first, number, language) if each and hits else html)
        first += len(hits)
    return Marked(shown, number, is_part=total > number or room <= 0)


def _spans(words: Words, wanted: Wanted, together: set[int]) -> list[Span]:
    """Where the hits are in the text; words found side by side are one."""
    found, within = matches_in(words, wanted, together).marked()
    spans: list[Span] = []
    for place in sorted(found):
        start, end = words.spans[place]
        gap = words.text[words.spans[place - 1][1] : start] if place else ""
        joined = place - 1 in found and (place in within or (gap.isspace() and "\n" not in gap))
        if joined and spans:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return spans


def _with_marks(
    part: _Text, hits: Sequence[Span], first: int, last: int, language: Language
) -> Markup:
    """The markup of a part with its hits, of which the first has the number `first`; `last` is that
    of the article's last."""
    out: list[str] = []
    link: int | None = None  # where in `out` an open link begins: none may stand within another
    hit = 0
    for tag, text, start in part.pieces:
        if tag:
            if tag.startswith(("<a ", "<a>")):
                link = len(out)
            elif tag == "</a>":
                link = None
            out.append(tag)
            continue
        place, end = start, start + len(text)
        while hit < len(hits) and hits[hit][0] < end:
            begin, behind = hits[hit]
            if begin >= start:  # else it goes on from the piece before
                step = _step(first + hit, last, language)
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
            hit += 1
        out.append(str(escape(text[place - start :])))
    return Markup("".join(out))


def _step(number: int, last: int, language: Language) -> str:
    before = f"hit-{number - 1}" if number > 1 else TOP
    behind = f"hit-{number + 1}" if number < last else TOP
    return (
        f'<span class="kt-step" id="hit-{number}" lang="{language.code}">'
        f'<a href="#{before}" aria-label="{language("hit_before")}"></a>'
        f'<a href="#{behind}" aria-label="{language("hit_behind")}"></a></span>'
    )
