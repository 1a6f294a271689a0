"""The table of queries, asked in every way there is to ask: all must give the same answer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from kho_tin.archive.lasting_names import pid_of
from kho_tin.web.search.query import parse
from tests.web.conftest import datasette_on
from tests.web.sample_cases import CASES


@pytest.fixture(scope="module")
def sample(sample_archive: Path) -> Datasette:
    return datasette_on(sample_archive)


@pytest.fixture(scope="module")
def numbers(sample_archive: Path) -> Iterator[dict[int, int]]:
    """The site's numbers by the archive's ids."""
    db = sqlite3.connect(sample_archive)
    yield {key: int(identity) for key, identity in db.execute("SELECT id, identity FROM articles")}
    db.close()


@pytest.fixture(scope="module")
def dates(sample_archive: Path) -> Iterator[dict[int, str]]:
    db = sqlite3.connect(sample_archive)
    yield dict(db.execute("SELECT CAST(identity AS INTEGER), published FROM articles"))
    db.close()


async def rows(datasette: Datasette, path: str, **arguments: str) -> Any:
    response = await datasette.client.get(f"{path}?{urlencode(arguments)}")
    assert response.status_code == 200, response.text
    return response.json()


def test_there_are_sixty() -> None:
    assert len(CASES) >= 60
    assert len({query for query, _, _ in CASES}) == len(CASES)
    assert sum(bool(articles) for _, articles, _ in CASES) >= 45


@pytest.mark.parametrize(("query", "articles", "first"), CASES)
async def test_every_way_gives_the_same(
    sample: Datasette,
    numbers: dict[int, int],
    dates: dict[int, str],
    query: str,
    articles: set[int],
    first: int | None,
) -> None:
    # SQL, by the documented function.
    sql = "select value from json_each(search_ids(:q)) order by key"
    selection = await rows(sample, "/archive.json", sql=sql, q=query, _shape="arrays")
    by_sql = [numbers[row[0]] for row in selection["rows"]]
    assert set(by_sql) == articles
    assert len(by_sql) == len(articles)
    assert (by_sql[0] if by_sql else None) == first

    # The page's JSON, and the page.
    answer = await rows(sample, "/search.json", q=query, size="100")
    by_json = [numbers[each["id"]] for each in answer["results"]]
    assert by_json == by_sql
    assert answer["total"] == len(articles)
    page = await sample.client.get(f"/search?{urlencode({'q': query, 'size': '100'})}")
    assert page.status_code == 200
    on_page = re.findall(r'<h3><a href="/a/(\w+)\?', page.text)
    assert on_page == [pid_of("sample", str(number)) for number in by_sql]

    # The table's own box, which shows the newest first.
    table = await rows(sample, "/archive/articles.json", _search=query, _shape="array", _size="max")
    by_table = [int(row["identity"]) for row in table]
    assert set(by_table) == articles
    if articles:
        assert dates[by_table[0]] == max(dates[number] for number in articles)

    # The canned query, best first.
    canned = await rows(sample, "/archive/search.json", q=query, _shape="array")
    assert [numbers[row["article"]] for row in canned] == by_sql


INDEXED = [case for case in CASES if all(each.operator.indexed for each in parse(case[0]).filters)]


@pytest.mark.parametrize(("query", "articles", "first"), INDEXED)
async def test_the_index_by_its_expression(
    sample: Datasette,
    numbers: dict[int, int],
    query: str,
    articles: set[int],
    first: int | None,
) -> None:
    """`search_query` for who writes the SQL: some operators are not in the index."""
    assert len(INDEXED) >= 50
    sql = (
        "select rowid from articles_fts where articles_fts match search_query(:q) "
        "order by rank, rowid desc"
    )
    selection = await rows(sample, "/archive.json", sql=sql, q=query, _shape="arrays")
    matches = [numbers[row[0]] for row in selection["rows"]]
    assert set(matches) == articles
    assert (matches[0] if matches else None) == first
