"""A listing leads on, ends, or goes on where nothing can be followed: three answers."""

from __future__ import annotations

import time

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.html.page_numbers import is_later_page
from kho_tin.parsers.model import Listing, Postback

AT = "https://vungsuong.example"


def page(body: str) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>Tin</title></head><body>{body}</body></html>".encode()
    )


def titles(count: int = 4) -> list[tuple[int, str]]:
    return [(n, f"Ban Quản lý họp bàn về việc số {n}") for n in range(101, 101 + count)]


def vnpt(pager: str) -> tuple[str, bytes]:
    items = "".join(
        f'<div class="article-item"><h4><a href="/tin-{n}-{n}.html">{title}</a></h4>'
        f"<span>(02/06/2021)</span></div>"
        for n, title in titles()
    )
    html = f'<div class="row categoryList">{items}</div>{pager}'
    return f"{AT}/categories/tin-12.html", page(html)


def sharepoint(pager: str) -> tuple[str, bytes]:
    items = "".join(
        f'<div class="td-item"><div class="tandan-p-article-news-title"><a href="/Pages/{n}.aspx">'
        f'{title}</a></div><span class="tandan-span-date-publish">Đăng ngày 05/09/2023</span></div>'
        for n, title in titles()
    )
    html = f'<form method="post"><input type="hidden" name="__VIEWSTATE">{items}{pager}</form>'
    return f"{AT}/Pages/Tin-tuc.aspx", page(html)


def liferay(pager: str) -> tuple[str, bytes]:
    items = "".join(
        f'<div class="asset-abstract"><h3 class="asset-title"><a href="/tin/-/view_content/{n}">'
        f'{title}</a></h3><div class="assetPublishDate">17/11/2020 | 3:06 PM</div></div>'
        for n, title in titles()
    )
    html = f'<div class="portlet-boundary portlet-asset-publisher" id="p_p_id_1_">{items}{pager}'
    return f"{AT}/tin-tuc", page(html + "</div>")


def vhv(pager: str) -> tuple[str, bytes]:
    items = "".join(
        f'<article itemtype="http://schema.org/NewsArticle"><h3 class="title"><a href="/tin/{n}">'
        f'{title}</a></h3><div class="post-date">02/06/2021</div></article>'
        for n, title in titles()
    )
    html = f'<div moduleRootId="1" class="ModuleWrapper"><div class="section-list">{items}{pager}'
    return f"{AT}/tin-tuc", page(html + "</div></div>")


def websphere(pager: str) -> tuple[str, bytes]:
    items = "".join(
        f'<li><a href="/wps/portal/vungsuong/home/?urile=wcm:path:/v/site/news/tin/bai-{n}">{title}'
        f"</a> <span>(02/06/2021)</span></li>"
        for n, title in titles()
    )
    html = (
        f'<section class="ibmPortalControl"><div class="wpsPortletBody"><ul>{items}</ul>{pager}'
        "</div></section>"
    )
    return f"{AT}/wps/portal/vungsuong/home/tin-tuc/danh-sach", page(html)


SYSTEMS = [vnpt, sharepoint, liferay, vhv, websphere]

