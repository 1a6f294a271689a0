"""What a site's crawls were like, and in what this one differs.

A site that is redesigned or walled off goes on answering 200. What gives it away is that there is
less of something than there used to be: fewer lines in the listings, no more dates, no news.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from statistics import median
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import decisions, runs

LOOKED_AT = 60  # so many crawls are looked at, newest first
GOOD = "verdict = 'ok' AND ended = 'finished'"
RUNS = 10  # what is usual is taken from this many crawls, newest first
FEWEST_RUNS = 3  # of fewer, nothing is usual yet
FEWEST_ARTICLES = 20
BY_CHANCE = 1e-5  # what happens less often than this by accident is no accident
SHORTEST_SILENCE = 14  # days; Tết alone takes nine
WATCHED = ("title", "published", "author", "body")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class FieldShare:
    """`found` of `of`."""

    count: int = 0
    of: int = 0

    def __add__(self, other: FieldShare) -> FieldShare:
        return FieldShare(self.count + other.count, self.of + other.of)

    def is_less_than(self, usual: FieldShare, least: float) -> bool:
        """Whether this lies below `least` of the usual share, and not by chance."""
        if usual.of < FEWEST_ARTICLES or not self.of:
            return False
        # Laplace's rule of succession: twenty of twenty is not yet always.
        expected = (usual.count + 1) / (usual.of + 2)
        return self.count < least * expected * self.of and (
            _chance(self.count, self.of, expected) < BY_CHANCE
        )

    def __str__(self) -> str:
        return f"{self.count} of {self.of}"


@dataclass(frozen=True)
class Baseline:
    """A site's earlier finished crawls, as mappings of the columns of `runs`, newest first.

    `all` are the last ones, however they went; `good` were judged ok and came to their end, and
    `whole_runs` are those of them that read every listing to its end. They are selected apart,
    since a spell of trouble may be longer than any number of crawls. What was usual before a
    redesign that somebody accepted (`kho-tin accept`) is no measure of what comes after it.
    """

    all: Sequence[Row] = ()
    good: Sequence[Row] = ()
    whole_runs: Sequence[Row] = ()

    @classmethod
    def of(cls, db: Database, site: str) -> Baseline:
        after = decisions.redesign_accepted(db, site)
        return cls(
            runs.crawls(db, site, LOOKED_AT),
            runs.crawls(db, site, LOOKED_AT, only=GOOD, after=after),
            runs.crawls(db, site, RUNS, only=f"{GOOD} AND whole", after=after),
        )

    @property
    def missed_something(self) -> bool:
        """Whether the last crawl left out articles that may be on any page of a listing."""
        if not self.all:
            return True
        last = self.all[0]
        was_cut = last["ended"] in ("budget", "hours") and last["new"] > 0
        return last["verdict"] != "ok" or last["failed"] > 0 or was_cut

    def usual(self, *columns: str, whole_runs: bool = False) -> list[float] | None:
        """Medians of columns over the last good crawls, or whole walks; None where there are too
        few."""
        crawls = (
            self.whole_runs
            if whole_runs
            else [crawl for crawl in self.good if crawl["front_pages"]][:RUNS]
        )
        if len(crawls) < FEWEST_RUNS:
            return None
        return [median(crawl[column] for crawl in crawls) for column in columns]

    @property
    def usual_parsers(self) -> set[str]:
        """The parsers, without their versions, that read the site in its last good crawls."""
        return {
            name.split("@")[0]
            for crawl in self.good[:RUNS]
            for name in json.loads(crawl["parsers"])
        }

    def lost_fields(self, now: Row, least: float) -> Iterator[tuple[str, str, FieldShare]]:
        """Parser, field and share of each field that the newest articles lack and earlier had."""
        for parser in json.loads(now["parsers"]):
            for field in WATCHED:
                if less := self._newest_less(now, partial(_share, parser, field), least):
                    yield parser, field, less

    def read_less(self, now: Row, least: float) -> FieldShare | None:
        """How many of the pages that answered were articles, if that is less than usual."""
        # Static pages that a listing names are requested in every crawl: so many are usual.
        usual = median(_not_read(crawl) for crawl in self.good[:RUNS]) if self.good else 0
        return self._newest_less(now, partial(_read, usual), least)

    def _newest_less(
        self, now: Row, share_of: Callable[[Row], FieldShare], least: float
    ) -> FieldShare | None:
        """The share of this crawl with as many before it as are below what was usual before them.

        One night brings an article or two, which show nothing; a series of nights may be more than
        chance.
        """
        rows = {crawl["id"]: crawl for crawl in (*self.all, *self.good)}
        earlier = sorted(rows.values(), key=lambda crawl: crawl["id"], reverse=True)
        newest, usual = share_of(now), self._usual(share_of)
        for crawl in earlier:
            if newest.is_less_than(usual, least):
                return newest
            if newest.of >= FEWEST_ARTICLES:
                return None
            newest, usual = newest + share_of(crawl), self._usual(share_of, before=crawl["id"])
        return None

    def _usual(self, share_of: Callable[[Row], FieldShare], before: float = math.inf) -> FieldShare:
        """The share in the last good crawls before one (its id), of those that have any."""
        shares = (share_of(crawl) for crawl in self.good if crawl["id"] < before)
        return sum(islice((share for share in shares if share.of), RUNS), FieldShare())


def longest_pause(days: Sequence[dt.date]) -> int | None:
    """The most days between two days with news, in the year before the newest of `days` (sorted);
    None for a site with too little news to say what is usual."""
    year = [day for day in days if day > days[-1] - dt.timedelta(days=365)] if days else []
    if len(year) < RUNS:
        return None
    return max((later - earlier).days for earlier, later in pairwise(year))


def _share(parser: str, field: str, run: Row) -> FieldShare:
    counts = json.loads(run["parsers"]).get(parser) or {}
    return FieldShare(counts.get(field, 0), counts.get("articles", 0))


def _not_read(run: Row) -> int:
    return int(run["other"] + run["refused"])


def _read(usually_not: float, run: Row) -> FieldShare:
    """Articles, of the pages that answered with something to read, without those that usually are
    none."""
    articles = sum(counts.get("articles", 0) for counts in json.loads(run["parsers"]).values())
    return FieldShare(articles, articles + max(0, round(_not_read(run) - usually_not)))


def _chance(number: int, of: int, share: float) -> float:
    """The probability of at most `number` of `of` where each is there with `share`."""
    whole = math.lgamma(of + 1)
    return sum(
        math.exp(
            whole
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * math.log(share)
            + (of - k) * math.log1p(-share)
        )
        for k in range(number + 1)
    )
