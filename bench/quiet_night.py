"""What a crawl costs the site: the first one, and those of the nights after it.

A generated site on loopback is crawled whole; then the night after, when nothing on it has changed,
and the next, when a day's articles have been added. Counted are what the site was asked, and what
it sent, by the archive's own record of its runs; the site counts the requests too. The target is
one of a hundred requests and bytes, on a site of 5,000 articles: what a quiet night takes hardly
grows with the site, so its share shrinks. What comes besides is other looks at known articles: how
many a night in the mean follows from their ages, and is worked out by the program's own rule.
`python -m bench full quiet_night`; docs/performance.md has the table.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from bench.environments import ROOT
from bench.generated_news import A_DAY, generated_news
from kho_tin.archive import known_articles
from kho_tin.archive.database import connect
from kho_tin.archive.known_articles import DAY
from kho_tin.sample import SampleServer
from kho_tin.sample.news import NewsArticle

QUICK: Final = 500  # articles
FULL: Final = 5_000  # the same, for `python -m bench full`, and what the target is meant for
TARGET: Final = 0.01  # of the first crawl
FIRST: Final = dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC)  # the news goes on until then
# An hour more than a day, so that what is looked at daily is due again.
A_NIGHT: Final = dt.timedelta(hours=25)


class Night(NamedTuple):
    """A crawl: requests, bytes received, new articles, and seconds of the wall clock."""

    requests: int
    bytes: int
    new: int
    seconds: float


def main() -> None:
    """Print the table."""
    table(QUICK)


def full() -> None:
    """The same of more pages."""
    table(FULL)


def table(articles: int) -> None:
    """Print it for a site of so many articles."""
    news = generated_news(articles + A_DAY)
    contents = {
        "the first crawl": news[A_DAY:],
        "a quiet night": news[A_DAY:],
        f"a night with {A_DAY} new articles": news,
    }
    head = f"{articles} articles"
    print(f"{head:30}{'requests':>10}{'share':>9}{'bytes':>12}{'share':>9}{'new':>6}{'seconds':>9}")
    nights: list[Night] = []
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        for title, there in contents.items():
            night = crawled(archive, there, FIRST + len(nights) * A_NIGHT)
            nights.append(night)
            first = nights[0]
            requests, received = night.requests / first.requests, night.bytes / first.bytes
            print(
                f"{title:30}{night.requests:10}{requests:9.2%}{night.bytes:12}{received:9.2%}"
                f"{night.new:6}{night.seconds:9.1f}",
                flush=True,
            )
        looks = looks_a_night(archive, FIRST + len(nights) * A_NIGHT)
    if (stored := [night.new for night in nights]) != [articles, 0, A_DAY]:
        raise RuntimeError(f"new articles of the three nights: {stored}")
    share = looks / nights[0].requests
    print(f"other looks at known articles, in the mean of all nights: {looks:.0f}, {share:.2%}")
    print(f"target of a quiet night at {FULL} articles: {TARGET:.0%} of both")


def crawled(archive: Path, news: Sequence[NewsArticle], at: dt.datetime) -> Night:
    """Crawl a site that has these articles, as if it were `at` (UTC). Raises RuntimeError if that
    does not end well."""
    begun = time.perf_counter()
    with SampleServer(news=news) as site:
        done = subprocess.run(
            [sys.executable, "-m", "kho_tin", "crawl", "sample", "-a", f"start={site.url}"],
            cwd=ROOT,
            env={
                **os.environ,
                "ARCHIVE": str(archive),
                "KHO_TIN_CLOCK": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        answered = site.count
    if done.returncode != 0:
        raise RuntimeError(f"a crawl failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    with closing(sqlite3.connect(archive)) as db:
        sql = "SELECT requests, bytes, new FROM runs ORDER BY id DESC LIMIT 1"
        requests, received, new = db.execute(sql).fetchone()
    if requests != answered:
        raise RuntimeError(f"the archive counts {requests} requests, the site {answered}")
    return Night(requests, received, new, time.perf_counter() - begun)


def looks_a_night(archive: Path, at: dt.datetime) -> float:
    """How many known articles come due on a night, in the mean, if all are of the age that they
    have `at` (UTC): on a site that goes on publishing as it did, that is so at any time."""
    with closing(connect(archive, readonly=True)) as db:
        known = known_articles.known(db, "sample").values()
        return sum(DAY / known_articles.interval(each, at, DAY, 90 * DAY) for each in known)
