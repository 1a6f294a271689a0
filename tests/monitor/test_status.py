"""How sites are said to be doing: by rows on record, and by the command."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace
from typing import Any

import pytest

from kho_tin.archive import runs, status
from kho_tin.archive.lock import ArchiveLock, locked_since
from kho_tin.archive.runs import Ended
from kho_tin.archive.status import SiteStatus
from kho_tin.commands.verbs.status import CODES, table
from tests.monitor.making import Diary, at

Scrapy = Callable[..., CompletedProcess[str]]
NOW = "2026-03-20T02:00:00Z"


def of(diary: Diary, site: str = "sample", **options: Any) -> SiteStatus:
    (state,) = [each for each in status.of_sites(diary.db, NOW, **options) if each.site == site]
    return state


def test_only_sites_that_were_crawled_live(diary: Diary) -> None:
    diary.crawl(1, via="wayback")
    assert status.of_sites(diary.db, NOW) == []
    run = diary.crawl(2, new=3, requests=9)
    assert of(diary) == SiteStatus(
        "sample",
        "Ban Quản lý sample",
        condition="ok",
        run=run,
        started=at(2),
        finished=at(2, 3),
        exit_code=0,
        counts={**dict.fromkeys(runs.COUNTS, 0), "new": 3, "requests": 9},
        spell=run,
        last_ok=at(2),
        last_begun=at(2),
    )


def test_a_spell_of_trouble(diary: Diary) -> None:
    diary.crawl(1, "red")
    diary.crawl(2)
    first = diary.crawl(3, "red", "few")
    diary.crawl(4, "red", "stopped by SIGTERM", ended="stopped")
    diary.crawl(5, "blocked", "answered 403")
    state = of(diary)
    assert (state.condition, state.reason, state.exit_code) == ("blocked", "answered 403", 4)
    assert (state.started, state.since, state.spell) == (at(5), at(3), first)
    assert (state.last_ok, state.last_begun) == (at(2), at(5))
    well = diary.crawl(6)
    diary.crawl(7)
    diary.crawl(8, "red", via="import")
    state = of(diary)
    assert (state.condition, state.since, state.spell) == ("ok", None, well)


def test_a_site_that_was_never_well(diary: Diary) -> None:
    diary.crawl(1, "red")
    diary.crawl(2, "red")
    assert (of(diary).since, of(diary).last_ok) == (at(1), None)


def test_only_stopped_crawls_tell_nothing(diary: Diary) -> None:
    diary.crawl(1, "red", ended="stopped")
    state = of(diary)
    assert (state.condition, state.in_trouble, state.last_begun) == (None, False, at(1))
    assert status.gravest([state]) is None


def test_a_bound_or_a_part_of_the_days_ends_no_spell(diary: Diary) -> None:
    """It is judged neither by its listings nor by their silence; but what it meets is true."""
    diary.crawl(1, "red", since="2026-01-01")
    assert of(diary) == SiteStatus("sample", "Ban Quản lý sample", last_begun=at(1))
    bounded = diary.crawl(2, ended="budget", pages=7)
    state = of(diary)
    assert (state.condition, state.run, state.spell) == ("ok", bounded, bounded)
    assert (state.last_ok, state.counts["pages"]) == (at(2), 7)
    first = diary.crawl(3, "red", "few", ended="hours")
    ends: list[tuple[int, Ended]] = [(4, "budget"), (5, "hours"), (6, "finished")]
    for day, ended in ends:
        diary.crawl(day, ended=ended, since="2026-01-01" if day == 6 else None)
        state = of(diary)
        assert (state.condition, state.since, state.spell) == ("red", at(3), first), ended
        assert (state.last_ok, state.last_begun) == (None, at(day))
    diary.begin(7, since="2026-01-01")  # and is killed
    assert (of(diary).condition, of(diary).started) == ("red", at(3))
    well = diary.crawl(8)
    last = diary.crawl(9, ended="budget")
    state = of(diary)
    assert (state.condition, state.since, state.spell, state.run) == ("ok", None, well, last)
    diary.crawl(10, "blocked", ended="refused", since="2026-01-01")
    assert of(diary).run == last


def test_crawls_from_before_their_end_was_on_record(diary: Diary) -> None:
    for day, verdict in ((1, "red"), (2, "ok")):
        run = runs.start(diary.db, runs.Started("sample", version="0.1", started=at(day)))
        runs.finish(diary.db, run, runs.Finished(verdict=verdict, exit_code=0))  # type: ignore[arg-type]
        assert (of(diary).condition, of(diary).spell) == (verdict, run)


def test_sites_that_are_given_up(diary: Diary) -> None:
    diary.add_site("other")
    diary.crawl(1, "red")
    diary.crawl(1, site="other")
    retired = status.names(" sample, no_such,")
    assert retired == {"sample", "no_such"}
    assert [each.site for each in status.of_sites(diary.db, NOW, retired=retired)] == ["other"]
    assert status.names(None) == status.names("") == frozenset()


def test_at_work_or_killed(diary: Diary, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawl without an end is at work if it began under the lock that is held now."""
    diary.crawl(1)
    killed = diary.begin(2)
    state = of(diary)
    assert (state.condition, state.reason, state.run) == ("crashed", runs.KILLED, killed)
    assert (state.since, state.finished, state.running) == (at(2), None, None)
    monkeypatch.setattr("kho_tin.archive.lock.now", lambda: at(3))
    with ArchiveLock(archive, "crawl sample"):
        assert of(diary).condition == "crashed"  # the one of day 2; that of day 3 is not yet begun
        runs.finish(
            diary.db,
            killed,
            runs.Finished(verdict="crashed", reason=runs.KILLED, exit_code=1, ended="failed"),
        )
        diary.begin(3)
        state = of(diary)
        assert (state.condition, state.since, state.running) == ("crashed", at(2), at(3))
        with pytest.raises(Exception, match="in use by crawl sample"):
            ArchiveLock(archive, "x").__enter__()
    state = of(diary)
    assert (state.condition, state.started, state.since) == ("crashed", at(3), at(2))


