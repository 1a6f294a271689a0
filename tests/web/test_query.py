from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import (
    FOLDED,
    MAX_WORDS,
    NOTHING,
    WEIGHTS,
    WRITTEN,
    Term,
    parse,
    rank_sql,
    words_in,
)
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.query import parse as parse_query
from tests.web.cases import CASES, HOSTILE

COLUMNS = ", ".join((*WRITTEN, *FOLDED))


def index(texts: list[dict[str, str]]) -> sqlite3.Connection:
    """An index of `texts` as the archive makes it."""
    db = sqlite3.connect(":memory:")
    db.execute(
        f"CREATE VIRTUAL TABLE articles_fts USING fts5({COLUMNS}, "
        "tokenize = 'unicode61 remove_diacritics 0')"
    )
    for text in texts:
        values = [text.get(name, "") for name in WRITTEN]
        db.execute(
            f"INSERT INTO articles_fts ({COLUMNS}) VALUES ({', '.join('?' * len(WEIGHTS))})",
            [*values, *map(fold, values)],
        )
    return db


def compiled(query: str) -> str:
    """The expression for a query, as Datasette's own box asks for it."""
    return expressions(parse_query(query), lift=False).in_index


def matches(db: sqlite3.Connection, query: str) -> list[int]:
    """Rowids of what a query finds, best first."""
    rows = db.execute(
        f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY {rank_sql()}",
        [compiled(query)],
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize(("query", "articles"), CASES)
def test_plain_sqlite_finds(
    articles_db: sqlite3.Connection, query: str, articles: set[int]
) -> None:
    """Without any function of ours: the expression is all that a program has to be given."""
    assert set(matches(articles_db, query)) == articles


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_are_valid(articles_db: sqlite3.Connection, query: str) -> None:
    matches(articles_db, query)


@pytest.fixture(scope="module")
def any_index() -> Iterator[sqlite3.Connection]:
    db = index([{"title": "đầu tư", "body": "AND or not 12/QĐ-BQL"}])
    yield db
    db.close()


# What breaks FTS5 when it is passed on, between what a person means.
SIGNS = ['"', "-", "*", "(", ")", ":", "^", "+", "{", "}", ",", "'", "\0", " ", "\n", "\u0301"]
OPERATORS = ["AND", "OR", "NOT", "NEAR", "NEAR(", "title", "body_folded"]
PIECES = st.sampled_from([*SIGNS, *OPERATORS, "đầu", "tu", "Đ", "d", "12", "😀"])
QUERIES = st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=600, deadline=None)
@given(QUERIES)
@example("\ud800")
@example('"đầu tu')
def test_any_text_is_a_valid_query(any_index: sqlite3.Connection, query: str) -> None:
    matches(any_index, query)
    assert compiled(query) == compiled(normalize("NFC", query))


