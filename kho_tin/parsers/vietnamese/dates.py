"""Dates as Vietnamese sites print them, day first.

A time is one of `base.times.VIETNAM`. A date without a time of day stays a date.
"12:00 AM" is what some portals print when no time was entered: the time is then unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from kho_tin.base.text import squeeze
from kho_tin.base.times import VIETNAM, day_of
from kho_tin.parsers.model import Problem
from kho_tin.parsers.vietnamese.date_forms import (
    PrintedDate,
    find_dates,
    find_short_years,
)
from kho_tin.parsers.vietnamese.month_names import WEEKDAYS
from kho_tin.parsers.vietnamese.stamps import read_stamp

__all__ = ["PrintedDate", "date_line", "date_problems", "dated_line", "find_date", "find_dates",
           "mentions", "place_and_date", "read_iso"]  # fmt: skip

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST_LINE = 120  # characters of a line that is a date with its label; same from 60 to 240
_OTHER_LETTERS = 3  # letters beside both; same from 1 to 6
_DAYS_BEFORE = 7  # days before the fetching that may be named in the text; same from 3 to 14
# Cheap first looks: most lines have none.
_FIGURE = re.compile(r"\d")
_TWO_NUMBERS = re.compile(r"\d\D+\d\d")
_MENTION = re.compile(
    r"(?<![\d/])(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})(?!\d)"
    r"(?:\s*[/.\-]\s*(\d{4})|(?!\s?[/.\-]\s?\d))"
)


def find_date(text: str | None) -> PrintedDate | None:
    """The first date in `text`, or None."""
    if not text or not _FIGURE.search(text):
        return None
    line = squeeze(text)
    return _first(line) if len(line) <= _LONGEST_LINE else next(find_dates(line), None)


@lru_cache(maxsize=512)  # several rules look at each line of a page
def _first(line: str) -> PrintedDate | None:
    return next(find_dates(line), None)


def read_iso(value: str | None) -> str | None:
    """A machine-readable date (`datePublished` and the like) as ISO 8601 in +07:00, or None. See
    `stamps.read_stamp`."""
    stamp = read_stamp(value)
    return stamp.iso if stamp else None


_LABEL_WORDS = re.compile(
    r"\b(?:cập nhật|ngày|đăng|lúc|vào|tin|bài|xuất bản|phát hành|tạo|gửi|đăng tải|date|posted|"
    r"published|update[d]?|time|on|lượt xem|lượt đọc|số lượt|view count|views?|đã xem|xem|"
    r"thời gian|by|admin|người đăng|font size|cỡ chữ|datum|rubrik|fecha|data|erstellt|erschienen|"
    r"veröffentlicht|publié|publicado|pubblicato|gepubliceerd|geplaatst|publicerad|publisert|"
    + "|".join(sorted(WEEKDAYS.split(), key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)


def date_line(text: str) -> PrintedDate | None:
    """The date of a line that holds a date and nothing else but its label ("Ngày đăng: …"). Only
    there a year may have two figures (02/06/21), without any other letter: elsewhere that is the
    number of a document or a telephone as well."""
    if len(text) > _LONGEST_LINE or not _FIGURE.search(text):
        return None
    return _alone(text)


@lru_cache(maxsize=512)  # as `_first`: to look for the labels costs as much as for the date
def _alone(text: str) -> PrintedDate | None:
    line = squeeze(text)
    date, most = _first(line), _OTHER_LETTERS
    if date is None and _TWO_NUMBERS.search(line):
        date, most = next(find_short_years(line), None), 0
    if date is None:
        return None
    remainder = _LABEL_WORDS.sub(" ", line[: date.start] + " " + line[date.end :])
    return date if len(re.sub(r"[\W\d_]+", "", remainder)) <= most else None


# What stands behind the date of a line that begins with it: whose it is, or what it is about.
_BEHIND = re.compile(r"\s?(?:[|·•/–—]|\s-)\s?[^\W\d_][^\s|·•]*(?:\s[^\W\d_][^\s|·•]*){0,2}$")
# Characters behind the date that may be this: the sign, and three words of some length; the tests
# hold from 20 to 80.
_LONGEST_BEHIND = 40


# And what stands before one that ends: "Lê An | Tuy Hòa | 02/06/2021". Each name has 40 characters
# at most, as what stands behind; the tests hold from 20 to 80.
_BEFORE = re.compile(r"(?:[^\W\d_][^|•\d]{1,39}[|•]\s?){1,2}$")


def dated_line(text: str) -> PrintedDate | None:
    """The date of a line that holds, behind a sign, a name or a subject of three words at most
    ("02.06.2021, 08:30 | Lê An", "02.06.2021 - Kinh tế"), or one or two before it."""
    line = squeeze(text) if len(text) <= _LONGEST_LINE else ""
    date = find_date(line)
    if date is None or len(line) - date.end > _LONGEST_BEHIND:
        return None
    if _BEFORE.fullmatch(line, 0, date.start) and not re.search(r"\w", line[date.end :]):
        return date
    labels = _LABEL_WORDS.sub(" ", line[: date.start])
    return date if _BEHIND.match(line, date.end) and not re.search(r"[^\W\d_]", labels) else None


# The place of an office, before the date of what it writes: "Tuy Hòa, ngày …".
_PLACE = re.compile(r"\(?(?:[^\W\d_]+ ){0,4}[^\W\d_]+, ?$")


def place_and_date(text: str) -> PrintedDate | None:
    """The date of a line that holds a place, written large, and a date ("Tuy Hòa, ngày 2 tháng 6
    năm 2021")."""
    line = squeeze(text) if len(text) <= _LONGEST_LINE else ""
    date = find_date(line)
    if date is None or re.search(r"\w", line[date.end :]):
        return None
    before = line[: date.start]
    is_place = _PLACE.match(before) and all(word[:1].isupper() for word in before.split())
    return date if is_place else None


def mentions(text: str, day: dt.date, days_before: int = 0) -> bool:
    """Whether `text` names `day`, or one of so many days before it (less than a year), with or
    without its year: "2/6", "02/06/2021", "2 tháng 6"."""
    days = [day - dt.timedelta(days=before) for before in range(days_before + 1)]
    years = {(each.day, each.month): each.year for each in days}
    return any(
        (year := years.get((int(figure), int(month)))) and int(written or year) == year
        for figure, month, written in _MENTION.findall(text)
    )


def date_problems(published: str, text: str, fetched_at: dt.datetime | None) -> list[Problem]:
    """What is doubtful in `published` (ISO 8601), given the article's own `text`.

    Some portals print today's date for an article that has none. So a date that is the day of
    fetching must be confirmed: by a time of day, or by that day or one of the week before in the
    text.
    """
    if fetched_at is None:
        return []
    today = fetched_at.astimezone(VIETNAM).date()
    day = dt.date.fromisoformat(day_of(published))
    if day > today:
        return [Problem("doubtful_date", f"{published} is after the day of fetching, {today}")]
    if day < today or len(published) > 10:
        return []
    if mentions(text, today, _DAYS_BEFORE):
        return []
    message = f"{published} is the day of fetching, and nothing else on the page speaks for it"
    return [Problem("doubtful_date", message)]
