"""What waits until a run is concluded, over several nights of a real archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.archive.database import connect
from kho_tin.outcome.baseline import Baseline
from tests.outcome.nights import OTHER, Archive, Page


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "archive.db"
    with closing(connect(path)) as db:
        yield Archive(path, db)


PAGES = [Page(number) for number in range(1, 13)]


def moved(page: Page) -> Page:
    return Page(page.number, is_marked_up=True)


def test_one_page_by_another_parser_is_not_stored(archive: Archive) -> None:
    assert archive.night(*PAGES)["new"] == 12
    before = archive.row(PAGES[0])
    assert before["parser"] == "general@1"
    run = archive.night(moved(PAGES[0]), *PAGES[1:])
    assert (run["changed"], run["unchanged"], run["refused"]) == (0, 11, 1)
    assert archive.row(PAGES[0]) == {**before, "state": "error"}
    assert archive.kinds() == ["other_parser"]
    assert archive.due() == {PAGES[0].url}


def test_a_site_that_is_redesigned(archive: Archive) -> None:
    """The same titles and dates by another parser: rows change, and no revision is made."""
    archive.night(*PAGES)
    run = archive.night(*map(moved, PAGES))
    assert (run["changed"], run["unchanged"], run["refused"]) == (0, 12, 0)
    assert {archive.row(page)["parser"] for page in PAGES} == {"news_metadata@1"}
    assert archive.revisions() == 12
    assert archive.due() == set()


def test_on_a_quiet_night_more_is_wanted(archive: Archive) -> None:
    archive.night(*PAGES)
    archive.night(moved(PAGES[0]))
    assert archive.wanted == 9
    archive.night(*PAGES[:1])
    assert archive.wanted == 0


def test_an_edit_that_keeps_hardly_a_word(archive: Archive) -> None:
    """The next night it stands as it was: then the site means it."""
    archive.night(*PAGES)
    new = Page(1, text=OTHER)
    run = archive.night(new)
    assert (run["changed"], run["refused"]) == (0, 1)
    assert archive.kinds() == ["little_shared"]
    assert "công trường" in str(archive.row(new)["body"])
    run = archive.night(new)
    assert (run["changed"], run["refused"]) == (1, 0)
    assert "máy bơm" in str(archive.row(new)["body"])
    assert archive.row(new)["state"] == "listed"


def test_another_text_under_another_title_is_never_the_articles(archive: Archive) -> None:
    archive.night(*PAGES)
    notice = Page(1, title="Thông báo về việc ngập nước", day="01/01/2025", text=OTHER)
    for _ in range(3):
        run = archive.night(notice)
        assert (run["changed"], run["refused"]) == (0, 1)
    assert "công trường" in str(archive.row(notice)["body"])
    assert archive.row(notice)["state"] == "error"


def test_one_text_at_many_addresses(archive: Archive) -> None:
    title = "Chúng tôi đã nhận yêu cầu của bạn"
    same = [Page(number, title=title, text=OTHER) for number in range(1, 6)]
    run = archive.night(*same)
    assert (run["new"], run["refused"]) == (2, 3)
    assert archive.kinds() == ["suspect"] * 3


def test_a_yearly_notice_is_not_one_text(archive: Archive) -> None:
    years = [
        Page(year, title="Thông báo nghỉ Tết", day=f"02/06/{year}", text=OTHER)
        for year in range(2020, 2026)
    ]
    assert archive.night(*years)["new"] == 6


def test_one_text_at_many_addresses_is_not_confirmed_by_being_there_again(
    archive: Archive,
) -> None:
    """Though each address has its article's own date, and the next night shows the same."""
    archive.night(*PAGES)
    same = [Page(number, title="Chúng tôi đã nhận", text=OTHER) for number in range(1, 6)]
    for _ in range(3):
        archive.night(*same)
    assert ["máy bơm" in str(archive.row(page)["body"]) for page in same] == [True] * 2 + [
        False
    ] * 3


def test_somebody_has_seen_that_the_site_is_redesigned(archive: Archive) -> None:
    """Then one page is enough, as long as that word is not taken back."""
    archive.night(*PAGES)
    word = archive.decide("accept", site="sample")
    run = archive.night(moved(PAGES[0]))
    assert (run["unchanged"], run["refused"]) == (1, 0)
    assert archive.row(PAGES[0])["parser"] == "news_metadata@1"
    archive.decide("undo", undoes=word)
    assert archive.night(moved(PAGES[1]))["refused"] == 1


def test_what_was_usual_before_an_accepted_redesign_is_no_measure(archive: Archive) -> None:
    archive.night(*PAGES)
    archive.night(*PAGES)
    before = Baseline.of(archive.db, "sample")
    assert len(before.good) == 2
    word = archive.decide("accept", site="sample")
    after = Baseline.of(archive.db, "sample")
    assert (after.all, after.good, after.whole_runs) == (before.all, [], [])
    archive.decide("undo", undoes=word)
    assert Baseline.of(archive.db, "sample") == before
