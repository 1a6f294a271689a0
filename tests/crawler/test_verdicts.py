"""How a run is judged: by fixed bounds, and by what the site's last ten crawls were like."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest

from kho_tin.outcome import baseline
from kho_tin.outcome.baseline import RUNS, Baseline, FieldShare
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.counts import COVERED, Counts
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.verdicts import judge

TODAY = dt.date(2026, 3, 1)


def tally(articles: int = 20, **fields: int) -> dict[str, dict[str, int]]:
    """What one parser read: every field in every article, unless told otherwise."""
    return {"vnpt_portal@1": {"articles": articles, **dict.fromkeys(COVERED, articles), **fields}}


def crawl(**columns: Any) -> dict[str, Any]:
    """A good crawl's record, as far as a verdict looks at it."""
    parsers = columns.pop("parsers", tally(2))
    row = {"verdict": "ok", "ended": "finished", "whole": 1, "listings": 40, "listed": 400}
    row |= {"front_pages": 10, "front_listed": 100, "failed": 0, "refused": 0, "other": 0, "new": 0}
    return {**row, "parsers": json.dumps(parsers), **columns}


TEN = [crawl() for _ in range(10)]


def history(crawls: Sequence[dict[str, Any]]) -> Baseline:
    """Of these crawls, newest first, what `Baseline.of` would take from the archive."""
    rows = [{**each, "id": len(crawls) - n} for n, each in enumerate(crawls)]
    good = [each for each in rows if each["verdict"] == "ok" and each["ended"] == "finished"]
    return Baseline(rows[:60], good[:60], [each for each in good if each["whole"]][:RUNS])


def counts(**figures: Any) -> Counts:
    usual = {"pages": 20, "unchanged": 20, "listings": 10, "front_pages": 10, "parsers": tally()}
    return Counts(**{**usual, **figures})


def verdict(figures: Counts | None = None, **facts: Any) -> tuple[str, str]:
    usual = {"listed": 100, "front_listed": 100, "least_articles": 1, "bounds": Bounds()}
    usual |= {"whole": False, "expected_parser": "vnpt_portal", "today": TODAY}
    known = history(facts.pop("crawls", TEN))
    return judge(figures or counts(), Facts(**{**usual, "history": known, **facts}))


def test_a_usual_night() -> None:
    assert verdict() == ("ok", "")
    assert verdict(crawls=()) == ("ok", "")


RED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no listing": ({"listed": 0}, {}, "the listings name 0 articles, at least 1 expected"),
    "few lines": ({"front_listed": 49}, {}, "the first pages name 49 articles, 100 are usual"),
    "few listings": ({}, {"front_pages": 4}, "4 listings, 10 are usual"),
    "few lines in all": (
        {"whole": True, "listed": 199},
        {"listings": 40},
        "the listings name 199 articles, 400 are usual",
    ),
    "few pages": (
        {"whole": True, "listed": 400},
        {"listings": 19},
        "19 listing pages, 40 are usual",
    ),
    "layout": ({}, {"layout_changed": 1}, "1 pages whose layout has changed"),
    "not there": (
        {"crawls": ()},
        {"missing": 18},
        "18 of 20 articles that the listings name are not there",
    ),
    "no news": (
        {"crawls": ()},
        {"other": 12, "not_read": 12},
        "12 of 20 articles were answered with something else",
    ),
    "no news at all": (
        {"crawls": TEN[:1]},
        {"other": 20, "not_read": 20},
        "20 of 20 articles were answered with something else",
    ),
    "a list behind a script": (
        {"crawls": ()},
        {"unfollowed": 2},
        "2 listings go on where nothing can be followed",
    ),
    "a list behind a script, and a sitemap of its first page": (
        {
            "crawls": (),
            "sources": {
                "listing": {"named": 18, "articles": 18, "alone": 0},
                "sitemap": {"named": 18, "articles": 18, "alone": 0},
            },
        },
        {"unfollowed": 2},
        "2 listings go on where nothing can be followed",
    ),
    "failures": ({}, {"failed": 6}, "6 of 20 pages failed"),
    "most of a few": ({}, {"pages": 4, "failed": 3}, "3 of 4 pages failed"),
    "refusals": ({}, {"refused": 6}, "6 of 20 pages were not good enough to store"),
    "gone": ({}, {"gone": 6}, "6 of 20 pages are gone at once"),
    "home": ({"home_unread": "no home page"}, {"listings": 0}, "no home page"),
    "signal": ({"ended": "stopped", "why_ended": "stopped by a signal"}, {}, "stopped by a signal"),
    "other parser": (
        {},
        {"parsers": {"general@1": dict.fromkeys(("articles", *COVERED), 1)}},
        "1 articles were read by another parser than vnpt_portal",
    ),
    "no authors": ({}, {"parsers": tally(author=2)}, "finds `author` in 2 of 20 articles only"),
    "no dates": ({}, {"parsers": tally(published=0)}, "finds `published` in 0 of 20 articles only"),
    "no articles": ({}, {"parsers": tally(3), "other": 20}, "only 3 of 23 pages could be read"),
    "a silent feed": (
        {"crawls": [crawl(sources='{"feed": {"articles": 20}}'), *TEN]},
        {},
        "the feed names 0 articles, 20 before",
    ),
    "silence": (
        {"days": [TODAY - dt.timedelta(days=n) for n in range(100, 15, -7)]},
        {},
        "no news for 16 days, 14 at most are usual",
    ),
    "a silence that began since the first crawl": (
        {
            "days": [TODAY - dt.timedelta(days=n) for n in range(100, 15, -7)],
            "since": TODAY - dt.timedelta(days=6),
        },
        {},
        "no news for 16 days, 14 at most are usual",
    ),
    "a site found silent, with a bound": (
        {
            "days": [TODAY - dt.timedelta(days=n) for n in range(100, 50, -7)],
            "since": TODAY,
            "bounds": Bounds(longest_silence=30),
        },
        {},
        "no news for 51 days, 30 at most are usual",
    ),
}


