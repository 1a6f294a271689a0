"""Lists and articles that are read by the selectors of a system's theme, and pages without it."""

from __future__ import annotations

import json

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.listed_links import listed_links, menu_sections
from kho_tin.parsers.model import Article, Listing, NotAnArticle

URL = "https://phuong.example/tin/"
WORDPRESS = '<meta name="generator" content="WordPress 6.5">'
TEXT = (
    "<p>Sáng 6/5, phường Bến Trăng khánh thành cầu đi bộ qua kênh Ngà, dài năm mươi mét, do dân góp"
    " một nửa tiền và công làm trong ba tháng.</p><p>Cầu nối hai khu phố mà trước đây phải đi vòng"
    " hơn một cây số; học sinh đến trường gần hơn và an toàn hơn trong mùa mưa.</p>"
)


def document(body: str, url: str = URL) -> Document:
    return Document.of(Page(url, f"<html><body>{body}".encode()))


def listed(body: str) -> list[tuple[str, str | None, str | None]]:
    page = document(body)
    links = listed_links(page, page.all("h3 a"), dates="time, .ngay", summaries="p")
    return [(link.title, link.published, link.summary) for link in links]


def test_an_item_is_what_stands_around_its_link_alone() -> None:
    body = (
        '<div><div><h3><a href="/a">Tin A</a></h3></div>'
        '<div><h3><a href="/b">Tin B</a></h3><b class=ngay>05/05/2024</b><p>Về B.</p></div></div>'
    )
    assert listed(body) == [("Tin A", None, None), ("Tin B", "2024-05-05", "Về B.")]


def test_the_only_item_of_a_list_has_no_date_of_the_rest_of_the_page() -> None:
    top = "<div><div><div><div class=ngay>13/05/2024</div><div>"
    assert listed(f'{top}<div><div><h3><a href="/a">Tin A</a></h3></div></div>') == [
        ("Tin A", None, None)
    ]


def test_the_datetime_attribute_counts_before_the_text() -> None:
    body = '<div><h3><a href="/a">Tin A</a></h3><time datetime="2024-05-06T08:00">12/2024</time>'
    assert listed(body) == [("Tin A", "2024-05-06", None)]


@pytest.mark.parametrize(
    "href", ["#", "javascript:;", "/tep.pdf", "https://khac.example/a", "mailto:a@b.vn"]
)
def test_what_is_no_article_here_is_not_listed(href: str) -> None:
    assert listed(f'<div><h3><a href="{href}">Tin A</a></h3></div>') == []


def test_a_menu_leads_to_news_and_not_home_nor_to_page_numbers() -> None:
    page = document(
        '<nav><a href="/">Trang nhất</a><a href="/tin-kinh-te/">Tin kinh tế</a>'
        '<a href="/lien-he/">Liên hệ</a><a href="/tin/2/">2</a><a href="/tin/">Tin</a></nav>'
    )
    assert [link.title for link in menu_sections(page, "nav a")] == ["Tin kinh tế"]


def test_a_page_in_another_theme_is_read_by_the_general_parser_for_the_system() -> None:
    body = f"<h1>Khánh thành cầu đi bộ qua kênh Ngà</h1><div>06/05/2024</div><div>{TEXT}</div>"
    reading = read(Page(URL + "cau", f"<html><head>{WORDPRESS}</head><body>{body}".encode()))
    assert isinstance(reading, Article)
    assert reading.parser == "wordpress@1"
    assert reading.published == "2024-05-06"
    assert reading.body.startswith("Sáng 6/5")


def test_a_stamp_and_a_printed_day_that_differ_are_told() -> None:
    body = (
        '<body class="single"><article class="post"><h1 class="entry-title">Khánh thành cầu</h1>'
        '<time class="entry-date" datetime="2024-05-05T23:30:00+00:00">05/05/2024</time>'
        f'<div class="entry-content">{TEXT}</div></article>'
    )
    reading = read(Page(URL + "cau", f"<html><head>{WORDPRESS}</head>{body}".encode()))
    assert isinstance(reading, Article)
    assert reading.published == "2024-05-06T06:30+07:00"
    assert [problem.kind for problem in reading.problems] == ["doubtful_date"]


