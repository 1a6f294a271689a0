"""Notices give their reason in both languages: each that the code has, with what is put in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kho_tin.archive.status import SiteStatus
from kho_tin.base.errors import CHOOSE
from kho_tin.monitor.notice import Notice, Trouble
from kho_tin.monitor.reasons import GAP, PARTS, REASONS, in_vietnamese
from kho_tin.sample import SampleServer, load_news
from tests import messages
from tests.conftest import Scrapy
from tests.linear.judging import judge
from tests.monitor.listening import Hook, Mailbox

# What a crawl can end with that the archive itself is not fit for.
UNFIT = (
    *("kho_tin/archive/database.py", "kho_tin/archive/missing.py", "kho_tin/archive/shape.py"),
    *("kho_tin/archive/sites.py", "kho_tin/archive/decisions/*.py"),
    *("kho_tin/base/errors.py", "kho_tin/base/location.py"),
)
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")


def test_every_reason_has_its_words(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "REFUSING", UNFIT)
    assert set(REASONS) == messages.reasons(root) | messages.refusals(root)
    assert CHOOSE in PARTS


@pytest.mark.parametrize("english", sorted({**REASONS, **PARTS}))
def test_what_is_put_in_is_kept(english: str) -> None:
    vietnamese = {**REASONS, **PARTS}[english]
    assert vietnamese.count(GAP) == english.count(GAP)
    assert VIETNAMESE.search(vietnamese)


@pytest.mark.parametrize("english", sorted(REASONS))
def test_each_is_told_from_all_others(english: str) -> None:
    given = english
    for number in range(english.count(GAP)):
        given = given.replace(GAP, f"<{number}>", 1)
    expected = REASONS[english]
    for number in range(english.count(GAP)):
        expected = expected.replace(GAP, f"<{number}>", 1)
    assert in_vietnamese(given) == expected


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        (
            "12 pages whose layout has changed; the first pages name 3 articles, 60 are usual",
            "12 trang đã đổi bố cục; các trang đầu nêu 3 bài, thường là 60",
        ),
        ("the home page answered 403", "trang chủ trả lời 403"),
        (
            "the budget of requests is used up, the rest comes next time, and not one article was "
            "looked at",
            "đã dùng hết số yêu cầu cho phép, phần còn lại để lần sau, và chưa xem được bài nào",
        ),
        (
            "missing from captures/, put back from a copy: a.warc.gz, b.warc.gz, c.warc.gz and 2 "
            "more",
            "thiếu trong captures/, hãy đặt lại từ bản sao: a.warc.gz, b.warc.gz, c.warc.gz và 2 "
            "nữa",
        ),
        (
            f"/srv/a.db: cannot be opened or written: check the rights of the file and its folder, "
            f"or {CHOOSE}",
            "/srv/a.db: không mở hoặc không ghi được: hãy xem quyền của tệp và thư mục, hoặc "
            "chọn kho khác bằng ARCHIVE=/path/to/other.db",
        ),
        ("ValueError: of the program's own; 3 of 9 pages failed",
         "ValueError: of the program's own; 3 trong 9 trang không lấy được"),
        ("", ""),
    ],
)  # fmt: skip
def test_reasons_as_they_come(english: str, vietnamese: str) -> None:
    assert in_vietnamese(english) == vietnamese


def test_a_site_cannot_make_it_slow() -> None:
    begin, part = "the home page could not be fetched: ", "of pages, or : "
    assert judge(in_vietnamese, lambda letters: begin + part * (letters // len(part))) is None


def test_text_and_json_of_a_notice() -> None:
    reason = "3 of 9 pages failed"
    status = SiteStatus("sample", "Ban Quản lý", condition="red", reason=reason)
    notice = Notice("trouble", status, "/a.db")
    vietnamese, english = notice.text.split("\n---\n")
    assert "\nLý do: 3 trong 9 trang không lấy được\n" in vietnamese
    assert "\nReason: 3 of 9 pages failed\n" in english
    assert "pages failed" not in vietnamese
    told = notice.as_json()
    assert (told["reason"], told["reason_vi"]) == (reason, "3 trong 9 trang không lấy được")
    before = Trouble("red", reason, "2026-03-01T02:00:00Z")
    well = SiteStatus("sample", "Ban Quản lý", condition="ok")
    vietnamese, english = Notice("recovered", well, "/a.db", before=before).text.split("\n---\n")
    assert "(3 trong 9 trang không lấy được)" in vietnamese
    assert "(3 of 9 pages failed)" in english


def test_by_every_way(scrapy: Scrapy, tmp_path: Path) -> None:
    told = tmp_path / "told"
    with (
        SampleServer(news=load_news()[:2], forbid=True) as site,
        Mailbox() as mailbox,
        Hook() as hook,
    ):
        done = scrapy(
            *("crawl", "sample", "-a", f"start={site.url}"),
            NOTIFY_MAIL_TO="an@example.org",
            NOTIFY_MAIL_FROM="kho-tin@example.org",
            SMTP_URL=f"smtp://127.0.0.1:{mailbox.port}",
            NOTIFY_WEBHOOK=hook.url,
            NOTIFY_COMMAND=f"sh -c 'cat > {told}; echo $KHO_TIN_REASON_VI >> {told}.vi'",
        )
    assert done.returncode == 4
    vietnamese = "trang chủ trả lời 403"
    (mail,) = mailbox.mails
    text = mail.get_content()
    assert f"\nLý do: {vietnamese}\n" in text
    assert "\nReason: the home page answered 403\n" in text
    for one in (*hook.told, json.loads(told.read_text())):
        assert one["reason_vi"] == vietnamese
        assert vietnamese in one["text"]
    assert Path(f"{told}.vi").read_text() == f"{vietnamese}\n"
