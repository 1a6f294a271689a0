"""Spellings that are equal, and those that must stay two; dates, abbreviations, and wrong keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho_tin.archive.search.abbreviations import (
    WrongLine,
    abbreviations,
    explained,
    looks_short,
    meanings,
    read_table,
    with_ours,
)
from kho_tin.archive.search.dates import DateTyped, forms, in_words, numeric
from kho_tin.archive.search.query import Term, parse
from kho_tin.archive.search.spelling import COMMA, one_spelling
from kho_tin.base.errors import UsageError
from kho_tin.web.articles.neighbours import phrases
from kho_tin.web.search import telex
from kho_tin.web.search.abbreviations import abbreviations_set, table_in
from kho_tin.web.search.find import find
from kho_tin.web.search.query import parse as parse_query
from kho_tin.web.snippet import snippet
from tests.conftest import Scrapy
from tests.web.test_query import compiled


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("Hoà bình, HOÀ, hoá", "Hòa bình, HÒA, hóa"),
        ("uỷ ban, thuý, Tuỳ, nguỵ, luỹ, khoẻ, loè", "ủy ban, thúy, Tùy, ngụy, lũy, khỏe, lòe"),
        ("oà uỷ OẺ", "òa ủy ỎE"),
        ("kĩ Tỉ lí SĨ mĩ hi", "kỹ Tỷ lý SỸ mỹ hy"),
        ("Đăk Lăk, ĐĂK, Đăklăk", "Đắk Lắk, ĐẮK, Đắklắk"),
        ("Ðồi ð", "Đồi đ"),
        ("1.150 tỷ; 1.150.000; (12.345)", "1150 tỷ; 1150000; (12345)"),
        ("1.150,5 và 8,6%", f"1150{COMMA}5 và 8{COMMA}6%"),
    ],
)
def test_equal_spellings_become_one(written: str, spelt: str) -> None:
    assert one_spelling(written) == spelt
    assert one_spelling(normalize("NFD", written)) == spelt
    assert one_spelling(spelt) == spelt


@pytest.mark.parametrize(
    "text",
    [
        # After q the u is no vowel, and i and y are no equals there.
        "quý quí quỳ quỵ qúy quà quạ quẻ",
        # Not open: the mark has one place.
        "hoàn hoàng khoét huýt thuyền khuỷu ngoài xoáy toán",
        # Not after these letters, or not the whole syllable.
        "thi thy nhì chí trí vì vỹ bì dì ghi nghĩ tin kinh sinh linh mia tia hiu",
        # No thousands: dates, versions, numbers of documents and lists.
        "2.6.2021 1.15 1.1500 12.34.56 1.150.2 10.0.0.1 1,2,3 a1.150 02/06/2021",
        "đắc lắc tâm đắc đặc",
    ],
)
def test_other_spellings_stay(text: str) -> None:
    assert one_spelling(text) == text


@given(st.text(alphabet=st.characters(max_codepoint=0x1EFF)))
def test_the_one_spelling_is_reached_at_once(text: str) -> None:
    once = one_spelling(text)
    assert one_spelling(once) == once
    assert one_spelling(normalize("NFD", text)) == once


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("hoà", '"hòa"'),
        ("hoà*", '("hoà" * OR "hòa" *)'),
        ("kĩ*", '("kĩ" * OR "kỹ")'),
        ("ky*", '"ky" *'),
        ("1.150 tỉ", '"1150" AND "tỷ"'),
        ("12 / QĐ-BQL", '"12 QĐ BQL"'),
    ],
)
def test_a_query_is_spelt_as_the_index(query: str, expression: str) -> None:
    assert compiled(query) == expression


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Xã Hoà Sương", "hòa sương", "Xã ⟦Hoà Sương⟧"),
        ("vốn 1.150,5 tỷ", "1150,5 tỉ", "vốn ⟦1.150,5 tỷ⟧"),
        ("số 12/QĐ-BQL", "12/qđ-bql", "số ⟦12/QĐ-BQL⟧"),
        ("từ đầu năm, đầu tư", "dau tu", "từ đầu năm, ⟦đầu tư⟧"),
        ("từ đầu năm", "dau tu", "⟦từ đầu⟧ năm"),
    ],
)
def test_a_snippet_shows_what_is_written(text: str, query: str, marked: str) -> None:
    assert snippet(text, parse(query)) == marked


@pytest.mark.parametrize(
    ("typed", "signs", "date"),
    [
        ("2 6 2021", "//", DateTyped(2, 6, 2021)),
        ("02 06 2021", "--", DateTyped(2, 6, 2021)),
        ("2 6 2021", "..", DateTyped(2, 6, 2021)),
        ("2021 06 02", "--", DateTyped(2, 6, 2021)),
        ("6 2021", "/", DateTyped(0, 6, 2021)),
        ("2 6", "/", DateTyped(2, 6, 0)),
        ("32 6 2021", "//", None),
        ("2 13 2021", "//", None),
        ("2 6", ".", None),
        ("2 6 21", "//", None),
        ("1985 QĐ", "/", None),
    ],
)
def test_dates_in_figures(typed: str, signs: str, date: DateTyped | None) -> None:
    assert numeric(tuple(typed.split()), signs) == date


def test_dates_in_words() -> None:
    assert in_words(("2", "tháng", "6", "năm", "2021", "họp")) == (5, DateTyped(2, 6, 2021))
    assert in_words(("thang", "6", "2021")) == (3, DateTyped(0, 6, 2021))
    assert in_words(("2", "tháng", "6")) == (3, DateTyped(2, 6, 0))
    assert in_words(("tháng", "6")) is None
    assert in_words(("2",)) is None
    written = {" ".join(each) for each in forms(DateTyped(2, 6, 2021))}
    assert {"2 6 2021", "02 06 2021", "2 thang 6 nam 2021", "2021 06 02", "june 2 2021"} <= written


@pytest.fixture
def texts(tmp_path: Path) -> sqlite3.Connection:
    """An archive's articles and index, as far as abbreviations are concerned."""
    db = sqlite3.connect(tmp_path / "archive.db")
    db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title, summary, body)")
    columns = "title, summary, author, body, attachments"
    twins = ", ".join(f"{name}_folded" for name in columns.split(", "))
    db.execute(
        f"CREATE VIRTUAL TABLE articles_fts USING fts5({columns}, {twins}, "
        "tokenize = 'unicode61 remove_diacritics 0')"
    )
    bodies = [
        "Trung tâm Xúc tiến đầu tư (TTXTĐT) họp; khu thương mại tự do (KTMTD) mở cửa",
        "Quy hoạch phân khu (QHPK); quân hàm phục kích (QHPK)",
        "Ban chỉ huy, cứu nạn (BCHCN) và khu kinh tế (ABC)",
    ]
    from kho_tin.archive.search.fold import fold

    for body in bodies:
        written = one_spelling(body)
        db.execute("INSERT INTO articles (title, body) VALUES ('', ?)", [body])
        db.execute(
            "INSERT INTO articles_fts (body, body_folded) VALUES (?, ?)", [written, fold(written)]
        )
    return db


