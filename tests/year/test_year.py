"""A year in an hour: the crawler is left alone, every night a process of its own, on a clock that
runs ahead. Its operator is told what he must be told on the day, and nothing else; and what the
site ever showed to a crawl is in the archive."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kho_tin.archive.database import connect
from kho_tin.base.times import VIETNAM, utc
from kho_tin.sample import SampleServer
from kho_tin.sample.site import SampleSite
from tests.conftest import ROOT, run_scrapy
from tests.crawler.project import Project
from tests.disks import small_disk
from tests.starting import starter
from tests.waiting import STUCK, until
from tests.year.life import (
    FORTNIGHT,
    SIXTY_DAYS,
    THIRTY_DAYS,
    VNPT,
    YEAR,
    Editors,
    Night,
    day,
    news,
)

SPIDER = '''\
from kho_tin.outcome.bounds import Bounds
from kho_tin.crawler.spider import NewsSpider


class Board(NewsSpider):
    """The site that the year is about."""

    name = "board"
    title = "Ban Quản lý Khu kinh tế Vũng Sương"
    home_url = "https://vungsuong.example/"
    cms = {cms}
    bounds = {bounds}
    invented = True
'''
ROOM = "600m"  # for the archive, of which FULL leaves next to nothing


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Where none can be mounted, the year goes by without a full disk."""
    place = tmp_path / "disk"
    try:
        with small_disk(place, ROOM):
            yield place
    except pytest.skip.Exception:
        yield place


class Year:
    """The site, the operator and the crawler, night by night."""

    def __init__(
        self, disk: Path, work: Path, days: int, script: Mapping[int, Night], before: int
    ) -> None:
        self.archive = disk / "archive.db"
        self.disk, self.days = disk, days
        can_fill = disk.is_mount()
        self.script = {n: night for n, night in script.items() if can_fill or night.full is None}
        self.notices = work / "notices"
        (work / "project").mkdir()
        self.project = Project.new(ROOT, work / "project")
        self.site = SampleSite(list(news(days, before)), now=day(1))
        self.server = SampleServer(site=self.site)
        self.editors = Editors(self.site, seed=days)
        # The nights on which each version was to be seen, by its title and body.
        self.shown = dict[tuple[str, str], list[int]]()
        self.published = dict[tuple[str, str], dt.date]()
        self.unread = False
        self.kinds: dict[int, tuple[str, ...]] = {}
        self.operator_sets(VNPT)

    def live(self, *arguments: str) -> None:
        self.server.__enter__()
        try:
            for number in range(1, self.days + 1):
                self.site.now = day(number)
                self.editors.work(number)
                night = self.script.get(number, Night())
                self.begin(night)
                self.crawl(number, night, arguments)
                self.take_note(number, night)
        finally:
            self.server.__exit__()

    def begin(self, night: Night) -> None:
        for name, value in night.switches.items():
            self.site.set(name, value)
        if night.spider:
            self.operator_sets(night.spider)
        if night.down:
            self.server.__exit__()
        elif night.down is False:
            self.server = SampleServer(site=self.site, port=self.server.port)
            self.server.__enter__()
        ballast = self.disk / "ballast"
        if night.full:
            free = os.statvfs(self.disk).f_bavail * os.statvfs(self.disk).f_frsize
            ballast.write_bytes(bytes(free - 48 * 1024))
        elif night.full is False:
            ballast.unlink()
        if night.unread is not None:
            self.unread = night.unread

    def operator_sets(self, attributes: Mapping[str, str]) -> None:
        text = SPIDER.format(**{"bounds": "Bounds()", **attributes})
        (self.project.root / "spiders" / "board.py").write_text(text)

    def crawl(self, number: int, night: Night, arguments: tuple[str, ...]) -> None:
        at = dt.datetime.combine(day(number), dt.time(2, 17), VIETNAM)
        before = self.server.count
        crawl = starter(self.project.root).start(
            ["crawl", "board", "-a", f"start={self.server.url}", "-s", "RETRY_TIMES=0", *arguments],
            {
                **os.environ,
                "ARCHIVE": str(self.archive),
                "KHO_TIN_CLOCK": utc(at),
                "NOTIFY_COMMAND": f"sh -c '(cat; echo) >> {self.notices}'",
            },
        )
        if night.crawler:
            until(lambda: self.server.count >= before + 12, "twelve requests")
            crawl.send_signal(signal.SIGKILL if night.crawler == "killed" else signal.SIGTERM)
        crawl.wait(STUCK)

    def take_note(self, number: int, night: Night) -> None:
        if not self.unread and not night.crawler:
            for each in self.site.published():
                self.shown.setdefault((each.title, each.body), []).append(number)
                self.published[each.title, each.body] = each.date
        if self.notices.exists():
            lines = self.notices.read_text().splitlines()
            self.kinds[number] = tuple(json.loads(line)["kind"] for line in lines)
            self.notices.unlink()

    def check(self) -> None:
        """Notices on the days on which they must be, a whole archive, and something to see."""
        assert self.kinds == {n: night.notices for n, night in self.script.items() if night.notices}
        assert len(self.shown) > self.days / 2
        verified = run_scrapy("verify", archive=self.archive)
        assert verified.returncode == 0, verified.stdout

    def lost(self) -> set[tuple[str, str]]:
        """Versions that were to be seen at a crawl, and are not in the archive."""
        db = connect(self.archive, readonly=True)
        versions = set(db.execute("SELECT title, body FROM revisions").fetchall())
        db.close()
        return set(self.shown) - versions


@pytest.mark.more
def test_fortnight(disk: Path, tmp_path: Path) -> None:
    year = Year(disk, tmp_path, 14, FORTNIGHT, before=5)
    year.live("-a", "full=1")
    year.check()
    assert year.lost() == set()


@pytest.mark.long
def test_thirty_days(disk: Path, tmp_path: Path) -> None:
    year = Year(disk, tmp_path, 30, THIRTY_DAYS, before=8)
    year.live("-a", "full=1")
    year.check()
    assert year.lost() == set()


@pytest.mark.long
def test_sixty_days(disk: Path, tmp_path: Path) -> None:
    year = Year(disk, tmp_path, 60, SIXTY_DAYS, before=8)
    year.live("-a", "full=1")
    year.check()
    assert year.lost() == set()


@pytest.mark.long
def test_a_year(disk: Path, tmp_path: Path) -> None:
    year = Year(disk, tmp_path, 365, YEAR, before=30)
    year.live("-a", "full=1")
    year.check()
    assert year.lost() == set()


@pytest.mark.long
def test_a_year_without_looking_at_everything(disk: Path, tmp_path: Path) -> None:
    """Every night what is new or due alone: what is edited again before it was looked at is not
    kept; but an article is looked at again after a quarter of its age, so no version is lost that
    stood longer."""
    year = Year(disk, tmp_path, 365, YEAR, before=30)
    year.live()
    year.check()
    for version in year.lost():
        age = (day(year.shown[version][-1]) - year.published[version]).days
        assert len(year.shown[version]) <= 1 + age / 4
