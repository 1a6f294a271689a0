"""What an edit removed, in the reading room: found, said to be of an earlier version, shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from kho_tin.archive.lasting_names import pid_of
from tests.archive.making import FIELDS, Shelf, at
from tests.web.conftest import datasette_on

PID = pid_of("sample", FIELDS["identity"])
GONE = "Nhà thầu là Công ty Én Bạc, vốn 12 tỷ đồng."


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """An article of three versions: the second lacks a sentence, the third has another title."""
    path: Path = tmp_path_factory.mktemp("earlier") / "archive.db"
    shelf = Shelf(path)
    shelf.read(at(1), body=f"{GONE}\n\n{FIELDS['body']}")
    shelf.read(at(2))
    shelf.read(at(3), title="Đón sóng đầu tư")
    shelf.db.close()
    return datasette_on(path)


async def get(room: Datasette, path: str, **arguments: str) -> Any:
    response = await room.client.get(f"{path}?{urlencode(arguments)}")
    assert response.status_code == 200
    return response


async def hit(room: Datasette, query: str) -> dict[str, Any]:
    (match,) = (await get(room, "/search.json", q=query)).json()["results"]
    return {name: match[name] for name in ("snippet", "within", "removed")}


async def test_a_hit_says_so_and_leads_to_the_difference(room: Datasette) -> None:
    marked = "⟦Nhà thầu⟧ là Công ty Én Bạc, vốn 12 tỷ đồng."
    assert await hit(room, "nhà thầu") == {
        "snippet": marked, "within": "earlier", "removed": at(2)
    }  # fmt: skip
    address = f"/a/{PID}/history#20260301T000002Z"
    for language, said in (("en", "in an earlier version"), ("vi", "trong phiên bản trước")):
        page = (await get(room, "/search", q="nha thau", lang=language)).text
        assert f'href="{address}">{said}</a>' in page
    history = (await get(room, address.partition("#")[0])).text
    assert 'id="20260301T000002Z"' in history
    assert f"{GONE}</del>" in history


async def test_the_title_that_went_leads_to_its_own_edit(room: Datasette) -> None:
    match = await hit(room, "khu kinh te")
    assert (match["within"], match["removed"]) == ("earlier", at(3))


@pytest.mark.parametrize("query", ["đầu tư", "hop", "dau tu hop"])
async def test_what_stands_there_still_is_not_said_to_be_earlier(
    room: Datasette, query: str
) -> None:
    match = await hit(room, query)
    assert (match["within"], match["removed"]) == ("body", None)


async def test_sql_and_the_table_find_it_too(room: Datasette) -> None:
    sql = "select search_ids('\"von 12 ty\"')"
    (row,) = (await get(room, "/archive.json", sql=sql, _shape="arrays")).json()["rows"]
    assert row == ["[1]"]
    table = await get(room, "/archive/articles.json", _search="bạc", _shape="array", _col="id")
    assert [row["id"] for row in table.json()] == [1]


async def test_the_html_is_read_where_it_is_shown(room: Datasette) -> None:
    sql = "select article_html(body, body_html), typeof(body_html), article_html('x', body_html)"
    arguments = {"sql": f"{sql} from articles", "_shape": "arrays"}
    (row,) = (await get(room, "/archive.json", **arguments)).json()["rows"]
    assert row == [FIELDS["body_html"], "blob", None]
    assert (await get(room, f"/a/{PID}.json")).json()["body_html"] == FIELDS["body_html"]
    table = await get(room, "/archive/articles", _all_columns="1")
    assert "&lt;p&gt;Sáng 2/6, Ban Quản lý họp.&lt;/p&gt;" in table.text


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("đầu tư", 1),
        ("đầu tư -thầu", 1),
        ("dau tu -nha-thau", 1),
        ("in:earlier nhà -thầu", 0),
        ("đầu tư -đầu", 0),
    ],
)
async def test_what_was_removed_excludes_nothing(room: Datasette, query: str, total: int) -> None:
    assert (await get(room, "/search.json", q=query)).json()["total"] == total
