"""What a module that reads the pages of one CMS declares of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Reading


@dataclass(frozen=True)
class Parser:
    """One layout of one CMS: `PARSER` of its module in `parsers/cms/`.

    `read` is given a page and this parser's label. `until` is the last day of the layout, in UTC;
    None: in use. A CMS that changes its layout gets a second module with the same `name`, the next
    `version` and no end, and its first one the day of the change; pages from before (web archives,
    a rebuild) are then still read by the first.

    Marks are CSS selectors of elements that this CMS puts into its pages. One `strong` mark is
    enough; of the `weak` ones, which other systems may have too, two are needed. One `common` mark
    is enough where no other parser has that many: it tells of a standard, not of a system.
    """

    name: str
    version: int
    read: Callable[[Document, str], Reading]
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    until: dt.date | None = None

    @property
    def label(self) -> str:
        """Under which what it read is on record: `vnpt_portal@1`."""
        return f"{self.name}@{self.version}"

    @property
    def marks(self) -> tuple[str, ...]:
        return self.strong + self.weak + self.common


def name_of(label: str) -> str:
    """The parser's name in a label, be it of a version that there is no more."""
    return label.partition("@")[0]
