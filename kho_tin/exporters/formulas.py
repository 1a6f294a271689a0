"""Texts that a spreadsheet would run as formulas (CWE-1236), and a guard against that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

# The wide forms are those of Chinese and Japanese keyboards, which some take for the same.
_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(value: Any) -> Any:
    """Put an apostrophe before a text that begins like a formula; other values, as numbers, stay as
    they are."""
    if isinstance(value, str) and value.startswith(_BEGINNINGS):
        return f"'{value}"
    return value


class GuardedWriter:
    """A writer of the `csv` module's that guards every cell, those of the heading too."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def writerow(self, row: Iterable[Any]) -> Any:
        """Returns what the file's `write` returns, as in the `csv` module."""
        return self._writer.writerow([guarded(cell) for cell in row])
