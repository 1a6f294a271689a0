"""What leads on from a list whose frame is not as its system's: side lists that look like items,
buttons that load more, parts of pages; a date under a name that only its theme knows."""

from __future__ import annotations

import pytest

from kho_tin.parsers import read
from kho_tin.parsers.html.completeness import is_fragment
from kho_tin.parsers.model import Article, Listing, Page

SITE = "https://culao.example"
ITEM = (
    '<tr><td><a href="/Home/Detail2/{n}">Họp bàn giao mặt bằng lần thứ {n}</a> <i>({n}/3/2021)</i>'
)
POPULAR = '<li><a href="/Home/Detail2/{n}">Công bố đồ án quy hoạch số {n}</a></li>'


def portal(pager: str) -> Listing:
    rows = "".join(ITEM.format(n=n) for n in range(13, 18))
    beside = "".join(POPULAR.format(n=n) for n in range(3, 6))
    body = f"<html><body><table>{rows}</table>{pager}<ul>{beside}</ul></body></html>"
    listing = read(Page(f"{SITE}/Home/List2/4", body.encode(), "utf-8"))
    assert isinstance(listing, Listing)
    assert listing.parser.startswith("aspnet_portal@")
    return listing


def test_a_pager_between_a_list_and_what_is_read_most() -> None:
    pager = (
        '<ul class="pagination"><li class="active"><a>1</a></li><li><a href="?page=2">2</a></ul>'
    )
    assert portal(pager).next == f"{SITE}/Home/List2/4?page=2"
    assert portal("").next is None


@pytest.mark.parametrize(
    ("button", "following"),
    [
        (
            '<button data-url="/tai-them?muc=1&amp;trang=2">Xem thêm</button>',
            "/tai-them?muc=1&trang=2",
        ),
        ('<a href="#" data-url="/tai-them?trang=2">Tải thêm tin</a>', "/tai-them?trang=2"),
        ('<button data-url="/tai-them?trang=5">Xem thêm</button>', None),
        ('<button data-url="/bieu-mau?id=2">Xem thêm</button>', None),
        ('<a href="/chuyen-muc-khac?trang=2">Xem thêm</a>', None),
    ],
)
def test_a_button_that_says_where_its_script_fetches_more(
    button: str, following: str | None
) -> None:
    """Only a button: a link of these words leads to a section elsewhere."""
    assert portal(f"<div>{button}</div>").next == (following and SITE + following)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'<div class="tin"><a href="/1">Mot</a></div>', True),
        (b"\xef\xbb\xbf\n<!-- phan 2 --><ul><li>Mot</li></ul>", True),
        (b"<!DOCTYPE html><div>Mot", False),
        (b"<html><body><div>Mot", False),
        (b"<head><title>Tin</title><div>Mot", False),
        (b"<body bgcolor=white><table><tr><td>Mot", False),
    ],
)
def test_a_part_of_a_page(body: bytes, expected: bool) -> None:
    assert is_fragment(body) is expected


def liferay(before: str, behind: str = "") -> Article | None:
    words = "Ban Quản lý thông báo đến các doanh nghiệp trong khu công nghiệp. " * 5
    body = f"""<html><body><div class="portlet-boundary portlet-asset-publisher" id="p_p_id_x_">
<div class="asset-full-content"><p class="component-title"><span class="asset-title">Thông báo
lịch họp</span></p>{before}<div class="asset-content"><div class="journal-content-article">
<p>{words}</p></div></div>{behind}</div></div></body></html>"""
    reading = read(Page(f"{SITE}/web/bql/-/thong-bao", body.encode(), "utf-8"))
    return reading if isinstance(reading, Article) else None


def test_a_date_under_a_name_of_the_theme_alone() -> None:
    dated = liferay('<div class="nguoi-dang">Quản trị</div><span class="x7">24/11/2021</span>')
    assert dated
    assert (dated.published, dated.parser) == ("2021-11-24", "liferay@1")


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("<span>24/11/2021</span><span>25/11/2021</span>", ""),
        ("", '<div class="khac"><span>24/11/2021</span></div>'),
        ("<p>Họp từ ngày 24/11/2021 đến hết tuần</p>", ""),
    ],
)
def test_a_date_that_may_be_another(before: str, behind: str) -> None:
    """Two that differ, one behind the text, one in a sentence: the layout is not the known one."""
    assert liferay(before, behind) is None


def test_an_article_by_the_names_of_its_controls() -> None:
    """A short notice among boxes that are longer than it is."""
    boxes = "".join(
        f"<div>Thống kê truy cập trong tháng {n}: 2.118.320 lượt</div>" for n in range(9)
    )
    body = f"""<html><body>{boxes}<table><tr><td><a href="/Upload/quy-che.pdf">Quy chế</a></td></tr>
</table><table><tr><td><span id="ctl00_Main_lblTieuDe">Thông báo nghỉ lễ</span></td></tr><tr><td>
<span id="ctl00_Main_lblNgayDang">12/2/2016 12:31:35 PM</span></td></tr><tr><td>
<div id="ctl00_Main_divNoiDung"><p>Ban Quản lý nghỉ lễ theo quy định.</p></div></td></tr>
<tr><td><a href="Download.ashx?id=5">Tải văn bản đính kèm</a></td></tr></table>
<a href="default.aspx?page=news&amp;do=detail&amp;news_id=4">Tin khác</a></body></html>"""
    url = f"{SITE}/default.aspx?page=news&do=detail&news_id=5"
    reading = read(Page(url, body.encode(), "utf-8"))
    assert isinstance(reading, Article)
    assert (reading.title, reading.published) == ("Thông báo nghỉ lễ", "2016-12-02T12:31:35+07:00")
    assert reading.published_text == "12/2/2016 12:31:35 PM"
    assert reading.body == "Ban Quản lý nghỉ lễ theo quy định."
    assert [file.url for file in reading.attachments] == [f"{SITE}/Download.ashx?id=5"]


MENU = "".join(
    f'<tr><td><img src="/cham.gif" width="8"> <a href="/News.asp?CatID={n}">{title}</a></td></tr>'
    for n, title in ((1, "Tin hoạt động"), (2, "Đầu tư – Doanh nghiệp"), (3, "Thông báo"))
)
PAGER = '<tr><td>Trang: <a href="/News.asp?CatID=1">1</a> <b>[2]</b></td></tr>'


def plain(lines: int, url: str) -> Listing:
    """A list in tables alone, without a name for anything."""
    rows = "".join(
        f'<tr><td><a href="/NewsDetail.asp?ID={n}">Họp bàn giao mặt bằng lần thứ {n}</a>'
        f" <i>(0{n}-03-2011)</i></td></tr>"
        for n in range(1, lines + 1)
    )
    body = f"<html><body><table>{MENU}</table><table>{rows}{PAGER}</table></body></html>"
    listing = read(Page(SITE + url, body.encode(), "utf-8"))
    assert isinstance(listing, Listing)
    return listing


@pytest.mark.parametrize("lines", [1, 2, 5])
def test_a_menu_with_bullets_is_none_of_the_news(lines: int) -> None:
    """Also on a list's last page, where one line may be left."""
    listing = plain(lines, "/News.asp?CatID=1&Page=2")
    assert [item.url for item in listing.items] == [
        f"{SITE}/NewsDetail.asp?ID={n}" for n in range(1, lines + 1)
    ]
    assert f"{SITE}/News.asp?CatID=3" in [section.url for section in listing.sections]
