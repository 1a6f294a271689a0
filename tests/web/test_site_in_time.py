"""A board that was called otherwise: readers see the name that it had when it published."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from kho_tin.archive.database import connect, transaction
from kho_tin.archive.sites import write_past
from kho_tin.base.eras import Period
from tests.web.conftest import build, datasette_on

FORMER = "Ban Đầm Môn"
HOSTS = ("cu.example",)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path: Path = tmp_path_factory.mktemp("renamed") / "archive.db"
    build(path)
    with closing(connect(path)) as db, transaction(db):
        past = Period(None, "2021-12-31", FORMER, "http://cu.example/", None, HOSTS)
        write_past(db, "sample", [past])
    return datasette_on(path)


async def test_an_article_and_its_citations(room: Datasette) -> None:
    old = (await room.client.get("/archive/articles/1?lang=en", follow_redirects=True)).text
    assert f">{FORMER}</a>" in old
    assert "now <span" in old
    new = (await room.client.get("/archive/articles/5?lang=en", follow_redirects=True)).text
    assert FORMER not in new
    for form in ("bib", "ris", "csl"):
        path = f"/archive/articles/{{}}.{form}"
        cited = await room.client.get(path.format(1), follow_redirects=True)
        assert FORMER in cited.text
        assert FORMER not in (await room.client.get(path.format(5), follow_redirects=True)).text


async def test_the_overview_and_the_search(room: Datasette) -> None:
    page = (await room.client.get("/?lang=en")).text
    assert FORMER in page
    assert "until" in page
    feed = (await room.client.get("/search.atom")).text
    assert feed.count(FORMER) == 2  # of the three until then, one names its author
