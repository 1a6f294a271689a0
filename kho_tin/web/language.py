"""The interface's two languages: which one a reader gets, and how it writes dates and numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from kho_tin.base.times import VIETNAM
from kho_tin.outcome.catalogue import in_language
from kho_tin.web.words import WORDS

LANGUAGES: Final = ("vi", "en")
COOKIE: Final = "kho_tin_lang"
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def choose(asked: str | None, cookie: str | None, accepted: str | None) -> str:
    """`?lang=` before the cookie before the browser's Accept-Language; Vietnamese otherwise."""
    for one in (asked, cookie):
        if one in LANGUAGES:
            return one
    best, weight = LANGUAGES[0], 0.0
    for part in (accepted or "").split(","):
        name, _, rest = part.partition(";")
        code = name.strip().lower().partition("-")[0]
        try:
            quality = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            continue
        if code in LANGUAGES and quality > weight:
            best, weight = code, quality
    return best


@dataclass(frozen=True)
class Language:
    """One of the two, as templates use it."""

    code: str

    @property
    def other(self) -> str:
        return LANGUAGES[1 - LANGUAGES.index(self.code)]

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key`; of two English forms, the first is for `n` = 1. Raises KeyError.

        HTML where a value is, as a date is; all else is then escaped.
        """
        words = WORDS[key]
        text = words[0] if self.code == "vi" else words[1 if values.get("n") == 1 else -1]
        shown = {
            name: self.number(value) if isinstance(value, int) and name == "n" else value
            for name, value in values.items()
        }
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(text).format(**shown)
        return text.format(**shown) if values else text

    def reason(self, text: str) -> str:
        """Why a run was not well, which is on record in English."""
        return in_language(text, "vi" if self.code == "vi" else "en")

    def number(self, value: int) -> str:
        """1.234 in Vietnamese, 1,234 in English."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.code == "vi" else text

    def date(self, text: str | None) -> Markup:
        """A date or time of the archive as a `<time>`: 02/06/2021, or 2 June 2021.

        UTC (`…Z`) is shown as Vietnamese time; what is no date is shown as it is.
        """
        if not text:
            return escape(self("no_date"))
        shown = self.plain_date(text)
        if shown is None:
            return escape(text)
        return Markup('<time datetime="{}">{}</time>').format(text, shown)

    def plain_date(self, text: str) -> str | None:
        """As `date`, without the element. None where `text` is no date."""
        try:
            if "T" not in text:
                return self._day(dt.date.fromisoformat(text))
            moment = dt.datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                moment = moment.astimezone(VIETNAM)
        except (ValueError, OverflowError):
            return None
        clock = f"{moment:%H:%M}"
        day = self._day(moment.date())
        return f"{clock} {day}" if self.code == "vi" else f"{day}, {clock}"

    def _day(self, day: dt.date) -> str:
        if self.code == "vi":
            return f"{day:%d/%m/%Y}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def bytes(self, size: int) -> str:
        """A file's size, to a place after the point above a kilobyte."""
        value, units = float(size), ["byte", "KB", "MB", "GB"]
        while value >= 1000 and len(units) > 1:
            value /= 1000
            units.pop(0)
        unit = units[0]
        text = f"{value:.0f}" if unit == "byte" else f"{value:.1f}"
        return f"{text.replace('.', ',') if self.code == 'vi' else text} {unit}"


def of(request: object) -> Language:
    """The language of a request of Datasette's; Vietnamese without one."""
    if request is None:
        return Language(LANGUAGES[0])
    arguments: Mapping[str, str] = request.args  # type: ignore[attr-defined]
    return Language(
        choose(
            arguments.get("lang"),
            request.cookies.get(COOKIE),  # type: ignore[attr-defined]
            request.headers.get("accept-language"),  # type: ignore[attr-defined]
        )
    )


def cookie(query_string: bytes, path: str) -> str | None:
    """The Set-Cookie header of a request whose address has `lang=vi` or `lang=en`."""
    for part in query_string.decode("latin-1").split("&"):
        name, _, value = part.partition("=")
        if name == "lang" and value in LANGUAGES:
            year = 365 * 24 * 3600
            return f"{COOKIE}={value}; Max-Age={year}; Path={quote(path)}; SameSite=Lax"
    return None