POSTBACK = "<a href=\"javascript:__doPostBack('ctl00$main$pager','{n}')\">{n}</a>"
GOES_ON = {
    "a postback": '<div class="paging"><span class="current">1</span>'
    + "".join(POSTBACK.format(n=n) for n in (2, 3))
    + "</div>",
    "a grid's postback": '<table><tr><td colspan=3><table><tr><td><span>1</span></td><td><a href='
    "\"javascript:__doPostBack('ctl00$grid','Page$2')\">2</a></td></tr></table></td></tr></table>",
    "javascript links": '<ul class="pagination"><li class="active"><a>1</a></li><li>'
    '<a href="javascript:goto(2)">2</a></li></ul>',
    "numbers to click on": '<div class="phan-trang"><span class="active">1</span>'
    '<span onclick="trang(2)">2</span><span onclick="trang(3)">3</span></div>',
    "data-page": '<ul class="pager"><li class="active"><a href="#" data-page="1">1</a></li>'
    '<li><a href="#" data-page="2">2</a></li><li><a href="#" data-page="2">»</a></li></ul>',
    "buttons": '<div class="pager"><button disabled>1</button><button>2</button></div>',
    "buttons of a form": '<form method="post"><input type="submit" name="p" value="1" disabled>'
    '<input type="submit" name="p" value="2"><input type="submit" name="p" value="3"></form>',
    "the next page of a form": '<form method="post"><input type="submit" value="Trang sau"></form>',
    "a button for more": '<button type="button" class="btn">Xem thêm</button>',
    "a link for more": '<a href="javascript:void(0)" class="load-more">Tải thêm tin</a>',
    "load more": '<a href="#" onclick="more()"><span>Load more</span></a>',
    "a word": '<div class="paging"><a href="javascript:next()">Trang sau</a></div>',
    "pages counted": "<p>Trang 1/3</p>",
    "pages counted in English": '<div class="pager">Page 1 of 7</div>',
    "items counted": "<p>Hiển thị 1 - 4 trong tổng số 45 kết quả</p>",
    "numbers without links": '<div class="pagination"><b class="current">1</b> <i>2</i></div>',
    "only the last": '<div class="paging"><span class="current">1</span>' + POSTBACK.format(n=2)
    + '<span>…</span>' + POSTBACK.format(n=9) + "</div>",
}  # fmt: skip
ENDS = {
    "nothing": "",
    "the last page": '<div class="paging">'
    + "".join(POSTBACK.format(n=n) for n in (1, 2))
    + '<span class="current">3</span></div>',
    "the last page, with an arrow": '<ul class="pagination"><li><a href="javascript:goto(1)">1</a>'
    '</li><li class="active"><a>2</a></li><li><a href="javascript:goto(2)">»</a></li></ul>',
    "one page": '<ul class="pagination"><li class="active"><a href="#">1</a></li></ul>',
    "one page, and dead arrows": '<ul class="pagination"><li class="disabled"><a>«</a></li>'
    '<li class="active"><a href="#">1</a></li><li class="disabled"><a href="#">»</a></li></ul>',
    "a disabled next": '<ul class="pager"><li class="disabled"><a href="#">Trang sau</a>',
    "one page counted": "<p>Trang 1/1</p>",
    "the last page counted": "<p>Trang 3/3</p>",
    "all items counted": "<p>Hiển thị 1 - 4 trong tổng số 4 kết quả</p>",
    "a calendar": '<table id="lich"><tr>'
    + "".join(
        f"<td><a href=\"javascript:__doPostBack('ctl00$Calendar1','{n}')\">{n}</a></td>"
        for n in range(1, 31)
    )
    + "</tr></table>",
    "a calendar without a name": "<table><tr>"
    + "".join(f'<td><a href="javascript:ngay({n})">{n}</a></td>' for n in range(1, 31))
    + "</tr></table>",
    "comments": '<div class="comments"><ul class="pagination"><li class="active"><a>1</a></li><li>'
    '<a href="javascript:binhluan(2)">2</a></li></ul><button>Xem thêm</button></div>',
    "a slider": '<div class="carousel"><ol class="pager"><li class="active">1</li><li>2</li></ol>'
    '<a href="#" onclick="x()">»</a></div>',
    "another list's pager": '<div class="vanban"><a href="/van-ban/5.html">Quyết định về giá đất'
    f'</a><div class="paging"><span class="current">1</span>{POSTBACK.format(n=2)}</div></div>',
    "a counter": '<div class="thongke">Đang truy cập: <b>1</b> Hôm nay: <b>2</b></div>',
    "a switch of languages": '<a href="javascript:lang(1)">»</a> <select><option>2</select>',
    "a date": "<p>Từ 5 - 10/12, tại trụ sở</p>",
    "up": '<a href="#" onclick="up()">Lên đầu trang</a>',
    "a search": '<form method="post"><input type="text"><input type="submit" value="Tìm"></form>',
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", GOES_ON)
def test_goes_on_where_nothing_can_be_followed(system, name: str) -> None:  # type: ignore[no-untyped-def]
    listing = read(Page(*system(GOES_ON[name])))
    assert isinstance(listing, Listing)
    assert len(listing.items) == 4
    assert listing.next is None
    if "__doPostBack" in GOES_ON[name] and system is sharepoint:  # whose page has the form
        assert listing.post
        assert not listing.unfollowed
    else:
        assert listing.unfollowed
        assert not listing.post


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", ENDS)
def test_ends(system, name: str) -> None:  # type: ignore[no-untyped-def]
    listing = read(Page(*system(ENDS[name])))
    assert isinstance(listing, Listing)
    assert (listing.next, listing.post, listing.unfollowed) == (None, None, None)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "pager",
    [
        '<div class="paging"><b>1</b> <a href="?trang=2">2</a> <a href="?trang=3">3</a></div>',
        '<ul class="pagination"><li class="active"><a href="#">1</a></li>'
        '<li><a href="?trang=2"><span>2</span></a></li></ul>',
        '<div class="pager"><a href="?trang=2">Trang sau</a></div>',
    ],
)
def test_a_link_named_by_the_next_number_is_followed(system, pager: str) -> None:  # type: ignore[no-untyped-def]
    listing = read(Page(*system(pager)))
    assert isinstance(listing, Listing)
    assert listing.next
    assert listing.next.endswith("?trang=2")
    assert listing.unfollowed is None