def test_the_texts_say_what_an_abbreviation_is(texts: sqlite3.Connection) -> None:
    table = with_ours({})
    long = ("khu", "thương", "mại", "tự", "do")
    assert meanings(texts, table, "KTMTD") == meanings(texts, table, "ktmtd") == (long,)
    assert abbreviations(texts, table, long) == (("KTMTD",),)
    assert abbreviations(texts, table, ("khu", "thuong", "mai", "tu", "do")) == (("KTMTD",),)
    assert abbreviations(texts, table, ("khu", "thường", "mại", "tự", "do")) == ()
    assert meanings(texts, table, "ttxtdt") == (("trung", "tâm", "xúc", "tiến", "đầu", "tư"),)
    # Two meanings: neither is certain.
    assert meanings(texts, table, "QHPK") == ()
    assert abbreviations(texts, table, ("quy", "hoạch", "phân", "khu")) == ()
    # No first letters.
    assert meanings(texts, table, "ABC") == ()
    # Of the table, whatever the texts say.
    assert meanings(texts, table, "KKT") == (("khu", "kinh", "tế"),)


def test_what_a_text_explains() -> None:
    read = dict(explained("Uỷ ban nhân dân (UBND), an toàn, vệ sinh lao động (ATVSLĐ)"))
    assert read["UBND"] == ("ủy", "ban", "nhân", "dân")
    assert read["ATVSLĐ"] == ("an", "toàn", "vệ", "sinh", "lao", "động")
    assert dict(explained("khu kinh tế (sau đây gọi tắt là KKT)")) == {"KKT": ("khu", "kinh", "tế")}
    assert dict(explained("khu kinh tế. (KKT), (UBND) và Kinh tế (KKT)")) == {}


