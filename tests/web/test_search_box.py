"""The search of Datasette's own pages, its JSON, and the SQL functions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from kho_tin.archive.lasting_names import pid_of
from tests.web.cases import CASES, HOSTILE


async def rows(datasette: Datasette, path: str, **arguments: str) -> list[dict[str, Any]]:
    address = f"/archive/{path}.json?{urlencode({'_shape': 'array', **arguments})}"
    response = await datasette.client.get(address)
    assert response.status_code == 200, response.text
    records: list[dict[str, Any]] = response.json()
    return records


@pytest.mark.parametrize(("query", "articles"), CASES)
async def test_box_finds(datasette: Datasette, query: str, articles: set[int]) -> None:
    assert {row["id"] for row in await rows(datasette, "articles", _search=query)} == articles
    ranked = await rows(datasette, "search", q=query)
    assert {row["article"] for row in ranked} == articles


@pytest.mark.more
@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["articles", "articles_fts", "search"])
async def test_hostile_input_is_answered(datasette: Datasette, path: str, query: str) -> None:
    name = "q" if path == "search" else "_search"
    for form in ("", ".json"):
        response = await datasette.client.get(f"/archive/{path}{form}?{urlencode({name: query})}")
        assert response.status_code == 200
    if path == "articles":
        response = await datasette.client.get(f"/archive/articles?_search_body={query[:9]!r}")
        assert response.status_code == 200


async def test_search_narrowed_by_column(datasette: Datasette) -> None:
    matches = await rows(datasette, "articles", _search="dau", year="2021", _sort="id")
    assert [row["id"] for row in matches] == [1, 3]


async def test_search_in_one_column(datasette: Datasette) -> None:
    """Datasette's `_search_COLUMN` is told nothing of twins: each is asked by its own name."""
    matches = await rows(datasette, "articles", _search_title="dau tu")
    assert [row["id"] for row in matches] == [2]
    matches = await rows(datasette, "articles", _search_title_folded="dau tu", _sort="id")
    assert [row["id"] for row in matches] == [1, 2, 3]


@pytest.mark.parametrize("blank", ["", "+", "%20%20"])
async def test_an_emptied_box_shows_all(datasette: Datasette, blank: str) -> None:
    response = await datasette.client.get(f"/archive/articles.json?_search={blank}&_size=max")
    assert response.json()["filtered_table_rows_count"] == 9
    response = await datasette.client.get(f"/archive/articles.json?year=2021&_search={blank}")
    assert response.json()["filtered_table_rows_count"] == 2


async def test_best_matches_come_first(datasette: Datasette) -> None:
    assert [row["article"] for row in await rows(datasette, "search", q="dau tu")] == [2, 1, 3]
    assert [row["article"] for row in await rows(datasette, "search", q="vung suong")] == [7, 4]


async def test_snippets_show_the_original_text(datasette: Datasette) -> None:
    matches = await rows(datasette, "search", q="dau tu")
    assert [row["snippet"] for row in matches][:2] == [
        "Ban tin cu, viet khong ⟦dau⟧.",
        "Nhà ⟦đầu tư⟧ khảo sát thực địa. Ban Quản lý đón tiếp đoàn./.",
    ]
    page = (await datasette.client.get("/archive/search?q=dau+tu")).text
    assert "Nhà <mark>đầu tư</mark> khảo sát" in page
    assert f'<a href="/a/{pid_of("sample", "1")}">Thu hút đầu tư' in page


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("fold('Đầu Tư')", "dau tu"),
        ("fold(12)", "12"),
        ("fold(null)", None),
        ("search_query('dau -đầu')", '("dau") NOT (- {earlier earlier_folded} : ("đầu"))'),
        ("search_query(null)", '""'),
        ("search_query(12)", '"12"'),
        ("search_query(x'64617500')", '"dau"'),
        ("search_snippet('Nhà đầu tư', 'dau')", "Nhà ⟦đầu⟧ tư"),
        ("search_snippet(null, null)", ""),
        ("escape_fts('(')", '""'),
    ],
)
async def test_sql_functions(datasette: Datasette, expression: str, value: str | None) -> None:
    response = await datasette.client.get(
        f"/archive.json?{urlencode({'sql': f'select {expression}', '_shape': 'arrays'})}"
    )
    assert response.json()["rows"] == [[value]]


async def test_search_in_plain_sql(datasette: Datasette) -> None:
    sql = (
        "select rowid from articles_fts "
        "where articles_fts match search_query(:q) order by rank, rowid"
    )
    address = f"/archive.json?{urlencode({'sql': sql, 'q': 'duong', '_shape': 'arrays'})}"
    assert (await datasette.client.get(address)).json()["rows"] == [[8], [6]]
