"""The parts of an article's page: cleaned text, differences, dates in two languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho_tin.web.articles.difference import changes, paragraphs, words
from kho_tin.web.articles.matching import Effort
from kho_tin.web.articles.neighbours import phrases
from kho_tin.web.articles.text import plain, safe, shown
from kho_tin.web.charts import LEAST, LONGEST, MOST_YEARS, months, timeline
from kho_tin.web.language import Language, choose
from kho_tin.web.words import WORDS
from tests.web import hostile


def nowhere(address: str) -> str | None:
    return None


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p onclick=x style=y class=z>a</p>", "<p>a</p>"),
        ("<h1>a</h1>", "a"),
        ("<script>a</script><style>b</style>c", "c"),
        ("<a href='javascript:x'>a</a>", '<a rel="noreferrer noopener nofollow ugc">a</a>'),
        ("<a href='/relative'>a</a>", '<a rel="noreferrer noopener nofollow ugc">a</a>'),
        (
            "<a href='https://a.example/'>a</a>",
            '<a href="https://a.example/" rel="noreferrer noopener nofollow ugc">a</a>',
        ),
        ("<td colspan='2' rowspan='x'>a</td>", "a"),
        ('<p lang="vi" >a</p>', '<p lang="vi">a</p>'),
        ("<p lang='v\"x'>a</p>", "<p>a</p>"),
        ("<img src='https://b.example/1.png' alt='b'>", '<img alt="b">'),
        ("<p><span> &nbsp;<br></span></p>a", "a"),
        ("<svg><a href='x'>s</a></svg>t", "t"),
    ],
)
def test_text_is_cleaned(html: str, clean: str) -> None:
    assert str(safe(html, nowhere)) == clean


def test_pictures_are_those_held_here() -> None:
    pictures = {"https://a.example/1.png": "/archive/captures/5/raw"}
    html, placed = shown("x", "<p>a</p><img src='https://a.example/1.png' alt='A'>", pictures)
    assert '<img src="/archive/captures/5/raw" alt="A">' in html
    assert placed == set(pictures)
    assert shown("một\n\nhai", "<p> </p>", pictures)[0] == plain("một\n\nhai")
    assert str(plain("<b>\n\n- a\n- b")) == (
        '<p class="plain">&lt;b&gt;</p>\n<p class="plain">- a\n- b</p>'
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(hostile.BODY_HTML.split(">")), max_size=12))
def test_no_mixture_of_tricks_gets_through(pieces: list[str]) -> None:
    clean = str(safe(">".join(pieces), nowhere)).lower()
    for trick in ("<script", "<svg", "<style", "<iframe", "<form", "javascript:", " src="):
        assert trick not in clean.replace("&lt;", "")


TEXTS = st.lists(st.sampled_from(["một ", "hai ", "ba, ", "bốn\n\n", "năm."]), max_size=30).map(
    "".join
)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(each.text for each in pieces if each.kind != "added") == old
    assert "".join(each.text for each in pieces if each.kind != "removed") == new
    if old == new:
        assert {each.kind for each in pieces} <= {"same"}


def test_differences_are_told_by_words() -> None:
    pieces = [(each.kind, each.text) for each in words("xong 30% việc", "xong 45% việc lớn")]
    assert pieces == [
        ("same", "xong "),
        ("removed", "30"),
        ("added", "45"),
        ("same", "% việc"),
        ("added", " lớn"),
    ]
    blocks = paragraphs("a\n\nb\n\nc", "a\n\nb\n\nx\n\nd")
    assert [block.skipped for block in blocks] == [2, 0, 0]


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, st.integers(0, 4_000))
def test_a_rough_difference_holds_both_texts_too(old: str, new: str, steps: int) -> None:
    effort = Effort(steps)
    pieces = words(old, new, effort)
    assert "".join(each.text for each in pieces if each.kind != "added") == old
    assert "".join(each.text for each in pieces if each.kind != "removed") == new
    assert effort.was_short() or pieces == words(old, new)


def test_a_difference_too_large_for_one_page_is_told_by_paragraphs() -> None:
    old, new = revision(body="a b c " * 5_000), revision(body="c b a " * 5_001)
    (change,) = changes(old, new)
    assert change.rough
    assert [each.kind for each in change.blocks[0].pieces] == ["removed", "added", "same"]
    (change,) = changes(old, revision(body=old["body"].replace("a b c", "a b d", 1)))
    assert not change.rough
    assert (change.words_removed, change.words_added) == (1, 1)


def revision(**fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = dict.fromkeys(
        ("title", "summary", "author", "source", "category", "published", "url", "language"), "x"
    )
    return {**usual, "body": "b", "images": "[]", "attachments": "[]", **fields}


def test_every_changed_field_is_told() -> None:
    files = json.dumps([{"url": "https://a.example/1.pdf", "filename": "1.pdf"}])
    differences = changes(revision(author=None), revision(title="y", body="b c", attachments=files))
    assert [each.name for each in differences] == ["title", "author", "attachments", "body"]
    assert [(each.words_added, each.words_removed) for each in differences] == [
        (1, 1), (1, 0), (2, 0), (1, 0),
    ]  # fmt: skip
    assert changes(revision(), revision()) == []
    moved = json.dumps([{"url": "https://a.example/2.pdf", "filename": "1.pdf"}])
    (change,) = changes(revision(attachments=files), revision(attachments=moved))
    assert [block.pieces[0].text for block in change.blocks] == [
        "https://a.example/1.pdf",
        "https://a.example/2.pdf",
    ]


def test_the_like_of_an_article_is_looked_for_by_pairs() -> None:
    assert phrases("Đường ven biển", "giải phóng " * 4) == [
        "duong ven", "ven bien", "giai phong", "phong giai",
    ]  # fmt: skip
    assert phrases("2021", "") == []


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("2021-06-02", "02/06/2021", "2 June 2021"),
        ("2022-01-05T08:30:00+07:00", "08:30 05/01/2022", "5 January 2022, 08:30"),
        ("2026-03-01T20:00:00Z", "03:00 02/03/2026", "2 March 2026, 03:00"),
        ("soon", None, None),
        ("2021-13-45", None, None),
        ("9999-12-31T23:59:59Z", None, None),
    ],
)
def test_dates(text: str, vi: str | None, en: str | None) -> None:
    assert Language("vi").plain_date(text) == vi
    assert Language("en").plain_date(text) == en


def test_months() -> None:
    assert Language("vi").month("2021-06") == "Tháng 6 năm 2021"
    assert Language("en").month("2021-06") == "June 2021"
    assert Language("en").month("2021-13") == "2021-13"


def test_numbers_and_sizes() -> None:
    assert (Language("vi").number(12345), Language("en").number(12345)) == ("12.345", "12,345")
    assert (Language("vi").bytes(3140), Language("en").bytes(5_000_000)) == ("3,1 KB", "5.0 MB")
    assert (Language("en")("articles_n", n=1), Language("en")("articles_n", n=1000)) == (
        "1 article", "1,000 articles",
    )  # fmt: skip
    assert Language("vi")("page_of", page=1, pages=1000) == "trang 1/1.000"
    assert Language("en")("year_bar", year="2021", n=1) == "2021: 1 article"
    assert (Language("vi").other_name, Language("en").other_name) == ("English", "Tiếng Việt")


@pytest.mark.parametrize(
    ("parameter", "cookie", "accepted", "chosen"),
    [
        (None, None, None, "vi"),
        ("en", "vi", "vi", "en"),
        ("xx", "en", "vi", "en"),
        (None, None, "en", "en"),
        (None, None, "en;q=x, vi;q=0.1", "vi"),
        (None, None, "fr-FR", "vi"),
        (None, None, "en-US,en;q=0.9,vi;q=0.8", "en"),
        (None, None, "en;q=0.5, vi-VN;q=0.7", "vi"),
        (None, None, "fr, EN-gb;q=0.1", "en"),
        (None, None, "en;q=0, *", "vi"),
        (None, None, "vi;q=nan,,;,en-;q=1e999", "en"),
    ],
)
def test_choice(
    parameter: str | None, cookie: str | None, accepted: str | None, chosen: str
) -> None:
    assert choose(parameter, cookie, accepted) == chosen


def test_words_are_in_both_languages() -> None:
    for key, texts in WORDS.items():
        assert len(texts) in (2, 3), key
        assert all(text.strip() for text in texts), key
        holes = [set(re.findall(r"{(\w+)}", text)) for text in texts]
        assert all(each == holes[0] for each in holes), key


def test_charts() -> None:
    assert timeline({}, {}, [], str.join) == []
    chosen = [("year", "2021"), ("month", "2021-02")]
    first, second = timeline({"2019": 1, "2021": 2000}, {"2021-02": 2000}, chosen, str.join)
    assert (first.name, first.count, first.width, first.chosen) == ("2021", 2000, LONGEST, True)
    assert [month.name for month in first.months] == [f"2021-{month:02}" for month in range(1, 13)]
    assert [month.name for month in first.months if month.href] == ["2021-02"]
    assert [month.name for month in first.months if month.chosen] == ["2021-02"]
    assert (second.name, second.width, second.chosen, second.months) == ("2019", LEAST, False, [])
    assert months({}) is None
    wide = months({"1021-01": 1, "2021-06": 4})
    assert wide is not None
    assert len(wide.bars) == MOST_YEARS * 12
