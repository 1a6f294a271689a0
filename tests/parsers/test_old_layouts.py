"""Pages without headings or names: titles by their letters, layouts of tables, and notices of a
sentence or two above a page's long foot."""

from __future__ import annotations

import pytest

from kho_tin.parsers import read
from kho_tin.parsers.general.lettering import letters
from kho_tin.parsers.general.lines import read_rows
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Article, Page
from tests.parsers.test_general import FIRST, SECOND, THIRD, TITLE, body

URL = "https://cang.hailam.example/xemtin.asp?ma=12"
SITE = "Cảng vụ Hải Lam"
MENU = "".join(
    f"<TR><TD><FONT size=2><A href='muc.asp?m={n}'>{name}</A></FONT></TD></TR>"
    for n, name in enumerate(("Tin cảng", "Tàu đến", "Tàu đi"))
)
OTHERS = "".join(
    f"<TR><TD><FONT size=2>- <A href='xemtin.asp?ma={n}'>Tàu số {n} cập bến Mũi Én</A>"
    f" (0{n}-05-2021)</FONT></TD></TR>"
    for n in range(1, 6)
)
FOOT = (
    "Cảng vụ Hải Lam, số 4 đường Bến Tàu, phường Mũi Én, tỉnh Hải Lam. Chịu trách nhiệm nội dung:"
    " Phòng Tổng hợp. Ghi rõ nguồn khi phát hành lại thông tin từ trang này, dù toàn bộ hay một"
    " phần, trên mọi phương tiện và bằng mọi thứ tiếng, kể cả khi đã sửa lời văn hay đổi thứ tự."
)


def old_page(article: str, title: str = f".: {SITE} :.") -> Article:
    """An article in the middle cell of a page that is laid out by tables."""
    html = (
        f"<HTML><HEAD><TITLE>{title}</TITLE><META http-equiv=Content-Type content='text/html;"
        f" charset=utf-8'></HEAD><BODY><TABLE width=900><TR><TD colSpan=3><IMG src='logo.gif'>"
        f"<FONT size=6><B>{SITE.upper()}</B></FONT></TD></TR><TR><TD width=180><TABLE>"
        f"<TR><TD><B>MỤC TIN</B></TD></TR>{MENU}<TR><TD><IMG src='quangcao.gif'></TD></TR></TABLE>"
        f"</TD><TD><TABLE>{article}<TR><TD><B>CÁC TIN KHÁC</B></TD></TR>{OTHERS}</TABLE></TD><TD>"
        f"<TABLE><TR><TD><B>THỜI TIẾT</B></TD></TR><TR><TD>Gió cấp 3</TD></TR></TABLE></TD></TR>"
        f"<TR><TD colSpan=3><FONT size=2>{FOOT}</FONT></TD></TR></TABLE></BODY></HTML>"
    )
    reading = read(Page(URL, html.encode()))
    assert isinstance(reading, Article), reading
    return reading


def paragraphs(*texts: str) -> str:
    return "".join(f"<P align=justify><FONT size=2>{text}</FONT></P>" for text in texts)


@pytest.mark.parametrize(
    "heading",
    [
        "<FONT color=red size=4><B>{}</B></FONT>",
        "<FONT size=+2>{}</FONT>",
        "<SPAN style='font-size: 15pt'>{}</SPAN>",
        "<SPAN id=ctl00_lblTieuDe>{}</SPAN>",
        "<SPAN class=newstitle><B>{}</B></SPAN>",
    ],
)
def test_a_page_that_tables_lay_out(heading: str) -> None:
    read_as = old_page(
        "<TR><TD><FONT size=1>Tin cảng</FONT></TD></TR>"
        f"<TR><TD>{heading.format(TITLE)}</TD></TR>"
        "<TR><TD><FONT size=1><I>Thứ tư, ngày 2 tháng 6 năm 2021</I></FONT></TD></TR>"
        f"<TR><TD>{paragraphs(FIRST, SECOND)}<P><IMG src='anh/cau.jpg'></P>{paragraphs(THIRD)}"
        "<P align=right><FONT size=2><EM>Tác giả: Lê Thị Đào</EM></FONT></P></TD></TR>"
    )
    assert read_as.title == TITLE
    assert read_as.category == "Tin cảng"
    assert read_as.published == "2021-06-02"
    assert read_as.body == body(FIRST, SECOND, THIRD)
    assert read_as.author == "Lê Thị Đào"
    assert [image.url for image in read_as.images] == ["https://cang.hailam.example/anh/cau.jpg"]


NOTICE = "Cảng vụ Hải Lam thông báo tạm ngừng đón tàu khách từ 8 giờ đến 17 giờ ngày 5/6/2021."


