"""Every query of `sample_spellings.tsv` and `sample_operators.tsv`, through all four doors of one
reading room.

The sets were worked out by going through the written texts of every article with patterns for each
word, without an index and without this program; the first results were read.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from datasette.app import Datasette

from kho_tin.archive.lasting_names import pid_of
from kho_tin.web.search.query import parse, with_abbreviations
from kho_tin.web.snippet import OPEN
from tests.web.conftest import datasette_on

TABLES: Final = ("spellings", "operators")
SHOWN: Final = 3  # hits of each query that are looked at: a snippet costs more than a search


def cases(table: str) -> list[tuple[str, list[int], set[int]]]:
    """Each query, its first results in order and all of them, by the numbers of the site."""
    path = Path(__file__).with_name(f"sample_{table}.tsv")
    lines = path.read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [
        (query, [int(each) for each in first.split()], {int(each) for each in every.split()})
        for query, first, every in rows
    ]


SPELLINGS: Final = cases("spellings")
CASES: Final = [case for table in TABLES for case in cases(table)]


@pytest.fixture(scope="module")
def sample(sample_archive: Path) -> Datasette:
    return datasette_on(sample_archive)


@pytest.fixture(scope="module")
def numbers(sample_archive: Path) -> dict[int, int]:
    """The site's numbers by the archive's ids."""
    with closing(sqlite3.connect(sample_archive)) as db:
        return dict(db.execute("SELECT id, CAST(identity AS INTEGER) FROM articles"))


async def answer(sample: Datasette, path: str, **arguments: str) -> Any:
    response = await sample.client.get(f"{path}?{urlencode(arguments)}")
    assert response.status_code == 200, response.text
    return response


def test_there_are_enough() -> None:
    assert len({query for query, _, _ in CASES}) == len(CASES)
    assert sum(bool(every) for _, _, every in SPELLINGS) >= 120
    assert sum(bool(every) for _, _, every in CASES) >= 220


async def test_in_sql(sample: Datasette, numbers: dict[int, int]) -> None:
    sql = "select search_ids(value) from json_each(:queries) order by key"
    queries = json.dumps([query for query, _, _ in CASES])
    response = await answer(sample, "/archive.json", sql=sql, queries=queries, _shape="arrays")
    for (query, first, every), (ids,) in zip(CASES, response.json()["rows"], strict=True):
        matches = [numbers[key] for key in json.loads(ids)]
        assert (matches[: len(first)], set(matches)) == (first, every), query
        assert len(matches) == len(every)


@pytest.mark.more
async def test_in_the_table(sample: Datasette) -> None:
    for query, _, every in CASES:
        arguments = {"_search": query, "_col": "identity", "_shape": "array", "_size": "max"}
        table = (await answer(sample, "/archive/articles.json", **arguments)).json()
        assert {int(row["identity"]) for row in table} == every, query


@pytest.mark.more
async def test_on_the_page_and_in_json(sample: Datasette) -> None:
    spellings = {query for query, _, _ in SPELLINGS}
    for query, first, every in CASES:
        pids = [pid_of("sample", str(number)) for number in first]
        listing = (await answer(sample, "/search.json", q=query, size=str(SHOWN))).json()
        assert listing["total"] == len(every), query
        assert [hit["pid"] for hit in listing["results"]] == pids, query
        # What has an alternative, or a place for it, need not match every word.
        for hit in listing["results"] if query in spellings and parse(query).terms else ():
            assert OPEN in hit["marked_title"] + hit["snippet"], (query, hit["pid"])
        page = await answer(sample, "/search", q=query, size=str(SHOWN))
        assert re.findall(r'<h3><a href="/a/(\w+)\?', page.text) == pids, query


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("dau tu", "đầu tư"),
        ("mat bang", "mặt bằng"),
        ("quy hoach", "quy hoạch"),
        ('"1126 tỉ đồng"', "1.126 tỷ đồng"),
        ("30-03-2019", "30/3/2019"),
        ("1985 / QĐ-BQL", "1985/QĐ-BQL"),
        ("uỷ ban", "Ủy ban"),
        ("kĩ thuật", "kỹ thuật"),
        ("TNHH", "TNHH"),
    ],
)
async def test_what_stands_together_is_marked_and_shown_as_written(
    sample: Datasette, query: str, marked: str
) -> None:
    hits = (await answer(sample, "/search.json", q=query, size="5")).json()["results"]
    assert hits
    for hit in hits:
        runs = re.findall("⟦(.*?)⟧", hit["marked_title"] + hit["snippet"])
        assert marked.lower() in map(str.lower, runs), hit["snippet"]
        # No syllable alone beside them.
        assert all(len(run.split()) >= len(marked.split()) for run in runs), runs


@pytest.mark.parametrize(
    ("language", "also", "only"),
    [
        ("en", "Also searched:", "Search only as typed"),
        ("vi", "Cũng tìm:", "Chỉ tìm như đã gõ"),
    ],
)
async def test_the_page_says_what_it_searched_and_can_do_without(
    sample: Datasette, language: str, also: str, only: str
) -> None:
    page = (await answer(sample, "/search", q="KKT", lang=language)).text
    said = re.search(rf'<p class="kt-note">{also}.*?</p>', page)
    assert said
    assert '<b lang="vi">KKT</b> = <b lang="vi">khu kinh tế</b>' in said[0]
    href = re.search(rf'<a href="([^"]+)"[^>]*>{only}</a>', said[0])
    assert href
    alone = await sample.client.get(href[1].replace("&amp;", "&"))
    assert alone.text.count("<h3>") == 2
    assert also not in alone.text
    on_again = re.search(r'class="kt-note">[^<]*<a href="([^"]+)"', alone.text)
    assert on_again
    assert on_again[1] == "/search?q=KKT"


@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ('KKT "cảng biển', 'abbr:off KKT "cảng biển'),
        ("(KKT OR cảng", "abbr:off (KKT OR cảng"),
        ('"abbr:off" KKT', 'abbr:off "abbr:off" KKT'),
    ],
)
async def test_the_switch_is_no_part_of_what_is_typed(
    sample: Datasette, typed: str, without: str
) -> None:
    """It leads there, finds the same words, and leads back."""
    page = (await answer(sample, "/search", q=typed, lang="en")).text
    href = re.search(r'<a href="([^"]+)"[^>]*>Search only as typed', page)
    assert href
    assert parse_qs(urlsplit(html.unescape(href[1])).query)["q"] == [without]
    assert not parse(without).abbreviations
    assert parse(without).terms == parse(typed).terms
    page = (await answer(sample, "/search", q=without, lang="en")).text
    href = re.search(r'<a href="([^"]+)"[^>]*>Search them too', page)
    assert href
    assert parse_qs(urlsplit(html.unescape(href[1])).query)["q"] == [typed]


@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ("KKT ABBR:OFF", "KKT"),
        ("KKT Abbr:Off cảng  biển abbr:off", "KKT cảng  biển"),
        ('“cảng  abbr:off” ABBR:off "biển', '"cảng  abbr:off" "biển'),
        ("abbr:official -abbr:off ABBR:OFF", "abbr:official -abbr:off"),
        ("(abbr:off KKT)", "( KKT)"),
        ("abbr:off", ""),
    ],
)
def test_the_way_back_takes_off_the_switch_alone(typed: str, without: str) -> None:
    assert not parse(typed).abbreviations
    assert with_abbreviations(parse(typed)) == without
    assert parse(without).abbreviations
    assert parse(without).terms == parse(typed).terms


async def test_suggestions_stand_beside_few_hits(sample: Datasette) -> None:
    page = (await answer(sample, "/search", q="cảng biên")).text
    assert "<h3>" in page
    assert "cảng biển" in page
    for typed in ("dautu", "ddaauf tuw", "d9a62u tu7", "đẩu tư"):
        listing = (await answer(sample, "/search.json", q=typed)).json()
        assert [each["query"] for each in listing["suggestions"]][:1] == ["đầu tư"], typed
