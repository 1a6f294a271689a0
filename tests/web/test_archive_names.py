"""An archive whose file has any name: its addresses, as Datasette and as browsers escape them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from kho_tin.web.replay.addresses import path_to
from tests.conftest import copied
from tests.replay.test_decisions import WHY, rows, withhold
from tests.web.conftest import datasette_on
from tests.web.test_safe import answer

NAME = "Kho báo.2024"
WITHHELD = 3
# As Datasette's own links have it, and as it is typed.
BELOW = ("/Kho+b~C3~A1o~2E2024", "/" + quote(NAME))


@pytest.fixture(scope="module")
def named(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample under another name, with an article that is withheld."""
    copy = copied(sample_archive, tmp_path_factory.mktemp("named") / "a")
    withhold(copy, rows(copy, f"SELECT pid FROM articles WHERE id = {WITHHELD}")[0][0])
    return copy.rename(copy.with_name(f"{NAME}.db"))


@pytest.fixture(scope="module")
def room(sample_archive: Path, named: Path) -> Iterator[Datasette]:
    """It is the second archive: the first has none of its names in addresses."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KHO_TIN_DOWNLOAD", "allow")
        yield datasette_on(sample_archive, str(named))


@pytest.mark.parametrize("below", BELOW)
async def test_its_captures_are_there(room: Datasette, named: Path, below: str) -> None:
    ((picture,), *_) = rows(named, "SELECT capture FROM images WHERE capture IS NOT NULL")
    raw = await answer(room, f"{below}/captures/{picture}/raw")
    assert raw.status_code == 200
    assert raw.headers["content-type"].startswith("image/")
    record = await answer(room, f"{below}/captures/{picture}/warc")
    assert record.content.startswith(b"\x1f\x8b")
    assert record.headers["content-disposition"] == (
        f'attachment; filename="Kho_b_o.2024-{picture}.warc.gz"; '
        f"filename*=UTF-8''Kho%20b%C3%A1o.2024-{picture}.warc.gz"
    )


@pytest.mark.parametrize("below", BELOW)
async def test_its_pages_as_captured(room: Datasette, named: Path, below: str) -> None:
    url, at, capture = rows(
        named,
        "SELECT page_url, strftime('%Y%m%d%H%M%S', fetched_at), captures.id FROM captures "
        "JOIN articles ON articles.capture = captures.id WHERE articles.id = 16",
    )[0]
    led = await answer(room, f"{below}/captures/{capture}/page")
    assert led.headers["location"] == BELOW[0] + path_to(url, at)
    page = await answer(room, below + path_to(url, at))
    assert page.status_code == 200
    (frame,) = re.findall(r'<iframe[^>]* src="([^"]*)"', page.text)
    assert (await answer(room, frame)).status_code == 200
    links = re.findall("<http://reader([^>]*)>", page.headers["link"])
    assert len(links) >= 3
    assert all(link.startswith(f"{BELOW[0]}/web/") for link in links)
    for link in links:
        assert (await answer(room, link)).status_code in (200, 302), link


@pytest.mark.parametrize("below", BELOW)
async def test_its_old_addresses_lead_on(room: Datasette, named: Path, below: str) -> None:
    ((pid,),) = rows(named, "SELECT pid FROM articles WHERE id = 16")
    for tail in ("/history", ".bib"):
        moved = await answer(room, f"{below}/articles/16{tail}")
        assert moved.status_code == 301
        assert moved.headers["location"] == f"/a/{pid}{tail}?archive=Kho+b%C3%A1o.2024"
        assert (await answer(room, moved.headers["location"])).status_code == 200


@pytest.mark.parametrize("below", BELOW)
async def test_it_can_be_taken_away(room: Datasette, below: str) -> None:
    copy = await answer(room, f"{below}/archive.db")
    assert copy.content.startswith(b"SQLite format 3\0")
    assert copy.headers["content-disposition"].endswith("filename*=UTF-8''Kho%20b%C3%A1o.2024.db")


async def test_what_is_withheld_says_so(room: Datasette, sample_archive: Path) -> None:
    sql = f"SELECT capture FROM articles WHERE id = {WITHHELD}"
    ((capture,),) = rows(sample_archive, sql)
    for path in (
        f"articles/{WITHHELD}",
        f"articles/{WITHHELD}.bib",
        f"captures/{capture}",
        f"captures/{capture}/raw",
    ):
        response = await answer(room, f"{BELOW[0]}/{path}")
        assert response.status_code == 451, path
        assert WHY in response.text


async def test_no_other_name_is_known(room: Datasette) -> None:
    for below in ("/Kho", "/Kho+b~C3~A1o", f"{BELOW[0]}~2Edb", "/archive~2E2024"):
        assert (await answer(room, f"{below}/captures/1/raw")).status_code == 404
