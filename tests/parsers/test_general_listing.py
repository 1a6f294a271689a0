"""Lists and home pages of unknown systems: what is news, what is beside it, what leads on."""

from __future__ import annotations

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.general.address_shapes import is_specific, shape
from kho_tin.parsers.model import Article, Listing, Reading

AT = "https://lamen.example"
TITLES = (
    "Ban Quản lý họp bàn về mặt bằng cụm Đồi Gió",
    "Thông báo lịch tiếp công dân tháng 6",
    "Khai trương",
    "Kiểm tra an toàn lao động tại cảng Mũi Én",
)
SUMMARY = "Sáng nay, đoàn công tác của Ban đã đến kiểm tra thực địa và làm việc với doanh nghiệp."
FOOT = (
    "<p>Ban Quản lý cụm cảng Lam Én. Địa chỉ: số 9 đường Bến Cũ. Điện thoại: 0200 000 019. Ghi rõ"
    " nguồn khi đăng lại thông tin của trang này. Hôm nay: thứ hai, ngày 30/11/2026.</p>"
)
NOTICE = (
    "<p>Ban Quản lý cụm cảng Lam Én thông báo: từ ngày 05/06/2021, bến phà cũ tạm dừng để sửa chữa"
    " trong ba ngày.</p><p>Người dân và các phương tiện qua lại theo đường tránh phía nam.</p>"
)


def reading(body: str, path: str = "/tin-tuc", head: str = "") -> Reading:
    html = (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>Tin tức - Lam Én</title>{head}"
        f"</head><body>{body}{FOOT}</body></html>"
    )
    return read(Page(f"{AT}{path}", html.encode()))


def listing(body: str, path: str = "/tin-tuc", head: str = "") -> Listing:
    listed = reading(body, path, head)
    assert isinstance(listed, Listing), listed
    return listed


def dated(form: str) -> str:
    """A teaser of that form for each title, the n-th of 0n/06/2021."""
    return "".join(
        form.format(n=n, title=title, url=f"/tin/bai-{n}.html", summary=SUMMARY)
        for n, title in enumerate(TITLES, 1)
    )


EXPECTED = [(title, f"2021-06-0{n}") for n, title in enumerate(TITLES, 1)]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" + dated('<div><h3><a href="{url}">{title}</a></h3><i>0{n}/06/2021</i></div>'),
        "<table>" + dated('<tr><td>0{n}/06/2021</td><td><a href="{url}">{title}</a></td></tr>'),
        "<div>" + dated('<p><a href="{url}">{title}</a> (0{n}/06/2021)</p>'),
        "<div>" + dated('<h3><a href="{url}">{title}</a></h3><i>0{n}/06/2021</i><p>{summary}</p>'),
        "<div>" + dated('<i>0{n}/06/2021</i><h3><a href="{url}">{title}</a></h3><p>{summary}</p>'),
        "<ul>" + dated('<li><a href="{url}"><img src=a.jpg></a><h4><a href="{url}">{title}</a></h4>'
                       '<time datetime="2021-06-0{n}T08:00:00+07:00">hôm nọ</time></li>'),
        "<div>" + dated('<div><a href="{url}"><img src=a.jpg><div>{title}</div>'
                        "<div>0{n}-06-2021</div><p>{summary}</p></a></div>"),
        "<div>" + dated('<div class="row"><div class="col"><a href="{url}">{title}</a>'
                        '<span>0{n}/06/2021</span></div></div>'),
        "<div>" + dated('<article><h2><a href="{url}">{title}</a></h2><a href="/muc/hoat-dong">Hoạt'
                        ' động của Ban</a><time>0{n}/06/2021</time><p>{summary} Từ 01/01/2020.</p>'
                        '<a href="{url}">Xem chi tiết</a></article>'),
    ],
)  # fmt: skip
def test_forms_of_lists(body: str) -> None:
    assert [(item.title, item.published) for item in listing(body).items] == EXPECTED


def test_a_list_whose_lines_hold_headline_date_and_summary() -> None:
    row = '<tr><td><a href="{url}">{title}</a> (0{n}/06/2021)<br>{summary} ' + 6 * "{summary} "
    body = f"<table><tr><td>TIN MỚI</td></tr>{dated(row)}</table>"
    assert [item.title for item in listing(body, "/index.asp").items] == list(TITLES)


