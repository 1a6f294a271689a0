"""The forms in which dates are printed, and what one of them says.

Squeezed text is expected, without two blanks in a row: runs of blanks can be split in many ways.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from kho_tin.base.times import VIETNAM, day_of
from kho_tin.parsers.vietnamese.month_names import VIETNAMESE_MONTHS, month_of

Order = Literal["day", "month"]  # what stands first in a date of three figures
Shown = Literal["day", "month", "open"]  # what a printed date shows; "open": it may be either
# How a date of three figures is written. "american": with AM or PM and seconds, a month or day of
# one figure and nothing filled up with zeros, as .NET prints it by default (6/3/2016 10:09:02 AM).
# "clock": the same with two figures each, which others print as well (10/11/2016 10:09:02 AM).
# "unpadded": what else that culture might have printed (6/3/2016).
Form = Literal["american", "clock", "unpadded", "plain"]

# Years outside of these are typing errors or placeholders.
FIRST_YEAR, LAST_YEAR = 1945, 2199
# Two figures of a year as POSIX has it (strptime, %y): 69 to 99 are of the last century.
_PIVOT = 69

_SUNDAY = 6  # Monday is 0, as in `datetime.date.weekday`
# Days by their figure or name.
_DAYS: Final = {
    **{name: day for day, name in enumerate(("2", "3", "4", "5", "6", "7"))},
    "hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
# Hours from UTC, for the names of RFC 5322 (4.3) and those that sites print beside them. What may
# be two zones (IST, BST) is not here.
ZONES: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "ict": 7, "wib": 7, "est": -5, "edt": -4, "cst": -6,
    "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "sgt": 8, "hkt": 8, "jst": 9, "kst": 9,
}  # fmt: skip

_WEEKDAY = (
    r"(?:(?:thứ\s?(?P<thu>[2-7]|hai|ba|tư|năm|sáu|bảy|bẩy)|(?P<cn>chủ\s?nhật|cn))\b[\s,.\-–|]*)"
)
_ENGLISH_DAY = r"(?:(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b[\s,.]*)"
_MONTH = (
    r"(?:\d{1,2}|" + "|".join(sorted(VIETNAMESE_MONTHS, key=len, reverse=True)).replace(" ", r"\s")
    + r")(?![^\W_])"
)  # fmt: skip
_NAME = r"(?<![^\W_])[^\W\d_]{2,12}\.?"
_NUMERIC = (
    r"(?P<d1>\d{{1,2}})\s?(?P<by>[/.\-–])\s?(?P<m1>\d{{1,2}})\s?[/.\-–]\s?(?P<y1>\d{{{year}}})"
    r"(?!\d|[/\-]\d)"
)
_ISO = r"(?P<y2>\d{4})[\-/.](?P<m2>\d{1,2})[\-/.](?P<d2>\d{1,2})(?!\d|[/\-]\d)"
_IN_A_YEAR = r"(?-i:năm)\s?\d"  # "trong 11 tháng năm 2019": months of that year, and not May
_WORDS = (
    rf"(?P<d3>\d{{1,2}})\s?(?:tháng|[/\-])\s?(?P<m3>{_MONTH})\s?,?\s?năm\s?(?P<y3>\d{{4}})(?!\d)"
    rf"|(?P<d4>\d{{1,2}})\s?(?:tháng|thg|th)\.?\s?(?!{_IN_A_YEAR})(?P<m4>{_MONTH})\s?[,/\-]?\s?(?P<y4>\d{{4}})(?!\d)"
    rf"|\b(?:tháng|thg|th)\.?\s?(?P<m5>{_MONTH})\s(?P<d5>\d{{1,2}}),?\s(?:năm\s)?(?P<y5>\d{{4}})(?!\d)"
)
_NAMED = (
    r"(?P<d6>\d{1,2})(?:st|nd|rd|th|er|º|ª)?\.?(?:\s(?:of\s|de\s|d[’'])?|[\-/.])"
    r"(?P<m6>[^\W\d_]{2,12}\.?)(?:,?\s(?:de\s|del\s)?|[\-/.])(?P<y6>\d{4}|(?<=-)\d\d)(?!\d)"
    rf"|(?P<m7>{_NAME})\s(?P<d7>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y7>\d{{4}})(?!\d)"
    rf"|(?P<y8>\d{{4}})\.?\s(?:m\.\s)?(?P<m8>{_NAME})\s(?P<d8>\d{{1,2}})(?!\d)"
    r"|(?P<y9>\d{4})\s?[年년]\s?(?P<m9>\d{1,2})\s?[月월]\s?(?P<d9>\d{1,2})\s?[日일]"
)
_FORMS = range(1, 10)  # the numbers of the groups above: d1, m1, y1 up to d9, m9, y9
_DATE = (
    rf"(?:{_WEEKDAY}|{_ENGLISH_DAY})?(?P<label>(?:đăng|tạo|gửi|nhật|xuất\sbản)\s?:?\s)?"
    rf"(?P<ngay>ngày\s?:?\s?)?(?P<core>{_NUMERIC}|"
    + f"{_ISO}|{_WORDS}|{_NAMED})".replace("{", "{{").replace("}", "}}")
)
_HALF = r"(?:\s?(?P<{0}half>[ap]\.?m\b\.?|sa\b|ch\b|sáng|chiều|tối|trưa))?"
_TIME = (
    r"(?P<{0}h>\d{{1,2}})\s?(?::|giờ|h|g)\s?(?P<{0}m>\d{{2}})(?:\s?(?::|phút|ph|')\s?"
    r"(?P<{0}s>\d{{2}})?)?(?:\.\d+)?(?!\d)" + _HALF
)
_BETWEEN = r"(?:[\s,|\-–—•·;]|\blúc\b|\bvào\b|\bhồi\b|\bat\b|\(|(?:ict|t)(?=\d))*"
_ZONE = (
    r"(?P<{0}zone>\s?\(?\s?(?:(?:gmt|utc)\s?[+\-]\s?\d{{1,2}}(?::?\d{{2}})?|[+\-]\d\d:?\d\d(?![\d:])"
    rf"|(?:{'|'.join(sorted(ZONES, key=len, reverse=True))})\b)\s?\)?)?"
)


def _pattern(year: str) -> re.Pattern[str]:
    """The pattern of a printed date; `year` is how many figures it has (`4`, `2`)."""
    return re.compile(
        # It begins with a figure or a word ("KCN 2/6/2021" is no Sunday, "CN 2/6/2021" is one);
        # that is seen in a third of the time that the rest takes to fail at a letter within one.
        rf"(?=\d|\b\w)(?<![\d/.\-])(?:{_TIME.format('b')}{_ZONE.format('b')}{_BETWEEN})?"
        rf"(?<![\d/])(?P<date>{_DATE.format(year=year)})"
        rf"(?:{_BETWEEN}{_TIME.format('a')}{_ZONE.format('a')})?",
        re.IGNORECASE,
    )


_WHOLE_YEAR = _pattern("4")
_SHORT_YEAR = _pattern("2")
_QUICK = re.compile(r"\d{4}|-\d\d(?!\d)")
_BARE_OFFSET = re.compile(r"[\s(]*[+\-]")
_OFFSET = re.compile(r"([+\-])\s?(\d{1,2}):?(\d\d)?")


@dataclass(frozen=True)
class PrintedDate:
    """A date found in a text: ISO 8601, the words it was printed in, and where they stand.

    `printed` holds the weekday, "Ngày" and the zone when they are part of the date, and not the
    label before it ("Cập nhật lúc:", "Ngày đăng"). A time in another zone is converted to +07:00
    in `iso`; `local` leaves it in its own.

    `iso` is read day first, as in Việt Nam, where nothing in the date speaks against it. `other` is
    then what it says month first, if that is a day, too: the date alone settles nothing. `order`
    is what the date itself shows: by a figure above 12, or by the weekday printed beside it.
    `form` is how it speaks for the other order: see `Form`.
    """

    iso: str
    printed: str
    start: int
    end: int
    local: str = ""
    other: PrintedDate | None = None
    order: Order | None = None
    form: Form = "plain"

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(day_of(self.iso))

    @property
    def has_time(self) -> bool:
        return len(self.iso) > 10


def find_dates(text: str) -> Iterator[PrintedDate]:
    """Every date with day, month and year in `text` (squeezed, NFC), in order."""
    return _find(_WHOLE_YEAR, text) if _QUICK.search(text) else iter(())


def find_short_years(text: str) -> Iterator[PrintedDate]:
    """The same for years of two figures, which other numbers look like, too."""
    return _find(_SHORT_YEAR, text)


def _find(pattern: re.Pattern[str], text: str) -> Iterator[PrintedDate]:
    position = 0
    while match := pattern.search(text, position):
        printed = _printed(match)
        if printed is None:
            position = max(match.start("core") + 1, match.start() + 1)
            continue
        yield printed
        position = match.end()


def _printed(match: re.Match[str]) -> PrintedDate | None:
    """What a match of one of the patterns says; None where that is no day or out of range."""
    part = match.groupdict()
    form = next(n for n in _FORMS if part[f"y{n}"])
    year, month = _year(part[f"y{form}"]), month_of(part[f"m{form}"])
    figure = int(part[f"d{form}"])
    if month is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    day, swapped, order = _day(year, month, figure), None, None
    if form == 1 and part["by"] != ".":  # no culture prints the month first before a dot
        day, swapped, order = _by_its_order(day, _day(year, figure, month), _weekday(part))
    if day is None:
        return None
    start, end = match.start("date"), match.end()
    if part["label"]:
        start = match.start("core")
    prefix = "a"
    if part["bh"] and not part["ah"]:
        prefix, start = "b", match.start()
    elif part["bh"]:
        start = match.start("date") if not part["label"] else start
    time, zone = None, None
    if part[f"{prefix}h"]:
        time = _time(*(part[f"{prefix}{name}"] for name in ("h", "m", "s", "half")))
        zone = part[f"{prefix}zone"]
        if zone and not part[f"{prefix}s"] and _BARE_OFFSET.match(zone):
            zone = None  # "08:30-10:00" is from one time to another
            end = match.start(f"{prefix}zone") if prefix == "a" else end
        if time is None:
            end = match.end("date") if prefix == "a" else end
            start = match.start("date") if prefix == "b" else start
    text = match.string[start:end].strip(" ,|-–—")
    form_of = _form(part, prefix) if form == 1 else "plain"
    iso, local = _moment(day, time, zone)
    other = None
    if swapped:
        other = _dated(_moment(swapped, time, zone), text, start, end)
    return PrintedDate(iso, text, start, end, local, other, order, form_of)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(figures: str) -> int:
    if len(figures) == 4:
        return int(figures)
    return int(figures) + (1900 if int(figures) >= _PIVOT else 2000)


def _weekday(part: dict[str, str | None]) -> int | None:
    if part["cn"]:
        return _SUNDAY
    name = part["thu"] or part["english"]
    return _DAYS[name.lower()] if name else None


def _by_its_order(
    day_first: dt.date | None, month_first: dt.date | None, weekday: int | None
) -> tuple[dt.date | None, dt.date | None, Order | None]:
    """The day, the other one it may be, and the order that the date itself shows."""
    if day_first == month_first:
        return day_first, None, None
    if day_first is None or month_first is None:
        return day_first or month_first, None, "day" if day_first else "month"
    fits = [weekday == day.weekday() for day in (day_first, month_first)]
    if fits == [True, False]:
        return day_first, None, "day"
    if fits == [False, True]:
        return month_first, None, "month"
    return day_first, month_first, None


def _moment(day: dt.date, time: str | None, zone: str | None) -> tuple[str, str]:
    """ISO 8601 in +07:00, and in the zone that is printed."""
    if not time:
        return day.isoformat(), day.isoformat()
    of = _zone(zone) if zone else VIETNAM
    precision = "seconds" if len(time) > len("00:00") else "minutes"
    moment = dt.datetime.fromisoformat(f"{day.isoformat()}T{time}").replace(tzinfo=of)
    return (
        moment.astimezone(VIETNAM).isoformat(timespec=precision),
        moment.isoformat(timespec=precision),
    )


def _zone(printed: str) -> dt.timezone:
    if offset := _OFFSET.search(printed):
        sign, hours, minutes = offset.groups()
        # `timezone` takes less than 24 hours; what a page prints may be more.
        away = dt.timedelta(hours=min(int(hours), 23), minutes=min(int(minutes or 0), 59))
        return dt.timezone(-away if sign == "-" else away)
    return dt.timezone(dt.timedelta(hours=ZONES[printed.strip(" ()").lower()]))


def _dated(moment: tuple[str, str], text: str, start: int, end: int) -> PrintedDate:
    return PrintedDate(moment[0], text, start, end, moment[1])


def _form(part: dict[str, str | None], prefix: str) -> Form:
    if part["by"] != "/":
        return "plain"
    half = (part[f"{prefix}half"] or "").lower() in ("am", "pm")
    figures = [part["d1"] or "", part["m1"] or ""]
    hour = part[f"{prefix}h"]
    if any(figure.startswith("0") for figure in figures) or bool(hour) != half:
        return "plain"
    is_short = any(len(figure) == 1 for figure in figures)
    if hour and part[f"{prefix}s"] and not hour.startswith("0"):
        return "american" if is_short else "clock"
    return "unpadded" if is_short else "plain"


def _time(hours: str, minutes: str, seconds: str | None, half: str | None) -> str | None:
    """ "HH:MM" or "HH:MM:SS"; "" for a time that says "unknown"; None for no time at all."""
    hour, minute = int(hours), int(minutes)
    half = (half or "").lower().replace(".", "")
    if half in ("pm", "ch", "chiều", "tối"):
        hour = hour + 12 if hour < 12 else hour
    elif half in ("am", "sa", "sáng") and hour == 12:
        if minute == 0 and int(seconds or 0) == 0:
            return ""
        hour = 0
    if hour > 23 or minute > 59 or int(seconds or 0) > 59:
        return None
    return f"{hour:02}:{minute:02}" + (f":{seconds}" if seconds else "")
