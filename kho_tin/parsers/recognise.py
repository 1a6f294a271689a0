"""Recognising the CMS of a page from the page itself, since a site may move to another any day.

A strong mark counts more than any number of weak ones, and these more than common ones. If several
parsers have strong marks in one page, the one with the most of them is chosen, then the one with
the most marks of any kind, then the first by name, so that the order of files does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.registry import GENERAL, PARSERS

# A single weak mark, such as [src*="/documents/"], also occurs on pages of other systems.
_NEEDED = {"strong": 1, "weak": 2, "common": 1}


def cms_of(document: Document, parsers: Sequence[Parser] = PARSERS) -> str:
    """The name of the parser for the page: the general one's if no CMS is recognised."""
    return recognise(document, parsers)[0]


def recognise(document: Document, parsers: Sequence[Parser] = PARSERS) -> tuple[str, str]:
    """The name of the parser for the page, and the kind of marks it was recognised by: `strong`,
    `weak`, `common`, or "" for the general one."""
    for kind, needed in _NEEDED.items():
        counts = {parser: _count(document, getattr(parser, kind)) for parser in parsers}
        most = max(counts.values())
        if most >= needed:
            equal = [parser for parser, count in counts.items() if count == most]
            if len(equal) > 1:
                equal.sort(key=lambda parser: (-_count(document, parser.marks), parser.name))
            return equal[0].name, kind
    return GENERAL.name, ""


def _count(document: Document, marks: Sequence[str]) -> int:
    return sum(document.has(mark) for mark in marks)