BLOCK = "<div>" + dated('<div><h3><a href="{url}">{title}</a></h3><i>0{n}/06/2021</i></div>')
BESIDE = {
    "a menu": "<nav><ul><li><a href='/gioi-thieu-chung-ve-ban'>Giới thiệu chung về Ban Quản lý</a>"
    "</li><li><a href='/so-do-to-chuc'>Sơ đồ tổ chức của Ban Quản lý</a></li></ul></nav>",
    "most read": "<div><h3>Xem nhiều</h3><ul><li><a href='/tin/cu-7.html'>Bài cũ của năm trước ở"
    " cảng</a></li><li><a href='/tin/cu-8.html'>Bài cũ thứ hai ở bến phà</a></li></ul></div>",
    "tags": "<div class='tags'><a href='/tag/1'>cảng Mũi Én và khu Bãi Sậy</a></div>",
    "partners": "<div><a href='https://khac.example/1'>Cổng thông tin của đơn vị khác</a></div>",
    "a calendar": "<table><tr><td><a href='/2021/06/01'>1</a></td></tr></table>",
    "a form": "<form><input name=q><select><option>Trang liên kết</select></form>",
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_is_no_item(name: str) -> None:
    for body in (f"{BESIDE[name]}{BLOCK}</div>", f"{BLOCK}</div>{BESIDE[name]}"):
        assert [(item.title, item.published) for item in listing(body).items] == EXPECTED


def test_sections_are_lists_and_not_pages_about_the_site() -> None:
    names = {
        "/muc/hoat-dong": "Hoạt động",
        "/muc/dau-tu": "Đầu tư",
        "/gioi-thieu": "Giới thiệu",
        "/lien-he": "Liên hệ",
        "/dang-nhap": "Đăng nhập",
        "/rss.xml": "RSS",
        "/en/": "English",
        "/2021/06/": "Tháng Sáu 2021",
        "/quy-che.pdf": "Quy chế",
        "https://khac.example/": "Trang khác",
    }
    menu = "".join(f'<a href="{url}">{name}</a>' for url, name in names.items())
    sections = listing(f"<div>{menu}</div>{BLOCK}</div>", "/").sections
    assert [section.title for section in sections] == ["Hoạt động", "Đầu tư"]


@pytest.mark.parametrize("place", ["before", "below", "both"])
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", "<div class=t>{}</div>", "<p><b>{}</b></p>"])
def test_a_short_notice_among_other_news_stays_an_article(heading: str, place: str) -> None:
    title = heading.format("Tạm dừng bến phà cũ để sửa chữa")
    text = f"<div>{title}<div>02/06/2021</div><div>{NOTICE}</div></div>"
    before = f"<div>{BLOCK}</div></div>" if place in ("before", "both") else ""
    below = f"<div>{BLOCK}</div></div>" if place in ("below", "both") else ""
    assert isinstance(reading(f"{before}{text}{below}", "/tin/tam-dung-9.html"), Article)


def test_links_within_sentences_are_no_list() -> None:
    links = "".join(
        f'<p>Theo <a href="/tin/bai-{n}.html">{title}</a> thì việc ấy đã xong từ tháng trước, và'
        " các hộ dân đều đồng tình với phương án của xã.</p>"
        for n, title in enumerate(TITLES)
    )
    assert isinstance(reading(f"<h1>Một bài dài về bến phà cũ</h1>{links}", "/bai"), Article)


@pytest.mark.parametrize(
    ("pager", "head", "following"),
    [
        ('<a href="/tin-tuc?start=4" rel=next>»</a>', "", "/tin-tuc?start=4"),
        ("", '<link rel="next" href="/tin-tuc/page/2/">', "/tin-tuc/page/2/"),
        ('<a class="more" href="/tin-tuc/page/2/">Tải thêm bài viết</a>', "", "/tin-tuc/page/2/"),
        ('<div data-url="/tin-tuc?trang=2">Xem thêm</div>', "", "/tin-tuc?trang=2"),
        ('<a rel="next" href="/tin/bai-9.html">Bài tiếp</a>', "", None),
        ("", "", None),
    ],
)
def test_what_leads_on(pager: str, head: str, following: str | None) -> None:
    page = listing(f"{BLOCK}</div>{pager}<aside><a href='/tin/cu-7.html'>Bài cũ ở cảng</a></aside>",
                  head=head)  # fmt: skip
    assert page.next == (following and f"{AT}{following}")
    assert page.unfollowed is None


@pytest.mark.parametrize(
    ("address", "shaped", "specific"),
    [
        ("/tin-tuc/hop-ban-123.html", "tin-tuc/a-#.html", True),
        ("/?p=12", "?p=#", True),
        ("/node/1", "node/#", True),
        ("/index.php/tin/15-hop-ban", "index.php/tin/#-a", True),
        ("/tin.aspx?do=detail&news_id=7", "tin.aspx?do=detail&news_id=#", True),
        ("/-/hop-ban-ve-mat-bang", "-/A", True),
        ("/tin-tuc", "a", False),
        ("/tin-tuc?page=2", "a", False),
        ("/", "", False),
    ],
)  # fmt: skip
def test_shapes_of_addresses(address: str, shaped: str, specific: bool) -> None:
    assert shape(f"{AT}{address}") == shaped
    assert is_specific(shaped) is specific
