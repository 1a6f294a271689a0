"""Machine-readable dates: of metadata, of `<time datetime>`, of feeds."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

from kho_tin.base.text import squeeze
from kho_tin.base.times import DAY_LENGTH, VIETNAM
from kho_tin.parsers.vietnamese.date_forms import (
    FIRST_YEAR,
    LAST_YEAR,
    ZONES,
    PrintedDate,
    find_dates,
)

# Characters of a stamp; JavaScript's with the zone's name have 62; same from 40 to 160.
_LONGEST = 80
# NukeViet's, with the zone's name in place of the T, and Java's and Unix's, with the year last.
_ZONE_WITHIN = re.compile(r"(\d{4}-\d\d-\d\d)([A-Z]{2,4})(\d\d:\d\d(?::\d\d)?)$")
_YEAR_LAST = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3}) (\d\d?) (\d\d:\d\d:\d\d) ([A-Z]{2,4}(?:[+-]\d\d:?\d\d)?) (\d{4})$"
)
_BLANK_BEFORE_ZONE = re.compile(r"(?<=:\d\d) (?=[+-]\d\d:?\d\d$)")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?$")  # since 1970, or thousandths of them
_COMPACT = re.compile(r"(?:19|20)\d{6}$")
_RFC = re.compile(r"(?:[A-Za-z]{3,9}, ?)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4} \d\d?:\d\d")


def read_stamp(value: str | None) -> PrintedDate | None:
    """What a machine-readable date says: ISO 8601 in its many spellings, RFC 5322 with its zone
    ("Tue, 01 Jun 2021 18:05:00 GMT"), seconds since 1970, else any printed form.

    `iso` is in +07:00: a Vietnamese page's stamp in another zone names a moment, and its readers'
    day is that of Việt Nam (18:05 GMT on the 1st is the 2nd there). `local` is in the stamp's own
    zone. Without a zone it is Việt Nam's. None where there is no date, or a placeholder's.
    """
    value = squeeze(value or "")[:_LONGEST]
    if not value:
        return None
    try:
        moment = _moment(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return next(find_dates(value), None)
    if moment is None:
        return next(find_dates(value), None)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None  # "0001-01-01" is what some sites write for no date
    if isinstance(moment, dt.datetime):
        moment = moment.replace(microsecond=0)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
        iso, local = _text(moment.astimezone(VIETNAM)), _text(moment)
    else:
        iso = local = moment.isoformat()
    return PrintedDate(iso, value, 0, len(value), local)


def _moment(value: str) -> dt.datetime | dt.date | None:
    """Raises ValueError and what the libraries raise for what they cannot read."""
    if _COMPACT.match(value):
        return dt.datetime.strptime(value, "%Y%m%d").date()
    if _SECONDS.match(value):
        return dt.datetime.fromtimestamp(int(value[:10]), dt.UTC)
    if match := _ZONE_WITHIN.match(value):
        day, zone, time = match.groups()
        return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=_named(zone))
    if match := _YEAR_LAST.match(value):
        month, figure, time, zone, year = match.groups()
        return next(
            (
                dt.datetime.fromisoformat(date.local)
                for date in find_dates(f"{figure} {month} {year} {time} {zone}")
                if date.has_time
            ),
            None,
        )
    if _RFC.match(value):
        return parsedate_to_datetime(value)
    if len(value) == DAY_LENGTH:
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(_BLANK_BEFORE_ZONE.sub("", value))


def _named(zone: str) -> dt.timezone:
    """Raises ValueError for a name that is not known."""
    if zone.lower() not in ZONES:
        raise ValueError(f"unknown zone: {zone}")
    return dt.timezone(dt.timedelta(hours=ZONES[zone.lower()]))


def _text(moment: dt.datetime) -> str:
    return moment.isoformat() if moment.second else moment.isoformat(timespec="minutes")
