"""Others who say what a page's article is: trafilatura, and the page's own structured data.

None of them is always right, so each only votes, line by line (see `article_lines`).
"""

from __future__ import annotations

import re
from typing import Any

import trafilatura

from kho_tin.parsers.general.lines import Line
from kho_tin.parsers.general.structured_data import article_body
from kho_tin.parsers.html.document import Document

_WORD = re.compile(r"\w+")
_GRAM = 3
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "”", '"', ")", "。")
# A page with more elements than this is no ordinary one (of 181 news pages the largest has
# 1,800), and trafilatura, which copies the tree several times, takes a second for 8,000.
_MOST_TAGS = 4_000
# A vote that keeps less than this of what another keeps is for a notice or a teaser.
_TOO_LITTLE = 0.4


def votes(document: Document, lines: list[Line]) -> list[float]:
    """For each line the share, 0 to 1, of the witnesses that have it in the article."""
    texts = _testimonies(document)
    if not texts:
        return [float(_is_prose(line)) for line in lines]
    ballots = [_ballot(lines, text) for text in texts]
    return [sum(one) / len(one) for one in zip(*ballots, strict=True)]


def _is_prose(line: Line) -> bool:
    """Where there is no witness: a line of some length that ends like a sentence."""
    return len(line.text) >= 80 and line.density < 0.3 and line.text.endswith(_SENTENCE_ENDS)


def words(text: str) -> list[str]:
    """The words of `text`, for comparing."""
    return _WORD.findall(text.casefold())


def plain(text: str) -> str:
    """`text` without case, punctuation and line ends, for comparing."""
    return " ".join(words(text))


def _testimonies(document: Document) -> list[str]:
    found = []
    if document.text.count("<") <= 2 * _MOST_TAGS:
        # The one mode misses little, the other takes in little that does not belong.
        found = [_trafilatura(document, fast=True), _trafilatura(document, favor_precision=True)]
    longest = max(map(len, found), default=0)
    declared = article_body(document)
    if len(declared) >= max(500, longest / 2):
        found.append(declared)
    return [text for text in found if text and len(text) >= _TOO_LITTLE * longest]


def _trafilatura(document: Document, **mode: Any) -> str:
    found: Any = trafilatura.extract(
        document.text, include_comments=False, include_tables=True, **mode
    )
    return found if isinstance(found, str) else ""


def _ballot(lines: list[Line], text: str) -> list[float]:
    """How much of each line is in `text`: all or nothing for lines of a word or two."""
    known = _grams(words(text))
    whole = {plain(line) for line in text.split("\n")}
    ballot = []
    for line in lines:
        own = words(line.text)
        if len(own) < _GRAM:
            ballot.append(1.0 if own and " ".join(own) in whole else 0.0)
        else:
            grams = _grams(own)
            ballot.append(len(grams & known) / len(grams))
    return ballot


def _grams(sequence: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(sequence[n:] for n in range(_GRAM)), strict=False))