@pytest.mark.parametrize(
    ("account", "signature", "author"),
    [
        ("Ban biên tập", "", None),
        ("BBT Trang tin phường", "", None),
        ("Ban biên tập", "<p><b>Lê Thị Đào</b></p>", "Lê Thị Đào"),
        ("Ban biên tập", "<p><b>Ban Biên tập</b></p>", "Ban Biên tập"),
        ("Biên Tấn Lộc", "", "Biên Tấn Lộc"),
        ("Phòng Kinh tế", "", "Phòng Kinh tế"),
    ],
)
def test_the_editors_who_publish_are_the_author_of_what_they_sign(
    account: str, signature: str, author: str | None
) -> None:
    """The theme names the account and JSON-LD does, too; a signature stands in the text."""
    declared = {"@type": "NewsArticle", "author": {"@type": "Person", "name": account}}
    head = f'{WORDPRESS}<script type="application/ld+json">{json.dumps(declared)}</script>'
    body = (
        '<body class="single"><article class="post"><h1 class="entry-title">Khánh thành cầu</h1>'
        '<time class="entry-date" datetime="2024-05-06T08:00:00+07:00">06/05/2024</time>'
        f'<span class="byline">bởi <span class="author vcard">{account}</span></span>'
        f'<div class="entry-content">{TEXT}{signature}</div></article>'
    )
    reading = read(Page(URL + "cau", f"<html><head>{head}</head>{body}".encode(), "utf-8"))
    assert isinstance(reading, Article)
    assert reading.author == author


def test_a_home_page_without_a_list_leads_to_its_sections() -> None:
    body = '<body class="home"><nav><a href="/tin-kinh-te/">Tin kinh tế</a></nav><p>Chào.</p>'
    html = f"<html><head>{WORDPRESS}</head>{body}".encode()
    reading = read(Page("https://phuong.example/", html))
    assert isinstance(reading, Listing)
    assert [link.title for link in reading.sections] == ["Tin kinh tế"]
    assert isinstance(read(Page(URL + "x", html.replace(b' class="home"', b""))), NotAnArticle)


def test_posts_beside_an_article_are_not_the_article() -> None:
    body = (
        '<body class="single"><ul><li class="wp-block-post type-post"><h2><a href="/khac/">Khác</a>'
        '</h2></li></ul><main><h1 class="wp-block-post-title">Khánh thành cầu đi bộ</h1>'
        '<div class="wp-block-post-date"><time datetime="2024-05-06T08:00:00+07:00">06/05/2024'
        f'</time></div><div class="entry-content wp-block-post-content">{TEXT}</div></main>'
    )
    reading = read(Page(URL + "cau", f"<html><head>{WORDPRESS}</head>{body}".encode()))
    assert isinstance(reading, Article)
    assert (reading.title, reading.published) == (
        "Khánh thành cầu đi bộ",
        "2024-05-06T08:00+07:00",
    )


def test_a_page_that_says_when_it_was_published_is_no_list_of_the_posts_beside_it() -> None:
    head = f'{WORDPRESS}<meta property="article:published_time" content="2024-05-06T08:00+07:00">'
    beside = '<article class="post"><h3><a href="/khac/">Tin khác của phường</a></h3></article>'
    body = f"<h1>Khánh thành cầu đi bộ qua kênh Ngà</h1>{TEXT}<aside>{beside * 3}</aside>"
    reading = read(Page(URL + "cau", f"<html><head>{head}</head><body>{body}".encode()))
    assert isinstance(reading, Article)
    assert reading.published == "2024-05-06T08:00+07:00"


def test_a_publisher_without_its_class_is_listed_by_the_addresses_of_its_assets() -> None:
    rows = "".join(
        f'<tr class="results-row"><td><a href="/tin/-/view_content/{n}">Tin số {n}</a></td>'
        f"<td>0{n}/05/2024</td></tr>"
        for n in (2, 1)
    )
    body = f'<div class="portlet-boundary" id="p_p_id_101_INSTANCE_a_"><table>{rows}</table></div>'
    reading = read(Page(URL, f"<html><body>{body}".encode()))
    assert isinstance(reading, Listing)
    assert [(item.title, item.published) for item in reading.items] == [
        ("Tin số 2", "2024-05-02"),
        ("Tin số 1", "2024-05-01"),
    ]
