"""The interface's two languages: which one a reader gets, and how it writes dates and numbers.

Babel writes them, from CLDR. Vietnamese dates have the form that is usual on documents in Việt Nam,
02/06/2021, where CLDR has 2/6/21 and 2 thg 6, 2021. English is that of Britain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal
from urllib.parse import quote

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from kho_tin.base.times import VIETNAM
from kho_tin.outcome.catalogue import in_language, problem_in_language
from kho_tin.registers.kinds import BY_CODE
from kho_tin.web.words import WORDS

LANGUAGES: Final = ("vi", "en")
COOKIE: Final = "kho_tin_lang"
# On a table's page Datasette takes a name without underscore for a column, and finds no row.
PARAMETERS: Final = ("lang", "_lang")
_LOCALES: Final = {"vi": "vi", "en": "en_GB"}
# A day, and a day with its time: https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns
_DAY: Final = {"vi": "dd/MM/y", "en": "d MMMM y"}
_MOMENT: Final = {"vi": "HH:mm dd/MM/y", "en": "d MMMM y, HH:mm"}

# The language of the request that is being answered, for what Datasette has us show without it.
_CURRENT: ContextVar[str] = ContextVar("kho_tin_language", default=LANGUAGES[0])
REMEMBERED: Final = 4096  # numbers, days and months, as they were written


def choose(parameter: str | None, cookie: str | None, accepted: str | None) -> str:
    """`?lang=` before the cookie before the browser's Accept-Language; Vietnamese otherwise."""
    for code in (parameter, cookie):
        if code in LANGUAGES:
            return code
    return negotiate_locale(_preferred(accepted or ""), LANGUAGES, sep="-") or LANGUAGES[0]


def _preferred(accepted: str) -> list[str]:
    """The languages of an Accept-Language, the most wanted first (RFC 9110, 12.5.4)."""
    weights: list[tuple[float, str]] = []
    for part in accepted.split(","):
        name, _, rest = part.partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            continue
        if weight > 0:
            weights.append((weight, name.strip().lower()))
    return [name for _, name in sorted(weights, key=lambda pair: -pair[0])]


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(_LOCALES[code])


# Babel takes 0.1 ms for each, and a page of results has dozens, the same ones on many pages.
@lru_cache(maxsize=REMEMBERED)
def _number(code: str, value: int) -> str:
    return format_decimal(value, locale=_locale(code))


@lru_cache(maxsize=REMEMBERED)
def _date(code: str, text: str) -> str | None:
    locale = _locale(code)
    try:
        if "T" not in text:
            return format_date(dt.date.fromisoformat(text), _DAY[code], locale)
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return None
    return format_datetime(moment, _MOMENT[code], locale=locale)


@lru_cache(maxsize=REMEMBERED)
def _time(code: str, text: str) -> Markup:
    shown = _date(code, text)
    if shown is None:
        return escape(text)
    return Markup('<time datetime="{}">{}</time>').format(text, shown)


@lru_cache(maxsize=REMEMBERED)
def _month(code: str, text: str, *, alone: bool = False) -> str:
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return text
    locale = _locale(code)
    shown = (
        format_date(first, "LLLL", locale)
        if alone
        else format_skeleton("yMMMM", first, locale=locale)
    )
    return shown[:1].upper() + shown[1:]


@dataclass(frozen=True)
class Language:
    """One of the two, as templates use it."""

    code: str

    @property
    def other(self) -> str:
        return LANGUAGES[1 - LANGUAGES.index(self.code)]

    @property
    def other_name(self) -> str:
        """What the other language is called in itself."""
        return str(_locale(self.other).get_language_name())

    def kind(self, code: str | None) -> str:
        """The name of a kind of documents; empty where it is not known."""
        if code is None:
            return ""
        kind = BY_CODE[code]
        return kind.vietnamese if self.code == "vi" else kind.english

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key`, in the form for `n` where they differ by it. Raises KeyError.

        Numbers are written as the language writes them. If a value is Markup, as a date is, so is
        the result, and all else in it is escaped.
        """
        words = WORDS[key]
        n = values.get("n")
        is_one = isinstance(n, int) and _locale(self.code).plural_form(n) == "one"
        text = words[0] if self.code == "vi" else words[1 if is_one else -1]
        shown = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        if any(isinstance(value, Markup) for value in values.values()):
            return escape(text).format(**shown)
        return text.format(**shown) if values else text

    def reason(self, text: str) -> str:
        """Why a run was not well, which is on record in English."""
        return in_language(text, "vi" if self.code == "vi" else "en")

    def problem(self, message: str) -> str:
        """What is wrong with a page, which is on record in English."""
        return problem_in_language(message, "vi" if self.code == "vi" else "en")

    def number(self, value: int) -> str:
        """1.234 in Vietnamese, 1,234 in English."""
        return _number(self.code, value)

    def date(self, text: str | None) -> Markup:
        """A date or time of the archive as a `<time>`: 02/06/2021, or 2 June 2021.

        UTC (`…Z`) is shown as Vietnamese time; what is no date is shown as it is.
        """
        return _time(self.code, text) if text else escape(self("no_date"))

    def plain_date(self, text: str) -> str | None:
        """As `date`, without the element. None where `text` is no date."""
        return _date(self.code, text)

    def month(self, text: str) -> str:
        """A month of the archive (`2021-06`): Tháng 6 năm 2021, or June 2021. What is no month is
        given back as it is."""
        return _month(self.code, text)

    def month_alone(self, text: str) -> str:
        """The same without its year: Tháng 6, or June."""
        return _month(self.code, text, alone=True)

    def bytes(self, size: int) -> str:
        """A file's size, to a place after the point above a kilobyte."""
        value, units = float(size), ["byte", "KB", "MB", "GB"]
        while value >= 1000 and len(units) > 1:
            value /= 1000
            units.pop(0)
        form = "#,##0" if units[0] == "byte" else "#,##0.0"
        return f"{format_decimal(value, form, _locale(self.code))} {units[0]}"


def of(request: object) -> Language:
    """The language of a request of Datasette's; Vietnamese without one."""
    if request is None:
        return Language(LANGUAGES[0])
    arguments: Mapping[str, str] = request.args  # type: ignore[attr-defined]
    return Language(
        choose(
            next(filter(None, map(arguments.get, PARAMETERS)), None),
            request.cookies.get(COOKIE),  # type: ignore[attr-defined]
            request.headers.get("accept-language"),  # type: ignore[attr-defined]
        )
    )


def enter(request: object) -> None:
    """Note the language of a request: `current` gives it while it is answered."""
    _CURRENT.set(of(request).code)


def current() -> Literal["vi", "en"]:
    """The code of the language of the request that is being answered."""
    return "en" if _CURRENT.get() == "en" else "vi"


def cookie(query_string: bytes, path: str) -> str | None:
    """The Set-Cookie header of a request whose address has `lang=vi` or `_lang=en`, say."""
    for part in query_string.decode("latin-1").split("&"):
        name, _, value = part.partition("=")
        if name in PARAMETERS and value in LANGUAGES:
            year = 365 * 24 * 3600
            return f"{COOKIE}={value}; Max-Age={year}; Path={quote(path)}; SameSite=Lax"
    return None
