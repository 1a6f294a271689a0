"""The abbreviations that searches know: those of the operator's file, and ours."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from kho_tin.archive.search.abbreviations import Table, WrongLine, read_table, with_ours
from kho_tin.base import environment
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_settings

SETTING: Final = "ABBREVIATIONS"
MOST_BYTES: Final = 1_000_000


@lru_cache(maxsize=1)
def abbreviations_set() -> Table:
    """The table of the file that ABBREVIATIONS names, if it does, and ours. It is read once.

    Raises UsageError.
    """
    return table_in(environment.file_named(SETTING))


def table_in(named: str) -> Table:
    """The table of a file, and ours; ours alone where none is named. Raises UsageError."""
    if not named:
        return with_ours({})
    file = Path(named)
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES).decode("utf-8")
        return with_ours(read_table(text))
    except WrongLine as wrong:
        raise UsageError(of_settings.abbreviations_wrong(file, wrong.args[0])) from wrong
    except UnicodeDecodeError as error:
        why = of_settings.no_utf8()
        raise UsageError(of_settings.abbreviations_unreadable(file, why)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(of_settings.abbreviations_unreadable(file, reason)) from error
