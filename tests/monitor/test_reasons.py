"""Notices give their reason in both languages: each that the code has, with what is put in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kho_tin.archive.status import SiteStatus
from kho_tin.base.reasons import sentence
from kho_tin.monitor.notice import Notice, Trouble
from kho_tin.outcome.catalogue import in_language
from kho_tin.sample import SampleServer, load_news
from tests.conftest import Scrapy
from tests.linear.judging import judge
from tests.monitor.listening import Hook, Mailbox

CHOOSE = "choose another archive with ARCHIVE=/path/to/other.db"
GAP = sentence.GAP
ON_RECORD = sentence.of("run", "archive")
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")


def in_vietnamese(text: str) -> str:
    return in_language(text, "vi")


@pytest.mark.parametrize("each", sentence.Sentence.every.values(), ids=lambda each: each.code)
def test_what_is_put_in_is_kept(each: sentence.Sentence[...]) -> None:
    """That both languages take the same values is seen to where it is declared."""
    english, vietnamese = each.pattern("en"), each.pattern("vi")
    if english.strip("…:.; "):  # else it is made of its values alone
        assert VIETNAMESE.search(vietnamese) or english == vietnamese
        assert not VIETNAMESE.search(english.replace("tiếng Việt", ""))


@pytest.mark.parametrize("each", ON_RECORD, ids=lambda each: each.code)
def test_each_is_told_from_all_others(each: sentence.Sentence[...]) -> None:
    names = list(each.signature.parameters)
    given = {name: f"<{number}>" for number, name in enumerate(names)}
    made = each(**given)
    assert in_vietnamese(str(made)) == made.rendered("vi")
    assert str(made) == made.rendered("en") == in_language(str(made), "en")


def test_what_earlier_versions_said_is_known() -> None:
    """Archives hold the words of the version that wrote them."""

    @sentence.reason("{pages} pages went", "{pages} trang đã mất", formerly=("gone: {pages}",))
    def went(pages: int) -> None: ...

    try:
        assert in_vietnamese("gone: 3; 3 pages went") == "3 trang đã mất; 3 trang đã mất"
    finally:
        del sentence.Sentence.every[went.code]


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
    fields = notice.as_json()
    assert (fields["reason"], fields["reason_vi"]) == (reason, "3 trong 9 trang không lấy được")
    before = Trouble("red", reason, "2026-03-01T02:00:00Z")
    well = SiteStatus("sample", "Ban Quản lý", condition="ok")
    vietnamese, english = Notice("recovered", well, "/a.db", before=before).text.split("\n---\n")
    assert "(3 trong 9 trang không lấy được)" in vietnamese
    assert "(3 of 9 pages failed)" in english


def test_by_every_way(scrapy: Scrapy, tmp_path: Path) -> None:
    output = tmp_path / "told"
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
            NOTIFY_COMMAND=f"sh -c 'cat > {output}; echo $KHO_TIN_REASON_VI >> {output}.vi'",
        )
    assert done.returncode == 4
    vietnamese = "trang chủ trả lời 403"
    (mail,) = mailbox.mails
    text = mail.get_content()
    assert f"\nLý do: {vietnamese}\n" in text
    assert "\nReason: the home page answered 403\n" in text
    for each in (*hook.notices, json.loads(output.read_text())):
        assert each["reason_vi"] == vietnamese
        assert vietnamese in each["text"]
    assert Path(f"{output}.vi").read_text() == f"{vietnamese}\n"
