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
        ("2/6/2021, 6/3/2016 1:05:09 AM", "2016-06-03T01:05:09+07:00", "6/3/2016 1:05:09 AM"),
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


@pytest.mark.parametrize(
    ("text", "written", "printed"),
    [
        ("  A (6/3/2016 2:30:45 PM)\n  B ", " A (03/06/2016 14:30:45)\nB ", "6/3/2016 2:30:45 PM"),
        ("12/11/2016 12:00:00 AM, A", "11/12/2016, A", "12/11/2016 12:00:00 AM"),
        ("Mon, 6/6/2016 1:00:00 AM", "06/06/2016 01:00:00", "Mon, 6/6/2016 1:00:00 AM"),
    ],
)
def test_dates_are_written_day_first_and_the_rest_stays(
    text: str, written: str, printed: str
) -> None:
    """But for blanks, of which a browser shows one of a row."""
    changed, dates = day_first(text)
    assert changed == written
    assert [date in changed for date in dates] == [True]
    assert list(dates.values()) == [printed]


@pytest.mark.parametrize("text", ["2/30/2016 1:00:00 AM", "Thứ hai, 3/10/2016 1:00:00 AM"])
def test_what_is_no_day_month_first_is_not_written_anew(text: str) -> None:
    """The second is a Monday day first."""
    assert day_first(text) == (text, {})
