"""What a site's crawls have been like, and what about this one is not like them.

A site that is redesigned or walled off goes on answering 200. What gives it away is that there is
less of something than there used to be: fewer lines in the listings, no more dates, no news.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

HISTORY = 60  # so many crawls are looked at, newest first
RUNS = 10  # a habit is drawn from this many crawls, newest first
FEWEST_RUNS = 3  # of fewer, nothing is usual yet
FEWEST_ARTICLES = 20
BY_CHANCE = 1e-5  # what happens less often than this by accident is no accident
SHORTEST_SILENCE = 14  # days; Tết alone takes nine
WATCHED = ("title", "published", "author", "body")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Share:
    """`found` of `of`."""

    found: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.found + other.found, self.of + other.of)

    def is_less_than(self, usual: Share, least: float) -> bool:
        """Whether this lies below `least` of the usual share, and not by chance."""
        if usual.of < FEWEST_ARTICLES or not self.of:
            return False
        # Laplace's rule of succession: twenty of twenty is not yet always.
        expected = (usual.found + 1) / (usual.of + 2)
        return self.found < least * expected * self.of and (
            _chance(self.found, self.of, expected) < BY_CHANCE
        )

    def __str__(self) -> str:
        return f"{self.found} of {self.of}"


def missed_something(crawls: Sequence[Row]) -> bool:
    """Whether the last crawl left what may stand on any page of a listing."""
    if not crawls:
        return True
    last = crawls[0]
    return last["verdict"] != "ok" or last["failed"] > 0 or last["ended"] in ("budget", "hours")


def usual_listings(crawls: Sequence[Row], whole: bool | None) -> tuple[float, float] | None:
    """How many listing pages were read, and articles named in them, in the last crawls that read
    the listings as far as this one (`whole`); medians. None while too few have."""
    alike = [one for one in _good(crawls) if one["whole"] == whole and one["listed"]][:RUNS]
    if whole is None or len(alike) < FEWEST_RUNS:
        return None
    return median(one["listings"] for one in alike), median(one["listed"] for one in alike)


def lost_fields(crawls: Sequence[Row], now: Row, least: float) -> Iterator[tuple[str, str, Share]]:
    """Parser, field and share of each field that the newest articles lack and earlier had."""
    for parser in json.loads(now["parsers"]):
        for field in WATCHED:
            shares = [_share(one, parser, field) for one in (now, *_good(crawls))]
            if less := _newest_less(shares, least):
                yield parser, field, less


def read_less(crawls: Sequence[Row], now: Row, least: float) -> Share | None:
    """How many of the pages that answered were articles, if that is less than usual."""
    return _newest_less([_read(one) for one in (now, *_good(crawls))], least)


def usual_parsers(crawls: Sequence[Row]) -> set[str]:
    """The parsers, without their versions, that read the site in its last good crawls."""
    return {
        name.split("@")[0] for one in _good(crawls)[:RUNS] for name in json.loads(one["parsers"])
    }


def longest_pause(days: Sequence[dt.date]) -> int | None:
    """Days between two days with news, at most, in the year before the newest of `days` (sorted);
    None for a site with too little news to have a habit."""
    year = [day for day in days if day > days[-1] - dt.timedelta(days=365)] if days else []
    if len(year) < RUNS:
        return None
    return max((later - earlier).days for earlier, later in pairwise(year))


def _good(crawls: Sequence[Row]) -> list[Row]:
    return [one for one in crawls if one["verdict"] == "ok" and one["ended"] == "finished"]


def _newest_less(shares: Sequence[Share], least: float) -> Share | None:
    """The newest run together with as many before it as lie below what was usual before those.

    A night brings an article or two, which tell nothing; as many in a row as chance would not do.
    """
    newest = Share()
    for number, share in enumerate(shares):
        newest += share
        usual = Share()
        earlier = [one for one in shares[number + 1 :] if one.of][:RUNS]
        for one in earlier:
            usual += one
        if newest.is_less_than(usual, least):
            return newest
        if newest.of >= FEWEST_ARTICLES:
            return None
    return None


def _share(run: Row, parser: str, field: str) -> Share:
    found = json.loads(run["parsers"]).get(parser) or {}
    return Share(found.get(field, 0), found.get("articles", 0))


def _read(run: Row) -> Share:
    """Articles, of the pages that answered with something to read."""
    articles = sum(found.get("articles", 0) for found in json.loads(run["parsers"]).values())
    return Share(articles, articles + run["other"] + run["refused"])


def _chance(found: int, of: int, share: float) -> float:
    """The probability of at most `found` of `of` where each is there with `share`."""
    whole = math.lgamma(of + 1)
    return sum(
        math.exp(
            whole
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * math.log(share)
            + (of - k) * math.log1p(-share)
        )
        for k in range(found + 1)
    )
