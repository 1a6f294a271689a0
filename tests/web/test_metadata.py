"""The metadata describes the archive's tables as they are: nothing missing, nothing made up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from datasette.app import Datasette

from kho_tin.web.datasette_words import of_language
from kho_tin.web.serving import METADATA
from tests.conftest import ROOT as PROJECT

ROOT: dict[str, Any] = json.loads((PROJECT / METADATA).read_text())
ARCHIVE: dict[str, Any] = ROOT["databases"]["archive"]


def columns(db: sqlite3.Connection) -> dict[str, set[str]]:
    """Every table and view but those that FTS5 keeps for itself, and its columns."""
    names = [
        row[0]
        for row in db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_fts_%'"
        )
    ]
    return {name: {row[1] for row in db.execute(f"PRAGMA table_info([{name}])")} for name in names}


def test_every_column_is_described(articles_db: sqlite3.Connection) -> None:
    described = {name: set(table["columns"]) for name, table in ARCHIVE["tables"].items()}
    assert described == columns(articles_db)


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, key)
    elif isinstance(value, str):
        yield name, value


def test_descriptions_are_in_both_languages() -> None:
    for table in ARCHIVE["tables"].values():
        for text in (table["title"], table["description"], *table["columns"].values()):
            assert " · " in text, text
    for query in ARCHIVE["queries"].values():
        assert " · " in query["title"]
        assert " · " in query["description"]


def test_columns_that_are_named_exist(articles_db: sqlite3.Connection) -> None:
    table_columns = columns(articles_db)
    for name, table in ARCHIVE["tables"].items():
        named = [*table.get("facets", []), table.get("sort_desc"), table.get("label_column")]
        assert {each for each in named if each} <= table_columns[name]
    articles = ARCHIVE["tables"]["articles"]
    assert articles["facets"] == ["year", "category", "author", "site"]
    assert (articles["fts_table"], articles["fts_pk"]) == ("articles_fts", "id")
    assert articles["sort_desc"] == "published"


VIEWS = {"merged_records", "separate_records", "proposed_merges"}  # which have no rows of their own


async def test_hidden_tables(datasette: Datasette) -> None:
    database = (await datasette.client.get("/archive.json")).json()
    shown = {table["name"] for table in database["tables"] if not table["hidden"]}
    hidden = {name for name, table in ARCHIVE["tables"].items() if table.get("hidden")}
    assert {"followed_matches", "search_notices"} <= hidden
    unseen = {"articles_fts", "_sqlite_migrations", *hidden, *VIEWS}
    assert shown == set(ARCHIVE["tables"]) - unseen


QUERIES: dict[str, list[list[Any]]] = {
    "newest": [
        [8, "2023-06-09"],
        [7, "2023-05-08"],
        [6, "2023-04-07"],
        [5, "2022-02-06"],
        [4, "2022-01-05T08:30:00+07:00"],
        [3, "2021-07-01"],
        [1, "2021-06-02"],
        [2, "2012-03-04"],
        [9, None],
    ],
    "articles-per-month": [
        ["2023-06", "sample", 1, 0, 12],
        ["2023-05", "sample", 1, 1, 14],
        ["2023-04", "sample", 1, 0, 5],
        ["2022-02", "sample", 1, 0, 8],
        ["2022-01", "sample", 1, 1, 14],
        ["2021-07", "sample", 1, 0, 91],
        ["2021-06", "sample", 1, 1, 13],
        ["2012-03", "sample", 1, 0, 6],
    ],
    "what-changed": [
        [
            1,
            2,
            "2026-03-02T02:00:00Z",
            '["title"]',
            "Thu hút đầu tư vào KCN Đồi Gió",
            "Thu hút đầu tư vào KCN Đồi Gió (cập nhật)",
            0,
            "2026-03-01T02:00:00Z",
        ]
    ],
    "vanished": [
        [
            2,
            "2012-03-04",
            "Dau tu vao KCN Doi Gio",
            "gone",
            "2026-03-01T02:00:00Z",
            "2026-03-03T02:00:09Z",
            404,
            "sample",
            "https://vungsuong.example/bai-2.html",
        ]
    ],
    "runs-and-problems": [
        [5, "sample", "2026-03-05T02:00:00Z", "2026-03-05T02:01:00Z", "ok"],
        [4, "sample", "2026-03-04T02:00:00Z", "2026-03-04T02:01:00Z", "ok"],
        [3, "sample", "2026-03-03T02:00:00Z", "2026-03-03T02:01:00Z", "ok"],
        [2, "sample", "2026-03-02T02:00:00Z", "2026-03-02T02:01:00Z", "red"],
        [1, "sample", "2026-03-01T02:00:00Z", "2026-03-01T02:01:00Z", "ok"],
    ],
}


@pytest.mark.parametrize("name", [*QUERIES, "search"])
async def test_queries(datasette: Datasette, name: str) -> None:
    rows = (await datasette.client.get(f"/archive/{name}.json?_shape=arrays")).json()["rows"]
    expected = QUERIES.get(name, [])
    assert [row[: len(each)] for row, each in zip(rows, expected, strict=True)] == expected
    page = await datasette.client.get(f"/archive/{name}")
    assert page.status_code == 200
    assert of_language(ARCHIVE["queries"][name]["title"], "vi") in page.text


async def test_problems_of_a_run(datasette: Datasette) -> None:
    runs = (await datasette.client.get("/archive/runs-and-problems.json?_shape=array")).json()
    assert [row["problems"] for row in runs] == [None, None, None, "no_date: 1", None]
