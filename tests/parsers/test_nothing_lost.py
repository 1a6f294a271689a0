"""No article is lost whole: weak marks, boxes named for something else, posts without text, and
pages that begin late are read all the same."""

from __future__ import annotations

import json

import pytest

from kho_tin.parsers import read
from kho_tin.parsers.model import Article, LayoutChanged, Listing, NotAnArticle, Page
from tests.parsers.test_general import (
    FIRST,
    FOURTH,
    SECOND,
    THIRD,
    TITLE,
    URL,
    article,
    body,
    page,
    paragraphs,
)

TEXT = paragraphs(FIRST, SECOND, THIRD)
DATE = "<p class=ngay>02/06/2021 08:30</p>"
DECLARED = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":'
    f'"{TITLE}","datePublished":"2021-06-02T08:30:00+07:00"}}</script>'
)
# Two class names that a system known here has, and others have, too.
WEAK = "<div class=stellarnav>Trang chủ</div><ul class=article-item-cat><li>Tin</li></ul>"


@pytest.mark.parametrize(
    ("inside", "head"),
    [
        (f"{WEAK}<h1>{TITLE}</h1><div>{TEXT}</div>", DECLARED),
        (f"{WEAK}<h1>{TITLE}</h1>{DATE}<div>{TEXT}</div>", ""),
    ],
)
def test_weak_marks_of_a_system_hide_no_article(inside: str, head: str) -> None:
    reading = read(page(inside, head))
    assert isinstance(reading, Article)
    assert (reading.title, reading.parser) == (TITLE, "general@1")
    assert reading.body == body(FIRST, SECOND, THIRD)
    assert reading.published is not None
    assert reading.published.startswith("2021-06-02T08:30")
    assert [problem.kind for problem in reading.problems] == ["read_generally"]


def test_weak_marks_stand_where_no_article_is_shown() -> None:
    reading = read(page(f"{WEAK}<h1>{TITLE}</h1><div>{TEXT}</div>"))
    assert isinstance(reading, NotAnArticle)
    assert (reading.parser, reading.reason) == ("vnpt_portal@1", "static")


def test_a_changed_layout_of_a_certain_system_is_told_and_not_read() -> None:
    reading = read(page(f"<div id=PageDetail><h1>{TITLE}</h1>{DATE}<div>{TEXT}</div></div>"))
    assert isinstance(reading, LayoutChanged)


def test_a_changed_layout_is_read_where_the_page_declares_the_same_article() -> None:
    inside = f"<div id=PageDetail><h1>{TITLE}</h1>{DATE}<div>{TEXT}</div></div>"
    reading = read(page(inside, DECLARED))
    assert isinstance(reading, Article)
    assert (reading.title, reading.parser) == (TITLE, "general@1")
    assert reading.body == body(FIRST, SECOND, THIRD)
    assert [problem.kind for problem in reading.problems] == ["read_generally"]


@pytest.mark.parametrize("other", [DECLARED.replace(TITLE, "Tin khác"),
                                   DECLARED.replace("2021-06-02", "2021-06-03")])  # fmt: skip
def test_a_changed_layout_is_told_where_the_page_declares_another_article(other: str) -> None:
    assert other != DECLARED
    reading = read(page(f"<div id=PageDetail><h1>{TITLE}</h1>{DATE}<div>{TEXT}</div></div>", other))
    assert isinstance(reading, LayoutChanged)


def test_a_text_in_boxes_with_a_name_of_noise() -> None:
    texts = (FIRST, SECOND, THIRD, FOURTH)
    boxes = "".join(
        f'<div class="sidebar-grid"><div class="in">{paragraphs(text)}</div></div>'
        for text in texts
    )
    read_as = article(f"<h1>{TITLE}</h1>{DATE}<div class=noi-dung>{boxes}</div>")
    assert read_as.body == body(*texts)


def test_comments_as_long_as_the_text_are_not_the_text() -> None:
    comments = "".join(
        f'<div class="comment"><p>{text}</p></div>' for text in (THIRD, FOURTH, THIRD, FOURTH)
    )
    inside = f"<h1>{TITLE}</h1><div class=tin>{paragraphs(FIRST, SECOND)}</div>"
    assert article(f"{inside}<section id=comments>{comments}</section>").body == body(FIRST, SECOND)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("?p=123", Article),
        ("?ID=123", Article),
        ("default.aspx?id=105", Article),
        ("", Listing),
        ("?lang=vi", Listing),
        ("?p=", Listing),
        ("trang-chu?utm_source=thu", Listing),
        ("default.aspx", Listing),
    ],
)
@pytest.mark.parametrize("head", ["", DECLARED])
def test_a_query_at_the_root_names_an_article(address: str, kind: type, head: str) -> None:
    inside = f"<h1>{TITLE}</h1>{DATE}<div>{TEXT}</div>"
    reading = read(page(inside, head, f"https://tin.hailam.example/{address}"))
    assert isinstance(reading, kind)


