"""Bar charts as inline SVG: places and sizes are worked out here, templates only write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

HEIGHT = 64.0
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
class Tick:
    x: float
    text: str


@dataclass(frozen=True)
class Chart:
    """Bars side by side in a box `width` by `height`; what is not counted is an empty place."""

    bars: list[Bar]
    width: float
    height: float = HEIGHT
    ticks: list[Tick] = field(default_factory=list)


def years(
    counts: Mapping[int, int], href: Callable[[int], str], chosen: Sequence[int] = ()
) -> Chart | None:
    """A bar a year, from the first to the last, without gaps. None for fewer than two years."""
    if len(counts) < 2:
        return None
    first, last = min(counts), max(counts)
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
            year in chosen,
        )
        for year in range(first, last + 1)
    ]
    width = (last - first + 1) * step
    # Twelve labels fit side by side on a telephone.
    every = -(-len(bars) // 12)
    ticks = [
        Tick(bar.x + step / 2, bar.label)
        for place, bar in enumerate(bars)
        if (len(bars) - 1 - place) % every == 0
    ]
    return Chart(bars, width, ticks=ticks)


def months(counts: Mapping[str, int], href: Callable[[int], str]) -> Chart | None:
    """A bar a month (`2021-06`) from January of the first year to December of the last."""
    if not counts:
        return None
    first, last = int(min(counts)[:4]), int(max(counts)[:4])
    step = 8.0
    most = max(counts.values())
    bars = []
    for year in range(first, last + 1):
        for month in range(1, 13):
            name = f"{year}-{month:02}"
            x = ((year - first) * 12 + month - 1) * step
            count = counts.get(name, 0)
            bars.append(Bar(x, step, _height(count, most), count, name, href(year)))
    every = -(-(last - first + 1) // 12)
    ticks = [
        Tick((year - first + 0.5) * 12 * step, str(year)) for year in range(last, first - 1, -every)
    ]
    return Chart(bars, len(bars) * step, ticks=ticks)


def _height(count: int, most: int) -> float:
    return max(LEAST, round(HEIGHT * count / most, 2)) if count else 0.0
