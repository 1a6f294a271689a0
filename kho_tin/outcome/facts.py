"""What a run is judged by, together with its counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kho_tin.archive.runs import Ended
from kho_tin.base.eras import Period
from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome.baseline import Baseline
from kho_tin.outcome.source_coverage import Summary


@dataclass(frozen=True)
class Facts:
    """`bounds` are the site's, `outcome.bounds.Bounds`.

    `sources` is what each source named, `named` how many articles any did, for a site whose
    listings never named one. `history` is the site's; `days` are those of publication, sorted,
    `since` the day of the site's first crawl (in Vietnam);
    `whole` is how far the listings were to be read (see `archive.runs.Started`); `lost` is the
    number of requests whose end is not known; `missing` are WARC files that the database names and
    the disk lacks, `unknown` those that it is too old to name. `periods` are what the site was in
    time, for captures of other days than today; `unexpected` is how many of these were read by
    another parser than their day's CMS, by that CMS.
    """

    least_articles: int
    bounds: Any
    expected_parser: str | None
    periods: tuple[Period, ...] = ()
    listed: int = 0
    front_listed: int = 0
    named: int = 0
    sources: Summary = field(default_factory=dict)
    history: Baseline = field(default_factory=Baseline)
    whole: bool | None = None
    days: Sequence[dt.date] = ()
    today: dt.date | None = None
    since: dt.date | None = None
    damaged: Sequence[str] = ()  # records that cannot be read, of files or of a web archive
    taken_in: int = 0  # records of files that are the site's
    left_out: Mapping[str, int] = field(default_factory=dict)  # and those that are not, by why
    unexpected: Mapping[str, int] = field(default_factory=dict)
    blocked: Reason | None = None
    home_unread: Reason | None = None
    ended: Ended = "finished"
    why_ended: Reason | None = None
    lost: int = 0
    missing: Collection[str] = ()
    unknown: Collection[str] = ()

    @property
    def is_first(self) -> bool:
        """Whether the site was never crawled before."""
        return not self.history.all and self.whole is not None

    @property
    def has_listings(self) -> bool:
        """Whether the listings were read as far as the run was to go."""
        return not self.home_unread and self.ended == "finished"
