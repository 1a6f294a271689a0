"""What is known of a site's articles, and which of them are due for another look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from sqlite_utils import Database

from kho_tin.archive import observations
from kho_tin.archive.observations import State
from kho_tin.base.times import day_of, moment, today

DAY = dt.timedelta(days=1)
_STATES: dict[Any, Any] = {state: state for state in get_args(State)}


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article as the crawl needs it. Times are UTC, `…Z`; `published` is as stored.

    `state` is what the archive concludes, `observed` what the last look saw. `looked` is when its
    own page was last requested, whatever the answer; `last_seen` when the site last had it.
    `revisions` counts them, the first included.
    """

    article: int
    identity: str
    url: str
    title: str
    published: str | None
    state: State
    observed: State
    first_seen: str
    last_seen: str
    last_changed: str
    looked: str
    revisions: int


_OBSERVED = "(SELECT 1 FROM observations WHERE article = articles.id AND run {} ?2)"
# A run's own observations do not count as known before it.
_STATE = (
    f"CASE WHEN EXISTS {_OBSERVED.format('=')} THEN coalesce((SELECT state FROM observations "
    "WHERE article = articles.id AND run != ?2 AND state != 'gone' ORDER BY at DESC, id DESC), "
    "'listed') ELSE state END"
)
_KNOWN = (
    f"SELECT id, identity, url, title, published, {_STATE}, "
    "(SELECT state FROM observations WHERE article = articles.id ORDER BY at DESC, id DESC), "
    "first_seen, last_seen, last_changed, "
    "coalesce((SELECT max(at) FROM observations "
    " WHERE article = articles.id AND status IS NOT NULL), last_seen), "
    "(SELECT count(*) FROM revisions WHERE article = articles.id) "
    "FROM articles WHERE site = ?1"
)


def known(db: Database, site: str, run: int | None = None) -> dict[str, KnownArticle]:
    """All articles of a site, by identity; with `run`, those that were known when it began."""
    return {article.identity: article for article in _each(db, site, run)}


def _each(db: Database, site: str, run: int | None = None) -> Iterator[KnownArticle]:
    rows = db.execute(f"{_KNOWN} AND (?2 IS NULL OR EXISTS {_OBSERVED.format('!=')})", [site, run])
    for row in rows:
        # Values that are the same are one object: most articles have one time in four columns.
        same = _STATES.copy()
        yield KnownArticle(*(same.setdefault(value, value) for value in row))


class KnownBefore(Mapping[str, KnownArticle]):
    """The articles of a site that were known before a run, by identity, as they were then.

    Each is read when it is first wanted, all of them only when somebody goes through them: most
    runs look at a few articles of an archive that has many. Whoever changes an article looks at it
    here before, so that it stays as it was.
    """

    def __init__(self, db: Database, site: str, run: int) -> None:
        self._db, self._site, self._run = db, site, run
        self._read: dict[str, KnownArticle] = {}
        self._is_whole = False

    def __getitem__(self, identity: str) -> KnownArticle:
        if identity not in self._read and not self._is_whole:
            sql = f"{_KNOWN} AND EXISTS {_OBSERVED.format('!=')} AND identity = ?3"
            row = self._db.execute(sql, [self._site, self._run, identity]).fetchone()
            if row:
                self._read[identity] = KnownArticle(*row)
        return self._read[identity]

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def all(self) -> dict[str, KnownArticle]:
        """All of them, read now if they never were."""
        if not self._is_whole:
            self._read = known(self._db, self._site, self._run) | self._read
            self._is_whole = True
        return self._read


def find(db: Database, site: str, identity: str) -> KnownArticle | None:
    """The article of a site that is known by an identity."""
    row = db.execute(f"{_KNOWN} AND identity = ?3", [site, None, identity]).fetchone()
    return KnownArticle(*row) if row else None


def find_before(db: Database, site: str, identity: str, run: int) -> KnownArticle | None:
    """The same as it was known before a run."""
    known = find(db, site, identity)
    state = observations.state_before(db, known.article, run) if known else None
    return replace(known, state=state) if known and state else None


def publication_days(db: Database, site: str) -> list[dt.date]:
    """The days on which a site published something, as its pages give them, up to today."""
    rows = db.execute(
        "SELECT DISTINCT substr(published, 1, 10) AS day FROM articles "
        "WHERE site = ? AND day <= ? ORDER BY day",
        [site, today().isoformat()],
    )
    return [dt.date.fromisoformat(row[0]) for row in rows]


def due(
    db: Database,
    site: str,
    now: str,
    *,
    shortest: dt.timedelta = DAY,
    longest: dt.timedelta = 90 * DAY,
) -> list[KnownArticle]:
    """Articles of a site that are due for another look at `now` (UTC, `…Z`), longest due first.

    An article is left alone for a quarter of the time since it last changed, and for less when it
    has changed often: a young one is looked at daily, one of half a year every six weeks. (A share
    of the age is RFC 9111's rule for pages that do not say how long they keep, section 4.2.2; it
    proposes a tenth, for caches, which must be less wrong.) What is gone is requested at the
    longest interval: it may come back.
    """
    waiting = []
    then = moment(now)
    for article in _each(db, site):
        overdue = then - moment(article.looked) - interval(article, then, shortest, longest)
        if overdue >= dt.timedelta(0):
            waiting.append((overdue, article))
    waiting.sort(key=lambda pair: (pair[0], pair[1].article), reverse=True)
    return [article for _, article in waiting]


def interval(
    article: KnownArticle, now: dt.datetime, shortest: dt.timedelta, longest: dt.timedelta
) -> dt.timedelta:
    """How long an article is left alone after a look.

    Its age counts from its last edit, and without edits from the day of publication: an
    article of 2015 first met yesterday is old, not young.
    """
    if article.state == "gone":
        return longest
    if article.observed in ("error", "blocked"):
        return dt.timedelta(0)  # the site has not said how it is
    if article.observed == "gone":
        return shortest  # three days decide whether it is (see `archive.observations`)
    since = moment(article.first_seen)
    if article.revisions > 1:
        since = moment(article.last_changed)
    elif article.published:
        day = dt.date.fromisoformat(day_of(article.published))
        since = min(since, dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))
    return min(longest, max(shortest, (now - since) / (4 * article.revisions)))