@pytest.mark.parametrize("case", RED)
def test_red(case: str) -> None:
    facts, figures, reason = RED[case]
    word, why = verdict(counts(**figures), **facts)
    assert (word, reason in why) == ("red", True), why
    assert ";" not in why or case == "home"


NOT_RED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "half the lines": ({"front_listed": 50}, {}),
    "half the listings": ({}, {"front_pages": 5}),
    "one that always fails": ({}, {"pages": 1, "failed": 1}),
    "one in ten fails": ({}, {"pages": 60, "failed": 6}),
    "static pages as ever": ({"crawls": [crawl(other=20) for _ in TEN]}, {"other": 20}),
    "few are gone": ({}, {"gone": 5, "pages": 6}),
    "a night without bylines": ({}, {"parsers": tally(3, author=0)}),
    "a shorter silence": (
        {"days": [TODAY - dt.timedelta(days=n) for n in range(98, 13, -7)]},
        {},
    ),
    "a site that is often silent": (
        {"days": [TODAY - dt.timedelta(days=n) for n in range(330, 29, -30)]},
        {},
    ),
    "a list behind a button, all of which a sitemap names": (
        {
            "crawls": (),
            "sources": {
                "listing": {"named": 18, "articles": 18, "alone": 0},
                "sitemap": {"named": 47, "articles": 45, "alone": 27},
            },
        },
        {"unfollowed": 2},
    ),
    "a site that was found silent": (
        {
            "days": [TODAY - dt.timedelta(days=n) for n in range(2000, 1000, -7)],
            "since": TODAY - dt.timedelta(days=500),
        },
        {},
    ),
    "too little news for a habit": ({"days": [TODAY - dt.timedelta(days=99)]}, {}),
    "a window of days": (
        {"whole": None, "front_listed": 3, "days": [TODAY - dt.timedelta(days=99)] * 20},
        {"front_pages": 1, "parsers": tally(author=0)},
    ),
    "a sitemap that came with the system": (
        {"crawls": [crawl(sources='{"sitemap": {"named": 9, "articles": 0}}'), *TEN]},
        {},
    ),
    "a feed that has begun": ({"sources": {"feed": {"articles": 20}}}, {}),
    "a walk that is not whole": ({"listed": 3}, {"listings": 1}),
    "the third crawl": ({"crawls": TEN[:2], "front_listed": 3}, {"front_pages": 1}),
}


@pytest.mark.parametrize("case", NOT_RED)
def test_not_red(case: str) -> None:
    facts, figures = NOT_RED[case]
    assert verdict(counts(**figures), **facts) == ("ok", "")


