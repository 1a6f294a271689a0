"""Dates as Vietnamese sites print them, day first.

A time is one of `base.times.VIETNAM`. A date without a time of day stays a date.
"12:00 AM" is what some portals print when no time was entered: the time is then unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kho_tin.base.text import squeeze
from kho_tin.base.times import VIETNAM, VIETNAM_OFFSET
from kho_tin.parsers.model import Problem

# Years outside of these are typing errors or placeholders.
_FIRST_YEAR, _LAST_YEAR = 1945, 2199
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST_LINE = 120  # characters of a line that is a date with its label; same from 60 to 240
_OTHER_LETTERS = 3  # letters beside both; same from 1 to 6
_DAYS_BEFORE = 7  # days before the fetching that may be named in the text


@dataclass(frozen=True)
class PrintedDate:
    """A date found in a text: ISO 8601, the words it was printed in, and where they stand.

    `printed` holds the weekday, "Ngày" and the zone when they are part of the date, and not the
    label before it ("Cập nhật lúc:", "Ngày đăng").
    """

    iso: str
    printed: str
    start: int
    end: int

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.iso[:10])

    @property
    def has_time(self) -> bool:
        return len(self.iso) > 10


# For squeezed text, without two blanks in a row: runs of blanks can be split in many ways.
_WEEKDAY = r"(?:(?:thứ\s?(?:[2-7]|hai|ba|tư|năm|sáu|bảy|bẩy)|chủ\s?nhật|cn)\b[\s,.\-–|]*)"
_ENGLISH_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[\s,.]*)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NUMERIC = r"(?P<d1>\d{1,2})\s?[/.\-–]\s?(?P<m1>\d{1,2})\s?[/.\-–]\s?(?P<y1>\d{4})(?!\d|[/\-]\d)"
_ISO = r"(?P<y2>\d{4})[\-/.](?P<m2>\d{1,2})[\-/.](?P<d2>\d{1,2})(?!\d|[/\-]\d)"
_WORDS = (
    r"(?P<d3>\d{1,2})\s?(?:tháng|[/\-])\s?(?P<m3>\d{1,2})\s?,?\s?năm\s?(?P<y3>\d{4})(?!\d)"
    r"|(?P<d4>\d{1,2})\s?tháng\s?(?P<m4>\d{1,2})\s?[,/\-]?\s?(?P<y4>\d{4})(?!\d)"
)
_ENGLISH = (
    rf"(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<n5>{_MONTH_NAME}),?\s(?P<y5>\d{{4}})"
    rf"|(?P<n6>{_MONTH_NAME})\s(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y6>\d{{4}})"
)
_DATE = (
    rf"(?:{_WEEKDAY}|{_ENGLISH_DAY})?(?P<label>(?:đăng|tạo|gửi|nhật|xuất\sbản)\s?:?\s)?"
    rf"(?P<ngay>ngày\s?:?\s?)?(?P<core>{_NUMERIC}|{_ISO}|{_WORDS}|{_ENGLISH})"
)
_HALF = r"(?:\s?(?P<{0}half>[ap]\.?m\b\.?|sa\b|ch\b|sáng|chiều|tối|trưa))?"
_TIME = (
    r"(?P<{0}h>\d{{1,2}})\s?(?::|giờ|h|g)\s?(?P<{0}m>\d{{2}})(?:\s?(?::|phút|ph|')\s?"
    r"(?P<{0}s>\d{{2}})?)?(?:\.\d+)?(?!\d)" + _HALF
)
_BETWEEN = r"(?:[\s,|\-–—•·;]|\blúc\b|\bvào\b|\bhồi\b|\bat\b|\(|t(?=\d))*"
_ZONE = r"(?P<zone>\s?(?:\(\s?)?(?:gmt|utc)\s?\+\s?0?7(?::?00)?\s?\)?)?"
_PRINTED = re.compile(
    rf"(?<![\d/.\-])(?:{_TIME.format('b')}{_ZONE.replace('zone', 'bzone')}{_BETWEEN})?"
    rf"(?<![\d/])(?P<date>{_DATE})(?:{_BETWEEN}{_TIME.format('a')}{_ZONE})?",
    re.IGNORECASE,
)
_QUICK = re.compile(r"\d{4}")


def find_dates(text: str) -> Iterator[PrintedDate]:
    """Every date with day, month and year in `text` (squeezed, NFC), in order."""
    if not _QUICK.search(text):
        return
    position = 0
    while match := _PRINTED.search(text, position):
        printed = _printed(match)
        if printed is None:
            position = max(match.start("core") + 1, match.start() + 1)
            continue
        yield printed
        position = match.end()


def find_date(text: str | None) -> PrintedDate | None:
    """The first date in `text`, or None."""
    return next(find_dates(squeeze(text)), None) if text else None


def _printed(match: re.Match[str]) -> PrintedDate | None:
    part = match.groupdict()
    numbers = next(
        (part[f"y{n}"], part.get(f"m{n}") or _month(part[f"n{n}"]), part[f"d{n}"])
        for n in range(1, 7)
        if part[f"y{n}"]
    )
    try:
        day = dt.date(*(int(number) for number in numbers))
    except ValueError:
        return None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    start, end = match.start("date"), match.end()
    if part["label"]:
        start = match.start("core")
    prefix = "a"
    if part["bh"] and not part["ah"]:
        prefix, start = "b", match.start()
    elif part["bh"]:
        start = match.start("date") if not part["label"] else start
    iso = day.isoformat()
    if part[f"{prefix}h"]:
        time = _time(*(part[f"{prefix}{name}"] for name in ("h", "m", "s", "half")))
        if time is None:
            end = match.end("date") if prefix == "a" else end
            start = match.start("date") if prefix == "b" else start
        elif time:
            iso = f"{iso}T{time}{VIETNAM_OFFSET}"
    return PrintedDate(iso, match.string[start:end].strip(" ,|-–—"), start, end)


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


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


def read_iso(value: str | None) -> str | None:
    """A machine-readable date (`datePublished` and the like) as ISO 8601 in +07:00, or None."""
    if not value:
        return None
    value = value.strip()
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        date = find_date(value)
        return date.iso if date else None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None  # "0001-01-01" is what some sites write for no date
    if len(value) == 10:
        return moment.date().isoformat()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    moment = moment.astimezone(VIETNAM).replace(microsecond=0)
    return moment.isoformat() if moment.second else moment.isoformat(timespec="minutes")


_LABEL_WORDS = re.compile(
    r"\b(?:cập nhật|ngày|đăng|lúc|vào|tin|bài|xuất bản|phát hành|tạo|gửi|đăng tải|date|posted|"
    r"published|update[d]?|time|on|lượt xem|lượt đọc|số lượt|view count|views?|đã xem|xem|"
    r"thời gian|by|admin|người đăng|font size|cỡ chữ)\b",
    re.IGNORECASE,
)


def date_line(text: str) -> PrintedDate | None:
    """The date of a line that holds a date and nothing else but its label ("Ngày đăng: …")."""
    if len(text) > _LONGEST_LINE:
        return None
    date = find_date(text)
    if date is None:
        return None
    line = squeeze(text)
    remainder = _LABEL_WORDS.sub(" ", line[: date.start] + " " + line[date.end :])
    return date if len(re.sub(r"[\W\d_]+", "", remainder)) <= _OTHER_LETTERS else None


def mentions(text: str, day: dt.date) -> bool:
    """Whether `text` names `day`, with or without its year: "2/6", "02/06/2021", "2 tháng 6"."""
    pattern = (
        rf"(?<![\d/])0?{day.day}\s*(?:[/.\-]|tháng)\s*0?{day.month}(?!\d)"
        rf"(?:\s*(?:[/.\-]|năm)\s*{day.year}|(?!\s?[/.\-]\s?\d))"
    )
    return re.search(pattern, text) is not None


def date_problems(published: str, text: str, fetched_at: dt.datetime | None) -> list[Problem]:
    """What is doubtful in `published` (ISO 8601), given the article's own `text`.

    Some portals print today's date for an article that has none. So a date that is the day of
    fetching must be confirmed: by a time of day, or by that day or one of the week before in the
    text.
    """
    if fetched_at is None:
        return []
    today = fetched_at.astimezone(VIETNAM).date()
    day = dt.date.fromisoformat(published[:10])
    if day > today:
        return [Problem("doubtful_date", f"{published} is after the day of fetching, {today}")]
    if day < today or len(published) > 10:
        return []
    if any(mentions(text, today - dt.timedelta(days=days)) for days in range(_DAYS_BEFORE + 1)):
        return []
    message = f"{published} is the day of fetching, and nothing else on the page speaks for it"
    return [Problem("doubtful_date", message)]
