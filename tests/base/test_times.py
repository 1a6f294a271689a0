"""Moments as other programs write them: read by one function, or refused in one line."""

from __future__ import annotations

import datetime as dt

import pytest

from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import latest, of_capture, parse, utc

SAME = "2023-05-06T07:08:09Z"
WRITTEN = {
    "2023-05-06T07:08:09Z": SAME,
    "2023-05-06T07:08:09.123456789Z": SAME,
    "2023-05-06T14:08:09+07:00": SAME,
    "2023-05-06T07:08:09": SAME,
    "20230506070809": SAME,
    "Sat, 06 May 2023 07:08:09 GMT": SAME,
    "Sat, 06 May 2023 14:08:09 +0700": SAME,
    "Sat, 06 May 2023 07:08:09 -0000": SAME,
    "Saturday, 06-May-23 07:08:09 GMT": SAME,
    "Sat May  6 07:08:09 2023": SAME,
    " 2023-05-06T07:08Z ": "2023-05-06T07:08:00Z",
    "2023": "2023-01-01T00:00:00Z",
    "2023-05": "2023-05-01T00:00:00Z",
    "202305": "2023-05-01T00:00:00Z",
    "9999-12-31T23:59:59Z": "9999-12-31T23:59:59Z",
}
NONE = (
    "",
    "yesterday",
    "9999-12-31T23:59:59-10:00",
    "Fri, 31 Dec 9999 23:59:59 -1000",
    "0001-01-01T00:00:00+10:00",
    "0001-01-01T00:00:00Z",
    "Mon, 01 Jan 0001 00:00:00 +1000",
    "00010101000000",
    "1969-12-31T23:59:59Z",
    "2023-02-30T00:00:00Z",
    "20230230000000",
    "20231",
    "20230506070809123",
    "Sat, 06 May 99999999999999999999 07:08:09 GMT",
    "Sat, 06 May 2023 99:08:09 GMT",
    "Sat, 06 May 2023 07:08:09 +9999999999",
    "-",
    "2023\n2024",
    "\u0662\u0660\u0662\u0663",
    "9" * 5000,
)


@pytest.mark.parametrize("text", WRITTEN)
def test_every_form(text: str) -> None:
    assert utc(parse(text)) == WRITTEN[text]
    assert parse(text).tzinfo is dt.UTC


@pytest.mark.parametrize("text", NONE)
def test_none(text: str) -> None:
    with pytest.raises(InvalidTime, match=r"\Ahas no time [^\n]*\Z") as error:
        parse(text)
    assert repr(text.strip()[:40]) in str(error.value)


def test_bound_of_a_run() -> None:
    bound = latest("2026-11-29T01:02:03Z", "2026-11-28T00:00:00Z", "no time")
    assert bound == "2026-11-30T01:02:03Z"
    assert of_capture("20261130010203", bound) == bound
    with pytest.raises(InvalidTime, match="is dated 2026-11-30T01:02:04Z, more than a day after"):
        of_capture("20261130010204", bound)
    assert latest("9999-12-31T23:59:59Z") == "9999-12-31T23:59:59Z"
