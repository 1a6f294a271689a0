"""Bar charts as inline SVG: places and sizes are worked out here, templates only write them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

HEIGHT = 64.0
LONGEST = 64.0  # a bar that lies in a list
MOST_YEARS = 60  # a page with a wrong date must not make a chart of centuries
LEAST = 1.5  # a bar of one article must still be seen beside one of a thousand


@dataclass(frozen=True)
class Bar:
    """A bar, in the units of the chart's view box. `href` is followed when it is clicked."""

    x: float
    width: float
    height: float
    count: int
    label: str


@dataclass(frozen=True)
class Period:
    """A year or a month (`2021-06`) with its articles: a line of a list, with a bar of `width`, of
    LONGEST. `href` chooses it, or lets it go if it was chosen; None: there is nothing to choose.
    `months` are those of a chosen year."""

    name: str
    count: int
    width: float
    href: str | None
    chosen: bool = False
    months: list[Period] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """Bars side by side in a box `width` by `height`; a count of 0 leaves a gap."""

    bars: list[Bar]
    width: float
    height: float = HEIGHT


def timeline(
    years: Mapping[str, int],
    months: Mapping[str, int],
    chosen: Collection[tuple[str, str]],
    href: Callable[[str, str], str],
) -> list[Period]:
    """The years that have articles, the latest first; each chosen one with all of its months.

    `chosen` are values of facets, and `href` gives the address that chooses one.
    """

    def period(facet: str, name: str, counts: Mapping[str, int], parts: list[Period]) -> Period:
        count = counts.get(name, 0)
        is_chosen = (facet, name) in chosen
        width = round(LONGEST * count / max(counts.values()), 1) if count else 0.0
        return Period(
            name,
            count,
            max(LEAST, width) if count else 0.0,
            href(facet, name) if count or is_chosen else None,
            is_chosen,
            parts,
        )

    def months_of(year: str) -> list[Period]:
        names = [f"{year}-{month:02}" for month in range(1, 13)]
        return [period("month", name, months, []) for name in names]

    return [
        period("year", year, years, months_of(year) if ("year", year) in chosen else [])
        for year in sorted(years, reverse=True)
    ]


def months(counts: Mapping[str, int]) -> Chart | None:
    """A bar a month (`2021-06`) from January of the first year to December of the last."""
    if not counts:
        return None
    last = int(max(counts)[:4])
    first = max(int(min(counts)[:4]), last - MOST_YEARS + 1)
    step = 8.0
    most = max(counts.values())
    bars = []
    for year in range(first, last + 1):
        for month in range(1, 13):
            name = f"{year}-{month:02}"
            x = ((year - first) * 12 + month - 1) * step
            count = counts.get(name, 0)
            bars.append(Bar(x, step, _height(count, most), count, name))
    return Chart(bars, len(bars) * step)


def _height(count: int, most: int) -> float:
    return max(LEAST, round(HEIGHT * count / most, 2)) if count else 0.0
