"""The pages of an attached document: its text, parted where its layout says that pages begin."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

# Of a text without a layout, as older programs wrote it: one page, whose number is not known.
_WHOLE: Final = (0,)


@dataclass(frozen=True)
class Page:
    """`number` counts from 1, None where pages are not told apart. `is_scan`: its text was read
    from a picture; None: not known."""

    number: int | None
    text: str
    is_scan: bool | None


@dataclass(frozen=True)
class Layout:
    """What the column `attachments.layout` says: the characters at which pages begin, and by which
    `engine`, with which mean `confidence` (0 to 100), scans were read, and which pages these are
    (empty: not known)."""

    starts: tuple[int, ...]
    engine: str | None
    confidence: float | None
    scans: frozenset[int]

    @classmethod
    def of(cls, column: str | None) -> Layout:
        """From the column. What is no such JSON is no layout."""
        try:
            layout: Any = json.loads(column or "{}")
            starts = tuple(map(int, layout.get("starts", ())))
            given = layout.get("confidence")
            confidence = None if given is None else float(given)
            return cls(starts, layout.get("engine"), confidence, frozenset(layout.get("scans", ())))
        except (ValueError, TypeError, AttributeError):
            return cls((), None, None, frozenset())

    def pages(self, text: str) -> list[Page]:
        """The pages of the document that has this text."""
        bounds = [*(self.starts or _WHOLE), len(text)]
        return [
            Page(
                number if self.starts else None,
                text[start:end].strip("\n"),
                (number in self.scans) if self.scans or not self.engine else None,
            )
            for number, (start, end) in enumerate(pairwise(bounds), start=1)
        ]

    def page_at(self, offset: int) -> int | None:
        """The number of the page that has a character of the text."""
        return bisect_right(self.starts, offset) or None
