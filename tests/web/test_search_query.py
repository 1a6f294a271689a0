"""Operators, the expressions made of them, phrases lifted, and what else may have been meant."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from kho_tin.archive.search.query import parse as parse_words
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.query import parse
from kho_tin.web.search.suggest import suggestions
from tests.web.test_query import compiled, index


@pytest.mark.parametrize(
    ("text", "words", "filters"),
    [
        ("đầu tư", "đầu tư", []),
        ("cảng site:Sample", "cảng", [("site", ("sample",), False)]),
        ("-site:sample cảng", "cảng", [("site", ("sample",), True)]),
        ("year:2021", "", [("year", (2021, 2021), False)]),
        ("year:2019..2021", "", [("year", (2019, 2021), False)]),
        ("year:2021..2019", "", [("year", (2019, 2021), False)]),
        ("year:2019-2021", "", [("year", (2019, 2021), False)]),
        ("Year:2019..", "", [("year", (2019, 9999), False)]),
        ("year:..2019 a", "a", [("year", (0, 2019), False)]),
        ("author:An", "", [("author", ('"An"',), False)]),
        (
            "author:“Văn An” -author:b",
            "",
            [("author", (compiled('"Văn An"'),), False), ("author", ('"b"',), True)],
        ),
        # What makes no sense as an operator is words.
        ("year:soon", "year:soon", []),
        ("year:", "year:", []),
        ("year:..", "year:..", []),
        ("year:20211", "year:20211", []),
        ("author:!!!", "author:!!!", []),
        ("author:-x", "author:-x", []),
        ('"year:2021"', '"year:2021"', []),
        ('"cảng year:2021', '"cảng year:2021', []),
        ("myyear:2021", "myyear:2021", []),
        ('site:a"b', 'site:a"b', []),
    ],
)
def test_parse(text: str, words: str, filters: list[tuple[str, tuple[Any, ...], bool]]) -> None:
    query = parse(text)
    assert query.words == words
    assert list(query.terms) == parse_words(words)
    read = [(each.operator.name, each.values, each.excluded) for each in query.filters]
    assert read == filters


def test_too_many_operators_are_words() -> None:
    query = parse(" ".join(f"site:s{number}" for number in range(40)))
    assert len(query.filters) == 16
    assert query.words.startswith("site:s16 ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dau tu", '("dau" OR "dau tu") AND "tu"'),
        ("a b c", '("a" OR "a b" OR "a b c") AND ("b" OR "b c") AND "c"'),
        ("a b*", '("a" OR "a b" *) AND "b" *'),
        ("a* b", '"a" * AND "b"'),
        (
            "a -b c",
            '(("a" OR "a c") AND "c") NOT (- {earlier earlier_folded} : ("b"))',
        ),
        ("a author:b", '"a" AND {author author_folded} : ("b")'),
        ("a -author:b", '("a") NOT ({author author_folded} : ("b"))'),
        ("year:2020", '""'),
        ("-a", '""'),
    ],
)
def test_expression(text: str, expected: str) -> None:
    assert expressions(parse(text)).in_index == expected


def ranked(db: sqlite3.Connection, query: str, *, lift: bool) -> list[int]:
    rows = db.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY bm25(articles_fts)",
        [expressions(parse(query), lift=lift).in_index],
    )
    return [row[0] for row in rows]


def test_a_run_of_syllables_comes_before_the_same_apart() -> None:
    other = "và các việc khác của xã "
    filler = [{"body": f"tin vắn {number} {other * 6}"} for number in range(40)]
    apart = {"body": f"mặt trời, mặt nước, bằng phẳng, bằng lòng, giải phần phóng, {other * 5}"}
    together = {"body": f"công tác giải phóng mặt bằng của xã {other * 6}"}
    db = index([apart, together, *filler])
    assert ranked(db, "giai phong mat bang", lift=False) == [1, 2]
    assert ranked(db, "giai phong mat bang", lift=True) == [2, 1]
    assert ranked(db, "giải phóng mặt bằng", lift=True) == [2, 1]
    db.close()


@pytest.fixture
def archive_db(sample_archive: Any) -> Any:
    db = sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)
    yield db
    db.close()


@pytest.mark.parametrize(
    ("text", "meant", "why"),
    [
        ("đau tư", "đầu tư", "marks"),
        ("quy hoạhc", "quy hoạch", "spelling"),
        ("khu kinnh te", "khu kinh tế", "spelling"),
        ("cảng year:1999", "cảng", "filters"),
        ("zzz zzz", None, None),
        ("", None, None),
        ("-bão", None, None),
    ],
)
def test_suggestions(archive_db: Any, text: str, meant: str | None, why: str | None) -> None:
    proposals = suggestions(archive_db, parse(text))
    if meant is None:
        assert proposals == []
        return
    assert (proposals[0].text, proposals[0].why) == (meant, why)
    assert all(each.count > 0 for each in proposals)


def test_fewer_words_are_suggested(archive_db: Any) -> None:
    proposals = suggestions(archive_db, parse("cảng xylophon"))
    assert [(each.text, each.why) for each in proposals] == [("cảng", "fewer")]
