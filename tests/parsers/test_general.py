"""Pages of no known CMS: what is the article, told from the page's lines."""

from __future__ import annotations

import pytest

from kho_tin.parsers import read
from kho_tin.parsers.model import Article, Attachment, Listing, NotAnArticle, Page

URL = "https://tin.hailam.example/kinh-te/cau-song-lam-nga.html"
TITLE = "Thông xe cầu mới qua sông Lam Ngà, nối hai khu công nghiệp"
FIRST = (
    "Cầu mới qua sông Lam Ngà được thông xe sáng nay, rút ngắn quãng đường giữa khu công nghiệp"
    " Đồi Gió và cảng Mũi Én còn mười hai ki-lô-mét, so với ba mươi ki-lô-mét trước đây."
)
SECOND = (
    "Cầu dài 640 mét, có bốn làn xe, khởi công cách nay hai năm và hoàn thành sớm một quý. Theo"
    " chủ đầu tư, đường dẫn hai đầu cầu sẽ được trồng cây trong mùa mưa tới."
)
THIRD = (
    "Từ tháng sau, xe buýt nối ba khu công nghiệp sẽ đi qua cầu, mỗi giờ hai chuyến, phục vụ hơn"
    " tám nghìn công nhân sống ở xã An Lam và xã Hòa Sương."
)
FOURTH = (
    "Các doanh nghiệp vận tải ước tính mỗi chuyến hàng ra cảng sẽ tiết kiệm được bốn mươi phút và"
    " một phần năm lượng nhiên liệu, nếu đường ven biển cũng được mở rộng đúng hạn."
)
MENU = (
    '<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/kinh-te">Kinh tế</a></li></ul></nav>'
)
FOOTER = (
    "<footer><p>Trang tin Hải Lam. Điện thoại: 0200 000 001. Thiết kế: Phòng Tin học.</p></footer>"
)


def page(inside: str, head: str = "", url: str = URL) -> Page:
    """A page of an invented site around the HTML `inside`."""
    html = (
        f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{TITLE} - Hải Lam</title>"
        f"{head}</head><body><div class=top>Thứ bảy, 12/6/2021</div>{MENU}{inside}{FOOTER}</body>"
    )
    return Page(url, html.encode())


def article(inside: str, head: str = "") -> Article:
    reading = read(page(inside, head))
    assert isinstance(reading, Article), reading
    assert reading.parser == "general@1"
    return reading


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def body(*texts: str) -> str:
    return "\n\n".join(texts)


def test_every_field() -> None:
    read_as = article(
        "<ol class=breadcrumb><li><a href=/>Trang chủ</a></li><li><a href=/kt>Kinh tế</a></li>"
        f"</ol><main><h1>{TITLE}</h1><div class=luc>Ngày đăng: 02/06/2021 08:30</div>"
        "<p class=sapo>Người dân hai bờ sông không còn phải qua phà từ sáng hôm nay, mùng 2/6.</p>"
        '<figure><img src="/anh/cau.jpg" alt="Cầu"><figcaption>Cầu trong ngày thông xe'
        f"</figcaption></figure><div class=tin>{paragraphs(FIRST, SECOND, THIRD)}"
        '<p style="text-align:right"><b>Bài và ảnh: Lê Minh</b></p></div>'
        '<div class=tep><p><a href="/tep/ban-ve.pdf">Bản vẽ cầu</a></p></div>'
        "<div class=related><p>Tin liên quan</p><ul><li><a href=/a>Khởi công cầu mới</a></li></ul>"
        "</div></main>"
    )
    assert read_as.title == TITLE
    assert read_as.published == "2021-06-02T08:30+07:00"
    assert read_as.published_text == "02/06/2021 08:30"
    assert read_as.author == "Lê Minh"
    assert read_as.category == "Kinh tế"
    assert read_as.summary == (
        "Người dân hai bờ sông không còn phải qua phà từ sáng hôm nay, mùng 2/6."
    )
    assert read_as.body == body(FIRST, SECOND, THIRD)
    assert [(each.url, each.caption) for each in read_as.images] == [
        ("https://tin.hailam.example/anh/cau.jpg", "Cầu trong ngày thông xe")
    ]
    assert read_as.attachments == (
        Attachment("https://tin.hailam.example/tep/ban-ve.pdf", "Bản vẽ cầu"),
    )
    assert read_as.problems == ()


