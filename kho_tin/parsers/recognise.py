"""Which CMS made a page, told from the page itself: a site may move to another one any day.

A strong mark goes before any number of weak ones, and these before a common one. Where several
parsers have a strong mark in one page, the one with more of them is meant, then the one with more
marks of any kind; what is still equal goes by name, so that the order of files tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.registry import GENERAL, PARSERS

# A single weak mark, as [src*="/documents/"], is met on pages of other systems too.
_NEEDED = {"strong": 1, "weak": 2, "common": 1}


def cms_of(document: Document, parsers: Sequence[Parser] = PARSERS) -> str:
    """The name of the parser for the page: the general one's when no CMS is recognised."""
    for kind, needed in _NEEDED.items():
        counts = {parser: _count(document, getattr(parser, kind)) for parser in parsers}
        most = max(counts.values())
        if most >= needed:
            equal = [parser for parser, count in counts.items() if count == most]
            if len(equal) > 1:
                equal.sort(key=lambda parser: (-_count(document, parser.marks), parser.name))
            return equal[0].name
    return GENERAL.name


def _count(document: Document, marks: Sequence[str]) -> int:
    return sum(document.has(mark) for mark in marks)
