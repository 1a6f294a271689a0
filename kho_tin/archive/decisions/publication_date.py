"""The value of `published` in a correction: a day (`2021-06-02`), or a time in Việt Nam's zone
(`2021-06-02T08:30:00+07:00`).

Pages, feeds, facets and exports read it by its places, so it is stored in no other form.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from kho_tin.base.times import DAY_LENGTH, VIETNAM

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)",
    re.ASCII,
)


def of_person(text: str) -> str:
    """The value for what a person gives: a day, or a time with its zone, in ISO 8601's extended
    form (a blank may stand for the T, and the seconds may be left out). Raises ValueError for any
    other."""
    if not (_DAY.fullmatch(text) or _TIME.fullmatch(text)):
        raise ValueError(f"neither a day nor a time with its zone: {text!r}")
    return _value(text)


def of_log(text: str) -> str | None:
    """The value for what a correction on record says; None for what is no date.

    Earlier versions put on record whatever Python reads as ISO 8601 (`20210602T083000+0700`,
    `2021-W22-3`), as it was given.
    """
    try:
        return _value(text)
    except ValueError:
        return None


def _value(text: str) -> str:
    """Raises ValueError for what is no date of ISO 8601, and for a time without a zone."""
    if len(text) == DAY_LENGTH:
        return dt.date.fromisoformat(text).isoformat()
    time = dt.datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"a time without its zone: {text!r}")
    try:
        return time.astimezone(VIETNAM).isoformat("T", "seconds")
    except OverflowError as error:
        raise ValueError(f"a time beyond the calendar: {text!r}") from error
