"""Whether a site prints the day or the month first: a profile, learnt from the dates of a run.

Vietnamese sites print the day first; servers with American settings the month. A page alone often
shows neither, and the dates of a site together nearly always do. The profile is an input of
reading: see docs/architecture.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from kho_tin.base.times import day_of
from kho_tin.parsers.vietnamese.date_forms import Order, PrintedDate, Shown
from kho_tin.parsers.vietnamese.dates import date_line, find_date

EvidenceKind = Literal["figures", "weekdays", "stamps", "ids"]

_LEAST = 2  # dates that show an order, before it is believed: one alone may be mistyped
_MOST_AGAINST = 0.1  # and the share of those that show the other: a mistyped one in ten
_MONTHS = 12  # of a year
# The number in an identity. Fifteen digits bound it: the milliseconds since 1970 have thirteen.
_NUMBER = re.compile(r"\d{1,15}")


@dataclass(frozen=True, slots=True)
class DateSample:
    """A date that a run read: when its page was fetched (UTC, `…Z`), as it is printed, what it
    shows (see `Article.date_order`), the number in the article's identity, its page's address."""

    at: str
    printed: str
    shown: Shown
    number: int | None = None
    url: str = ""

    @classmethod
    def of(cls, at: str, printed: str, shown: Shown, identity: str, url: str) -> Self:
        """The sample of an article; the last number in its identity counts."""
        numbers = _NUMBER.findall(identity)
        return cls(at, printed, shown, int(numbers[-1]) if numbers else None, url)


@dataclass(frozen=True)
class DateOrder:
    """An order of day and month, since when (UTC, `…Z`, of the first page that shows it), and how
    many dates show it, by what."""

    order: Order
    since: str
    evidence: Mapping[str, int]


@dataclass(frozen=True)
class DateProfile:
    """The orders that a site had, the earliest first."""

    periods: tuple[DateOrder, ...]

    def at(self, fetched_at: str) -> Order:
        """The order of a page by when it was fetched (UTC, `…Z`); before the first, that one."""
        since = [period for period in self.periods if period.since <= fetched_at]
        return (since or self.periods[:1])[-1].order

    def as_json(self) -> dict[str, Any]:
        """Plain data, for a journal."""
        return {
            "periods": [
                {"order": each.order, "since": each.since, "evidence": dict(each.evidence)}
                for each in self.periods
            ]
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self | None:
        """The inverse of `as_json`; None for no profile, and for one that is not as it writes."""
        periods = data.get("periods")
        if not isinstance(periods, list) or not periods:
            return None
        made = [_period(period) for period in periods]
        known = tuple(period for period in made if period)
        return cls(known) if len(known) == len(made) else None


def _period(data: object) -> DateOrder | None:
    if not isinstance(data, dict):
        return None
    since, evidence = data.get("since"), data.get("evidence")
    if not isinstance(since, str) or not isinstance(evidence, dict):
        return None
    match data.get("order"):
        case "day" | "month" as order:
            return DateOrder(order, since, evidence)
        case _:
            return None


def learn(
    samples: Iterable[DateSample],
    before: DateProfile | None = None,
    stamps: Mapping[str, str] | None = None,
) -> DateProfile | None:
    """The profile of a site after a run: `before` where the run shows nothing else.

    `stamps` are days (YYYY-MM-DD) by address, from a feed or an endpoint: they settle the dates of
    the pages that they name.
    """
    votes = list(_votes(list(samples), stamps or {}))
    counts = Counter(order for order, _, _ in votes)
    if not counts:
        return before
    (order, most), *others = counts.most_common()
    if most < _LEAST or sum(count for _, count in others) > _MOST_AGAINST * len(votes):
        return before
    at = [sample.at for voted, _, sample in votes if voted == order]
    if before and all(before.at(when) == order for when in at):
        return before
    evidence = Counter(kind for voted, kind, _ in votes if voted == order)
    learnt = DateOrder(order, min(at), dict(sorted(evidence.items())))
    earlier = before.periods if before else ()
    return DateProfile(tuple(sorted((*earlier, learnt), key=lambda each: each.since)))


def printed_as(text: str | None) -> PrintedDate | None:
    """The date in a field `published_text`."""
    return (find_date(text) or date_line(text)) if text else None


def _votes(
    samples: Sequence[DateSample], stamps: Mapping[str, str]
) -> Iterable[tuple[Order, EvidenceKind, DateSample]]:
    dated = [(sample, date) for sample in samples if (date := printed_as(sample.printed))]
    for sample, date in dated:
        if date.order:
            by_weekday = date.day.day <= _MONTHS  # both figures might be a month
            yield date.order, "weekdays" if by_weekday else "figures", sample
        elif date.other and sample.shown in ("day", "month"):
            yield "day" if sample.shown == "day" else "month", "stamps", sample
        elif date.other and (order := _of_day(date, date.other, stamps.get(sample.url))):
            yield order, "stamps", sample
    yield from _by_ids(dated)


def _of_day(date: PrintedDate, other: PrintedDate, day: str | None) -> Order | None:
    days = {"day": day_of(date.iso), "month": day_of(other.iso)}
    orders: tuple[Order, ...] = ("day", "month")
    return next((order for order in orders if days[order] == day), None)


def _by_ids(
    dated: Sequence[tuple[DateSample, PrintedDate]],
) -> Iterable[tuple[Order, EvidenceKind, DateSample]]:
    """What ids that grow with time say of dates with two readings. A reading counts if it alone
    lies between the clear dates of the nearest ids before and after. Yields nothing where the
    clear dates do not grow with their ids."""
    numbered = sorted(
        ((sample.number, date, sample) for sample, date in dated if sample.number is not None),
        key=lambda row: row[0],
    )
    clear = [date.day for _, date, _ in numbered if date.other is None]
    if len(clear) < _LEAST or clear != sorted(clear):
        return
    lower = None
    upper = iter([*clear, None])
    following = next(upper)
    for _, date, sample in numbered:
        if date.other is None:
            lower, following = date.day, next(upper)
            continue
        fits = [
            (lower is None or lower <= each.day) and (following is None or each.day <= following)
            for each in (date, date.other)
        ]
        if fits[0] != fits[1] and lower and following:
            yield "day" if fits[0] else "month", "ids", sample
