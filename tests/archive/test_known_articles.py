"""What a crawl is told of the articles that are stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kho_tin.archive import observations, runs
from kho_tin.archive.known_articles import DAY, KnownArticle, due, interval, known
from kho_tin.base.times import moment, utc
from tests.archive.making import FIELDS, Shelf, at

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def test_known_by_identity(shelf: Shelf) -> None:
    assert known(shelf.db, "sample") == {}
    article = shelf.read(at(1)).article
    shelf.read(at(2), title="Mới")
    observations.observe(shelf.db, shelf.run, article, "listed", status=304, at=at(3))
    observations.observe(shelf.db, shelf.run, article, "listed", at=at(4))
    assert known(shelf.db, "sample") == {
        FIELDS["identity"]: KnownArticle(
            article=article,
            identity=FIELDS["identity"],
            url=FIELDS["url"],
            title="Mới",
            published="2021-06-02",
            state="listed",
            observed="listed",
            first_seen=at(1),
            last_seen=at(4),
            last_changed=at(2),
            looked=at(3),
            revisions=2,
        )
    }
    assert known(shelf.db, "other") == {}


def _article(**changes: object) -> KnownArticle:
    moments = dict.fromkeys(("first_seen", "last_seen", "last_changed", "looked"), utc(NOW))
    base = KnownArticle(1, "1", "u", "t", None, "listed", "listed", revisions=1, **moments)
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, 1),
        ({"published": "2026-02-25"}, 1),
        ({"published": "2026-01-20"}, 10),
        ({"published": "2026-01-20T08:30:00+07:00"}, 10),
        ({"published": "2015-01-01"}, 90),
        ({"published": "2031-01-01"}, 1),
        ({"published": "2015-01-01", "revisions": 2}, 1),
        ({"last_changed": "2026-01-20T00:00:00Z", "revisions": 2}, 5),
        ({"last_changed": "2026-01-20T00:00:00Z", "revisions": 5}, 2),
        ({"last_changed": "2020-01-01T00:00:00Z", "revisions": 2}, 90),
        ({"state": "gone", "observed": "gone", "published": "2026-02-28"}, 90),
        ({"observed": "gone", "published": "2015-01-01"}, 1),
    ],
)
def test_how_long_an_article_is_left_alone(changes: dict[str, object], days: int) -> None:
    assert interval(_article(**changes), NOW, DAY, 90 * DAY) == days * DAY


def test_due_in_order(shelf: Shelf) -> None:
    looked = {
        "young": ("2026-02-28T00:00:00Z", "2026-02-27"),
        "young, looked at today": ("2026-02-28T00:00:01Z", "2026-02-27"),
        "old": ("2025-12-01T00:00:00Z", "2015-01-01"),
        "old, looked at in winter": ("2025-11-01T00:00:00Z", "2015-01-01"),
    }
    for identity, (seen, published) in looked.items():
        shelf.read(seen, identity=identity, url=f"https://x/{identity}", published=published)
    identities = [each.identity for each in due(shelf.db, "sample", utc(NOW))]
    assert identities == ["old, looked at in winter", "old", "young"]
    few = due(shelf.db, "sample", utc(NOW), shortest=2 * DAY, longest=100 * DAY)
    assert [each.identity for each in few] == ["old, looked at in winter"]


def test_what_is_gone_is_not_asked_for_daily(shelf: Shelf) -> None:
    article = shelf.read("2026-01-01T00:00:00Z", published="2026-01-01").article
    for day in ("2026-01-30", "2026-01-31", "2026-02-01"):
        # Until three days have decided, it is asked for again the next day.
        assert len(due(shelf.db, "sample", f"{day}T00:00:00Z")) == 1
        run = runs.start(shelf.db, runs.Started("sample", version="1"))
        observations.observe(shelf.db, run, article, "gone", status=404, at=f"{day}T00:00:00Z")
        runs.finish(shelf.db, run, runs.Finished(verdict="ok", exit_code=0))
    assert due(shelf.db, "sample", "2026-05-01T23:59:59Z") == []
    assert len(due(shelf.db, "sample", "2026-05-02T00:00:00Z")) == 1


def test_moments() -> None:
    assert utc(dt.datetime.fromisoformat("2021-06-02T00:30:00+07:00")) == "2021-06-01T17:30:00Z"
    assert moment("2021-06-01T17:30:00Z") == dt.datetime(2021, 6, 1, 17, 30, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="without a zone"):
        utc(dt.datetime(2021, 6, 1))
    with pytest.raises(ValueError, match="does not match"):
        moment("2021-06-01")
