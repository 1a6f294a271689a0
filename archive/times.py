"""Moments as the archive writes them: UTC, ISO 8601 to the second, with `Z`."""

from __future__ import annotations

import datetime as dt
import os
from time import monotonic
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FORM = "%Y-%m-%dT%H:%M:%SZ"


def utc(moment: dt.datetime) -> str:
    """An aware moment as text that sorts by time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a zone: {moment!r}")
    return moment.astimezone(dt.UTC).strftime(FORM)


def moment(text: str) -> dt.datetime:
    """The inverse of `utc`. Raises ValueError for any other form."""
    return dt.datetime.strptime(text, FORM).replace(tzinfo=dt.UTC)


def is_moment(text: object) -> bool:
    """Whether `moment` can read it, and it is written as `utc` writes it."""
    try:
        return isinstance(text, str) and utc(moment(text)) == text
    except ValueError:
        return False


def now() -> str:
    """This moment."""
    return utc(current())


def current() -> dt.datetime:
    """This moment, aware, in UTC.

    With KHO_TIN_CLOCK set to a moment (`2026-03-01T02:03:04Z`), as if the process had begun
    then: a year of nightly crawls can be rehearsed in an hour.
    """
    if _REHEARSED:
        return moment(_REHEARSED) + dt.timedelta(seconds=monotonic() - _BEGUN)
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day that it is in Vietnam."""
    return current().astimezone(VIETNAM).date()


_REHEARSED = os.environ.get("KHO_TIN_CLOCK")
_BEGUN = monotonic()
