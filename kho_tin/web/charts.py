"""Bar charts as inline SVG: places and sizes are worked out here, templates only write them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

HEIGHT = 64.0
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
    href: str | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Chart:
    """Bars side by side in a box `width` by `height`; a count of 0 leaves a gap."""

    bars: list[Bar]
    width: float
    height: float = HEIGHT


def years(
    counts: Mapping[int, int], href: Callable[[int], str], chosen: Collection[str] = ()
) -> Chart | None:
    """A bar a year, from the first to the last, without gaps. None for fewer than two years."""
    if len(counts) < 2:
        return None
    last = max(counts)
    first = max(min(counts), last - MOST_YEARS + 1)
    step = 40.0
    most = max(counts.values())
    bars = [
        Bar(
            (year - first) * step,
            step,
            _height(counts.get(year, 0), most),
            counts.get(year, 0),
            str(year),
            href(year),
            str(year) in chosen,
        )
        for year in range(first, last + 1)
    ]
    return Chart(bars, (last - first + 1) * step)


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
