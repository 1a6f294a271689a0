"""Whose change it is: which captures are read again, and what becomes of the history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive import articles
from kho_tin.archive.articles import StoreResult
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.reprocessing import Rereader
from tests.archive.indexed import indexed
from tests.archive.making import FIELDS, Shelf, at

AUTHOR = FIELDS["author"]


class Program:
    """One that reads titles off pages (`pages`, by capture) and adds authors of its own."""

    def __init__(self, shelf: Shelf, pages: dict[int, str | None], author: str = AUTHOR) -> None:
        self.shelf = shelf
        self.pages = pages
        self.author = author
        self.read: list[int] = []
        self.again = Rereader(self._read)

    def store(self, second: int, title: str, **other: Any) -> StoreResult:
        capture = self.shelf.capture(at(second), **other)
        self.pages[capture] = title
        return articles.store(
            self.shelf.db,
            self.shelf.site,
            ParsedArticle(self._fields(title)),
            articles.Observation(self.shelf.run, at(second), capture),
            again=self.again,
        )

    def _fields(self, title: str) -> dict[str, Any]:
        return {**FIELDS, "title": title, "author": self.author}

    def _read(self, capture: int, identity: str) -> ParsedArticle | None:
        assert identity == FIELDS["identity"]
        self.read.append(capture)
        title = self.pages[capture]
        return ParsedArticle(self._fields(title)) if title else None


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "archive.db")
    yield shelf
    shelf.db.close()


@pytest.fixture
def old(shelf: Shelf) -> Program:
    return Program(shelf, {})


def history(shelf: Shelf) -> list[tuple[str, str, list[str]]]:
    return [
        (title, author, json.loads(changed))
        for title, author, changed in shelf.rows(
            "SELECT title, author, changed FROM revisions ORDER BY number"
        )
    ]


def newer(old: Program) -> Program:
    return Program(old.shelf, old.pages, "An và Bình")


def test_what_reads_the_same_costs_nothing(shelf: Shelf, old: Program) -> None:
    old.store(1, "A")
    again = Program(shelf, old.pages)
    assert again.store(2, "A").outcome == "unchanged"
    assert again.read == []


def test_an_edit_costs_one_look_at_the_capture_before(shelf: Shelf, old: Program) -> None:
    for second in range(1, 6):
        old.store(second, "A")
    again = Program(shelf, old.pages)
    stored = again.store(6, "B")
    assert (stored.outcome, stored.changed, stored.is_reprocessed) == ("changed", ("title",), False)
    assert again.read == [5]
    again.store(7, "C")  # what it has read itself it need not read again
    assert again.read == [5]


def test_a_newer_program_reads_the_whole_history(shelf: Shelf, old: Program) -> None:
    for second, title in enumerate("AABB", start=1):
        old.store(second, title)
    program = newer(old)
    stored = program.store(9, "B")
    assert (stored.outcome, stored.changed, stored.is_reprocessed) == ("unchanged", (), True)
    assert sorted(program.read) == [1, 2, 3, 4]
    assert history(shelf) == [("A", "An và Bình", []), ("B", "An và Bình", ["title"])]
    assert shelf.rows("SELECT author, last_changed, capture FROM articles") == [
        ("An và Bình", at(3), 3)
    ]
    assert indexed(shelf.db)[1, "author"] == "an và bình"
    assert program.store(10, "B").is_reprocessed is False


def test_what_was_taken_for_an_edit_no_longer_is(shelf: Shelf, old: Program) -> None:
    """An older program read a title's case otherwise, say, in two pages with one title."""
    old.store(1, "A")
    old.store(2, "a")
    program = newer(old)
    old.pages |= {1: "A", 2: "A"}
    assert program.store(3, "A").outcome == "unchanged"
    assert history(shelf) == [("A", "An và Bình", [])]


def test_a_page_from_between_two_others(shelf: Shelf, old: Program) -> None:
    """The row shows the newest reading, which is now another, and not the one that came."""
    old.store(1, "A")
    old.store(9, "B")
    stored = newer(old).store(5, "A")
    assert (stored.outcome, stored.is_reprocessed) == ("unchanged", True)
    assert history(shelf) == [("A", "An và Bình", []), ("B", "An và Bình", ["title"])]
    assert shelf.rows("SELECT title, author FROM articles") == [("B", "An và Bình")]


def test_a_lost_capture_says_what_its_like_says(shelf: Shelf, old: Program) -> None:
    old.store(1, "A")
    old.store(2, "A")
    old.pages[2] = None
    assert newer(old).store(3, "A").outcome == "unchanged"
    assert history(shelf) == [("A", "An và Bình", [])]
    assert shelf.rows("SELECT count(*) FROM problems") == [(0,)]


def test_a_lost_capture_of_the_same_bytes(shelf: Shelf, old: Program) -> None:
    old.store(1, "A", payload_sha256="0" * 64)
    old.pages[1] = None
    assert newer(old).store(2, "A", payload_sha256="0" * 64).outcome == "unchanged"
    assert history(shelf) == [("A", "An và Bình", [])]


def test_a_lost_capture_leaves_a_doubt(shelf: Shelf, old: Program) -> None:
    old.store(1, "A", payload_sha256="0" * 64)
    old.pages[1] = None
    assert newer(old).store(2, "A", payload_sha256="1" * 64).changed == ("author",)
    assert shelf.rows("SELECT kind, article FROM problems") == [("not_compared", 1)]


def test_what_a_refusal_left_alone_is_read_again(shelf: Shelf, old: Program) -> None:
    """Another article holds the address that a newer program reads: nothing is stored."""
    old.store(1, "A")
    shelf.read(at(2), identity="2000", url=FIELDS["url"] + "?2")
    program = newer(old)
    taken = {**FIELDS, "url": FIELDS["url"] + "?2"}
    capture = shelf.capture(at(3))
    stored = articles.store(
        shelf.db,
        shelf.site,
        ParsedArticle(taken),
        articles.Observation(shelf.run, at(3), capture),
        again=program.again,
    )
    assert stored.outcome == "refused"
    assert history(shelf)[0] == ("A", AUTHOR, [])
    assert program.store(4, "A").is_reprocessed is True
