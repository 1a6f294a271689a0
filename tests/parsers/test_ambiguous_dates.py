"""Dates that may be two days: what settles them, and that nothing is settled in silence."""

from __future__ import annotations

import datetime as dt

import pytest

from kho_tin.parsers.vietnamese.ambiguous_dates import DateEvidence, settle
from kho_tin.parsers.vietnamese.dates import find_date

DAY, MONTH = "2021-06-02", "2021-02-06"
FETCHED = dt.datetime(2021, 5, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("printed", "evidence", "iso", "by"),
    [
        ("02/06/2021", DateEvidence(), DAY, "usual"),
        ("02/06/2021", DateEvidence(stamps=[MONTH]), MONTH, "stamp"),
        ("02/06/2021", DateEvidence(stamps=[DAY]), DAY, "stamp"),
        ("02/06/2021", DateEvidence(stamps=["2020-01-01"], site="month"), MONTH, "site"),
        ("02/06/2021", DateEvidence(fetched=FETCHED), MONTH, "fetching"),
        ("02/06/2021", DateEvidence(page=["month"]), MONTH, "page"),
        ("02/06/2021", DateEvidence(page=["month", "day"]), DAY, "usual"),
        ("2/6/2021", DateEvidence(text="Sáng 31/5, đoàn đi kiểm tra."), DAY, "text"),
        ("2/6/2021", DateEvidence(), DAY, "guess"),
        ("02/06/2021", DateEvidence(text="Sáng 5/2, đoàn đi kiểm tra."), DAY, "guess"),
        ("02/06/2021", DateEvidence(usual=None), DAY, "guess"),
        ("02/06/2021", DateEvidence(usual="month"), MONTH, "usual"),
        ("02.06.2021", DateEvidence(site="month"), DAY, "form"),
        ("Thứ tư, 02/06/2021", DateEvidence(site="month"), DAY, "form"),
        ("02/06/2021 08:30:00 AM", DateEvidence(), f"{DAY}T08:30:00+07:00", "usual"),
        ("2/6/2021 15:30", DateEvidence(), f"{DAY}T15:30+07:00", "usual"),
        ("2/6/2021 3:05:00 PM", DateEvidence(), f"{MONTH}T15:05:00+07:00", "guess"),
        ("2/6/2021 3:05:00 PM", DateEvidence(site="day"), f"{DAY}T15:05:00+07:00", "site"),
        (
            "2/6/2021 3:05:00 PM",
            DateEvidence(text="Sáng 5/2, đoàn đi kiểm tra."),
            f"{MONTH}T15:05:00+07:00",
            "text",
        ),
        ("2/6/2021 3:05 PM", DateEvidence(), f"{DAY}T15:05+07:00", "guess"),
        ("10/11/2016 10:09:02 AM", DateEvidence(), "2016-11-10T10:09:02+07:00", "guess"),
    ],
)
def test_what_settles_a_date(printed: str, evidence: DateEvidence, iso: str, by: str) -> None:
    date = find_date(printed)
    assert date is not None
    settled = settle(date, evidence)
    assert (settled.date.iso, settled.by) == (iso, by)
    assert (settled.doubt is not None) is (by == "guess")


def test_a_doubt_names_both_days() -> None:
    date = find_date("6/3/2016 10:09:02 AM")
    assert date is not None
    doubt = settle(date, DateEvidence()).doubt
    assert doubt is not None
    assert "2016-03-06" in doubt
    assert "2016-06-03" in doubt
