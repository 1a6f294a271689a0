"""Counting by columns in memory, against the same counted in SQL; and what large archives rank."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kho_tin.web.search import facets, ranking
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.facets import facet_columns
from kho_tin.web.search.find import best_of, count_of, find
from kho_tin.web.search.query import FACETS, Facets, parse
from tests.conftest import copied
from tests.web.conftest import datasette_on

SEARCH = "/search?q=khu+kinh+te&lang=en"
NOTE = "that came last into the archive are ordered by relevance"


@pytest.fixture
def db(sample_archive: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)


def ids(connection: sqlite3.Connection, where: str, order: str = "id") -> list[int]:
    sql = f"SELECT id FROM articles WHERE {where} ORDER BY {order}"
    return [key for (key,) in connection.execute(sql)]


@pytest.mark.parametrize("few", [0, 10_000])
def test_counts_are_those_of_sql(
    db: sqlite3.Connection, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all articles at once, and of those that are looked at alone."""
    monkeypatch.setattr(facets, "FEW", few)
    keys = ids(db, "id % 3 > 0")
    year, category = db.execute("SELECT year, category FROM articles WHERE id = 4").fetchone()
    chosen: Facets = (("year", str(year)), ("category", category))
    kept, counts = facet_columns(db, keys).narrowed(keys, chosen)
    here = {"year": f"year = {year}", "category": f"category = '{category}'"}
    columns = {"month": "substr(published, 1, 7) AS month"}
    assert kept == ids(db, f"id % 3 > 0 AND {' AND '.join(here.values())}")
    assert kept
    happened = {
        "edited": "id IN (SELECT article FROM revisions WHERE number > 1)",
        "vanished": "state IN ('unlisted', 'gone')",
    }
    for name in FACETS:
        others = [condition for other, condition in here.items() if other != name]
        where = " AND ".join(["id % 3 > 0", *others])
        if name == "state":
            for value, condition in happened.items():
                assert dict(counts[name]).get(value, 0) == len(ids(db, f"{where} AND {condition}"))
            continue
        many = name == "author"
        value, table = ("value", ", json_each(authors)") if many else (name, "")
        articles = f"(SELECT authors, {columns.get(name, name)} FROM articles WHERE {where})"
        sql = f"SELECT {value} AS each, count(*) FROM {articles}{table} WHERE each != '' GROUP BY 1"
        rows = db.execute(sql)
        wanted = {str(value): count for value, count in rows}
        assert dict(counts[name]) == wanted, name


def test_a_month_leaves_the_other_years_in_sight(db: sqlite3.Connection) -> None:
    every = find(db, parse(""))
    month, count = every.facets["month"][3]
    chosen = replace(parse(""), facets=(("year", month[:4]), ("month", month)))
    narrowed = find(db, chosen)
    assert len(narrowed.ids) == count
    assert narrowed.facets["year"] == every.facets["year"]
    assert {name[:4] for name, _ in narrowed.facets["month"]} == {month[:4]}
    assert sum(count for _, count in narrowed.facets["category"]) == count


def test_dates_are_in_order(db: sqlite3.Connection) -> None:
    columns, keys = facet_columns(db, None), ids(db, "id % 2")
    dated = "ifnull(published, '') = '', published"
    assert columns.by_date(keys) == ids(db, "id % 2", f"{dated} DESC, id DESC")
    oldest = f"{dated}, iif(ifnull(published, '') = '', -id, id)"
    assert columns.by_date(keys, oldest=True) == ids(db, "id % 2", oldest)


@pytest.mark.damaged("content_sha256 is not that", "does not equal its newest revision")
def test_what_another_program_writes_is_seen_at_once(sample_archive: Path, tmp_path: Path) -> None:
    path = copied(sample_archive, tmp_path / "copy")
    with closing(sqlite3.connect(path)) as reading, closing(sqlite3.connect(path)) as writing:
        before = find(reading, parse(""))
        assert find(reading, parse("")) == before
        for connection in (writing, reading):
            connection.execute("UPDATE articles SET category = ? WHERE id = 1", [str(connection)])
            connection.commit()
            after = find(reading, parse(""))
            assert (str(connection), 1) in after.facets["category"]
        assert after.ids == before.ids


def test_a_large_archive_ranks_the_last_ones(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = parse("khu kinh te")
    every = find(db, query)
    monkeypatch.setattr(ranking, "RANKED", 10)
    large = find(db, query)
    assert (every.unranked, large.unranked) == (0, len(every.ids) - 10)
    assert (sorted(large.ids), large.facets) == (sorted(every.ids), every.facets)
    assert set(large.ids[:10]) == set(sorted(every.ids)[-10:])
    rest = ", ".join(map(str, large.ids[10:]))
    assert large.ids[10:] == ids(db, f"id IN ({rest})", "published DESC, id DESC")
    # Among the ten the neighbours count as they do among all.
    together = [key for key in every.ids if key in large.ids[:10]]
    assert large.ids[0] == together[0] == best_of(db, expressions(large.query, lift=False))


@pytest.mark.parametrize("text", ["khu kinh te", "cang -bien", "bồn chồn", '"đầu tư"', "ngh*"])
def test_a_count_alone(db: sqlite3.Connection, text: str) -> None:
    results = find(db, parse(text))
    assert count_of(db, expressions(results.query)) == len(results.ids)


async def test_the_page_says_so(sample_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = datasette_on(sample_archive).client
    assert NOTE not in (await client.get(SEARCH)).text
    monkeypatch.setattr(ranking, "RANKED", 10)
    assert f"Only the 10 articles {NOTE}" in (await client.get(SEARCH)).text
    assert (
        "Chỉ 10 bài vào kho sau cùng"
        in (await client.get(SEARCH.replace("lang=en", "lang=vi"))).text
    )
    large = (await client.get(SEARCH.replace("?", ".json?"))).json()
    assert large["unranked"] == large["total"] - 10
    assert NOTE not in (await client.get(f"{SEARCH}&sort=newest")).text
