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

from kho_tin.base.hosts import with_both_slashes
from kho_tin.base.times import utc

PREFIX: Final = "/web/"
TIMEMAP: Final = "timemap/link"  # in place of a time
# What follows PREFIX in a path; the address's own query follows as the request's. It goes to the
# path's end whatever stands there, so that no part is tried twice.
REST: Final = r"(?P<rest>(?s:.*?https?:/.+))"
_REST: Final = re.compile(
    rf"(?:(?P<map>{TIMEMAP})/|(?P<time>\d{{4,14}})(?P<form>id_|mp_|im_|cs_)?/)?"
    r"(?P<url>https?:/+[^/].*)"
)
_FILLED: Final = "00000101000000"
# Whatever an address may have; escapes stay as they are.
_SAFE: Final = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class MementoRequest:
    """What an address asks for: of a page's address the TimeMap, or what was captured at a `time`
    (digits, as written; without one, the TimeGate), in a form or "" for the page in its frame."""

    url: str
    is_map: bool = False
    time: str = ""
    form: str = ""

    @property
    def at(self) -> str | None:
        """The time (UTC, `…Z`); None where the digits are none."""
        try:
            moment = dt.datetime.strptime(self.time + _FILLED[len(self.time) :], "%Y%m%d%H%M%S")
        except ValueError:
            return None
        return utc(moment.replace(tzinfo=dt.UTC))


def parse(rest: str, query: str) -> MementoRequest | None:
    """From what follows PREFIX, and the request's query; None where it is no such address."""
    match = _REST.fullmatch(rest)
    if match is None:
        return None
    url = with_both_slashes(match["url"]) + (f"?{query}" if query else "")
    return MementoRequest(url, match["map"] is not None, match["time"] or "", match["form"] or "")


def path_to(url: str, digits: str = "", form: str = "") -> str:
    """The path to a page at a time of 14 digits; without one, to whichever is wanted (TimeGate);
    with TIMEMAP as the time, to the list of all times."""
    time = f"{digits}{form}/" if digits else ""
    return f"{PREFIX}{time}{quote(url.partition('#')[0], safe=_SAFE)}"
