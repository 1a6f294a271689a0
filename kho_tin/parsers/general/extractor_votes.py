"""Extractor votes: what trafilatura and the page's own metadata take for the article.

None of them is always right, so each only votes, line by line (see `article_lines`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from kho_tin.parsers.general.line_values import ALL_LINKS
from kho_tin.parsers.general.lines import Line, Rows
from kho_tin.parsers.general.reduced_tree import reduced_tree
from kho_tin.parsers.general.structured_data import article_body
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.text import words

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_GRAM = 3  # words in a row by which a line is compared with an extract; same from 3 to 4
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "”", '"', ")", "。")
# Elements of the largest tree that trafilatura reads: of 181 news pages the largest has 1,800, and
# trafilatura, which copies the tree several times, takes a second for 8,000. A menu's, however
# long, are not in it.
_MOST_TAGS = 4_000
# An extract shorter than this share of the longest one is a notice or a teaser; same from 0.2 to
# 0.8.
_TOO_LITTLE = 0.4
_PROSE = 80  # characters of a line that counts as text without any extractor; same from 40 to 160
_PROSE_LINKS = 0.3  # and its density of links; same from 0.15 to 0.6
_SHORTEST_DECLARED = 500  # characters of an `articleBody` that counts; same from 250 to 1000
# Of the longest extract: a shorter `articleBody` is a summary; same from 0.25 to 0.99.
_DECLARED_SHARE = 0.5


@dataclass(frozen=True)
class Votes:
    """`ballots`: for each extractor, the share (0 to 1) of each line that it counts as article
    text. `longest`: the length of the longest extract, in characters."""

    ballots: list[list[float]]
    longest: int

    @property
    def mean(self) -> list[float]:
        """For each line, the mean of these shares over all extractors."""
        return [sum(shares) / len(shares) for shares in zip(*self.ballots, strict=True)]


def votes(document: Document, rows: Rows) -> Votes:
    """The votes of the extractors; without an extract, those of whole sentences for themselves."""
    texts = _extracts(document, rows)
    if not texts:
        return Votes([prose(rows.lines)], 0)
    return Votes([_ballot(rows.lines, text) for text in texts], max(map(len, texts)))


def prose(lines: list[Line]) -> list[float]:
    """A vote for each line that reads like a sentence, where no extractor has a say."""
    return [float(_is_prose(line)) for line in lines]


def _is_prose(line: Line) -> bool:
    """Whether a line is long, has few links, and ends like a sentence."""
    return (
        len(line.text) >= _PROSE
        and line.density < _PROSE_LINKS
        and line.text.endswith(_SENTENCE_ENDS)
    )


def _extracts(document: Document, rows: Rows) -> list[str]:
    texts = [_trafilatura(rows)]
    longest = max(map(len, texts), default=0)
    declared = article_body(document)
    if len(declared) >= max(_SHORTEST_DECLARED, _DECLARED_SHARE * longest):
        texts.append(declared)
    return [text for text in texts if text and len(text) >= _TOO_LITTLE * longest]


def _trafilatura(rows: Rows) -> str:
    """What trafilatura takes for the article, in its quick mode: one that compares itself with two
    other extractors takes twice the time, and with the rules for lines here reads no better. "" of
    a larger tree than it can read in time."""
    import trafilatura  # with all that it loads a tenth of a crawl's start, and few sites need it

    tree = reduced_tree(rows)
    if sum(1 for _ in tree.iter()) > _MOST_TAGS:
        return ""
    document: Any = trafilatura.bare_extraction(tree, options=_options())
    return (document.text or "") if document is not None else ""


@cache
def _options() -> Any:
    """trafilatura's settings, made once: reading them takes a hundredth of a page's time."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False)


def _ballot(lines: list[Line], text: str) -> list[float]:
    """How much of each line is in `text`: all or nothing for lines of a word or two, and for those
    that are all links."""
    by_line = [words(line) for line in text.split("\n")]
    full_lines = {" ".join(line) for line in by_line}
    all_words = list(chain.from_iterable(by_line))
    known, whole = _grams(all_words), f" {' '.join(all_words)} "
    ballot = []
    for line in lines:
        plain_line = line.plain
        if plain_line.count(" ") < _GRAM - 1:
            ballot.append(1.0 if plain_line and plain_line in full_lines else 0.0)
        elif _first(plain_line) in known and f" {plain_line} " in whole:
            ballot.append(1.0)
        elif line.density >= ALL_LINKS:
            ballot.append(0.0)
        else:
            grams = _grams(plain_line.split())
            ballot.append(len(grams & known) / len(grams))
    return ballot


def _first(plain_line: str) -> tuple[str, ...]:
    """The first gram of a line: one that is not known spares the search of all the text."""
    return tuple(plain_line.split(" ", _GRAM)[:_GRAM])


def _grams(sequence: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(sequence[n:] for n in range(_GRAM)), strict=False))
