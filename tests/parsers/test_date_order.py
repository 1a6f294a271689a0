"""A site's order of day and month, learnt from its dates."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kho_tin.parsers.vietnamese.date_forms import Order, Shown
from kho_tin.parsers.vietnamese.date_order import (
    DateOrder,
    DateProfile,
    DateSample,
    learn,
)

AT = "2026-03-01T00:00:00Z"
LATER = "2026-09-01T00:00:00Z"


def sample(
    printed: str, shown: Shown = "open", number: int | None = None, at: str = AT
) -> DateSample:
    return DateSample(at, printed, shown, number, f"https://ban.example.vn/{printed}")


def orders(profile: DateProfile | None) -> list[tuple[Order, str, dict[str, int]]]:
    return [(p.order, p.since, dict(p.evidence)) for p in profile.periods] if profile else []


AMERICAN = [sample("6/14/2021", "month"), sample("6/25/2021", "month"), sample("6/3/2021")]


def test_figures() -> None:
    assert orders(learn(AMERICAN)) == [("month", AT, {"figures": 2})]


def test_weekdays() -> None:
    printed = ["Wednesday, 6/2/2021", "Thursday, 6/3/2021"]
    samples = [sample(text, "month") for text in printed]
    assert orders(learn(samples)) == [("month", AT, {"weekdays": 2})]


def test_stamps_of_the_pages() -> None:
    samples = [sample("6/2/2021", "month"), sample("6/3/2021", "month")]
    assert orders(learn(samples)) == [("month", AT, {"stamps": 2})]


def test_stamps_of_a_sitemap_or_feed() -> None:
    samples = [sample("6/2/2021"), sample("6/3/2021"), sample("6/4/2021")]
    stamps = {
        "https://ban.example.vn/6/2/2021": "2021-06-02",
        "https://ban.example.vn/6/3/2021": "2021-06-03",
        "https://ban.example.vn/6/4/2021": "2020-01-01",
    }
    assert learn(samples) is None
    assert orders(learn(samples, stamps=stamps)) == [("month", AT, {"stamps": 2})]


def test_ids_that_grow_with_time() -> None:
    printed = ["5/30/2021", "6/2/2021", "6/3/2021", "6/14/2021"]
    shown: list[Shown] = ["month", "open", "open", "month"]
    samples = [sample(*both, number=n) for n, both in enumerate(zip(printed, shown, strict=True))]
    assert orders(learn(samples)) == [("month", AT, {"figures": 2, "ids": 2})]


def test_ids_that_do_not_grow_show_nothing() -> None:
    printed = ["6/14/2021", "6/2/2021", "5/30/2021"]
    shown: list[Shown] = ["month", "open", "month"]
    samples = [sample(*both, number=n) for n, both in enumerate(zip(printed, shown, strict=True))]
    assert orders(learn(samples)) == [("month", AT, {"figures": 2})]


@pytest.mark.parametrize(
    "samples",
    [
        [],
        AMERICAN[:1],
        [sample("6/2/2021"), sample("6/3/2021")],
        [*AMERICAN, sample("14/6/2021", "day")],
        [sample("June 2, 2021"), sample("2021-06-02"), sample("")],
    ],
    ids=["nothing", "one may be mistyped", "open", "both", "other forms"],
)
def test_too_little_shows_no_order(samples: list[DateSample]) -> None:
    assert learn(samples) is None


def test_the_same_again_changes_nothing() -> None:
    before = learn(AMERICAN)
    again = [sample("7/14/2021", "month", at=LATER), sample("7/15/2021", "month", at=LATER)]
    assert learn(again, before) is before
    assert learn([], before) is before


def test_a_new_system_begins_a_period() -> None:
    """Pages of the earlier one are read as before."""
    moved = [sample("14/7/2021", "day", at=LATER), sample("15/7/2021", "day", at=LATER)]
    profile = learn(moved, learn(AMERICAN))
    assert profile is not None
    assert [order for order, _, _ in orders(profile)] == ["month", "day"]
    times = ("2020-01-01T00:00:00Z", AT, "2026-08-31T23:59:59Z", LATER)
    assert [profile.at(time) for time in times] == ["month", "month", "month", "day"]
    assert all(early.since < late.since for early, late in pairwise(profile.periods))


def test_a_journal_gives_it_back() -> None:
    profile = DateProfile((DateOrder("month", AT, {"figures": 2}),))
    assert DateProfile.of(profile.as_json()) == profile


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"periods": []},
        {"periods": "x"},
        {"periods": [1]},
        {"periods": [{"order": "year", "since": AT, "evidence": {}}]},
        {"periods": [{"order": "day", "since": 1, "evidence": {}}]},
        {"periods": [{"order": "day", "since": AT, "evidence": None}]},
    ],
)
def test_a_journal_that_lies_gives_none(data: dict[str, object]) -> None:
    assert DateProfile.of(data) is None


def test_the_number_of_an_article_is_the_last_of_its_identity() -> None:
    url = "https://ban.example.vn/2021/tin-45.html"
    assert DateSample.of(AT, "6/2/2021", "open", url, url).number == 45
    assert DateSample.of(AT, "6/2/2021", "open", "a", "a").number is None
