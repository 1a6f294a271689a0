"""Readings in any order make the same history."""

from __future__ import annotations

import json
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive.indexed import indexed
from tests.archive.making import FIELDS, Shelf, at

REVISION = "SELECT number, seen_at, title, published_text, changed, capture, parser FROM revisions"
ARTICLE = (
    "SELECT title, published_text, body_html, parser, capture, content_sha256, state, first_seen, "
    "last_seen, last_changed FROM articles"
)


def test_an_old_capture_that_comes_late_takes_its_place(shelf: Shelf) -> None:
    shelf.read(at(10), title="A")
    shelf.read(at(50), title="A")
    stored = shelf.read(at(30), title="B")
    assert (stored.outcome, stored.changed) == ("changed", ("title",))
    assert shelf.rows("SELECT number, seen_at, title, changed, capture FROM revisions") == [
        (1, at(10), "A", "[]", 1),
        (2, at(30), "B", '["title"]', 3),
        (3, at(50), "A", '["title"]', 2),
    ]
    assert shelf.rows(
        "SELECT title, first_seen, last_seen, last_changed, capture FROM articles"
    ) == [("A", at(10), at(50), at(50), 2)]
    assert shelf.matches("A") == [1]
    assert shelf.matches("B") == shelf.matches("earlier : B") == [1]


def test_an_older_reading_of_the_same_moves_the_revision_back(shelf: Shelf) -> None:
    shelf.read(at(50))
    assert shelf.read(at(10)).outcome == "unchanged"
    assert shelf.rows("SELECT number, seen_at, capture FROM revisions") == [(1, at(10), 2)]
    assert shelf.rows("SELECT first_seen, last_seen, last_changed, capture FROM articles") == [
        (at(10), at(50), at(10), 2)
    ]


def test_an_older_first_version_makes_what_is_shown_revision_2(shelf: Shelf) -> None:
    shelf.read(at(50), title="B")
    stored = shelf.read(at(10), title="A", body="Cũ./.")
    assert (stored.outcome, stored.changed) == ("changed", ("title", "body"))
    assert shelf.rows("SELECT number, title, changed FROM revisions") == [
        (1, "A", "[]"),
        (2, "B", '["title", "body"]'),
    ]
    assert shelf.rows("SELECT title, body FROM articles") == [("B", FIELDS["body"])]


def test_a_capture_read_again_by_a_better_parser_replaces_its_reading(shelf: Shelf) -> None:
    first, second = shelf.capture(at(10)), shelf.capture(at(20))
    shelf.read(at(10), capture=first, author="Ban biên tập")
    shelf.read(at(20), capture=second, author="Nguyễn Văn An")
    assert shelf.counts()["revisions"] == 2
    stored = shelf.read(at(10), capture=first, author="Nguyễn Văn An", parser="vnpt_portal@2")
    assert (stored.outcome, stored.changed) == ("changed", ())
    assert shelf.rows("SELECT number, seen_at, author, capture, parser FROM revisions") == [
        (1, at(10), "Nguyễn Văn An", first, "vnpt_portal@2")
    ]
    assert shelf.counts()["observations"] == 2


def _history(shelf: Shelf) -> list[Any]:
    return [shelf.rows(REVISION), shelf.rows(ARTICLE), indexed(shelf.db)]


def test_every_order_of_four_readings_makes_the_same_rows(tmp_path: Path) -> None:
    looks = [(10, "A", "2/6"), (20, "B", "02/6"), (30, "B", "02/06"), (40, "A", "02/06")]
    made = []
    for number, order in enumerate(permutations(range(4))):
        shelf = Shelf(tmp_path / f"{number}.db")
        captures = [shelf.capture(at(second)) for second, _, _ in looks]
        for each in order:
            second, title, printed = looks[each]
            shelf.read(at(second), capture=captures[each], title=title, published_text=printed)
        made.append(_history(shelf))
        shelf.db.close()
    assert len(made) == 24
    assert made == [made[0]] * 24
    assert [row[:3] for row in made[0][0]] == [(1, at(10), "A"), (2, at(20), "B"), (3, at(40), "A")]


look = st.tuples(
    st.integers(0, 8), st.sampled_from("AB"), st.sampled_from(["1", "2"]), st.sampled_from("pq")
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(look, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_any_order_of_any_readings(
    tmp_path_factory: pytest.TempPathFactory, looks: list[tuple[int, str, str, str]], random: Any
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    made = []
    for number in range(2):
        shelf = Shelf(folder / f"{number}.db")
        kept = [
            (second, title, printed, parser, shelf.capture(at(second)))
            for second, title, printed, parser in looks
        ]
        if number:
            random.shuffle(kept)
        for second, title, printed, parser, capture in kept:
            shelf.read(
                at(second), capture=capture, title=title, published_text=printed, parser=parser
            )
        made.append(_history(shelf))
        for column in ("title", "content_sha256"):
            read = [row[0] for row in shelf.rows(f"SELECT {column} FROM revisions ORDER BY number")]
            assert all(a != b for a, b in pairwise(read))
        for (changed,) in shelf.rows("SELECT changed FROM revisions WHERE number > 1"):
            assert json.loads(changed) == ["title"]
        shelf.db.close()
    assert made[0] == made[1]
