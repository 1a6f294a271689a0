"""Decoding and cleaning: charsets declared and true, decomposed text, lost entities."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho_tin.base import legacy_fonts
from kho_tin.base.text import squeeze
from kho_tin.parsers.html.text import decode, repair_entities, text_problems
from kho_tin.parsers.vietnamese.language import language_of

SENTENCE = (
    "Ban Quản lý Khu kinh tế đã tổ chức hội nghị về cải cách hành chính, với sự tham dự của các sở,"
    " các doanh nghiệp và người lao động trong những khu công nghiệp của tỉnh."
)
TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
SYLLABLES = st.builds(
    lambda letter, tone, rest: unicodedata.normalize("NFC", letter + tone) + rest,
    st.sampled_from(LETTERS),
    st.sampled_from(["", *TONES]),
    st.sampled_from(["", "n", "ng", "nh", "t", " đ", "đ"]),
)
VIETNAMESE = st.lists(SYLLABLES, min_size=1, max_size=30).map("".join)


def windows_1258(text: str) -> bytes:
    """`text` as an old editor saved it: base letters, the tone marks behind them."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in parts if mark in TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
        out += (base + tone).encode("cp1258")
    return bytes(out)


@given(VIETNAMESE)
def test_composed_and_decomposed_are_one(text: str) -> None:
    assert squeeze(unicodedata.normalize("NFD", text)) == squeeze(text)
    assert unicodedata.is_normalized("NFC", squeeze(text))


@given(VIETNAMESE)
def test_windows_1258_is_read_back(text: str) -> None:
    page = f"{SENTENCE} {text}"
    for declared in ("windows-1258", "utf-8", "iso-8859-1", None):
        assert squeeze(decode(windows_1258(page), declared)[0]) == squeeze(page)


@given(VIETNAMESE)
def test_utf_8_is_read_whatever_is_declared(text: str) -> None:
    page = f"{SENTENCE} {text}"
    for declared in ("utf-8", "windows-1258", "iso-8859-1", "no-such-charset", None):
        assert decode(page.encode(), declared)[0] == page


@pytest.mark.parametrize(
    ("body", "declared", "problems"),
    [
        (SENTENCE.encode(), "utf-8", []),
        (SENTENCE.encode(), None, []),
        (b"plain", "iso-8859-1", []),
        (SENTENCE.encode(), "windows-1258", ["charset"]),
        (windows_1258(SENTENCE), "windows-1258", []),
        (windows_1258(SENTENCE), "utf-8", ["charset"]),
        (SENTENCE.encode()[:-1] + b"\xe1", "utf-8", ["charset"]),
        ("﻿".encode() + SENTENCE.encode(), None, []),
        ("café déjà vu, naïve".encode("cp1252"), "iso-8859-1", []),
    ],
)
def test_charset_problems(body: bytes, declared: str | None, problems: list[str]) -> None:
    assert [problem.kind for problem in decode(body, declared)[1]] == problems


def test_the_meta_element_counts_when_the_header_says_nothing() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">{SENTENCE}'
    text, problems = decode(windows_1258(page), None)
    assert squeeze(text) == page
    assert problems == []


def test_french_stays_french() -> None:
    text = "Déjà, l'été à la forêt : des élèves naïfs, où çà et là, très près du château."
    assert decode(text.encode("cp1252"), None)[0] == text


def legacy(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)


TCVN3 = {letter: chr(code) for code, letter in legacy_fonts._TCVN3.items()}
VNI = {letter: code for code, letter in reversed(legacy_fonts._VNI.items())}


@pytest.mark.parametrize(("name", "table"), [("TCVN3", TCVN3), ("VNI", VNI)])
def test_fonts_from_before_unicode(name: str, table: dict[str, str]) -> None:
    old = legacy(SENTENCE, table)
    assert old != SENTENCE
    assert legacy_fonts.detect(old) == name
    for body in (old.encode(), old.encode("cp1252")):
        text, problems = decode(body, None)
        assert text == SENTENCE
        assert problems[-1].kind == "repaired_text"


@pytest.mark.parametrize(
    "text", [SENTENCE, "Only English here, nothing else.", "«Vø» £5 ©2020" * 9]
)
def test_no_old_font_where_there_is_none(text: str) -> None:
    assert legacy_fonts.detect(text) is None


def test_tcvn3_keeps_the_copyright_sign() -> None:
    old = legacy(SENTENCE, TCVN3) + " © 2010"
    assert decode(old.encode(), None)[0].endswith("© 2010")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("ldquo;An toàn thông tinrdquo;", "“An toàn thông tin”"),
        ("Phograve;ng CNTTamp;TT, TP.HCMhellip;", "Phòng CNTT&TT, TP.HCM…"),
        ("&ldquo;hai lần&rdquo; &amp;ndash; &#8211;", "“hai lần” – –"),
        ("hai&amp;nbsp;&amp;#32;&amp;#10;dòng &amp;#173;", "hai dòng"),
        ("Sở TT&TT; không đổi; amp;", "Sở TT&TT; không đổi; amp;"),
    ],
)
def test_entities_are_repaired(broken: str, whole: str) -> None:
    assert repair_entities(broken) == whole


def test_layout_blanks_go() -> None:
    assert squeeze(" \u00a0 \u00a0 Xác\u200b định\r\n\t tầm\u3000quan \ufefftrọng \u00a0") == (
        "Xác định tầm quan trọng"
    )


def test_lost_characters_are_a_problem() -> None:
    assert [each.message for each in text_problems("a\ufffdb", None, "\ufffd")] == [
        "2 characters could not be read"
    ]
    assert text_problems("Ổn", None) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SENTENCE, "vi"),
        ("The board has issued a permit for the port and the works will begin in June.", "en"),
        ("The board met at KCN Đồi Gió, and it was the first time in the year of 2021.", "en"),
        ("Danh sach cac don vi", "vi"),
        ("", "vi"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