def test_bounds_of_the_site() -> None:
    assert verdict(counts(failed=6), bounds=Bounds(most_failed=0.3))[0] == "ok"
    assert verdict(counts(gone=20), bounds=Bounds(most_gone=1.0))[0] == "ok"
    assert verdict(front_listed=49, bounds=Bounds(least_listed=0.4))[0] == "ok"
    assert verdict(counts(parsers=tally(author=0)), bounds=Bounds(least_found=0))[0] == "ok"
    heard = [crawl(sources='{"feed": {"articles": 20}}'), *TEN]
    assert verdict(crawls=heard, bounds=Bounds(least_named=0))[0] == "ok"
    silent = [TODAY - dt.timedelta(days=n) for n in range(100, 15, -7)]
    assert verdict(days=silent, bounds=Bounds(longest_silence=16))[0] == "ok"
    assert verdict(days=silent, bounds=Bounds(longest_silence=15))[0] == "red"
    assert verdict(days=silent, bounds=Bounds(longest_silence=0))[0] == "ok"


def test_what_is_usual_is_drawn_from_good_crawls_alone() -> None:
    bad = [crawl(verdict="red", front_listed=2) for _ in range(90)]
    assert verdict(front_listed=49, crawls=[*bad[:50], *TEN])[0] == "red"
    cut = [crawl(ended="budget", front_listed=2) for _ in range(50)]
    assert verdict(front_listed=49, crawls=[*cut, *TEN])[0] == "red"
    # A site that has grown smaller for good is judged by its newest ten.
    smaller = [crawl(front_listed=60) for _ in range(10)]
    assert verdict(front_listed=49, crawls=[*smaller, *TEN])[0] == "ok"


def test_no_trouble_is_forgotten_however_long_it_lasts() -> None:
    general = {"general@1": dict.fromkeys(("articles", *COVERED), 5)}
    bad = [crawl(verdict="red", parsers=general) for _ in range(200)]
    tonight = counts(parsers=general)
    assert verdict(tonight, expected_parser=None, crawls=[*bad, *TEN])[0] == "red"
    # Twenty articles without their authors, read again in one night; then an article a night.
    night = crawl(verdict="red", parsers=tally(20, author=0))
    quiet = [crawl(verdict="red", parsers=tally(1, author=0)) for _ in range(30)]
    for count in (0, 1, 5, 30):
        crawls = [*quiet[:count], night, *TEN]
        assert verdict(counts(parsers=tally(1, author=0)), crawls=crawls)[0] == "red"


def test_a_field_lost_little_by_little() -> None:
    """Half the articles have had a byline; now an article comes a night, and none has."""
    night = crawl(parsers=tally(1, author=0))
    before = [crawl(parsers=tally(2, author=1)) for _ in range(20)]
    tonight = counts(parsers=tally(1, author=0))
    words = [verdict(tonight, crawls=[night] * n + before)[0] for n in range(20)]
    assert words.index("red") == 16
    assert set(words[16:]) == {"red"}


def test_a_bound_is_no_fault_if_the_run_came_to_an_article() -> None:
    why = "the budget of requests is used up"
    assert verdict(ended="budget", why_ended=why, listed=3, front_listed=3) == ("ok", why)
    assert verdict(counts(pages=0, files=1), ended="budget", why_ended=why) == ("ok", why)
    silent = [TODAY - dt.timedelta(days=n) for n in range(100, 15, -7)]
    assert verdict(ended="budget", why_ended=why, days=silent)[0] == "red"
    word, reason = verdict(counts(pages=0), ended="budget", why_ended=why)
    assert (word, reason) == ("red", f"{why}, and not one article was looked at")


def test_without_a_declared_parser_the_usual_ones_are_expected() -> None:
    general = {"general@1": dict.fromkeys(("articles", *COVERED), 5)}
    assert verdict(counts(parsers=general), expected_parser=None)[0] == "red"
    assert verdict(counts(parsers=general), expected_parser=None, crawls=())[0] == "ok"


def test_shares() -> None:
    always = FieldShare(20, 20)
    assert not FieldShare(0, 3).is_less_than(always, 0.5)
    assert FieldShare(0, 4).is_less_than(always, 0.5)
    assert not FieldShare(9, 20).is_less_than(FieldShare(18, 20), 0.4)
    assert not FieldShare(0, 20).is_less_than(FieldShare(5, 19), 0.5)  # of so few, nothing is usual
    assert not FieldShare(0, 20).is_less_than(FieldShare(1, 20), 0.5)  # it may be chance


def test_chance_is_the_binomial_one() -> None:
    assert baseline._chance(0, 3, 0.5) == pytest.approx(1 / 8)
    assert baseline._chance(1, 3, 0.5) == pytest.approx(4 / 8)
    assert baseline._chance(3, 3, 0.5) == pytest.approx(1)
    assert baseline._chance(0, 5000, 0.9) == pytest.approx(0)
