"""Times as machines write them into sitemaps, feeds and endpoints."""

from __future__ import annotations

import calendar
import datetime as dt
from time import struct_time

from kho_tin.base.times import DAY_LENGTH, VIETNAM, utc


def changed(text: str) -> str | None:
    """A W3C datetime (a profile of ISO 8601, as the sitemap protocol has it) as UTC, `…Z`. A day
    alone is taken to its end in Vietnam, one without a zone for Vietnam's; None for anything
    else."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
        if len(text.strip()) <= DAY_LENGTH:
            moment = moment.replace(hour=23, minute=59, second=59)
        return utc(moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM))
    except (ValueError, OverflowError):
        return None


def in_vietnam(moment: struct_time | None) -> str | None:
    """A time in UTC as `Link.published` has it, +07:00; None for one that is no date."""
    if moment is None:
        return None
    try:
        seconds = calendar.timegm(moment)
        return dt.datetime.fromtimestamp(seconds, VIETNAM).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
