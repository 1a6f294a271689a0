"""Addresses of captures, in the form that web archives share: `/web/20210602010500/http://…`.

Behind the time stands what is wanted, if not the page in its frame: `id_` the bytes as fetched,
`mp_` a page for the frame, `im_` a picture, `cs_` a style sheet.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from kho_tin.base.times import utc

PREFIX: Final = "/web/"
# What follows PREFIX in a path; the address's own query follows as the request's.
TIMED: Final = r"(?P<time>\d{4,14})(?P<form>id_|mp_|im_|cs_)?/(?P<url>https?:/+[^/].*)"
TIMEMAP: Final = r"timemap/link/(?P<url>https?:/+[^/].*)"
TIMEGATE: Final = r"(?P<url>https?:/+[^/].*)"
_SLASHES: Final = re.compile(r"(https?):/+")
_FILLED: Final = "00000101000000"
# Whatever an address may have; escapes stay as they are.
_SAFE: Final = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Replayed:
    """What an address asks for: the address of a page, a moment (UTC, `…Z`), the form or ""."""

    url: str
    at: str
    form: str


def replayed(time: str, form: str | None, url: str) -> Replayed | None:
    """From the parts of a path that TIMED matches; None where the time is none."""
    try:
        moment = dt.datetime.strptime(time + _FILLED[len(time) :], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return Replayed(whole(url), utc(moment.replace(tzinfo=dt.UTC)), form or "")


def whole(url: str) -> str:
    """An address of which servers on the way may have made `http:/host/`, with both slashes."""
    return _SLASHES.sub(r"\1://", url, count=1)


def path_to(url: str, digits: str = "", form: str = "") -> str:
    """The path to a page at a time of 14 digits; without one, to whichever is wanted (TimeGate)."""
    time = f"{digits}{form}/" if digits else ""
    return f"{PREFIX}{time}{quote(url.partition('#')[0], safe=_SAFE)}"
