"""Texts that a spreadsheet would run (CWE-1236), and what keeps it from that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

# The wide forms are those of Chinese and Japanese keyboards, which some take for the same.
_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(value: Any) -> Any:
    """A text that begins like a formula with an apostrophe before it; all else, as numbers, as
    it is."""
    if isinstance(value, str) and value.startswith(_BEGINNINGS):
        return f"'{value}"
    return value


class GuardedWriter:
    """A writer of the `csv` module's that guards every cell, those of the heading too."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def writerow(self, row: Iterable[Any]) -> Any:
        """What the file's own `write` gives, as the `csv` module has it."""
        return self._writer.writerow([guarded(cell) for cell in row])

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        for row in rows:
            self.writerow(row)
