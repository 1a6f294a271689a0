"""Regular expressions that take more than linear time, and therefore only match in short texts.

Where a pattern cannot be made linear, the bound on the text's length is part of the pattern, so
that no caller can forget it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class BoundedPattern:
    """A regular expression that matches nothing in a text of more than `longest` letters. It is
    compiled when it is first used: many are large, and few are for any page."""

    def __init__(self, pattern: str, flags: int = 0, *, longest: int) -> None:
        self.longest = longest
        self._pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.match`."""
        return self._compiled.match(text) if len(text) <= self.longest else None

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.search`."""
        return self._compiled.search(text) if len(text) <= self.longest else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.finditer`."""
        return self._compiled.finditer(text) if len(text) <= self.longest else iter(())

    def sub(self, instead: str, text: str, count: int = 0) -> str:
        """As `re.sub`."""
        return self._compiled.sub(instead, text, count) if len(text) <= self.longest else text
