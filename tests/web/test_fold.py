from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho_tin.archive.search.fold import fold, has_marks


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đẩy mạnh đầu tư", "day manh dau tu"),
        ("ĐƯỜNG VEN BIỂN ÉN – TRĂNG", "duong ven bien en – trang"),
        ("quyết định số 12/QĐ-BQL", "quyet dinh so 12/qd-bql"),
        ("ỲỶỸỴÝ ỡợớờở ặằẳẵắ", "yyyyy ooooo aaaaa"),
        ("café İstanbul", "cafe istanbul"),
        ("plain ASCII", "plain ascii"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(normalize("NFD", text)) == folded


def test_fold_of_every_character() -> None:
    """Folded is folded: no mark is left, and a second time changes nothing.

    Of the planes above U+20000 only the last has marks, U+E0100 to U+E01EF.
    """
    for code in [*range(0x20000), *range(0xE0000, 0xE0200)]:
        char = chr(code)
        folded = fold(char)
        assert fold(folded) == folded, hex(code)
        assert not has_marks(folded), hex(code)
        assert fold(normalize("NFD", char)) == folded, hex(code)


@given(st.text(), st.text())
def test_fold_of_any_text(text: str, other: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))
    # A blank between them keeps marks of the one off the other.
    assert fold(f"{text} {other}") == f"{fold(text)} {fold(other)}"


@pytest.mark.parametrize("word", ["đ", "Đ", "đau", "tư", "tú", "TƯ", "café", "a\u0301", "\u0301"])
def test_has_marks(word: str) -> None:
    assert has_marks(word)


@pytest.mark.parametrize("word", ["", "dau", "DAU", "12", "ø", "ß", "中文", "–"])
def test_has_no_marks(word: str) -> None:
    assert not has_marks(word)
