"""Records that are one, or may be: what leads where, what is proposed, and what takes that back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive import aliases, decisions, sites
from kho_tin.archive.aliases import Alias
from kho_tin.archive.database import transaction
from kho_tin.archive.lasting_names import pid_of
from kho_tin.archive.same_text import text_sha256
from kho_tin.base.eras import Period
from tests.archive.making import FIELDS, Shelf, at
from tests.archive.test_decisions import decide

OLD: dict[str, Any] = {
    "identity": "wcm:path:/tin/don-song",
    "url": "https://vungsuong.example/cu/don-song",
}
NEW, FORMER = pid_of("sample", "1043"), pid_of("sample", OLD["identity"])


@pytest.fixture
def shelf(archive: Path) -> Shelf:
    return Shelf(archive)


def test_only_blanks_and_capitals_may_differ() -> None:
    made = text_sha256("Đón sóng", "2021-06-02", "Một.\n\nHai.")
    assert made == text_sha256("ĐÓN  SÓNG", "2021-06-02T08:30:00+07:00", "Một. Hai.")
    assert made != text_sha256("Đón sóng", "2021-06-03", "Một.\n\nHai.")
    assert made != text_sha256("Đón sóng", "2021-06-02", "Một.\n\nBa.")
    assert made != text_sha256("Đón song", "2021-06-02", "Một.\n\nHai.")
    for missing in (("", "2021-06-02", "Một."), ("Đón", None, "Một."), ("Đón", "2021-06-02", " ")):
        assert text_sha256(*missing) is None


def test_what_is_alike_is_proposed_and_not_merged(shelf: Shelf) -> None:
    shelf.read(at(0), **OLD)
    shelf.read(at(1), title=str(FIELDS["title"]).upper(), published="2021-06-02T08:30:00+07:00")
    shelf.read(at(2), identity="9", url="https://vungsuong.example/9.html", title="Khác")
    (pair,) = aliases.proposals(shelf.db)
    assert (pair.pid, pair.leads_to, pair.ground) == (FORMER, NEW, "text")  # to the newer
    assert aliases.number(shelf.db) == 1
    assert [each.pid for each in aliases.alike(shelf.db, NEW)] == [FORMER]
    assert [each.pid for each in aliases.alike(shelf.db, FORMER)] == [NEW]
    assert decisions.leads_to(shelf.db, FORMER) is None


@pytest.mark.parametrize("do", ["merge", "separate"])
def test_a_proposal_is_settled_either_way_and_taken_back(shelf: Shelf, do: str) -> None:
    shelf.read(at(0), **OLD)
    shelf.read(at(1))
    made = {"do": do, "pid": FORMER, "leads_to": NEW}
    decide(shelf, made)
    assert aliases.number(shelf.db) == 0
    assert aliases.alike(shelf.db, NEW) == []
    assert decisions.leads_to(shelf.db, FORMER) == (NEW if do == "merge" else None)
    decide(shelf, made, {"do": "undo", "undoes": "1"})
    assert aliases.number(shelf.db) == 1
    assert decisions.leads_to(shelf.db, FORMER) is None


def redirect(shelf: Shelf, pid: str, leads_to: str, *, same_text: bool, second: int = 2) -> None:
    with transaction(shelf.db):
        capture = shelf.capture(at(second))
        aliases.keep(shelf.db, Alias(pid, leads_to, at(second), capture, same_text))


def test_a_redirect_to_the_same_text_makes_them_one_until_they_are_separated(shelf: Shelf) -> None:
    shelf.read(at(0), **OLD)
    shelf.read(at(1))
    redirect(shelf, FORMER, NEW, same_text=True)
    assert decisions.leads_to(shelf.db, FORMER) == NEW
    assert decisions.merged_into(shelf.db, NEW) == [FORMER]
    assert aliases.number(shelf.db) == 0
    made = {"do": "separate", "pid": NEW, "leads_to": FORMER}  # in any order
    decide(shelf, made)
    assert decisions.leads_to(shelf.db, FORMER) is None
    assert decisions.separated(shelf.db, FORMER, NEW) == "1"
    assert aliases.number(shelf.db) == 0
    decide(shelf, made, {"do": "undo", "undoes": "1"})
    assert decisions.leads_to(shelf.db, FORMER) == NEW


def test_a_redirect_to_another_text_is_only_proposed(shelf: Shelf) -> None:
    shelf.read(at(0), **OLD, body="Chỉ có một câu khác hẳn.")
    shelf.read(at(1))
    redirect(shelf, FORMER, NEW, same_text=False)
    assert decisions.leads_to(shelf.db, FORMER) is None
    (pair,) = aliases.proposals(shelf.db)
    assert (pair.pid, pair.leads_to, pair.ground) == (FORMER, NEW, "redirect")
    redirect(shelf, FORMER, NEW, same_text=True, second=3)  # the site has put its text right
    assert decisions.leads_to(shelf.db, FORMER) == NEW
    redirect(shelf, FORMER, NEW, same_text=False, second=4)  # edited since: they were one
    assert decisions.leads_to(shelf.db, FORMER) == NEW
    assert shelf.rows("SELECT at FROM aliases") == [(at(3),)]


def test_a_site_that_redirects_in_a_circle_leads_nobody_round(shelf: Shelf) -> None:
    for pid, leads_to in (("x", "y"), ("y", "z"), ("z", "x"), ("v", "x")):
        redirect(shelf, pid, leads_to, same_text=True)
    leads = {pid: decisions.leads_to(shelf.db, pid) for pid in "vxyz"}
    assert leads == {"v": "x", "x": None, "y": "x", "z": "x"}
    assert decisions.merged_into(shelf.db, "x") == ["v", "y", "z"]


def test_thousands_with_one_text_are_proposed_in_no_time(shelf: Shelf) -> None:
    """Each with one other, and not each with each."""
    number = 3000
    shelf.read(at(0))
    names = [row[1] for row in shelf.rows("PRAGMA table_info(articles)")]
    others = {
        "id": "n + 1",
        "pid": "'p' || n",
        "identity": "'x' || n",
        "url": "'https://a.example/' || n",
    }
    copied = ", ".join(others.get(name, name) for name in names)
    with transaction(shelf.db):
        shelf.db.execute(
            f"WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < ?) "
            f"INSERT INTO articles SELECT {copied} FROM articles, many",
            [number],
        )
    before = time.process_time()
    assert aliases.number(shelf.db) == number
    assert len(aliases.proposals(shelf.db)) == aliases.MOST
    assert len(aliases.alike(shelf.db, NEW)) == 10
    assert time.process_time() - before < 5


def test_a_site_is_called_as_it_was_when_the_article_was_published(shelf: Shelf) -> None:
    past = [
        Period(None, "2010-12-31", "Ban Đầm Môn", "http://cu.example/", None, ()),
        Period("2011-01-01", "2021-06-02", "Ban Vũng Sương", "http://cu.example/", None, ()),
    ]
    with transaction(shelf.db):
        sites.write_past(shelf.db, "sample", past)
    for number, published in enumerate(
        ("2010-01-01", "2021-06-02T23:00:00+07:00", "2021-06-03", None)
    ):
        url = f"https://vungsuong.example/{number}.html"
        shelf.read(at(number), identity=str(number), url=url, published=published)
    called = shelf.rows(
        f"SELECT {sites.TITLE_THEN} FROM articles JOIN sites ON sites.name = articles.site "
        "ORDER BY articles.id"
    )
    assert called == [("Ban Đầm Môn",), ("Ban Vũng Sương",), ("Ban Quản lý",), ("Ban Quản lý",)]
