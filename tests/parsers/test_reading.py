"""What `read` makes of changed layouts, other things than pages, and time."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import replace

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Article, LayoutChanged, Listing, NotAnArticle
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.recognise import cms_of
from kho_tin.parsers.registry import PARSERS, parser_for
from kho_tin.parsers.report import as_json
from tests.parsers.cases import HERE, cases

PAGES = {case.name: case for case in cases(HERE / "pages")}


def page(name: str, *changes: tuple[str, str]) -> Page:
    """A fixture page with parts of its HTML replaced; each must be there."""
    case = PAGES[name]
    html = (case.path / "page.html").read_text("utf-8")
    for old, new in changes:
        assert old in html
        html = html.replace(old, new)
    fetched = dt.datetime.fromisoformat(case.meta["fetched_at"])
    return Page(case.meta["url"], html.encode(), None, fetched)


# Of more figures Python makes no number (sys.int_info.default_max_str_digits).
MANY_FIGURES = "7" * (sys.int_info.default_max_str_digits + 1)
NUMBERS = re.compile(r"""(?<==)\d+(?=["'&])|(?<=>)\d+(?=<)|(?<=width=["'])\d+""")


@pytest.mark.parametrize("name", PAGES)
def test_numbers_without_end_are_none(name: str) -> None:
    """In addresses, pagers and attributes."""
    case = PAGES[name]
    body = NUMBERS.sub(MANY_FIGURES, (case.path / "page.html").read_text("latin-1"), count=40)
    url = re.sub(r"(?<==)\d+", MANY_FIGURES, case.meta["url"])
    fetched = dt.datetime.fromisoformat(case.meta["fetched_at"])
    assert read(Page(url, body.encode("latin-1"), None, fetched))


CHANGED = [
    ("vnpt_portal/article", "article-content", "noi-dung", "article-content is missing"),
    ("vnpt_portal/article", "heading-title", "tieu-de", "h1.heading-title is missing"),
    ("vnpt_portal/article", "h1", "h5", "h1.heading-title is missing"),
    ("vnpt_portal/article", "02/06/2021", "hôm kia", "#publishupshow-right is missing or holds no"),
    ("vnpt_portal/article", "PageDetail", "Chitiet", "div#PageDetail is missing"),
    ("vnpt_portal/listing", "categoryList", "danhSach", "div.categoryList is missing"),
    ("vnpt_portal/listing", "article-item", "bai", "holds no div.article-item"),
    ("vnpt_portal/home", "categories/", "muc/", None),
    ("websphere/article-in-a-table", "02/06/2021", "hôm kia", "date line"),
    ("liferay/article-7", "component-title", "ten", ".asset-full-content-title is missing"),
    ("liferay/article-7", "05/03/2023", "hôm kia", ".assetPublishDate is missing or holds no date"),
    ("liferay/article-7", "journal-content-article", "than", None),
    ("liferay/article-older-form", "journal-content", "than", ".journal-content-article is"),
    ("liferay/article-older-form", "29/06/2026", "hôm kia", ".tieude-h2 span is missing"),
    ("sharepoint/article", "news-title", "ten", "news-title is missing"),
    ("sharepoint/article", "05/09/2023", "hôm kia", "date-publish is missing or holds no date"),
    ("sharepoint/article", "tandan-p-article-main", "a", None),
    ("vhv/article", 'itemprop="headline"', "", None),
    ("vhv/article", 'itemprop="articleBody"', "", "[itemprop=articleBody] is missing"),
    ("vhv/article", "2019", "năm ngoái", "datePublished] is missing"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), CHANGED)
def test_changed_layout(name: str, old: str, new: str, message: str | None) -> None:
    reading = read(page(name, (old, new)))
    if message is None:
        # The field has a second place, or the page leads on by others.
        assert not isinstance(reading, LayoutChanged)
        return
    assert isinstance(reading, LayoutChanged)
    assert message in reading.message


def test_an_element_found_twice_is_a_problem() -> None:
    reading = read(
        page("vnpt_portal/article", ("<h2>Những", '<h1 class="heading-title">X</h1><h2>'))
    )
    assert isinstance(reading, Article)
    assert reading.title == "Sơ kết cải cách thủ tục hành chính"
    assert [(each.kind, each.message) for each in reading.problems] == [
        ("selector", "h1.heading-title found 2 times")
    ]


def test_two_dates_that_differ_are_a_problem() -> None:
    old = "<span>02/06/2021</span>"
    reading = read(page("vnpt_portal/article", (old, "<span>03/06/2021</span>")))
    assert isinstance(reading, Article)
    assert reading.published == "2021-06-02"
    assert [each.kind for each in reading.problems] == ["doubtful_date"]


def test_a_renamed_alias_keeps_the_identity() -> None:
    saved = page("vnpt_portal/article")
    moved = replace(saved, url="https://vungsuong.example/ten-moi-1043.html")
    first, second = read(saved), read(moved)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.identity == second.identity == "1043"
    assert first.url != second.url


def test_an_item_without_an_article_is_a_problem() -> None:
    reading = read(page("vnpt_portal/listing", ("/tap-huan-chu-ky-so-1040.html", "#")))
    assert isinstance(reading, Listing)
    assert [item.identity for item in reading.items] == ["1043"]
    assert [each.message for each in reading.problems] == [
        "item 2 of the list has no link to an article"
    ]


def test_only_the_last_page_is_linked() -> None:
    numbers = [(f'<a class="page-link" href="?CurrentPage={n}">{n}</a>', "") for n in (1, 3, 4)]
    reading = read(page("vnpt_portal/listing", *numbers))
    assert isinstance(reading, Listing)
    assert reading.next == (
        "https://vungsuong.example/categories/cai-cach-hanh-chinh-14.html?CurrentPage=3"
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"%PDF-1.7 ...", "other"),
        (b'{"a": "<1"}', "other"),
        (b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "other"),
        (b"<html><body><p>x</p></body></html>", "other"),
        (b"<html><title>404 Not Found</title><body><h1>Not Found</h1></body></html>", "missing"),
    ],
)
def test_no_page(body: bytes, reason: str) -> None:
    reading = read(Page("https://vungsuong.example/a", body))
    assert isinstance(reading, NotAnArticle)
    assert reading.reason == reason