def test_the_picture_above_the_text_and_the_documents_below_it() -> None:
    picture = '<div class=dau><img src="/anh/cau.jpg" alt="Cầu mới"></div>'
    files = '<div class=tep><p>Tài liệu</p><p><a href="/tep/ban-ve.pdf">Bản vẽ cầu</a></p></div>'
    text = f"<div class=tin>{paragraphs(FIRST, SECOND, THIRD)}</div>"
    read_as = article(f"<main><h1>{TITLE}</h1>{picture}{text}{files}</main>")
    assert [(each.url, each.alt) for each in read_as.images] == [
        ("https://tin.hailam.example/anh/cau.jpg", "Cầu mới")
    ]
    assert read_as.attachments == (
        Attachment("https://tin.hailam.example/tep/ban-ve.pdf", "Bản vẽ cầu"),
    )
    assert read_as.body == body(FIRST, SECOND, THIRD)


def test_a_date_in_the_title_is_only_the_articles_when_it_stands_behind_it() -> None:
    text = f"<div>{paragraphs(FIRST, SECOND, THIRD)}</div>"
    assert article(f"<h1>{TITLE} ngày 1/6/2021</h1>{text}").published is None
    dated = f"{TITLE} (02/06/2021, 14:49)"
    for head in ("", f'<meta property="og:title" content="{dated}">'):
        behind = article(f"<h1>{dated}</h1>{text}", head)
        assert (behind.title, behind.published) == (TITLE, "2021-06-02T14:49+07:00")


def test_a_text_in_two_parts_with_a_box_between() -> None:
    box = (
        '<div class="khung"><p class="k"><a href="/a">Khởi công đường ven biển đoạn qua xã An Lam'
        '</a></p><p class="k"><a href="/b">Cảng Mũi Én đón chuyến tàu thứ một trăm trong năm</a>'
        "</p></div>"
    )
    parts = f"<div class=phan>{paragraphs(FIRST, SECOND)}</div>{box}"
    read_as = article(f"<h1>{TITLE}</h1>{parts}<div class=phan>{paragraphs(THIRD, FOURTH)}</div>")
    assert read_as.body == body(FIRST, SECOND, THIRD, FOURTH)


def test_what_is_drawn_out_of_the_text_is_not_read_twice() -> None:
    quote = f"<aside-quote class=lon><div class=trich>{SECOND}</div></aside-quote>"
    read_as = article(f"<h1>{TITLE}</h1><div>{quote}{paragraphs(FIRST, SECOND, THIRD)}</div>")
    assert read_as.body == body(FIRST, SECOND, THIRD)


def test_a_table_of_bare_figures_is_kept_whole() -> None:
    table = (
        "<table><tr><td>Năm</td><td>Lượt xe qua cầu trong ngày</td></tr>"
        "<tr><td>2020</td><td>410</td></tr><tr><td>2021</td><td>1.250</td></tr></table>"
    )
    read_as = article(f"<h1>{TITLE}</h1><div>{paragraphs(FIRST, SECOND, THIRD)}{table}</div>")
    assert read_as.body == body(
        FIRST, SECOND, THIRD, "Năm | Lượt xe qua cầu trong ngày\n2020 | 410\n2021 | 1.250"
    )


def test_the_source_ends_the_article() -> None:
    hotline = "Đường dây nóng: 0200 000 001, tiếp nhận phản ánh của người dân suốt ngày đêm."
    text = paragraphs(FIRST, SECOND, THIRD, FOURTH, "Nguồn: Báo Hải Lam", hotline)
    read_as = article(f"<h1>{TITLE}</h1><div>{text}</div>")
    assert read_as.source == "Báo Hải Lam"
    assert read_as.body == body(FIRST, SECOND, THIRD, FOURTH)


def test_of_several_articles_the_one_with_the_title() -> None:
    other = f"<article class=b><h2>Tin thứ hai trong ngày của tỉnh</h2>{paragraphs(THIRD, FOURTH)}"
    own = f"<article class=a><h1>{TITLE}</h1>{paragraphs(FIRST, SECOND)}</article>"
    assert article(f"<div>{own}{other}</article></div>").body == body(FIRST, SECOND)


