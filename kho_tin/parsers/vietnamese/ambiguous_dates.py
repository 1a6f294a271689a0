"""Which day a date like 6/3/2016 is, by all that speaks for one of its readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kho_tin.base.times import VIETNAM, day_of
from kho_tin.parsers.vietnamese.date_forms import Order, PrintedDate
from kho_tin.parsers.vietnamese.dates import mentions

# Days before publication on which what is reported may have happened; same from 3 to 14.
_DAYS_BEFORE = 7


@dataclass(frozen=True)
class DateEvidence:
    """What a page, its site and its fetching say of its dates.

    `stamps` are days of its metadata (YYYY-MM-DD), `site` the order in its site's profile, `page`
    the orders of the dates printed on it outside of the article's text, which people type in an
    order of their own. `fetched` is when it was fetched (aware); `text` is the article's. `usual`
    is the order of its language and country; None where both are usual.
    """

    stamps: Collection[str] = ()
    site: Order | None = None
    page: Collection[Order] = ()
    fetched: dt.datetime | None = None
    text: str = ""
    usual: Order | None = "day"


@dataclass(frozen=True)
class Settled:
    """A date with one reading. `by` is what settled it; `doubt` says in a line what else it may
    be, where nothing did: it is then a guess."""

    date: PrintedDate
    by: str = "form"
    doubt: str | None = None


def settle(date: PrintedDate, evidence: DateEvidence) -> Settled:
    """The reading of a printed date for which something speaks, else the likeliest, with a doubt.

    A doubtful date has a value all the same: an article without any would not be stored, and
    would be lost.
    """
    if date.other is None:
        return Settled(date)
    for by, order in (
        ("stamp", _by_stamps(date, date.other, evidence.stamps)),
        ("site", evidence.site),
        ("fetching", _by_fetching(date, date.other, evidence.fetched)),
        ("page", next(iter(evidence.page)) if len(set(evidence.page)) == 1 else None),
    ):
        if order:
            return Settled(_reading(date, order), by)
    spoken = _by_text(date, date.other, evidence.text)
    if spoken == "day" and date.form != "american":
        return Settled(date, "text")
    usual = "month" if date.form == "american" else evidence.usual
    is_clear = evidence.usual and date.form == "plain" and spoken is None
    if is_clear or (usual and spoken == usual):
        return Settled(_reading(date, usual or "day"), "text" if spoken else "usual")
    chosen = _reading(date, usual or "day")
    doubt = f"{date.printed} is {date.iso} day first and {date.other.iso} month first"
    return Settled(chosen, "guess", doubt)


def _reading(date: PrintedDate, order: Order) -> PrintedDate:
    return date.other if order == "month" and date.other else date


def _by_stamps(date: PrintedDate, other: PrintedDate, stamps: Collection[str]) -> Order | None:
    return _only(
        any(day in (day_of(each.iso), day_of(each.local)) for day in stamps)
        for each in (date, other)
    )


def _by_fetching(
    date: PrintedDate, other: PrintedDate, fetched: dt.datetime | None
) -> Order | None:
    """No page is published after it was fetched, but for a clock that is fast."""
    if fetched is None:
        return None
    latest = fetched.astimezone(VIETNAM).date() + dt.timedelta(days=1)
    return _only(each.day <= latest for each in (date, other))


def _by_text(date: PrintedDate, other: PrintedDate, text: str) -> Order | None:
    """The reading whose day, or one of the week before, is named in the text."""
    return _only(mentions(text, each.day, _DAYS_BEFORE) for each in (date, other))


def _only(fits: Iterable[bool]) -> Order | None:
    day, month = fits
    return None if day == month else "day" if day else "month"