@pytest.mark.parametrize("expires", ["", "; expires=Thu, 01-Jan-26 00:00:00 GMT"])
def test_cookie_wall(expires: str) -> None:
    cookie = "D1N=6a1f0c2b9d8e7f6a5b4c3d2e1f0a9b8c"
    script = f'document.cookie="{cookie}"+"{expires}; path=/";window.location.reload(true);'
    html = f"<html><body><script>{script}</script></body></html>"
    reading = read(Page("https://vungsuong.example/", html.encode()))
    assert isinstance(reading, NotAnArticle)
    assert reading.reason == "wall"


def test_a_page_that_sets_a_cookie_is_no_wall() -> None:
    script = '<script>document.cookie="a=1";function f(){location.reload()}</script></body>'
    assert isinstance(read(page("vnpt_portal/article", ("</body>", script))), Article)


def test_nested_beyond_reason() -> None:
    deep = "<div>" * 5000 + "x" + "</div>" * 5000
    reading = read(page("vnpt_portal/article", ("<h2>Những việc đã làm</h2>", deep)))
    assert not isinstance(reading, Listing)


@pytest.mark.more
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_cut_anywhere_is_read_somehow(name: str) -> None:
    case = PAGES[name]
    body = (case.path / "page.html").read_bytes()
    for parts in range(12):
        cut = Page(case.meta["url"], body[: len(body) * parts // 12])
        assert as_json(read(cut))["kind"] in ("article", "listing", "none")


def test_an_article_outside_of_all_categories() -> None:
    crumb = '<li class="breadcrumb-item"><a href="/categories/cai-cach-hanh-chinh-14.html">'
    end = "Cải cách hành chính</a></li>\n    </ol>"
    case = page("vnpt_portal/article", (crumb + end, "</ol>"))
    reading = read(case)
    assert isinstance(reading, Article)
    assert reading.category is None


def test_windows_line_ends_change_nothing() -> None:
    saved = page("vnpt_portal/article")
    other = replace(saved, body=saved.body.replace(b"\n", b"\r\n"))
    first, second = as_json(read(saved)), as_json(read(other))
    assert {**first, "body_html": ""} == {**second, "body_html": ""}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_recognised_by_the_page_alone(name: str) -> None:
    case = PAGES[name]
    document = Document.of(
        Page("https://elsewhere.example/x", (case.path / "page.html").read_bytes())
    )
    cms = name.split("/")[0]
    assert cms_of(document) == ("vnpt_portal" if cms == "charsets" else cms)


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")


def test_a_page_is_read_by_the_parser_of_its_day() -> None:
    newest = parser_for("vnpt_portal", None)
    old = Parser(newest.name, 1, newest.read, until=dt.date(2022, 3, 31))
    new = Parser(newest.name, 2, newest.read)
    chosen = [
        parser_for(newest.name, when, (old, new)).label
        for when in (at("2021-01-01"), at("2022-03-31"), at("2022-04-01"), None)
    ]
    assert chosen == ["vnpt_portal@1", "vnpt_portal@1", "vnpt_portal@2", "vnpt_portal@2"]


def test_there_is_no_parser_for_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        parser_for("no-such-cms", None)


def test_versions_stand_in_order_and_one_is_in_use() -> None:
    for name in {parser.name for parser in PARSERS}:
        versions = [parser for parser in PARSERS if parser.name == name]
        assert [each.version for each in versions] == list(range(1, len(versions) + 1))
        assert [each.until is None for each in versions] == [False] * (len(versions) - 1) + [True]


def test_report_of_a_changed_layout() -> None:
    report = as_json(LayoutChanged("https://vungsuong.example/a", "vnpt_portal@1", "h1 is missing"))
    assert report == {
        "kind": "none",
        "parser": "vnpt_portal@1",
        "url": "https://vungsuong.example/a",
        "message": "h1 is missing",
        "reason": "layout_changed",
        "problems": [],
    }


def test_report_of_a_listing() -> None:
    report = as_json(read(page("vnpt_portal/listing-last")))
    assert report["items"] == [
        {
            "title": "Ra mắt trang thông tin",
            "url": "https://vungsuong.example/ra-mat-trang-1002.html",
            "published": "2020-01-05",
        }
    ]
    assert (report["kind"], report["parser"], report["next"]) == ("listing", "vnpt_portal@1", None)
