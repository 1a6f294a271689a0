"""`/about`: what is in the archive, its rules, and what is logged."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette

from kho_tin.exporters.registry import TABLES
from kho_tin.web import profiles
from kho_tin.web.functions import FUNCTIONS
from kho_tin.web.pages import feed
from kho_tin.web.search.operators import ROWS
from tests.web.conftest import datasette_on


async def page(datasette: Datasette, language: str) -> str:
    answer = await datasette.client.get("/about", headers={"accept-language": language})
    assert answer.status_code == 200
    return unescape(str(answer.text))


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_all_that_is_declared_is_told(datasette: Datasette, language: str) -> None:
    html = await page(datasette, language)
    words = html.replace("`", "")
    for operator in ROWS:
        assert f"<code>{operator.name}:" in html
        assert (operator.vietnamese if language == "vi" else operator.english) in html
    for function in FUNCTIONS:
        assert f"<code>{function.shown}</code>" in html
        meaning = function.vietnamese if language == "vi" else function.english
        assert meaning.replace("`", "") in words
    for address in (
        *(f"/search{suffix}" for suffix in TABLES),
        *(kind.path for kind in feed.KINDS),
    ):
        assert f'href="{address}"' in html
    other = "vi" if language == "en" else "en"
    assert (ROWS[0].vietnamese if other == "vi" else ROWS[0].english) not in html
    assert " · " not in re.sub(r"<[^>]*>", "", html)


async def test_what_is_in_it(datasette: Datasette) -> None:
    html = await page(datasette, "en")
    for figure in ("9 articles", "1 edit<", "KKT Vũng Sương", "1 March 2026, 09:00"):
        assert figure in html
    answer = await datasette.client.get("/search.json?sort=newest")
    (newest,) = answer.json()["results"][:1]
    assert newest["archive_url"] in html


async def test_every_footer_leads_there(datasette: Datasette) -> None:
    pid = (await datasette.client.get("/search.json")).json()["results"][0]["pid"]
    for path in ("/", "/search", f"/a/{pid}", f"/a/{pid}/history", "/archive", "/archive/articles",
                 "/archive/runs/1", "/nope"):  # fmt: skip
        footer = (await datasette.client.get(path)).text.partition("<footer")[2]
        assert 'href="/about"' in footer, path


async def test_what_is_logged(
    datasette: Datasette, small_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = await page(datasette, "en")
    assert "The line has the reader’s IP address" in html
    assert "those who run this server can say" in html
    monkeypatch.setenv("KHO_TIN_LOG_DAYS", "14")
    monkeypatch.setenv(profiles.VARIABLE, "public")
    public = datasette_on(small_archive, *profiles.PUBLIC.arguments)
    html = await page(public, "en")
    assert "does not log the reader’s IP address" in html
    assert "kept for 14 days" in html
    assert "at most 5,000 articles at a time" in html
    assert FUNCTIONS[0].shown not in html
