"""What the archive answers about decisions, and which bytes an erasure leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive import decisions
from kho_tin.archive.database import path_of, transaction
from kho_tin.archive.decisions import dark, erasing, hiding, table
from kho_tin.archive.decisions.log import Decision
from kho_tin.archive.lasting_names import pid_of
from tests.archive.making import DOCUMENT, FIELDS, Shelf, at

PID = pid_of("sample", FIELDS["identity"])


def decide(shelf: Shelf, *made: dict[str, Any]) -> None:
    """Have the table say that these were made, one a second."""
    always: dict[str, Any] = {"by": "an", "why": "w", "archive": "u", "file": "archive.db"}
    lines = [
        Decision(id=str(number), at=at(number), **always, **each)
        for number, each in enumerate(made, start=1)
    ]
    table.write(shelf.db, _folder(shelf), lines)


def _folder(shelf: Shelf) -> Path:
    return path_of(shelf.db.conn).with_name("captures")


def test_a_merged_record_leads_on_to_the_end_and_never_round(shelf: Shelf) -> None:
    decide(
        shelf,
        {"do": "merge", "pid": "a", "leads_to": "b"},
        {"do": "merge", "pid": "b", "leads_to": "c"},
        {"do": "merge", "pid": "x", "leads_to": "y"},
        {"do": "merge", "pid": "y", "leads_to": "x"},
        {"do": "merge", "pid": "m", "leads_to": "n"},
        {"do": "undo", "undoes": "5"},
    )
    leads = {pid: decisions.leads_to(shelf.db, pid) for pid in "abcxym"}
    assert leads == {"a": "c", "b": "c", "c": None, "x": None, "y": "x", "m": None}
    assert decisions.merged_into(shelf.db, "b") == ["a"]
    assert decisions.leads_to(shelf.db.conn, "a") == "c"  # readers have a plain connection


def test_a_redesign_is_accepted_from_that_moment_until_it_is_taken_back(shelf: Shelf) -> None:
    made: list[dict[str, Any]] = [{"do": "accept", "site": "sample"}]
    decide(shelf, *made)
    assert decisions.redesign_accepted(shelf.db, "sample") == at(1)
    assert not decisions.redesign_accepted(shelf.db, "other")
    decide(shelf, *made, {"do": "undo", "undoes": "1"})
    assert not decisions.redesign_accepted(shelf.db, "sample")


def test_the_last_correction_of_a_field_counts(shelf: Shelf) -> None:
    decision = {"do": "correct", "pid": "a", "field": "title"}
    decide(
        shelf,
        {**decision, "value": "1"},
        {**decision, "value": "2"},
        {**decision, "field": "author"},
    )
    corrections = decisions.corrections(shelf.db, "a")
    assert [(each.field, each.value) for each in corrections] == [("title", "2"), ("author", None)]


def test_no_other_article_gets_the_id_of_one_that_is_withheld(shelf: Shelf) -> None:
    shelf.read(at(0))
    decide(shelf, {"do": "withhold", "pid": PID})
    assert hiding.hide(shelf.db, _folder(shelf), PID)
    assert shelf.counts()["articles"] == 0
    other = shelf.read(at(1), identity="2", url="https://vungsuong.example/2.html")
    assert other.article == 2
    assert shelf.read(at(2)).outcome == "withheld"
    why = decisions.withheld_article(shelf.db, 1)
    assert why == decisions.withheld(shelf.db, PID) == (PID, at(1), "w", False)
    assert decisions.withheld_article(shelf.db, 2) is None
    assert decisions.is_withheld(shelf.db, "sample", FIELDS["identity"])


def test_a_page_whose_bytes_another_record_needs_is_not_erased(shelf: Shelf) -> None:
    stored = shelf.read(at(0), capture=(page := shelf.capture(at(0))))
    assert stored.outcome == "new"
    address = "https://vungsuong.example/2.html"
    other = shelf.capture(at(1), url=address, refers_to=page)
    shelf.read(at(1), capture=other, identity="2", url=address)
    hiding.hide(shelf.db, _folder(shelf), PID)
    assert shelf.rows("SELECT url FROM captures WHERE id = ?", page) == [(FIELDS["url"],)]
    with pytest.raises(erasing.CannotErase, match=rf"has the bytes of capture {other} \({address}"):
        erasing.chosen(shelf.db, PID, with_files=True)


def test_a_document_that_another_record_needs_is_not_erased(shelf: Shelf) -> None:
    shelf.read(at(0), attachments=[DOCUMENT, {"url": "https://x.example/1.pdf", "filename": "1"}])
    address = "https://vungsuong.example/2.html"
    other = shelf.capture(at(1), url=address)
    shelf.read(at(1), capture=other, identity="2", url=address, attachments=[DOCUMENT])
    shared = shelf.capture(at(2), url=DOCUMENT["url"])
    needed = shelf.capture(at(2), url="https://x.example/1.pdf")
    shelf.capture(at(3), url="https://y.example/1.pdf", refers_to=needed)
    alone = shelf.capture(at(3), url="https://x.example/1.pdf")
    hiding.hide(shelf.db, _folder(shelf), PID)
    erased = {each.id for each in erasing.chosen(shelf.db, PID, with_files=True)}
    assert not erased & {shared, needed}
    assert alone in erased
    with transaction(shelf.db):
        assert set(dark.claimed(shelf.db, PID, "file")) == {shared, needed, alone}