def test_paragraphs_that_are_made_of_breaks() -> None:
    text = "<br><br>".join((FIRST, SECOND, THIRD))
    read_as = article(f"<h1>{TITLE}</h1><div class=noi-dung>{text}</div>")
    assert read_as.body == body(FIRST, SECOND, THIRD)


def test_a_pointer_among_the_paragraphs_is_left_out() -> None:
    pointer = "<p>Xem thêm: <a href=/a>Đường ven biển đã xong đoạn đầu tiên</a></p>"
    text = f"{paragraphs(FIRST, SECOND)}{pointer}{paragraphs(THIRD)}"
    assert article(f"<h1>{TITLE}</h1><div>{text}</div>").body == body(FIRST, SECOND, THIRD)


def test_a_page_that_declares_its_text_is_believed_where_it_prints_it() -> None:
    declared = (
        '<script type="application/ld+json">{"@type":"WebPage","articleBody":'
        f'"{FIRST} {SECOND} {THIRD} {FOURTH}"}}</script>'
    )
    text = paragraphs(FIRST, SECOND, THIRD, FOURTH)
    note = "<p>Bản in này dành cho bạn đọc đã đăng ký, không được sao lại dưới mọi hình thức.</p>"
    read_as = article(f"<h1>{TITLE}</h1><div class=in>{note}</div><div>{text}</div>", declared)
    assert read_as.body == body(FIRST, SECOND, THIRD, FOURTH)


def test_a_page_of_very_many_elements_is_read_without_witnesses() -> None:
    text = paragraphs(FIRST, SECOND, THIRD, FOURTH)
    menu = "<ul>" + '<li><a href="/x">Mục</a></li>' * 3_000 + "</ul>"
    assert article(f"{menu}<h1>{TITLE}</h1><div>{text}</div>").body == body(
        FIRST, SECOND, THIRD, FOURTH
    )


def test_a_list_of_teasers_is_a_listing() -> None:
    teasers = "".join(
        f"<div class=t><h3><a href=/{n}>{TITLE}, tin số {n}</a></h3><span>0{n}/06/2021</span>"
        f"<p>{text}</p></div>"
        for n, text in enumerate((FIRST, SECOND, THIRD, FOURTH), 1)
    )
    reading = read(page(f"<h1>Kinh tế</h1>{teasers}"))
    assert isinstance(reading, Listing)
    assert [(item.title, item.published) for item in reading.items] == [
        (f"{TITLE}, tin số {n}", f"2021-06-0{n}") for n in range(1, 5)
    ]
    assert [section.title for section in reading.sections] == ["Kinh tế"]


def test_a_page_without_text_is_no_article() -> None:
    reading = read(page(f"<h1>{TITLE}</h1><p>Đang cập nhật.</p>"))
    assert isinstance(reading, NotAnArticle)
    assert reading.reason == "other"


def test_the_day_at_the_top_of_the_page_is_not_the_articles() -> None:
    read_as = article(f"<h1>{TITLE}</h1><div>{paragraphs(FIRST, SECOND, THIRD)}</div>")
    assert read_as.published is None
    assert [problem.kind for problem in read_as.problems] == ["no_date"]


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_a_placeholder_for_the_date_is_none(stamp: str) -> None:
    head = f'<meta property="article:published_time" content="{stamp}">'
    read_as = article(f"<h1>{TITLE}</h1><div>{paragraphs(FIRST, SECOND, THIRD)}</div>", head)
    assert read_as.published is None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("<p>Tác giả: Lê Minh</p>", "Lê Minh"),
        ("<p class=author>Lê Minh | 02/06/2021 08:30</p>", "Lê Minh"),
        ("<p class=byline>By Lê Minh</p>", "Lê Minh"),
        ("<p>Từ khóa: Cầu đường</p>", None),
        ("<p class=author>admin</p>", None),
        ("<p class=author>12 lượt xem</p>", None),
    ],
)
def test_the_author_near_the_title(line: str, author: str | None) -> None:
    text = paragraphs(FIRST, SECOND, THIRD)
    assert article(f"<h1>{TITLE}</h1>{line}<div>{text}</div>").author == author
