"""One search over several archives."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from datasette.app import Datasette

from kho_tin.archive.database import connect
from kho_tin.archive.lasting_names import pid_of
from kho_tin.web.search.find import find
from kho_tin.web.search.query import ORDERS, Order, parse
from tests.conftest import copied
from tests.web.conftest import datasette_on
from tests.web.server import serving

ATOM = "{http://www.w3.org/2005/Atom}"
QUERIES = (
    "", "đầu tư", "dau tu", '"Khu kinh tế"', "khu kinh te OR đường", "-đấu giá ven biển",
    "year:2021..2023", 'author:"Nguyễn Văn An"', "khong-co-gi",
)  # fmt: skip


@pytest.fixture(scope="module")
def paths(small_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small archive, and one with half of its articles, which are another site's there."""
    folder = tmp_path_factory.mktemp("two") / "copy"
    other = copied(small_archive, folder).rename(folder / "other.db")
    with closing(connect(other)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("UPDATE sites SET name = 'khac', title = 'Ban kia'")
        for table in ("articles", "runs"):
            db.execute(f"UPDATE {table} SET site = 'khac'")
        for key, identity in db.execute("SELECT id, identity FROM articles").fetchall():
            new = pid_of("khac", identity)
            db.execute("UPDATE articles SET pid = ? WHERE id = ?", [new, key])
    return small_archive, other


@pytest.fixture
async def both(paths: tuple[Path, Path]) -> Datasette:
    datasette = datasette_on(paths[0], str(paths[1]))
    await datasette.invoke_startup()
    return datasette


async def search(datasette: Datasette, query: str) -> dict[str, Any]:
    answer = await datasette.client.get(f"/search.json?{query}")
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()
    return data


@pytest.mark.parametrize("query", QUERIES)
async def test_counts_and_facets_are_the_sum_of_all(both: Datasette, query: str) -> None:
    every = await search(both, f"q={query}&size=100")
    names = ("archive", "other")
    alone = [await search(both, f"q={query}&size=100&archive={name}") for name in names]
    assert every["total"] == len(every["results"]) == sum(each["total"] for each in alone)
    for name, values in every["facets"].items():
        counts = Counter[str]()
        for each in alone:
            counts.update({value["value"]: value["count"] for value in each["facets"][name]})
        assert {value["value"]: value["count"] for value in values} == counts
    assert {(each["archive"], each["pid"]) for each in every["results"]} == {
        (name, result["pid"])
        for name, each in zip(names, alone, strict=True)
        for result in each["results"]
    }


@pytest.mark.parametrize("order", ORDERS)
async def test_they_are_merged_by_the_order_that_is_chosen(
    both: Datasette, paths: tuple[Path, Path], order: Order
) -> None:
    """And page after page there is each once."""
    text = "đầu tư OR đường" if order == "relevance" else ""
    asking = f"q={quote_plus(text)}&sort={order}"
    every = (await search(both, f"{asking}&size=100"))["results"]
    places = [(each["archive"], each["id"]) for each in every]
    for name, path in zip(("archive", "other"), paths, strict=True):
        with closing(connect(path, readonly=True)) as db:
            alone = find(db.conn, replace(parse(text), order=order)).ids
        assert [key for archive, key in places if archive == name] == alone
    if order == "relevance":  # both have the same texts, which are as good in one as in the other
        assert places[::2] == [("archive", key) for _, key in places[1::2]]
    else:
        dates = [each["published"] or "" for each in every]
        dated = sorted(filter(None, dates), reverse=order == "newest")
        assert dates == dated + [""] * (len(dates) - len(dated))
        assert "" in dates
    pages = [
        (await search(both, f"{asking}&size=1&page={page}"))["results"]
        for page in range(1, len(every) + 1)
    ]
    assert [(each["archive"], each["id"]) for (each,) in pages] == places


async def test_a_page_says_of_each_hit_in_which_archive_it_is(both: Datasette) -> None:
    text = (await both.client.get("/search?q=dau+tu")).text
    other = pid_of("khac", "1")
    assert f'<h3><a href="/a/{other}?archive=other&amp;q=dau+tu">' in text
    assert text.count(">kho other</a>") == text.count(">kho archive</a>") > 0
    assert 'name="archive"' not in text  # the box goes on searching all
    narrowed = (await both.client.get("/search?q=dau+tu&archive=other&lang=en")).text
    assert "Only in the archive other" in narrowed
    assert re.search(r'href="/search\?q=dau\+tu"[^>]*>Search all archives', narrowed)
    # Who reads in another archive than the first stays there; from the first all are searched.
    box = '<input type="hidden" name="archive" value="other">'
    assert box in (await both.client.get("/?archive=other")).text
    assert 'name="archive"' not in (await both.client.get("/")).text


async def test_a_site_and_an_address_are_of_one_archive(both: Datasette) -> None:
    assert {each["archive"] for each in (await search(both, "q=site:khac"))["results"]} == {"other"}
    first = (await search(both, "q=&size=1&archive=other"))["results"][0]
    answer = await search(both, f"q={first['url']}")
    assert answer["address"]["known"]
    assert {each["url"] for each in answer["results"]} == {first["url"]}


@pytest.mark.parametrize("path", ["/search.atom?", "/edits.atom?", "/removals.atom?"])
async def test_feeds_are_of_all_archives(both: Datasette, path: str) -> None:
    def ids(text: str) -> list[str]:
        entries = ElementTree.fromstring(text).iter(f"{ATOM}entry")
        return [each.findtext(f"{ATOM}id") or "" for each in entries]

    every, *alone = [
        ids((await both.client.get(path + rest)).text)
        for rest in ("", "archive=archive", "archive=other")
    ]
    assert sorted(every) == sorted(alone[0] + alone[1])
    assert all(alone)


async def test_an_export_has_what_each_has_found(both: Datasette) -> None:
    lines = (await both.client.get("/search.jsonl?q=dau+tu")).text.splitlines()
    total = (await search(both, "q=dau+tu"))["total"]
    assert len({json.loads(line)["pid"] for line in lines}) == len(lines) == total


async def test_an_archive_that_is_closed_is_left_out(both: Datasette) -> None:
    databases = both._metadata_local["databases"]
    databases["other"] = {"allow": False}
    hits = (await search(both, "q=dau+tu"))["results"]
    assert {each["site"] for each in hits} == {"sample"}


async def test_one_archive_answers_as_ever(small_archive: Path) -> None:
    alone = datasette_on(small_archive)
    await alone.invoke_startup()
    assert "archive" not in (await search(alone, "q=dau+tu"))["results"][0]
    assert "kho archive" not in (await alone.client.get("/search?q=dau+tu")).text


def test_serve_takes_several(paths: tuple[Path, Path], tmp_path: Path) -> None:
    server = serving(tmp_path / "none.db", *map(str, paths))
    with server as (address, *_), urlopen(f"{address}search.json?q=dau+tu") as answer:
        results = json.load(answer)
    assert {each["archive"] for each in results["results"]} == {"archive", "other"}
