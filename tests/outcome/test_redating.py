"""A site whose server prints the month first: learnt in one night, read so from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.archive.database import connect
from kho_tin.archive.repair import begin_of
from kho_tin.outcome.redating import date_profile
from kho_tin.parsers.vietnamese.date_order import DateProfile
from tests.conftest import run_scrapy
from tests.outcome.nights import Archive, Page
from tests.replay.test_rebuild import dump

# As a server with American settings prints the 3rd, 14th and 25th of June.
AMBIGUOUS, CLEAR, CLEARER = "06/03/2021", "06/14/2021", "06/25/2021"
PAGES = [Page(1, day=AMBIGUOUS), Page(2, day=CLEAR), Page(3, day=CLEARER)]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "archive.db"
    with closing(connect(path)) as db:
        yield Archive(path, db)


def profile(archive: Archive) -> DateProfile | None:
    return date_profile(archive.db, archive.path.parent / "captures", "sample")


def test_what_a_night_learns_dates_what_it_has_read(archive: Archive) -> None:
    archive.night(*PAGES)
    assert archive.row(PAGES[0])["published"] == "2021-06-03"
    learnt = profile(archive)
    assert learnt is not None
    assert [(each.order, dict(each.evidence)) for each in learnt.periods] == [
        ("month", {"figures": 2})
    ]


def test_the_next_night_begins_with_it_and_makes_no_revision(archive: Archive) -> None:
    archive.night(PAGES[0])
    assert archive.row(PAGES[0])["published"] == "2021-03-06"
    assert profile(archive) is None
    archive.night(*PAGES[1:])
    assert archive.row(PAGES[0])["published"] == "2021-06-03"
    run = archive.night(*PAGES)
    assert (run["changed"], run["unchanged"]) == (0, 3)
    assert archive.revisions() == 3
    files = sorted((archive.path.parent / "captures").glob("*.warc.gz"))
    begun = [begin_of(file) for file in files]
    assert [bool(begin and begin.dates) for begin in begun] == [False, False, True]


def test_an_edit_is_one_under_any_profile(archive: Archive) -> None:
    archive.night(*PAGES)
    edited = Page(1, day=AMBIGUOUS, title="Ban Quản lý họp về dự án số 1 tại Vũng Sương")
    run = archive.night(edited)
    assert run["changed"] == 1
    assert archive.revisions() == 4
    changed = archive.db.execute("SELECT changed FROM revisions WHERE number = 2").fetchone()
    assert changed == ('["title"]',)


def test_a_site_that_shows_no_order_has_no_profile(archive: Archive) -> None:
    archive.night(Page(1, day="02/06/2021"), Page(2, day="06/14/2021"))
    assert profile(archive) is None
    assert archive.row(Page(1))["published"] == "2021-06-02"


def test_a_rebuild_reads_each_run_by_its_own_profile(archive: Archive, tmp_path: Path) -> None:
    archive.night(PAGES[0])
    archive.night(*PAGES[1:])
    archive.night(*PAGES)
    into = tmp_path / "new.db"
    done = run_scrapy("rebuild", "--into", str(into), archive=archive.path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert dump(into) == dump(archive.path)
