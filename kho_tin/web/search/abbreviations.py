"""The abbreviations that searches know: the operator's, and ours."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kho_tin.archive.search.abbreviations import Table, read_table, with_ours
from kho_tin.base import environment

SETTING = "ABBREVIATIONS"


@lru_cache(maxsize=1)
def abbreviations_set() -> Table:
    """The operator's table, if ABBREVIATIONS names one, and ours. It is read once.

    Raises OSError, UnicodeDecodeError and WrongLine (`archive.search.abbreviations`).
    """
    named = environment.file_named(SETTING)
    return with_ours(read_table(Path(named).read_text("utf-8")) if named else {})
