"""What the module for a CMS declares about its parser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Reading


@dataclass(frozen=True)
class Parser:
    """One layout of one CMS: `PARSER` of its module in `parsers/cms/`.

    `read` takes a page and this parser's label. `until` is the last day of the layout, in UTC;
    None: in use. When a CMS changes its layout, it gets a second module with the same `name`, the
    next `version` and no `until`, and the first module gets the day of the change; older pages
    (from web archives, in a rebuild) are then still read by the first.

    Marks are CSS selectors of elements that this CMS puts into its pages. One `strong` mark is
    enough; of the `weak` ones, which other systems may have too, two are needed. A `common` mark
    shows a standard, not a system: one is enough, if no parser is recognised by the other marks.
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
        """How readings name their parser: `vnpt_portal@1`."""
        return f"{self.name}@{self.version}"

    @property
    def marks(self) -> tuple[str, ...]:
        return self.strong + self.weak + self.common


def name_of(label: str) -> str:
    """The parser's name in a label, which may be of a version that no longer exists."""
    return label.partition("@")[0]
