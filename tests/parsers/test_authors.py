"""Who wrote an article: by classes of evidence, in whatever element or metadata."""

from __future__ import annotations

import json

import pytest

from kho_tin.parsers import read
from kho_tin.parsers.general.author_names import author_names
from kho_tin.parsers.model import Article
from kho_tin.parsers.vietnamese.bylines import Byline, read_byline
from tests.parsers.test_general import FIRST, SECOND, THIRD, TITLE, body, page, paragraphs

TEXT = paragraphs(FIRST, SECOND, THIRD)
DATE = "<p class=ngay>02/06/2021</p>"


def read_article(above: str = "", head: str = "", below: str = "", end: str = "") -> Article:
    """The article of an invented page with `above` and `below` the text, and `end` within it."""
    inside = f"<article><h1>{TITLE}</h1>{DATE}{above}<div class=tin>{TEXT}{end}</div>{below}"
    reading = read(page(f"{inside}</article>", head))
    assert isinstance(reading, Article)
    return reading


def declared(author: object, *others: object) -> str:
    news = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2021-06-02T08:30:00+07:00",
        "publisher": {"@type": "Organization", "name": "Trang tin Hải Lam"},
        "author": author,
    }
    data = {"@context": "https://schema.org", "@graph": [news, *others]}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Lê Minh", "Lê Minh"),
        ({"@type": "Person", "name": "Lê Minh"}, "Lê Minh"),
        ({"name": "Lê Minh", "@id": "#p1"}, "Lê Minh"),
        ([{"@type": "Person", "name": "Lê Minh"}, {"name": "Trần An"}], "Lê Minh, Trần An"),
        ({"@id": "#p7"}, "Vũ Hà"),
        ({"@type": "Organization", "name": "Ban Biên tập"}, "Ban Biên tập"),
        ({"@type": "Organization", "name": "Trang tin Hải Lam"}, None),
        ([{"name": "Lê Minh"}, {"@type": "Organization", "name": "Phòng Tin học"}], "Lê Minh"),
        ("admin", None),
        ("banbientap@hailam.example", None),
        (None, None),
        ([None, 7, {}], None),
    ],
)
def test_authors_in_structured_data(author: object, names: str | None) -> None:
    head = declared(author, {"@type": "Person", "@id": "#p7", "name": "Vũ Hà"})
    assert read_article(head=head).author == names


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Lê Thu An", "Lê Thu An"),
        ("Hải Lam", None),  # the site's name, which the title ends with
        ("tin.hailam.example", None),
        ("quantri@hailam.example", None),
        ("Công ty Phần mềm Đồi Gió", None),
        ("PTPM Đồi Gió", None),
        ("admin", None),
        ("https://mang.example/le.thu.an", None),
    ],
)
def test_the_author_in_meta_unless_it_is_the_sites_or_the_developers(
    content: str, names: str | None
) -> None:
    assert read_article(head=f'<meta name="author" content="{content}">').author == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>Đăng bởi Lê Thu An</p>", "Lê Thu An"),
        ("<div>Viết bởi: Lê Thu An</div>", "Lê Thu An"),
        ("<li>Tác giả: Lê Thu An</li>", "Lê Thu An"),
        ("<h4>Người viết: Lê Thu An</h4>", "Lê Thu An"),
        ("<span class=byline>Đăng bởi Lê Thu An</span>", "Lê Thu An"),
        ("<div class=byline>By Le Thu An and Vu Ha</div>", "Le Thu An, Vu Ha"),
        ('<a rel="author" href=/nguoi/1>Lê Thu An</a>', "Lê Thu An"),
        ("<span itemprop=author><b itemprop=name>Lê Thu An</b></span>", "Lê Thu An"),
        ("<p>Đăng bởi admin</p>", None),
        ("<p>Đăng bởi Quản trị viên</p>", None),
        ("<p class=byline>Đăng bởi banbientap</p>", None),
    ],
)
def test_a_byline_in_any_element(line: str, names: str | None) -> None:
    assert read_article(line).author == names


@pytest.mark.parametrize(
    "end",
    [
        '<div style="text-align: right;"><strong>Lê Thu An</strong></div>',
        "<div align=right>Lê Thu An</div>",
        "<div class=text-right><b>Lê Thu An</b></div>",
        "<h4 class=tac-gia>Tác giả: Lê Thu An</h4>",
        "<p style='text-align:right'>Bài: Lê Thu An</p>",
    ],
)
def test_a_signature_at_the_end_in_any_element(end: str) -> None:
    read_as = read_article(end=end)
    assert read_as.author == "Lê Thu An"
    assert read_as.body == body(FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "below",
    [
        "<section class=binh-luan id=comments><span class=author>Bạn đọc Hải</span></section>",
        "<ol class=commentlist><li class=comment><cite class=fn>Vũ Hà</cite></ol>",
        "<div class=related-posts><a rel=author href=/a>Vũ Hà</a></div>",
        "<aside class=sidebar><span class=author-name>Vũ Hà</span></aside>",
    ],
)
def test_those_beside_the_article_are_no_authors(below: str) -> None:
    assert read_article(below=below).author is None


