"""Dates in .NET's American default, month first: "6/23/2016 10:09:02 AM".

Portals that were never told a culture print dates so (seen on sites of a province's own
departments). The half of the day is English, there are seconds, and no part but minutes and
seconds has a leading zero; with another form a date is read in the order of Vietnam, day first.
"""

from __future__ import annotations

import datetime as dt
import re

from kho_tin.base.text import squeeze
from kho_tin.base.times import VIETNAM_OFFSET
from kho_tin.parsers.vietnamese.dates import PrintedDate, find_date

_AMERICAN = re.compile(
    r"(?<![\d/])([1-9]|1[0-2])/([1-9]|[12]\d|3[01])/((?:19|20)\d\d)"
    r"\s(1[0-2]|[1-9]):([0-5]\d):([0-5]\d)\s?([AP])M\b"
)
_NOON = 12
_MIDNIGHT = dt.time()  # what is printed for a day whose time is not known


def american_date(text: str | None) -> PrintedDate | None:
    """The first date in `text` in the American default, as a time of Vietnam; None without one."""
    for match in _AMERICAN.finditer(squeeze(text or "")):
        if moment := _moment(match):
            iso = moment.date().isoformat()
            if moment.time() != _MIDNIGHT:
                spec = "seconds" if moment.second else "minutes"
                iso = f"{moment.isoformat(timespec=spec)}{VIETNAM_OFFSET}"
            return PrintedDate(iso, match.group(), match.start(), match.end())
    return None


def net_date(text: str | None) -> PrintedDate | None:
    """The first date in `text` in the American default, else the first in Vietnam's order."""
    return american_date(text) or find_date(text)


def day_first(text: str) -> tuple[str, dict[str, str]]:
    """`text` with its American dates written day first, and what was printed for each of them."""
    printed: dict[str, str] = {}

    def written(match: re.Match[str]) -> str:
        moment = _moment(match)
        if moment is None:
            return match.group()
        form = "%d/%m/%Y" if moment.time() == _MIDNIGHT else "%d/%m/%Y %H:%M:%S"
        date = moment.strftime(form)
        printed[date] = match.group()
        return date

    return _AMERICAN.sub(written, text), printed


def _moment(match: re.Match[str]) -> dt.datetime | None:
    month, day, year, hour, minute, second = (int(part) for part in match.groups()[:6])
    hour = hour % _NOON + (_NOON if match[7] == "P" else 0)
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