# A few syllables in all spellings, so that phrases and near misses come up often.
WORDS = st.sampled_from(
    ["đầu", "dau", "Đậu", "tư", "tu", "TÚ", "kinh", "kính-tế", "qđ", "đ", "d", "b"]
)
FIELDS = st.lists(WORDS, max_size=6).map(" ".join)
DOCUMENTS = st.lists(
    st.fixed_dictionaries({"title": FIELDS, "body": FIELDS}), min_size=1, max_size=6
)
TERMS = st.builds(
    lambda no, words, quoted, star: no + (f'"{" ".join(words)}"' if quoted else words[0]) + star,
    st.sampled_from(["", "", "", "-"]),
    st.lists(WORDS, min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from(["", "", "*"]),
)


def stands_in(term: Term, field: str) -> bool:
    """The rule itself, word by word, without an index."""
    words = [field[start:end].lower() for start, end in words_in(field)]
    size = len(term.words)

    def fits(word: str, typed: str, last: bool) -> bool:
        if not has_marks(typed):
            word, typed = fold(word), fold(typed)
        typed = typed.lower()
        return word.startswith(typed) if last and term.prefix else word == typed

    return any(
        all(fits(words[at + n], typed, n == size - 1) for n, typed in enumerate(term.words))
        for at in range(len(words) - size + 1)
    )


def is_mixed(term: Term) -> bool:
    return len(term.words) > 1 and len({has_marks(word) for word in term.words}) == 2


@pytest.mark.more
@settings(max_examples=400, deadline=None)
@given(DOCUMENTS, st.lists(TERMS, min_size=1, max_size=3))
def test_finds_what_the_rules_say(documents: list[dict[str, str]], typed: list[str]) -> None:
    query = " ".join(typed)
    terms = parse(query)
    wanted = [term for term in terms if not term.excluded]
    unwanted = [term for term in terms if term.excluded]

    def holds(document: dict[str, str], term: Term) -> bool:
        return any(stands_in(term, field) for field in document.values())

    right = {
        number
        for number, document in enumerate(documents, start=1)
        if wanted
        and all(holds(document, term) for term in wanted)
        and not any(holds(document, term) for term in unwanted)
    }
    db = index(documents)
    got = set(matches(db, query))
    db.close()
    if not any(map(is_mixed, terms)):
        assert got == right
        return
    # A phrase of both kinds may hold for too many articles, and never for too few.
    if not any(map(is_mixed, unwanted)):
        assert got >= right
    if not any(map(is_mixed, wanted)):
        assert got <= right


def test_exact_spelling_comes_first() -> None:
    """One mention as typed, at the end of a long text, before a title that repeats another."""
    db = index(
        [
            {"title": "Đầu tư, đầu tư", "summary": "đầu tư", "body": "đầu tư " * 60},
            {"title": "Thông báo", "body": "văn bản dài " * 2000 + "dau tu"},
            {"title": "Tin khác", "body": "đấu tù"},
        ]
    )
    assert matches(db, "dau tu") == [2, 1, 3]
    assert matches(db, '"dau tu"') == [2, 1, 3]
    assert matches(db, "đầu tư") == [1]


def test_title_before_body() -> None:
    db = index(
        [
            {"title": "Tin vắn", "body": "đường ven biển, đường ven biển " + "và " * 50},
            {"title": "Đường ven biển", "body": "khởi công " + "và " * 50},
            {"title": "Tin dài", "body": "đường " * 3 + "ven biển " + "và " * 50},
        ]
    )
    for query in ("đường ven biển", "duong ven bien", '"duong ven bien"'):
        assert matches(db, query)[0] == 2, query


def test_mixed_phrase_as_typed_comes_first() -> None:
    db = index(
        [
            {"body": "khư kính tế và khu kinh tế"},
            {"body": "khu kính tế"},
            {"body": "khu kinh tế"},
            {"body": "khư kinh tê, kinh tế"},
            {"title": "khu kinh te", "body": "tế"},
        ]
    )
    order = matches(db, '"khu kinh tế"')
    assert set(order[:2]) == {1, 3}
    # The fourth is what the approximation lets in; the fifth has its parts in two fields.
    assert sorted(order) == [1, 2, 3, 4]


def test_marked_words_of_a_mixed_phrase_must_be_near() -> None:
    db = index([{"body": "đầu tu kính"}, {"body": "đầu " + "và " * 9 + "kính; dấu tư kinh"}])
    assert matches(db, '"đầu tu kính"') == [1]


def test_words_that_take_no_marks_make_no_phrase_mixed() -> None:
    db = index([{"body": "số 12/QĐ-BQL; tổ đ"}, {"body": "số 12; QĐ 12/QD-BQL"}])
    assert sorted(matches(db, '"số 12"')) == [1, 2]
    assert matches(db, "12/QĐ-BQL") == [1]
    # d does: it may be đ.
    assert matches(db, '"tổ d"') == [1]


def test_weights_are_those_of_the_index(articles_db: sqlite3.Connection) -> None:
    """So that a plain `order by rank` is the same order."""
    rank = articles_db.execute("SELECT v FROM articles_fts_config WHERE k = 'rank'").fetchone()[0]
    assert [float(number) for number in re.findall(r"[\d.]+", rank.partition("(")[2])] == list(
        WEIGHTS
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("đầu tư", '"đầu" AND "tư"'),
        (
            'dau -"tư vấn" đ*',
            '("dau" AND "đ" *) NOT (- {earlier earlier_folded} : ("tư vấn"))',
        ),
        ("12/QĐ-BQL", '"12 QĐ BQL"'),
        ("-dau", NOTHING),
        ("", NOTHING),
    ],
)
def test_expression(query: str, expected: str) -> None:
    assert compiled(query) == expected


def test_long_queries_are_cut() -> None:
    words = [f"w{number}" for number in range(200)]
    terms = parse(" ".join(words))
    assert [term.words[0] for term in terms] == words[:MAX_WORDS]
    assert len(parse(f'"{" ".join(words)}" more')[0].words) == MAX_WORDS
    assert len(compiled('"đầu tu kính tu đầu" ' * 9999)) < 40_000


# Latin letters, marks and signs. Elsewhere SQLite's tables (Unicode 6.1) are older than Python's.
LATIN = st.characters(
    exclude_categories=["Cn"],
    include_characters="".join(map(chr, [*range(0x250), *range(0x300, 0x332)])),
    min_codepoint=0x1E00,
    max_codepoint=0x205F,
)


@settings(max_examples=300, deadline=None)
@given(st.text(LATIN))
def test_words_are_cut_as_the_index_cuts_them(text: str) -> None:
    text = normalize("NFC", text)
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 0')")
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    db.execute("INSERT INTO t VALUES (?)", [text])
    assert db.execute("SELECT count(*) FROM v").fetchone()[0] == len(words_in(text))
    db.close()