@pytest.mark.parametrize(
    "before",
    [
        b"\r\n \t" * 3000,
        b"<!-- " + b"x" * 9000 + b" -->\n<!-- -->",
        b'\xef\xbb\xbf<?xml version="1.0"?>' + b"\n" * 5000,
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_page_that_begins_late(before: bytes, charset: str) -> None:
    html = page(f"<h1>{TITLE}</h1>{DATE}<div>{TEXT}</div>").body
    sent = (before + html).decode("utf-8-sig").encode(charset)
    reading = read(Page(URL, sent))
    assert isinstance(reading, Article)
    assert reading.body == body(FIRST, SECOND, THIRD)


def test_what_is_no_page_is_none_however_late() -> None:
    reading = read(Page(URL, b"\n" * 5000 + b"%PDF-1.4 and so on"))
    assert isinstance(reading, NotAnArticle)
    assert reading.message == "no HTML"


def test_a_post_that_is_a_document_alone() -> None:
    file = '<div class=tep><a href="/tep/thong-bao-12.pdf">Thông báo số 12</a></div>'
    read_as = article(f"<main><h1>{TITLE}</h1>{DATE}{file}</main>")
    assert read_as.title == TITLE
    assert read_as.published == "2021-06-02T08:30+07:00"
    assert [each.url for each in read_as.attachments] == [
        "https://tin.hailam.example/tep/thong-bao-12.pdf"
    ]
    assert "no_body" in {problem.kind for problem in read_as.problems}


def test_a_post_that_is_a_picture_alone() -> None:
    picture = '<div><img src="/anh/so-do.png" alt="Sơ đồ cầu"></div>'
    read_as = article(f"<main><h1>{TITLE}</h1>{DATE}{picture}</main>")
    assert [each.alt for each in read_as.images] == ["Sơ đồ cầu"]
    assert read_as.body == ""


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="/tep/a.pdf">Thông báo</a>',  # a document, and no date
        DATE + '<a href="/album/1"><img src="/anh/a.jpg"></a>' * 3,  # pictures that lead elsewhere
        DATE + '<a href="/tep/a.pdf">Thông báo</a>' + '<p><a href="/muc">Mục khác</a></p>' * 9,
        DATE + '<div class=related><img src="/anh/khac.jpg"></div>',
    ],
)
def test_what_is_no_post(inside: str) -> None:
    assert isinstance(read(page(f"<main><h1>{TITLE}</h1>{inside}</main>")), NotAnArticle)


@pytest.mark.parametrize("parted", ["\n", "</p><p>"])
def test_a_text_that_stands_in_the_structured_data_alone(parted: str) -> None:
    text = parted.join((FIRST, SECOND, THIRD, FOURTH))
    text = f"<p>{text}</p>" if "<" in parted else text
    data = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2021-06-02T08:30:00+07:00",
        "articleBody": text,
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    read_as = article(f"<h1>{TITLE}</h1><div id=ung-dung></div>", script)
    assert read_as.body == body(FIRST, SECOND, THIRD, FOURTH)
    assert read_as.published == "2021-06-02T08:30+07:00"


def test_a_page_of_tables() -> None:
    inside = (
        "<table><tr><td colspan=2>CỔNG THÔNG TIN</td></tr><tr><td><a href=/1>Giới thiệu</a></td>"
        f"<td><table><tr><td class=tieude><b>{TITLE}</b></td></tr>"
        "<tr><td class=ngay>(Ngày đăng: 02/06/2021)</td></tr><tr><td class=noidung>"
        f"{TEXT}<div align=right><b>Lê Minh</b></div></td></tr><tr><td><b>Các tin đã đưa:</b><br>"
        "<a href=/2>Họp giao ban</a> <span>(01/05/2021)</span></td></tr></table></td></tr></table>"
    )
    html = f"<html><head><title>Cổng thông tin Hải Lam</title></head><body>{inside}</body></html>"
    reading = read(Page("http://hailam.example/default.aspx?id=105", html.encode()))
    assert isinstance(reading, Article)
    assert (reading.title, reading.published) == (TITLE, "2021-06-02")
    assert reading.author == "Lê Minh"
    assert reading.body == body(FIRST, SECOND, THIRD)
