"""What happens to a board's site and to its crawler: the news, the editors, and the mishaps."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kho_tin.sample import load_news
from kho_tin.sample.news import NewsArticle
from kho_tin.sample.site import SampleSite

FIRST = dt.date(2027, 1, 4)  # day 1
EVERY = 4  # days between two articles

Notices = tuple[str, ...]
TROUBLE: Notices = ("trouble",)
RECOVERED: Notices = ("recovered",)
BOTH: Notices = ("trouble", "recovered")


@dataclass(frozen=True)
class Night:
    """What is otherwise from this night on: switches of the site, and what the operator has set.

    `down`: nobody answers; `crawler`: what befalls the crawl of this night alone; `full`: the
    disk; `notices`: what the operator must be told this night. `unread`: from this night on what
    the site shows cannot be read, or is not shown.
    """

    notices: Notices = ()
    switches: Mapping[str, str] = field(default_factory=dict)
    spider: Mapping[str, str] | None = None
    down: bool | None = None
    full: bool | None = None
    unread: bool | None = None
    crawler: str = ""


VNPT = {"cms": '"vnpt_portal"'}
# The old addresses are all gone, and the operator has seen that it must be so.
WEBSPHERE = {"cms": '"websphere"', "bounds": "Bounds(most_gone=1.0)"}

UP = Night(RECOVERED, down=False, unread=False)
DOWN = Night(TROUBLE, down=True, unread=True)
WALL = Night(switches={"wall": "d1n"})
NO_WALL = Night(switches={"wall": "none"})
SHUT = Night(TROUBLE, {"wall": "d1n-never"}, unread=True)
OPEN = Night(RECOVERED, {"wall": "none"}, unread=False)
KILLED = Night(crawler="killed")
AFTER_KILLED = Night(BOTH)
STOPPED = Night(crawler="stopped")
FULL = Night(TROUBLE, full=True, unread=True)
ROOMY = Night(RECOVERED, full=False, unread=False)
MOVED = Night(TROUBLE, {"face": "websphere"})
SEEN_TO = Night(RECOVERED, spider=WEBSPHERE)
UNKNOWN = Night(TROUBLE, {"layout": "renamed"}, unread=True)
REPAIRED = Night(RECOVERED, {"layout": "usual"}, unread=False)

YEAR = {
    40: DOWN, 43: UP,
    70: WALL, 90: NO_WALL,
    120: SHUT, 125: OPEN,
    150: KILLED, 151: AFTER_KILLED,
    # No article from day 161 to day 184, in a year where one comes every four days.
    172: Night(TROUBLE), 185: Night(RECOVERED),
    200: MOVED, 206: SEEN_TO,
    230: STOPPED,
    250: FULL, 253: ROOMY,
    300: UNKNOWN, 312: REPAIRED,
    340: WALL, 350: NO_WALL,
}  # fmt: skip
SIXTY_DAYS = {
    8: DOWN, 10: UP,
    14: WALL, 16: NO_WALL,
    19: SHUT, 21: OPEN,
    24: KILLED, 25: AFTER_KILLED,
    29: MOVED, 32: SEEN_TO,
    36: STOPPED,
    40: FULL, 42: ROOMY,
    48: UNKNOWN, 52: REPAIRED,
}  # fmt: skip
THIRTY_DAYS = {
    4: DOWN, 5: UP,
    7: WALL, 8: NO_WALL,
    10: SHUT, 11: OPEN,
    13: KILLED, 14: AFTER_KILLED,
    16: MOVED, 18: SEEN_TO,
    20: STOPPED,
    22: FULL, 23: ROOMY,
    25: UNKNOWN, 27: REPAIRED,
}  # fmt: skip
FORTNIGHT = {3: DOWN, 4: UP, 6: KILLED, 7: AFTER_KILLED, 9: UNKNOWN, 11: REPAIRED, 13: STOPPED}
QUIET = range(161, 185)


def day(number: int) -> dt.date:
    """The date of a day of the year, from 1."""
    return FIRST + dt.timedelta(days=number - 1)


def news(days: int, before: int) -> Iterator[NewsArticle]:
    """The sample's articles, on other days: `before` of them up to the first, then one every few
    days."""
    pool = sorted(load_news(), key=lambda article: article.id)
    for number, article in enumerate(pool):
        when = 1 + (number - before) * EVERY
        if when in QUIET and days > QUIET.stop:
            when = QUIET.stop
        if when <= days:
            yield dataclasses.replace(article, date=day(when))


class Editors:
    """Who edit, retitle, take down and hide what is out; the same in every run of a seed."""

    def __init__(self, site: SampleSite, seed: int) -> None:
        self.site = site
        self.chance = random.Random(seed)

    def work(self, number: int) -> None:
        """A day's work."""
        # A tenth is never touched. What no listing names is not found again once the site moves.
        there = [each.id for each in self.site.listed() if each.id % 10]
        if self.chance.random() < 0.5:
            text = f"Bổ sung lần {number}: số liệu đã được cập nhật."
            self.site.edit(self.chance.choice(there), text)
        if self.chance.random() < 0.1:
            self.site.retitle(self.chance.choice(there))
        if self.chance.random() < 0.04:
            self.site.remove(self.chance.choice(there), self.chance.choice(["404", "410", "soft"]))
        if self.chance.random() < 0.04:
            self.site.unlist(self.chance.choice(there))
