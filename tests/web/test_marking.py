"""What a query finds, marked in an article's texts."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kho_tin.web.articles.marking import Marked, marked
from kho_tin.web.articles.text import plain, safe
from kho_tin.web.bounds import LONGEST_TEXT
from kho_tin.web.language import Language
from kho_tin.web.search.query import parse

STEP = re.compile(r'<span class="kt-step" id="match-(\d+)".*?</span>')


def mark(query: str, *texts: str | Markup, column: str = "body", **options: int) -> Marked:
    pairs = [(column, text if isinstance(text, Markup) else escape(text)) for text in texts]
    return marked(pairs, parse(query), Language("vi"), **options)


def plainly(text: Markup) -> str:
    """With each step as its number."""
    return STEP.sub(r"\1:", str(text))


@pytest.mark.parametrize(
    ("query", "html", "shown"),
    [
        ("dau tu", "<p>Nhà đầu tư, từ đầu</p>", "<p>Nhà 1:<mark>đầu tư</mark>, từ đầu</p>"),
        ("cảng", "<p>cảng</p><p>Cảng &amp; cang</p>",
         "<p>1:<mark>cảng</mark></p><p>2:<mark>Cảng</mark> &amp; cang</p>"),
        # Within a word, and over the end of an element.
        ("đầu tư", "<p>đ<b>ầu</b> t<i>ư</i>!</p>",
         "<p>1:<mark>đ</mark><b><mark>ầu</mark></b><mark> t</mark><i><mark>ư</mark></i>!</p>"),
        # No link within a link.
        ("cảng", '<p>Ra <a href="https://x.example/?a=1&amp;b=2">bến cảng</a></p>',
         '<p>Ra 1:<a href="https://x.example/?a=1&amp;b=2">bến <mark>cảng</mark></a></p>'),
        ("cảng lũ", "<p>cảng</p><p>lũ</p>", "<p>1:<mark>cảng</mark></p><p>2:<mark>lũ</mark></p>"),
        ('"12/QĐ"', "<p>số 12/QĐ</p>", "<p>số 1:<mark>12/QĐ</mark></p>"),
        ("a", "<p>&lt;b&gt; a &quot;</p>", "<p>&lt;b&gt; 1:<mark>a</mark> &#34;</p>"),
        ("-cảng", "<p>cảng</p>", "<p>cảng</p>"),
        ("in:title cảng", "<p>cảng</p>", "<p>cảng</p>"),
    ],
)  # fmt: skip
def test_matches(query: str, html: str, shown: str) -> None:
    marking = mark(query, Markup(html))
    assert plainly(marking.texts[0]) == shown
    assert marking.number == shown.count(":<")
    assert not marking.is_part


def test_each_match_leads_to_the_next() -> None:
    marking = mark("cảng", "Cảng", Markup("<p>cảng, cảng</p>"))
    steps = re.findall(r'id="(.+?)".*?href="#(.+?)".*?href="#(.+?)"', " ".join(marking.texts))
    assert steps == [
        ("match-1", "matches", "match-2"),
        ("match-2", "match-1", "match-3"),
        ("match-3", "match-2", "matches"),
    ]


def test_a_word_beside_its_neighbour_in_the_title_is_marked_there_alone() -> None:
    marking = marked(
        [("title", escape("Nhà đầu tư")), ("body", escape("từ đầu"))],
        parse("dau tu"),
        Language("vi"),
    )
    assert plainly(marking.texts[0]) == "Nhà 1:<mark>đầu tư</mark>"
    assert marking.texts[1] == "từ đầu"


def test_more_than_can_be_marked_is_told() -> None:
    marking = mark("a", "a. " * 9, "a", most=5)
    assert (marking.number, marking.is_part) == (5, True)
    assert marking.texts[0].count("<mark>") == 5
    assert marking.texts[1] == "a"
    assert not mark("a", "a. " * 5, most=5).is_part
    marking = mark("a", "b " * LONGEST_TEXT, "a")
    assert (marking.number, marking.is_part) == (0, True)


@given(st.text("ab đầu<>&\"'\n\u0301\u0338cCz=/"), st.sampled_from(["a", "b*", "đầu a", '"a b"']))
def test_marks_are_all_that_is_added(text: str, query: str) -> None:
    linked = f"<p>a <a href='https://b.example/?{text}'>{text}</a> b"
    for html in (plain(text), safe(text, lambda _: None), safe(linked, lambda _: None)):
        with_marks = STEP.sub("", mark(query, html).texts[0])
        without = re.sub("</?mark>", "", with_marks)
        assert re.findall("<[^>]*>", without) == re.findall("<[^>]*>", html)
        assert normalize("NFC", unescape(without)) == normalize("NFC", unescape(html))
        assert not re.search(r"<mark>[^<]*<(?!/mark>)", with_marks)