def test_who_asks_whether_the_lock_is_held_turns_no_crawl_away(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ArchiveLock(archive, "x"):
        pass
    with archive.with_name("archive.db.lock").open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        # It is let go while the crawl waits to try again.
        let_go = SimpleNamespace(sleep=lambda _: fcntl.flock(asking, fcntl.LOCK_UN))
        monkeypatch.setattr("kho_tin.archive.lock.time", let_go)
        with ArchiveLock(archive, "crawl sample"):
            assert locked_since(archive) is not None
    assert locked_since(archive) is None


@contextmanager
def somebody_else() -> Iterator[None]:
    """Root reads whatever it likes."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_a_lock_that_may_not_be_read(diary: Diary, archive: Path) -> None:
    """Who serves the archive to readers is another user: a crawl at work has not crashed."""
    diary.crawl(1)
    diary.begin(2)
    with ArchiveLock(archive, "crawl sample"):
        archive.with_name("archive.db.lock").chmod(0)
        with somebody_else():
            assert locked_since(archive) == ""
            state = of(diary)
    assert (state.condition, state.running) == ("ok", at(2))


def test_overdue(diary: Diary) -> None:
    diary.crawl(18)
    assert of(diary, within=48).condition == "ok"
    late = of(diary, within=47.5)
    assert (late.condition, late.overdue, late.since) == ("overdue", True, None)
    assert late.reason == "the last crawl began 48 hours ago, 47.5 at most are allowed"
    diary.crawl(18, "blocked", "answered 403")
    late = of(diary, within=1)
    assert (late.condition, late.overdue) == ("blocked", True)
    assert str(late.reason).startswith("answered 403; the last crawl began 48 hours ago")
    diary.crawl(20, "blocked", ended="stopped")
    assert not of(diary, within=1).overdue


def test_the_gravest_and_its_code() -> None:
    sites = [
        SiteStatus(each, each, condition=each)
        for each in ("ok", "overdue", "red", "blocked", "crashed")
    ]
    codes = [CODES[status.gravest(sites[:number])] for number in range(1, 6)]
    assert codes == [0, 3, 3, 4, 1]


def test_the_table() -> None:
    good = SiteStatus("a", "A", condition="ok", started=at(1, 19), articles=12, newest="2026-02-28")
    good.counts.update(new=3, changed=14)
    bad = SiteStatus("so_xay_dung", "B", condition="red", reason="few", since=at(2), running=at(3))
    assert table([good, bad]) == [
        "SITE         CONDITION  LAST CRAWL        NEW  CHANGED  SINCE             LAST NEWS   "
        "ARTICLES",
        "a            ok         2026-03-02 02:00    3       14  -                 2026-02-28  "
        "      12",
        "so_xay_dung  red        -                   -        -  2026-03-02 09:00  -           "
        "       0",
        "  few",
        "  a crawl is at work since 2026-03-03 09:00",
    ]


def test_the_command(scrapy: Scrapy, diary: Diary, archive: Path) -> None:
    done = scrapy("status")
    assert (done.returncode, done.stdout) == (0, f"{archive}: no site has been crawled yet.\n")
    diary.crawl(1, "red", "few")
    diary.add_site("other")
    diary.crawl(2, site="other")
    with ArchiveLock(archive, "crawl other"):
        done = scrapy("status", "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert list(report) == ["status", "exit_code", "at", "archive", "sites"]
    assert (report["status"], report["exit_code"], len(report["sites"])) == ("trouble", 3, 2)
    assert report["sites"][1] == {
        "site": "sample",
        "title": "Ban Quản lý sample",
        "condition": "red",
        "reason": "few",
        "run": 1,
        "started": at(1),
        "finished": at(1, 3),
        "exit_code": 3,
        "counts": dict.fromkeys(runs.COUNTS, 0),
        "since": at(1),
        "last_ok": None,
        "last_new": None,
        "newest": None,
        "articles": 0,
        "last_begun": at(1),
        "running": None,
        "overdue": False,
    }
    done = scrapy("status", "--json", RETIRED="sample")
    assert (done.returncode, [each["site"] for each in json.loads(done.stdout)["sites"]]) == (
        0,
        ["other"],
    )
    done = scrapy("status", "sample", RETIRED="sample, x")
    assert (done.returncode, done.stdout) == (2, "")
    assert "named in RETIRED; `kho-tin status -s RETIRED=` shows" in done.stderr
    assert scrapy("status", "sample", "-s", "RETIRED=", RETIRED="sample").returncode == 3
    done = scrapy("status", "other", "--within", "1", KHO_TIN_CLOCK=at(2))
    assert done.returncode == 0, done.stdout
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:]] == [["other", "ok"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "there is no archive here"),
        (("a", "b"), "one SITE"),
        (("--within", "0"), "more than none"),
    ],
)
def test_wrong_usage(scrapy: Scrapy, arguments: tuple[str, ...], words: str) -> None:
    done = scrapy("status", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert words in done.stderr