@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<div class=tieu-de>{}</div>"])
def test_a_notice_above_a_long_foot(heading: str) -> None:
    name = "Thông báo tạm ngừng đón tàu khách"
    html = (
        f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{name} - {SITE}</title>"
        f"<meta property=og:title content='{name}'></head><body><div class=tren>{SITE}</div>"
        f"<div class=giua>{heading.format(name)}<div class=ngay>02/06/2021</div>"
        f"<div class=chu><p>{NOTICE}</p></div></div><div class=cuoi>"
        f"<p>{FOOT}</p><p>{FOOT[:150]}</p></div></body></html>"
    )
    reading = read(Page("https://cang.hailam.example/thong-bao/12.html", html.encode()))
    assert isinstance(reading, Article), reading
    assert (reading.title, reading.body) == (name, NOTICE)


PRAISE = (
    "Hải Lam là tỉnh ven biển có bốn cảng cá, hai cảng hàng hóa và một cảng khách, mỗi năm đón hơn"
    " ba nghìn lượt tàu. Nơi đây có nhiều bãi tắm đẹp, được du khách biết đến từ lâu."
)
LINKS = "".join(f"<li><a href=/m{n}>Mục số {n} của trang</a></li>" for n in range(14))


@pytest.mark.parametrize(
    ("between", "foot"),
    [
        ("", "<footer>{}</footer>"),
        ("", "<div class=chan-trang>{}</div>"),
        ("", "<div role=contentinfo><div>{}</div></div>"),
        (f"<ul>{LINKS}</ul>", "<div>{}</div>"),
    ],
)
def test_a_foot_that_extractors_take_for_the_text(between: str, foot: str) -> None:
    name = "Thông báo tạm ngừng đón tàu khách"
    long = "".join(f"<p>{PRAISE} Lần {n}.</p>" for n in range(3))
    html = (
        f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{name} - {SITE}</title>"
        f"<meta property=og:title content='{name}'></head><body><div class=giua><h1>{name}</h1>"
        f"<div class=ngay>02/06/2021</div><div class=chu>{NOTICE}</div></div>{between}"
        f"{foot.format(long)}</body></html>"
    )
    reading = read(Page("https://cang.hailam.example/thong-bao/12.html", html.encode()))
    assert isinstance(reading, Article), reading
    assert (reading.title, reading.body) == (name, NOTICE)


@pytest.mark.parametrize(
    ("html", "size", "bold"),
    [
        ("<p>Chữ</p>", 16.0, False),
        ("<p><font size=4>Chữ</font></p>", 18.0, False),
        ("<p><font size=-1><b>Chữ</b></font></p>", 13.0, True),
        ("<p><font size=99>Chữ</font></p>", 16.0, False),
        ("<p style='font-size: 12pt; font-weight: 700'>Chữ</p>", 16.0, True),
        ("<p><big>Chữ</big></p>", 18.0, False),
        ("<p><b>Chữ</b> và những chữ khác của dòng</p>", 16.0, False),
    ],
)
def test_letters(html: str, size: float, bold: bool) -> None:
    root = Document.of(Page(URL, f"<html><body>{html}".encode())).tree.body
    assert root is not None
    rows = read_rows(root)
    line = rows.lines[0]
    assert letters(line, rows.elements[line.element]) == (size, bold)


IMPRINT = (
    f"Trang thông tin điện tử {SITE}",
    "Địa chỉ: số 4 đường Bến Tàu, phường Mũi Én, tỉnh Hải Lam",
    "Điện thoại: 0200 000 001 - Fax: 0200 000 002 - Email: tin@cang.hailam.example",
    "Chịu trách nhiệm chính: ông Trần Văn Bình, Giám đốc",
    "Giấy phép số 25/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày 12/5/2019",
    "Bản quyền thuộc về Cảng vụ Hải Lam. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.",
)


def notice_page(text: str, behind: str) -> Article:
    """A notice in a frame without names, and what stands behind it."""
    name = "Thông báo về khu bến cảng Mũi Én"
    html = (
        f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{name} - {SITE}</title>"
        f"<meta property=og:title content='{name}'></head><body><div>{SITE}</div><div><h1>{name}"
        f"</h1><div>02/06/2021</div><div>{text}</div></div>{behind}</body></html>"
    )
    reading = read(Page("https://cang.hailam.example/thong-bao/12.html", html.encode()))
    assert isinstance(reading, Article), reading
    return reading


@pytest.mark.parametrize("foot", ["<div>{}</div>", "<table><tr><td>{}</td></tr></table>", "{}"])
@pytest.mark.parametrize("lines", ["<p>" + "</p><p>".join(IMPRINT), "<br>".join(IMPRINT)])
@pytest.mark.parametrize("between", ["", f"<ul>{LINKS}</ul>"])
def test_a_foot_by_its_wording_alone(between: str, lines: str, foot: str) -> None:
    assert notice_page(NOTICE, between + foot.format(lines)).body == NOTICE


def test_an_article_of_addresses_and_licences_is_no_foot() -> None:
    """What stands below the title with them is one text."""
    lines = (NOTICE, *IMPRINT[1:5])
    text = "".join(f"<p>{line}</p>" for line in lines)
    assert notice_page(text, f"<ul>{LINKS}</ul>").body == "\n\n".join(lines)
