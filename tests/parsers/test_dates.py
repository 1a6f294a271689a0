"""Dates: every form, day first, and every date in every form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho_tin.parsers.vietnamese.dates import (
    date_line,
    date_problems,
    dated_line,
    find_date,
    find_dates,
    mentions,
    read_iso,
)

FORMS = [
    ("02/06/2021", "2021-06-02", "02/06/2021"),
    ("(02/06/2021)", "2021-06-02", "02/06/2021"),
    ("(29/06/2026, 14:49)", "2026-06-29T14:49+07:00", "29/06/2026, 14:49"),
    ("Ngày 02/06/2021", "2021-06-02", "Ngày 02/06/2021"),
    ("ngày 2 tháng 6 năm 2021", "2021-06-02", "ngày 2 tháng 6 năm 2021"),
    ("Hải Lam, ngày 02 tháng 06 năm 2021", "2021-06-02", "ngày 02 tháng 06 năm 2021"),
    ("02-06-2021", "2021-06-02", "02-06-2021"),
    ("02.06.2021", "2021-06-02", "02.06.2021"),
    ("2021-06-02", "2021-06-02", "2021-06-02"),
    ("21/07/2022 | 10:00 AM", "2022-07-21T10:00+07:00", "21/07/2022 | 10:00 AM"),
    ("18/03/2019 | 3:06 PM", "2019-03-18T15:06+07:00", "18/03/2019 | 3:06 PM"),
    ("21/12/2012 | 12:00 AM", "2012-12-21", "21/12/2012 | 12:00 AM"),
    ("21/12/2012 | 12:05 AM", "2012-12-21T00:05+07:00", "21/12/2012 | 12:05 AM"),
    ("21/12/2012 | 12:00 PM", "2012-12-21T12:00+07:00", "21/12/2012 | 12:00 PM"),
    ("10:30 SA 02/06/2021", "2021-06-02T10:30+07:00", "10:30 SA 02/06/2021"),
    ("02/06/2021 03:15 CH", "2021-06-02T15:15+07:00", "02/06/2021 03:15 CH"),
    ("02/06/2021 15:15 CH", "2021-06-02T15:15+07:00", "02/06/2021 15:15 CH"),
    ("Cập nhật lúc: 02/06/2021", "2021-06-02", "02/06/2021"),
    ("Update time: 02/06/2021", "2021-06-02", "02/06/2021"),
    ("Đăng ngày 05/09/2023", "2023-09-05", "05/09/2023"),
    ("Ngày đăng: 05/09/2023 - 08:15", "2023-09-05T08:15+07:00", "05/09/2023 - 08:15"),
    ("Ngày đăng 18/03/2019 | 3:06 PM | View count: 107", "2019-03-18T15:06+07:00",
     "18/03/2019 | 3:06 PM"),
    ("Thứ 3, 07/08/2018 | 17:23", "2018-08-07T17:23+07:00", "Thứ 3, 07/08/2018 | 17:23"),
    ("Thứ tư, ngày 2 tháng 6 năm 2021 lúc 16 giờ 08", "2021-06-02T16:08+07:00",
     "Thứ tư, ngày 2 tháng 6 năm 2021 lúc 16 giờ 08"),
    ("Chủ nhật, 13/2/2022, 16:08 (GMT+7)", "2022-02-13T16:08+07:00",
     "Chủ nhật, 13/2/2022, 16:08 (GMT+7)"),
    ("Chủ Nhật, 04/08/2024 - 07:54", "2024-08-04T07:54+07:00", "Chủ Nhật, 04/08/2024 - 07:54"),
    ("16h08, ngày 13/2/2022", "2022-02-13T16:08+07:00", "16h08, ngày 13/2/2022"),
    ("Cập nhật lúc 08:15 AM ngày 2/6/2021", "2021-06-02T08:15+07:00", "08:15 AM ngày 2/6/2021"),
    ("June 2, 2021", "2021-06-02", "June 2, 2021"),
    ("February 13, 2022 | 04:08 pm GMT+7", "2022-02-13T16:08+07:00",
     "February 13, 2022 | 04:08 pm GMT+7"),
    ("từ 15/2, đăng 13/2/2022", "2022-02-13", "13/2/2022"),
    ("2 Tháng Sáu, 2021", "2021-06-02", "2 Tháng Sáu, 2021"),
    ("Tháng Sáu 2, 2021", "2021-06-02", "Tháng Sáu 2, 2021"),
    ("ngày 2 tháng sáu năm 2021", "2021-06-02", "ngày 2 tháng sáu năm 2021"),
    ("ngày 2 tháng năm năm 2021", "2021-05-02", "ngày 2 tháng năm năm 2021"),
    ("5 Tháng Mười Hai, 2021", "2021-12-05", "5 Tháng Mười Hai, 2021"),
    ("5 Tháng Mười, 2021", "2021-10-05", "5 Tháng Mười, 2021"),
    ("2 Th6, 2021", "2021-06-02", "2 Th6, 2021"),
    ("Th12 2, 2021", "2021-12-02", "Th12 2, 2021"),
    ("Được đăng: 12 Tháng 5 2024", "2024-05-12", "12 Tháng 5 2024"),
    ("02-Jun-2021 08:30", "2021-06-02T08:30+07:00", "02-Jun-2021 08:30"),
    ("02-Jun-21", "2021-06-02", "02-Jun-21"),
    ("2nd of June 2021", "2021-06-02", "2nd of June 2021"),
    ("le 1er juin 2021", "2021-06-01", "1er juin 2021"),
    ("2 de junio de 2021", "2021-06-02", "2 de junio de 2021"),
    ("2. Juni 2021", "2021-06-02", "2. Juni 2021"),
    ("2 июня 2021 г.", "2021-06-02", "2 июня 2021"),
    ("2021. június 2.", "2021-06-02", "2021. június 2"),
    ("2021年6月2日", "2021-06-02", "2021年6月2日"),
    ("Tue, 01 Jun 2021 18:05:00 GMT", "2021-06-02T01:05:00+07:00",
     "Tue, 01 Jun 2021 18:05:00 GMT"),
    ("02/06/2021 08:30:00 +0000", "2021-06-02T15:30:00+07:00", "02/06/2021 08:30:00 +0000"),
    ("02/06/2021 08:30-10:00", "2021-06-02T08:30+07:00", "02/06/2021 08:30"),
    ("June 2, 2021 5:00 PM EDT", "2021-06-03T04:00+07:00", "June 2, 2021 5:00 PM EDT"),
    ("Wednesday, 6/2/2021 3:05 PM", "2021-06-02T15:05+07:00", "Wednesday, 6/2/2021 3:05 PM"),
    ("Thứ Tư, 06/02/2021", "2021-06-02", "Thứ Tư, 06/02/2021"),
    ("Thứ Tư, 02/06/2021", "2021-06-02", "Thứ Tư, 02/06/2021"),
    ("6/23/2016 10:09:02 AM", "2016-06-23T10:09:02+07:00", "6/23/2016 10:09:02 AM"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "iso", "printed"), FORMS, ids=[form[0] for form in FORMS])
def test_form(text: str, iso: str, printed: str) -> None:
    date = find_date(text)
    assert date is not None
    assert (date.iso, date.printed) == (iso, printed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15/2",
        "tháng 2/2018",
        "31/02/2021",
        "13/13/2021",
        "0200. 3503 168",
        "12/QĐ-BQL",
        "02/06/21",
        "6.23.2016",
        "2 listopada 2021",
        "năm 2021",
        "tháng Sáu 2021",
        "Cấp phép cho 93 lao động trong 11 tháng năm 2019",
        "1/1/1900",
    ],
)
def test_no_date(text: str) -> None:
    assert find_date(text) is None


def weekday(day: dt.date) -> str:
    """As it is printed: a false one would speak for the other order of day and month."""
    return f"Thứ {day.weekday() + 2}" if day.weekday() < 6 else "Chủ nhật"


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
DATE_FORMS = [
    lambda d: f"{d:%d/%m/%Y}", lambda d: f"({d:%d/%m/%Y})", lambda d: f"Ngày {d:%d/%m/%Y}",
    lambda d: f"{d.day}/{d.month}/{d.year}", lambda d: f"{d:%d-%m-%Y}", lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"ngày {d.day} tháng {d.month} năm {d.year}",
    lambda d: f"Cập nhật lúc: {d:%d/%m/%Y}", lambda d: f"Đăng ngày {d:%d/%m/%Y}",
    lambda d: f"{weekday(d)}, {d:%d/%m/%Y}", lambda d: f"{weekday(d)}, {d.day}/{d.month}/{d.year}",
    lambda d: d.isoformat(),
]  # fmt: skip
TIME_FORMS = [
    lambda t: f"| {t:%H:%M}", lambda t: f", {t:%H:%M}", lambda t: f"- {t:%H:%M}",
    lambda t: f", {t:%H:%M} (GMT+7)", lambda t: f"lúc {t.hour}h{t:%M}",
    lambda t: f"| {t.hour % 12 or 12}:{t:%M} {'PM' if t.hour > 11 else 'AM'}",
    lambda t: f"{t.hour % 12 or 12:02}:{t:%M} {'CH' if t.hour > 11 else 'SA'}",
]  # fmt: skip


@given(DAYS, st.sampled_from(DATE_FORMS))
def test_every_day_in_every_form(day: dt.date, form: Callable[[dt.date], str]) -> None:
    text = form(day)
    assert [each.iso for each in find_dates(text)] == [day.isoformat()]


@given(DAYS, TIMES, st.sampled_from(DATE_FORMS), st.sampled_from(TIME_FORMS))
def test_every_day_and_time_in_every_form(
    day: dt.date,
    time: dt.time,
    date_form: Callable[[dt.date], str],
    time_form: Callable[[dt.time], str],
) -> None:
    tail = time_form(time)
    text = f"{date_form(day).rstrip(')')} {tail}"
    twelve = time == dt.time() and ("AM" in tail or "SA" in tail)
    want = day.isoformat() if twelve else f"{day.isoformat()}T{time:%H:%M}+07:00"
    assert [each.iso for each in find_dates(text)] == [want]


@given(st.text(max_size=80))
def test_no_text_is_too_much(text: str) -> None:
    for each in find_dates(text):
        assert dt.date.fromisoformat(each.iso[:10])


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2018-08-07T17:23:45+07:00", "2018-08-07T17:23:45+07:00"),
        ("2018-08-07T10:23:00Z", "2018-08-07T17:23+07:00"),
        ("1970-01-01T00:00:00Z", "1970-01-01T07:00+07:00"),
        ("2018-08-07T10:23:00.123", "2018-08-07T10:23+07:00"),
        ("2018-08-07", "2018-08-07"),
        ("07/08/2018", "2018-08-07"),
        ("Tue, 01 Jun 2021 18:05:00 GMT", "2021-06-02T01:05+07:00"),
        ("1 Jun 21 18:05 -0400", "2021-06-02T05:05+07:00"),
        ("2021-06-02ICT08:30:00", "2021-06-02T08:30+07:00"),
        ("2021-06-02 08:30:00 +0000", "2021-06-02T15:30+07:00"),
        ("Thu May 12 08:00:00 ICT 2024", "2024-05-12T08:00+07:00"),
        ("Wed Jun 02 2021 08:30:00 GMT+0000 (UTC)", "2021-06-02T15:30:00+07:00"),
        ("20210602", "2021-06-02"),
        ("1622599200", "2021-06-02T09:00+07:00"),
        ("1622599200000", "2021-06-02T09:00+07:00"),
        ("0001-01-01T00:00:00", None),
        ("2021-06-02T99:99", "2021-06-02"),
        ("soon", None),
        (None, None),
    ],
)
def test_machine_readable(value: str | None, iso: str | None) -> None:
    assert read_iso(value) == iso


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Ngày đăng: 02/06/2021 | Lượt xem: 12", True),
        ("Thứ tư, 02/06/2021 09:15", True),
        ("Hội nghị ngày 02/06/2021 tại KCN Đồi Gió", False),
        ("Căn cứ Quyết định ngày 02/06/2021", False),
        ("không có", False),
        ("Ngày đăng: 02/06/21", True),
        ("ĐT: 02/06/21", False),
        ("Tuy An, ngày 2 tháng 6 năm 2021", False),
    ],
)
def test_date_line(line: str, is_one: bool) -> None:
    assert (date_line(line) is not None) is is_one


TODAY = dt.datetime(2021, 6, 10, 18, 30, tzinfo=dt.UTC)  # the 11th in Vietnam


@pytest.mark.parametrize(
    ("published", "text", "doubtful"),
    [
        ("2021-06-11", "Hội nghị triển khai nhiệm vụ.", True),
        ("2021-06-11", "Sáng 11/6, hội nghị triển khai nhiệm vụ.", False),
        ("2021-06-11", "Chiều ngày 9 tháng 6, đoàn đi kiểm tra.", False),
        ("2021-06-11", "Ngày 11/6/2020, hội nghị triển khai.", True),
        ("2021-06-11T08:00+07:00", "Hội nghị triển khai nhiệm vụ.", False),
        ("2021-06-10", "Hội nghị triển khai nhiệm vụ.", False),
        ("2021-06-12", "Sáng 12/6, hội nghị.", True),
    ],
)
def test_today_needs_a_witness(published: str, text: str, doubtful: bool) -> None:
    kinds = [problem.kind for problem in date_problems(published, text, TODAY)]
    assert kinds == (["doubtful_date"] if doubtful else [])


def test_the_end_of_a_word_is_no_weekday() -> None:
    zone, sunday = find_date("KCN 6/3/2016"), find_date("CN 6/3/2016")
    assert (zone and (zone.printed, zone.order)) == ("6/3/2016", None)
    assert (sunday and (sunday.printed, sunday.order)) == ("CN 6/3/2016", "day")


def test_nothing_is_doubtful_when_nobody_knows_today() -> None:
    assert date_problems("2099-01-01", "", None) == []


@given(DAYS)
def test_a_text_mentions_the_day_it_names(day: dt.date) -> None:
    assert mentions(f"Sáng {day.day}/{day.month}, đoàn công tác", day)
    assert mentions(f"ngày {day:%d/%m/%Y} tại", day)
    assert not mentions(f"số {day.day}{day.month} và {day.year}", day)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("02.06.2021, 08:30 | Lê An", "2021-06-02"),
        ("02/06/2021 - Kinh tế", "2021-06-02"),
        ("Ngày đăng: 02/06/2021 • Tin trong tỉnh", "2021-06-02"),
        ("02/06/2021 - Ban quản lý họp với các nhà đầu tư", None),
        ("Lê An | Tuy Hòa | 02/06/2021", "2021-06-02"),
        (
            "Họp với ban quản lý về đường ven biển | Kinh tế trong tỉnh | 02/06/2021 tại Tuy Hòa",
            None,
        ),
        ("02/06/2021, Kinh tế", None),
        ("Họp ngày 02/06/2021 | Lê An", None),
    ],
)
def test_a_line_with_a_date_and_a_name(line: str, day: str | None) -> None:
    date = dated_line(line)
    assert (date.iso[:10] if date else None) == day
