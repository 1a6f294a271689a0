"""Dates in .NET's American default, month first: "6/23/2016 10:09:02 AM".

Portals that were never told a culture print dates so (seen on sites of a province's own
departments). The half of the day is English, there are seconds, and no part but minutes and
seconds has a leading zero; with another form a date is read in the order of Vietnam, day first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kho_tin.base.text import squeeze
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_date, find_dates

_BLANKS = re.compile(r"(\s)\s+")
_TIME = slice(len("2016-06-03T"), len("2016-06-03T10:09:02"))  # of ISO 8601


def american_date(text: str | None) -> PrintedDate | None:
    """The first date in `text` in the American default, as a time of Vietnam; None without one."""
    date = next(_american_dates(squeeze(text or "")), None)
    return replace(date, iso=date.iso.replace(":00+07:00", "+07:00")) if date else None


def net_date(text: str | None) -> PrintedDate | None:
    """The first date in `text` in the American default, else the first in Vietnam's order."""
    return american_date(text) or find_date(text)


def day_first(text: str) -> tuple[str, dict[str, str]]:
    """`text` with its American dates written day first and without two blanks in a row, and what
    was printed for each of the dates."""
    text = _BLANKS.sub(r"\1", text)
    printed: dict[str, str] = {}
    for date in reversed(list(_american_dates(text))):
        written = f"{date.day:%d/%m/%Y} {date.iso[_TIME]}".strip()
        printed[written] = date.printed
        text = text[: date.start] + written + text[date.start + len(date.printed) :]
    return text, printed


def _american_dates(text: str) -> Iterator[PrintedDate]:
    for date in find_dates(text):
        if date.form in ("american", "clock") and date.order != "day":
            yield date.other or date
