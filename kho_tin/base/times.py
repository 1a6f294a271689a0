"""Times as the archive writes them: UTC, ISO 8601 to the second, with `Z`."""

from __future__ import annotations

import datetime as dt
import os
import re
from email.utils import parsedate_to_datetime
from time import monotonic

from kho_tin.base.errors import InvalidTime
from kho_tin.base.reasons import of_problems

# Việt Nam's time zone since 1975. Earlier dates of pages are put in the same zone, so that dates
# of all years can be compared.
VIETNAM = dt.timezone(dt.timedelta(hours=7))
VIETNAM_OFFSET = "+07:00"
FORM = "%Y-%m-%dT%H:%M:%SZ"
DAY_LENGTH = len("2021-06-02")  # characters of an ISO 8601 time that are its day
# How far a capture's date may lie after its run: other machines' clocks, and zones left out.
LEEWAY = dt.timedelta(days=1)

_DIGITS = re.compile(r"(?:[0-9]{2}){2,7}")
_EARLY = re.compile(r"(?<![-+0-9])0[0-9]{3}\b")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def utc(moment: dt.datetime) -> str:
    """An aware time as text that sorts by time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a zone: {moment!r}")
    return moment.astimezone(dt.UTC).strftime(FORM)


def moment(text: str) -> dt.datetime:
    """The inverse of `utc`. Raises ValueError for any other form."""
    return dt.datetime.strptime(text, FORM).replace(tzinfo=dt.UTC)


def parse(text: str) -> dt.datetime:
    """A time that another program wrote, aware, in UTC; without a zone it is taken for UTC.

    ISO 8601 as in WARC (from a year to a nanosecond), a date of HTTP (RFC 9110, 5.6.7), or the
    4 to 14 digits of a CDX index. Raises InvalidTime, also for a time before 1970: it stands for a
    missing date, and captures cannot be put in order by it.
    """
    written = text.strip()
    try:
        parsed = _parsed(written)
        parsed = parsed.astimezone(dt.UTC) if parsed.tzinfo else parsed.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError, TypeError, IndexError) as error:
        raise InvalidTime(f"has no time that can be read ({written[:40]!r})") from error
    if parsed.year < 1970:
        raise InvalidTime(f"has no time at which anything was captured ({written[:40]!r})")
    return parsed


def _parsed(text: str) -> dt.datetime:
    if _DIGITS.fullmatch(text):
        return dt.datetime.strptime(text + "00000101000000"[len(text) :], "%Y%m%d%H%M%S")
    if text[:4].isdecimal():
        return dt.datetime.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text) else text)
    if _EARLY.search(text):
        raise ValueError("a year that the library would take for one of this century")
    return parsedate_to_datetime(text)


def day_of(iso: str) -> str:
    """The day of a time or day in ISO 8601 (`2021-06-02T07:30+07:00`), as its text has it: in its
    own zone."""
    return iso[:DAY_LENGTH]


def latest(*moments: str) -> str:
    """The latest date that a capture may have, by the times (UTC, `…Z`) of its run. A value that
    is no time, in a row that was edited by hand, is ignored."""
    newest = max(filter(is_moment, moments), default=now())
    try:
        return utc(moment(newest) + LEEWAY)
    except OverflowError:
        return newest


def of_capture(text: str, latest: str) -> str:
    """The date (UTC, `…Z`) of a capture, from how another program wrote it. Raises InvalidTime,
    also for a date after `latest`: no later capture would count as newer than this one."""
    parsed = utc(parse(text))
    if parsed > latest:
        raise InvalidTime(of_problems.misdated(parsed))
    return parsed


def digits(moment: str) -> str:
    """A moment (UTC, `…Z`) as web archives have it in addresses: 14 digits."""
    return "".join(filter(str.isdigit, moment))


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

    With KHO_TIN_CLOCK set to a time (`2026-03-01T02:03:04Z`), as if the process had begun then: a
    year of nightly crawls can be rehearsed in an hour.
    """
    if _REHEARSED:
        return moment(_REHEARSED) + dt.timedelta(seconds=monotonic() - _BEGUN)
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day that it is in Vietnam."""
    return current().astimezone(VIETNAM).date()


_REHEARSED = os.environ.get("KHO_TIN_CLOCK")
_BEGUN = monotonic()
