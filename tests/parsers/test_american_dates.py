"""Dates month first, as .NET prints them where nobody set a culture; other forms stay day first."""

from __future__ import annotations

import pytest

from kho_tin.parsers.american_dates import american_date, day_first, net_date


@pytest.mark.parametrize(
    ("text", "iso", "printed"),
    [
        ("6/23/2016 10:09:02 AM", "2016-06-23T10:09:02+07:00", "6/23/2016 10:09:02 AM"),
        ("Đăng lúc 6/3/2016 2:30:00 PM", "2016-06-03T14:30+07:00", "6/3/2016 2:30:00 PM"),
        ("12/11/2016 12:00:00 PM", "2016-12-11T12:00+07:00", "12/11/2016 12:00:00 PM"),
        ("6/3/2016 12:00:00 AM", "2016-06-03", "6/3/2016 12:00:00 AM"),
    ],
)
def test_the_american_default(text: str, iso: str, printed: str) -> None:
    date = american_date(text)
    assert date is not None
    assert (date.iso, date.printed) == (iso, printed)
    assert text[date.start : date.end] == printed


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("06/03/2016 10:09:02 AM", "2016-03-06T10:09:02+07:00"),  # padded: another system's
        ("6/3/2016 10:09 AM", "2016-03-06T10:09+07:00"),  # no seconds
        ("6/3/2016 10:09:02 SA", "2016-03-06T10:09:02+07:00"),  # a Vietnamese culture
        ("23/6/2016 10:09:02 AM", "2016-06-23T10:09:02+07:00"),
    ],
)
def test_other_forms_are_day_first(text: str, iso: str) -> None:
    assert american_date(text) is None
    date = net_date(text)
    assert date is not None
    assert date.iso == iso


def test_dates_are_written_day_first_and_the_rest_stays() -> None:
    text, printed = day_first("  A (6/3/2016 2:30:45 PM), B 2/30/2016 1:00:00 AM \n")
    assert text == "  A (03/06/2016 14:30:45), B 2/30/2016 1:00:00 AM \n"
    assert printed == {"03/06/2016 14:30:45": "6/3/2016 2:30:45 PM"}
