"""Hours and budget of a crawl, as an operator writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from scrapy.settings import Settings

from kho_tin.base.errors import UsageError
from kho_tin.base.times import VIETNAM
from kho_tin.crawler.run.allowance import Hours, budget_of, hours_of
from kho_tin.outcome.addresses import Direct, Mirror
from kho_tin.outcome.plan import Plan


def test_what_binds_live_sites_binds_loopback_only_when_asked_for() -> None:
    local = Plan("https://x.vn/", Mirror("http://127.0.0.1:8002/", "https://x.vn/"))
    live = Plan("https://x.vn/", Direct("https://x.vn/"))
    set_for_all = Settings({"CRAWL_HOURS": "22-6"})
    options = Settings()
    options.set("CRAWL_HOURS", "22-6", priority="cmdline")
    hours = Hours(dt.time(22), dt.time(6))
    assert (
        hours_of(set_for_all, live) == hours_of(options, live) == hours_of(options, local) == hours
    )
    assert hours_of(set_for_all, local) is None
    assert hours_of(Settings({"CRAWL_HOURS": ""}), live) is None


@pytest.mark.parametrize(
    ("hours", "time", "within", "seconds"),
    [
        ("22-6", "21:59:59", False, 28801),
        ("22-6", "22:00:00", True, 28800),
        ("22-6", "05:59:59", True, 1),
        ("22-6", "06:00:00", False, 86400),
        ("9:30-17", "09:30:00", True, 27000),
        ("9:30-17", "17:00:00", False, 86400),
        ("18-24", "23:59:00", True, 60),
        ("0-6", "00:00:00", True, 21600),
    ],
)
def test_hours(hours: str, time: str, within: bool, seconds: int) -> None:
    window = hours_of(Settings({"CRAWL_HOURS": hours}), Plan("https://x.vn/", Direct("")))
    assert window
    here = dt.datetime.fromisoformat(f"2026-03-01T{time}").replace(tzinfo=VIETNAM)
    at = here.astimezone(dt.UTC)
    assert (at in window) is within
    assert (window.end_after(at) - at).total_seconds() == seconds


@pytest.mark.parametrize(
    "hours", ["always", "22", "22-", "25-3", "22:60-6", "22-22", "0-24", "٢-٦"]
)
def test_wrong_hours(hours: str) -> None:
    with pytest.raises(UsageError, match="two hours of the day, as in 22-6"):
        hours_of(Settings({"CRAWL_HOURS": hours}), Plan("https://x.vn/", Direct("")))


@pytest.mark.parametrize("budget", ["many", "-1", "1.5", "²"])
def test_a_wrong_budget(budget: str) -> None:
    with pytest.raises(UsageError, match="a number of requests"):
        budget_of(Settings({"REQUEST_BUDGET": budget}))
