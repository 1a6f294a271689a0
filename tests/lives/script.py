"""The life of a site, night by night: what its editors and hosts do, and what befalls the crawl."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.lives.news import Editors, Standing

FIRST = dt.datetime(2027, 3, 1, 18, 5, tzinfo=dt.UTC)  # the first night's crawl
APART = dt.timedelta(minutes=10)  # the clocks of two nights, at least; no crawl takes as long

# What one article's page does for one night. `notice`: something else of the portal is there, that
# reads like news; `flaky` and `busy`: fails once (502, 503), and is
# there when asked again; `cut`: the connection ends in the middle; `short`: the page does, and the
# length agrees; `elsewhere`: redirects to another site; `loop`: to itself; `refresh`: has itself
# loaded anew after a minute; `coding …`: names a Content-Encoding, right or wrong.
PAGE_TROUBLE = (
    "maintenance", "notice", "cut", "short", "500", "403", "refused", "flaky", "busy",
    "elsewhere", "loop", "refresh", "coding utf-8", "coding none", "coding gzip", "utf-16",
)  # fmt: skip
# What the whole site does for one night. `wall`, `session`: gives a cookie, and wants to see it,
# asked for by a script or by a redirect; `shut`: lets nobody in; `postback`: its pagers are
# scripts; `maintenance`: of every article; `section`: of one of them the listing fails.
SITE_TROUBLE = ("wall", "session", "shut", "down", "postback", "maintenance", "section")
TRANSPARENT = ("", "wall", "session")
REMOVED = ("404", "410", "soft", "home")
MOVED = ("301", "refresh", "404")
KILLS = ("request", "answer", "sync", "torn", "commit", "sealing", "ending")


@dataclass(frozen=True)
class Kill:
    """SIGKILL at the `count`th request (before its answer), answer, sync of a file, sync that does
    not come to its end (`torn`), commit, renaming of a file (`sealing`; even: after the one half as
    many), or commit after the first such (`ending`)."""

    what: str
    count: int


@dataclass(frozen=True)
class Night:
    """`clock` is what the crawl's machine believes, aware, in UTC. `standing` is the site, by
    article; `trouble` of single pages, by article."""

    clock: dt.datetime
    standing: Mapping[int, Standing]
    arguments: tuple[str, ...] = ()
    trouble: Mapping[int, str] = field(default_factory=dict)
    site_trouble: str = ""
    kill: Kill | None = None
    budget: int = 0  # requests; 0: no bound

    @property
    def is_full(self) -> bool:
        return "full=1" in self.arguments

    @property
    def is_quiet(self) -> bool:
        """Whether nothing but the editors and single pages stands in the way of the crawl."""
        return not (self.kill or self.budget) and self.site_trouble in TRANSPARENT


@dataclass(frozen=True)
class Life:
    seed: int
    nights: tuple[Night, ...]
    page_size: int
    with_etags: bool  # whether pages have one, and are answered 304

    def __str__(self) -> str:
        lines = [f"life {self.seed}: etags {self.with_etags}"]
        for number, night in enumerate(self.nights):
            lines.append(
                f"  night {number}: {night.clock:%Y-%m-%d %H:%M} {' '.join(night.arguments)} "
                f"{night.site_trouble} {dict(night.trouble)} {night.kill or ''} "
                f"{night.budget or ''}"
            )
        return "\n".join(lines)


def life(seed: int, nights: int) -> Life:
    """The life of a seed; the same every time."""
    chance = random.Random(seed)
    editors = Editors(chance)
    first = FIRST.date()
    begun = [
        editors.article(first - dt.timedelta(days=chance.randrange(1, 200)))
        for _ in range(chance.randrange(9, 14))
    ]
    standing = {each.number: each for each in begun}
    made: list[Night] = []
    for number in range(nights):
        if number:
            _edit(standing, editors, first + dt.timedelta(days=number))
        clock = _clock(chance, number, [night.clock for night in made])
        made.append(_night(chance, number, clock, dict(standing), is_last=number == nights - 1))
    return Life(seed, tuple(made), chance.choice((4, 6, 20)), chance.random() < 0.5)


def _clock(chance: random.Random, number: int, others: list[dt.datetime]) -> dt.datetime:
    """A day after the night before, give or take an hour; now and then the clock is set back."""
    clock = FIRST + dt.timedelta(days=number, minutes=chance.randrange(60))
    if number > 1 and chance.random() < 0.2:
        clock -= chance.choice((dt.timedelta(hours=7), dt.timedelta(days=chance.randrange(1, 4))))
    while any(abs(clock - other) < APART for other in others):
        clock += APART
    return clock


def _night(
    chance: random.Random,
    number: int,
    clock: dt.datetime,
    standing: dict[int, Standing],
    *,
    is_last: bool,
) -> Night:
    arguments = ("-a", "full=1") if chance.random() < 0.6 else ()
    night = Night(clock, standing, arguments)
    if chance.random() < 0.5:
        troubled = chance.sample(sorted(standing), chance.choice((1, 1, 2, 3)))
        night = replace(night, trouble={each: chance.choice(PAGE_TROUBLE) for each in troubled})
    if number and chance.random() < 0.25:
        night = replace(night, site_trouble=chance.choice(SITE_TROUBLE))
    if not is_last and chance.random() < 0.25:
        what = chance.choice(KILLS)
        most = 5 if what in ("sealing", "ending") else 40
        night = replace(night, kill=Kill(what, chance.randrange(1, most)))
    elif chance.random() < 0.08:
        night = replace(night, budget=chance.randrange(5, 30))
    return night


def _edit(standing: dict[int, Standing], editors: Editors, day: dt.date) -> None:
    """What the editors do between two nights."""
    chance = editors.chance
    for _ in range(chance.choice((0, 1, 2, 3, 5))):
        article = standing[chance.choice(sorted(standing))]
        work = chance.choice(("new", "edit", "edit", "remove", "move", "hide", "show"))
        match work:
            case "new":
                article = editors.article(day)
            case "edit":
                article = replace(article, version=editors.edited(article.version))
            case "remove":
                how = chance.choice(REMOVED)
                article = replace(
                    article, missing=how, is_listed=how == "404" and chance.random() < 0.2
                )
            case "move" if not article.missing:
                former = (*article.former, (article.alias, chance.choice(MOVED)))
                article = replace(article, alias=f"{article.alias}-{len(former)}", former=former)
            case "hide":
                article = replace(article, is_listed=False)
            case "show":
                article = replace(article, is_listed=True, missing="")
        standing[article.number] = article
