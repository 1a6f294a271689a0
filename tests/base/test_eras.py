"""What a site was in time: its periods, hosts and systems, by day in Việt Nam."""

from __future__ import annotations

from typing import ClassVar

import pytest

from kho_tin.base.eras import Era, HostsInTime, Period, period_at, periods, rows, systems


class Board:
    title: ClassVar[str] = "Ban Quản lý Hải Lam"
    home_url: ClassVar[str] = "https://hailam.example/"
    cms: ClassVar[str | None] = "vnpt_portal"
    hosts: ClassVar[tuple[str, ...]] = ("tin.hailam.example",)
    eras: ClassVar[tuple[Era, ...]] = (
        Era(
            "2019-12-31", title="Ban Khu công nghiệp", home_url="http://cu.example:8080/", cms="vhv"
        ),
        Era("2025-06-30", title="Ban Khu kinh tế"),
    )


PARTS = periods(Board)
PRESENT = ("hailam.example", "tin.hailam.example")


def test_what_an_era_leaves_out_was_as_it_is_now() -> None:
    first, second, now = PARTS
    home = "http://cu.example:8080/"
    assert first == Period(
        None, "2019-12-31", "Ban Khu công nghiệp", home, "vhv", ("cu.example:8080",)
    )
    assert second == Period(
        "2020-01-01", "2025-06-30", "Ban Khu kinh tế", Board.home_url, "vnpt_portal", PRESENT
    )
    assert now == Period("2025-07-01", None, Board.title, Board.home_url, "vnpt_portal", PRESENT)
    assert [row["until"] for row in rows(PARTS)] == ["2019-12-31", "2025-06-30"]
    assert rows(PARTS)[0]["hosts"] == '["cu.example:8080"]'


@pytest.mark.parametrize(
    ("at", "title"),
    [
        ("1999-01-01", "Ban Khu công nghiệp"),
        ("2019-12-31", "Ban Khu công nghiệp"),
        ("2019-12-31T23:59:00+07:00", "Ban Khu công nghiệp"),  # as pages print it
        ("2019-12-31T16:59:59Z", "Ban Khu công nghiệp"),  # midnight in Việt Nam is at 17:00 UTC
        ("2019-12-31T17:00:00Z", "Ban Khu kinh tế"),
        ("2025-06-30", "Ban Khu kinh tế"),
        ("2025-07-01", "Ban Quản lý Hải Lam"),
    ],
)
def test_the_last_day_belongs_to_the_era(at: str, title: str) -> None:
    assert period_at(PARTS, at).title == title


@pytest.mark.parametrize(
    ("url", "at", "had"),
    [
        ("http://cu.example:8080/bai-1.html", "2015-05-05T00:00:00Z", True),
        ("http://cu.example:8080/bai-1.html", "2021-05-05T00:00:00Z", False),
        ("https://hailam.example/", "2015-05-05T00:00:00Z", False),
        ("https://www.hailam.example/", "2021-05-05T00:00:00Z", True),
        ("https://tin.hailam.example/", "2026-05-05T00:00:00Z", True),
        ("https://anh.example/a.jpg", "2015-05-05T00:00:00Z", True),
        ("https://xa.example/", "2026-05-05T00:00:00Z", False),
        ("https://[/", "2026-05-05T00:00:00Z", False),
    ],
)
def test_a_host_is_the_sites_for_its_time(url: str, at: str, had: bool) -> None:
    assert HostsInTime(PARTS, ("anh.example",)).had(url, at) == had


def test_the_parser_expected_is_that_of_the_page_own_day() -> None:
    read = [
        ("vhv", "2015-05-05T00:00:00Z"),
        ("vhv", "2021-05-05T00:00:00Z"),
        ("general", "2022-05-05T00:00:00Z"),
        ("vnpt_portal", "2026-05-05T00:00:00Z"),
        ("vnpt_portal", "2016-05-05T00:00:00Z"),
    ]
    assert systems(PARTS, read) == {"vhv": 1, "vnpt_portal": 2}
    assert systems(PARTS[-1:], read) == {}  # nobody has said what the site was