def test_the_box_around_the_whole_page_may_be_named_for_its_sidebar() -> None:
    inside = (
        f"<div class=has-sidebar><h1>{TITLE}</h1><p class=author>Lê Thu An</p><div>{TEXT}</div>"
    )
    reading = read(page(f"{inside}</div>"))
    assert isinstance(reading, Article)
    assert reading.author == "Lê Thu An"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee, Staff Writer | June 2, 2021", "Ann Lee"),
        ("By ANN LEE and BO VAN DER BERG", "ANN LEE, BO VAN DER BERG"),
        ("Ann Lee Ann Lee", "Ann Lee"),
        ("Ann Lee @annlee", "Ann Lee"),
        ("Follow @annlee", None),
        ("Von Anna Lehmann", "Anna Lehmann"),
        ("Автор: Вера Иванова", "Вера Иванова"),
        ("How the bridge was built", None),
        ("12 comments", None),
        ("Share this", None),
        ("", None),
    ],
)
def test_names_in_a_line(line: str, names: str | None) -> None:
    assert author_names(line) == names


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Theo Lê Thu An", Byline("Lê Thu An")),
        ("Theo Báo Hải Lam", Byline(None, "Báo Hải Lam")),
        ("Theo Người Hải Lam", Byline(None, "Người Hải Lam")),
        ("Bởi vậy người dân rất vui", None),
        ("Được đăng bởi Lê Minh", Byline("Lê Minh")),
        ("Viết bởi Ban Biên tập", Byline("Ban Biên tập")),
    ],
)
def test_labels_without_a_colon(line: str, byline: Byline | None) -> None:
    assert read_byline(line) == byline


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Đoàn Thị Hà và Mai Hữu Nga", "Đoàn Thị Hà, Mai Hữu Nga"),
        ("Đoàn Kim Long – Ngô Thị Hiếu", "Đoàn Kim Long, Ngô Thị Hiếu"),
        ("Dương Văn Uyên, Đoàn Thanh Linh", "Dương Văn Uyên, Đoàn Thanh Linh"),
        ("Đoàn Thanh niên, Công đoàn", "Đoàn Thanh niên, Công đoàn"),
        ("Đoàn Thanh Niên", "Đoàn Thanh Niên"),
        ("Phòng Kế hoạch và Đầu tư", "Phòng Kế hoạch và Đầu tư"),
    ],
)
def test_a_family_name_that_bodies_begin_with_too(line: str, author: str) -> None:
    assert read_byline(line) == Byline(author=author)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Đăng bởi Lê Thị An lúc 2/6/2021 8:30:15 SA", "Lê Thị An"),
        ("Đăng bởi: Lê Thị An, Bùi Văn Cảng vào ngày 02/06/2021", "Lê Thị An, Bùi Văn Cảng"),
        ("Đăng bởi SuperUser Account lúc 2/6/2021 8:30:15 SA", None),
    ],
)
def test_who_posted_when(line: str, author: str | None) -> None:
    assert author_names(line) == author
    head = '<meta name="generator" content="DotNetNuke">'
    inside = (
        f'<div class="article"><div class="articleHeadline"><h1>{TITLE}</h1></div>'
        f'<div class="articleAuthor">{line}</div><div class="articleEntry">{TEXT}</div></div>'
    )
    reading = read(
        page(inside, head, "https://tin.hailam.example/tin/articleView/articleId/7/a.aspx")
    )
    assert isinstance(reading, Article)
    assert (reading.parser, reading.author) == ("dotnetnuke@1", author)


def test_metadata_with_the_first_author_alone() -> None:
    def marked(*names: str) -> str:
        spans = (f"<span itemprop=author><b itemprop=name>{name}</b></span>" for name in names)
        return f"<p>{', '.join(spans)}</p>"

    head = declared({"@type": "Person", "name": "Lê Thị An"})
    assert read_article(marked("Lê Thị An", "Bùi Văn Cảng"), head).author == (
        "Lê Thị An, Bùi Văn Cảng"
    )
    assert read_article(marked("Bùi Văn Cảng"), head).author == "Lê Thị An"