@pytest.mark.parametrize(
    ("word", "may"), [("kkt", True), ("ca", False), ("CA", True), ("k", False)]
)
def test_a_syllable_is_no_abbreviation(word: str, may: bool) -> None:
    assert looks_short(word) is may


def test_the_table_of_an_operator(tmp_path: Path) -> None:
    file = tmp_path / "abbreviations.txt"
    file.write_text("# của tỉnh\nKTM = khu thương mại\nKKT = khu kĩ thuật # khác\n\n", "utf-8")
    table = table_in(str(file))
    assert table[("KTM",)] == (("khu", "thương", "mại"),)
    assert table[("KKT",)] == (("khu", "kỹ", "thuật"),)
    assert table[("KCN",)] == (("khu", "công", "nghiệp"),)
    with pytest.raises(WrongLine):
        read_table("KKT khu kinh tế")
    file.write_text("KKT = khu kinh tế\n\nKTM\n", "utf-8")
    with pytest.raises(UsageError, match=r"abbreviations\.txt: line 3: write SHORT FORM = WORDS"):
        table_in(str(file))
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        table_in(str(file))
    with pytest.raises(UsageError, match="cannot be read"):
        table_in(str(tmp_path / "none.txt"))


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ddaauf", "đầu"), ("tuw", "tư"), ("dduwowngf", "đường"), ("nuowcs", "nước"),
        ("hoaf", "hòa"), ("quyf", "quỳ"), ("gias", "giá"), ("d9a62u", "đầu"), ("tu7", "tư"),
        ("đâuf", "đầu"), ("bieenr", "biển"), ("khu", None), ("2021", None), ("", None),
    ],
)  # fmt: skip
def test_keys_of_an_input_method(keys: str, word: str | None) -> None:
    assert telex.meant_by(keys) == word


def test_what_is_in_quotes_stands_for_itself() -> None:
    assert parse('"KKT"') == [Term(("KKT",), quoted=True)]


def test_similar_articles_are_looked_for_as_the_index_spells() -> None:
    assert phrases("Kĩ thuật số", "") == ["ky thuat", "thuat so"]


@pytest.mark.parametrize("verb", ["serve", "--help"])
def test_a_wrong_table_is_told_where_it_counts(
    verb: str, tmp_path: Path, scrapy: Scrapy, archive: Path
) -> None:
    file = tmp_path / "abbreviations.txt"
    file.write_text("KKT khu kinh tế\n", "utf-8")
    done = scrapy(verb, ABBREVIATIONS=str(file))
    complaint = "line 1: write SHORT FORM = WORDS." in done.stderr
    assert (done.returncode, complaint) == ((2, True) if verb == "serve" else (0, False))


def test_an_abbreviation_of_the_operator_is_searched(
    sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "abbreviations.txt"
    file.write_text("MTC = một cửa\n", "utf-8")
    with closing(sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)) as db:
        monkeypatch.setenv("ABBREVIATIONS", str(file))
        abbreviations_set.cache_clear()
        matches = find(db, parse_query("mtc"))
        monkeypatch.delenv("ABBREVIATIONS")
        abbreviations_set.cache_clear()
        assert set(matches.ids) == set(find(db, parse_query('"một cửa"')).ids) != set()
        assert find(db, parse_query("mtc")).ids == []