@pytest.mark.parametrize("system", SYSTEMS[:-1])  # WebSphere takes such words for items
@pytest.mark.parametrize(
    "pager",
    [
        '<ul class="pagination"><li class="active"><a>1</a></li><li><a href="?trang=2">»</a></li>',
        '<div class="pager"><b>1</b> … <a href="?trang=2">Tiếp theo</a></div>',
        '<button class="more" data-url="?trang=2">Xem thêm</button>',
        '<a href="#" data-href="?trang=2">Tải thêm tin</a>',
        '<a href="?trang=2">Older posts</a>',
        '<ul class="pager"><li class="active"><a href="#">1</a></li>'
        '<li><a href="#" data-href="?trang=2">2</a></li></ul>',
    ],
)
def test_a_later_page_of_the_same_list_is_followed(system, pager: str) -> None:  # type: ignore[no-untyped-def]
    listing = read(Page(*system(pager)))
    assert isinstance(listing, Listing)
    assert (listing.next or "").endswith("?trang=2")


@pytest.mark.parametrize(
    ("own", "other", "later"),
    [
        ("/tin", "/tin?page=1", True),  # numbered from 0
        ("/tin?page=1", "/tin?page=2", True),
        ("/tin?page=2", "/tin?page=1", False),
        ("/tin/", "/tin/page/2/", True),
        ("/vi/news/tin/", "/vi/news/tin/page-2/", True),
        ("/vi/news/tin/page-2/", "/vi/news/tin/page-3/", True),
        ("/?cat=3", "/?cat=3&paged=2", True),
        ("/?cat=3", "/?paged=2", False),
        ("/tin?start=10", "/tin?start=20", True),
        ("/tin", "/tin?p_p_id=101&_101_delta=10&_101_cur=2", True),
        ("/tin", "/thong-bao?page=2", False),
        ("/", "/?p=12", False),  # an article
        ("/tin", "/tin/hop-ban-12.html", False),
    ],
)
def test_which_address_is_a_later_page(own: str, other: str, later: bool) -> None:
    assert is_later_page(AT + own, AT + other) is later


def form(inside: str, pager: str = POSTBACK.format(n=2)) -> tuple[str, bytes]:
    url, body = sharepoint(f'<div class="paging"><span class="current">1</span>{pager}</div>')
    text = body.decode().replace('name="__VIEWSTATE">', f'name="__VIEWSTATE" value="/w">{inside}')
    return url, text.encode()


def test_a_postback_sends_what_a_browser_would() -> None:
    inside = (
        '<input type="hidden" name="__EVENTARGUMENT" value=""><input type="HIDDEN" name="a">'
        '<input type="submit" name="tim" value="Tìm"><input type="image" name="b">'
        '<input type="hidden" name="c" value="1" disabled><input type="hidden" value="nameless">'
        '<button name="d">In</button>'
        '<input type="hidden" name="__EVENTVALIDATION" value="/v&amp;=">'
    )
    listing = read(Page(*form(inside)))
    assert isinstance(listing, Listing)
    assert listing.post == Postback(
        f"{AT}/Pages/Tin-tuc.aspx",
        (
            ("__EVENTTARGET", "ctl00$main$pager"),
            ("__VIEWSTATE", "/w"),
            ("__EVENTARGUMENT", "2"),
            ("a", ""),
            ("__EVENTVALIDATION", "/v&="),
        ),
    )
    assert (listing.next, listing.unfollowed) == (None, None)


def test_a_postback_with_options() -> None:
    pager = (
        "<a href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("
        '"ctl00$grid$ctl02", "", true, "", "", false, true))\'>2</a>'
    )
    listing = read(Page(*form("", pager)))
    assert isinstance(listing, Listing)
    assert listing.post
    assert dict(listing.post.fields)["__EVENTTARGET"] == "ctl00$grid$ctl02"


@pytest.mark.parametrize(
    "inside", ['<input type="password" name="p">', "<textarea name=y></textarea>",
               '<input type="file" name="f">', '<input name="tu-khoa">', "<input disabled>",
               '<input type="checkbox" name="a">', "<select name=nam><option>2021</select>"],
)  # fmt: skip
def test_a_form_with_a_visible_field_is_never_sent(inside: str) -> None:
    listing = read(Page(*form(inside)))
    assert isinstance(listing, Listing)
    assert listing.post is None
    assert listing.unfollowed == "page 2 is behind a postback (__doPostBack)"


def test_what_stands_between_the_items_is_theirs() -> None:
    url, body = vnpt("")
    text = body.decode().replace("</h4>", '</h4><a href="#" onclick="x()">Xem thêm</a>', 2)
    listing = read(Page(url, text.encode()))
    assert isinstance(listing, Listing)
    assert listing.unfollowed is None


def test_many_numbers_take_no_time() -> None:
    pager = '<table class="pager"><tr>' + "<td><a href=# onclick=x>7</a></td>" * 6000 + "</table>"
    began = time.process_time()
    read(Page(*sharepoint(pager + "<div>" * 400 + '<a href="#">2</a>' * 1000)))
    assert time.process_time() - began < 5
