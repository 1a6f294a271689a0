from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho_tin.archive.search.query import parse
from kho_tin.web import matches
from kho_tin.web import snippet as snippets
from kho_tin.web.bounds import LONGEST_TEXT
from kho_tin.web.snippet import CLOSE, LENGTH, OPEN

TEXT = (
    "Sáng 2/6, " + "Ban Quản lý họp giao ban. " * 20 + "\n\nThu hút ĐẦU TƯ vào KCN Đồi Gió; "
    "nhà đầu tư khảo sát. " + "Cuộc họp kết thúc. " * 20
)


def snippet(text: str, query: str, length: int = LENGTH) -> str:
    return snippets.snippet(text, parse(query), length)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("đầu tư", "Thu hút ⟦ĐẦU TƯ⟧ vào KCN Đồi Gió; nhà ⟦đầu tư⟧ khảo sát."),
        ("DAU TU", "Thu hút ⟦ĐẦU TƯ⟧ vào KCN Đồi Gió; nhà ⟦đầu tư⟧ khảo sát."),
        (normalize("NFD", "đầu tư"), "Thu hút ⟦ĐẦU TƯ⟧ vào"),
        ('"nhà đầu tu"', "ĐẦU TƯ vào KCN Đồi Gió; ⟦nhà đầu tư⟧ khảo sát."),
        ("gió*", "KCN Đồi ⟦Gió⟧; nhà"),
        ("khao sa*", "nhà đầu tư ⟦khảo sát⟧."),
        ("gio -đầu", "ĐẦU TƯ vào KCN Đồi ⟦Gió⟧; nhà"),
        ("đấu", "Sáng 2/6, Ban Quản lý họp"),
        ("", "Sáng 2/6, Ban Quản lý họp"),
        ("(", "Sáng 2/6, Ban Quản lý họp"),
    ],
)
def test_snippet(query: str, part: str) -> None:
    assert part in snippet(TEXT, query)


def test_cuts_are_shown() -> None:
    part = snippet(TEXT, "gio")
    assert part.startswith("…")
    assert part.endswith("…")
    assert not snippet("Nhà đầu tư.", "tu").startswith("…")
    assert snippet("Nhà đầu tư.", "tu") == "Nhà đầu ⟦tư⟧."
    assert snippet("", "tu") == ""
    assert snippet(" – \n ", "tu") == "–"


def test_a_strangers_long_words_are_marked_and_not_kept() -> None:
    matches._kept_folded.cache_clear()
    long = "x" * 1_000_000
    assert CLOSE in snippet(f"đầu tư {long}", "xxx*")
    assert matches._kept_folded.cache_info().currsize == 0
    assert snippet("đầu tư", "dau") == "⟦đầu⟧ tư"
    assert matches._kept_folded.cache_info().currsize == 2


def test_the_part_with_most_words_wins() -> None:
    text = "tư " * 5 + "và " * 100 + "đầu tư " + "và " * 100 + "đầu " * 9
    assert "⟦đầu tư⟧ và" in snippet(text, "dau tu")


def test_words_side_by_side_win() -> None:
    text = "đầu kia và từ kia, " * 4 + "và " * 100 + "nhà đầu tư " + "và " * 100
    assert "nhà ⟦đầu tư⟧ và" in snippet(text, "dau tu")


WORDS = st.sampled_from(["đầu", "dau", "tư", "tu", "và", "–", "\n\n", "a\u0301", "😀"])
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), TEXTS), st.one_of(st.text(), TEXTS), st.integers(1, 50))
def test_a_snippet_is_a_part_of_the_text(text: str, query: str, length: int) -> None:
    part = snippet(text, query, length)
    plain = part.replace(OPEN, "").replace(CLOSE, "").strip("…").strip()
    if not {OPEN, CLOSE, "…"} & set(text):
        assert plain in " ".join(normalize("NFC", text).split())
        assert part.count(OPEN) == part.count(CLOSE)


def test_a_phrase_longer_than_a_snippet() -> None:
    words = " ".join(f"w{number}" for number in range(LENGTH + 10))
    assert snippet(f"{words} end", f'"{words}"').startswith(f"{OPEN}w0 w1")


def test_a_long_text_is_looked_at_up_to_its_bound() -> None:
    """And however often the words are typed, they are looked for once."""
    text = "chữ " * (LONGEST_TEXT // 4) + "cảng"
    assert OPEN not in snippet(text, "cảng")
    assert snippet(text[-LONGEST_TEXT:], "cảng " * 60).endswith("⟦cảng⟧")
