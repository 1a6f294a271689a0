"""The day, and the place, that stand behind a document's number as its own."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAY: Final = (
    r"(?:(?P<day>\d{1,2})(?:\s{0,2}[/.-]\s{0,2}(?P<month>\d{1,2})\s{0,2}[/.-]\s{0,2}"
    r"|\s{1,2}tháng\s{1,2}(?P<of>\d{1,2})\s{1,2}năm\s{1,2})(?P<year>\d{4})(?!\d)"
    rf"|(?P<name>{'|'.join(_MONTHS)})\s(?P<english>\d{{1,2}})(?:st|nd|rd|th)?,?\s"
    r"(?P<in>\d{4})(?!\d))"
)
# Two to four words with a capital: `Phú Yên`, `TP. Hồ Chí Minh` without its TP.
_PLACE: Final = r"(?P<place>(?-i:[^\W\d_a-zđ][^\W\d_]{1,9}(?:[ ][^\W\d_a-zđ][^\W\d_]{0,9}){0,3}))"
_BEHIND: Final = re.compile(
    r"[\s,;(]{0,4}(?:được\s)?(?:ban\shành\s|ký\s|issued\s)?"
    rf"(?:tại\s{_PLACE},\s{{1,2}})?(?:ngày|dated(?:\son)?|on)\s{{1,2}}{_DAY}"
    rf"|\s{{0,2}}\((?P<bare>\d{{1,2}}/\d{{1,2}}/\d{{4}})\)"
    r"|,?\s{1,2}năm\s{1,2}(?P<alone>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
# In the head of a document the place stands before the day, on another line than the number.
_HEAD: Final = re.compile(rf"{_PLACE},\s{{1,2}}ngày\s{{1,2}}{_DAY}", re.IGNORECASE)
# Letters behind the number in which the head's place and day stand; the motto is between them.
_HEAD_LENGTH: Final = 300


class Issued(NamedTuple):
    """When and where a document was issued, as far as a text says it. `date`: ISO 8601."""

    year: int | None = None
    date: str | None = None
    place: str | None = None


def issued(text: str, end: int, *, in_head: bool) -> Issued:
    """What stands behind a number that ends at `end`. `in_head`: it is the document's own, in its
    head."""
    behind = _BEHIND.match(text, end)
    if behind is None and in_head:
        behind = _HEAD.search(text, end, end + _HEAD_LENGTH)
    if behind is None:
        return Issued()
    read = behind.groupdict()
    if read.get("alone"):
        return Issued(int(read["alone"]))
    date = _date(read)
    return Issued(date.year, date.isoformat(), read.get("place")) if date else Issued()


def _date(read: dict[str, str]) -> dt.date | None:
    if read.get("bare"):
        day, month, year = map(int, read["bare"].split("/"))
    elif read["name"]:
        day, month = int(read["english"]), _MONTHS.index(read["name"].lower()) + 1
        year = int(read["in"])
    else:
        day, month = int(read["day"]), int(read["month"] or read["of"])
        year = int(read["year"])
    try:
        return dt.date(year, month, day)
    except ValueError:  # the page prints a day that no calendar has
        return None
