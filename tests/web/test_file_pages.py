"""What attached documents say, page by page, and hits that lead to the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasette.app import Datasette

from kho_tin.archive import files
from kho_tin.archive.database import connect
from kho_tin.attachments.model import joined, layout_of
from kho_tin.web.articles.document_pages import Layout
from tests.conftest import copied
from tests.web.conftest import ARTICLES, datasette_on

PAGES = ["Quyết định số 12/QĐ-BQL", "", "Tuyến ống dẫn nước thô <Sông Én>"]
URL = ARTICLES[5]["attachments"][0]["url"]
VI = {"accept-language": "vi"}


@pytest.fixture(scope="module")
def paged(small_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """Article 6 with a scan of three pages, the second of which holds nothing."""
    archive = copied(small_archive, tmp_path_factory.mktemp("paged"))
    text, starts = joined(PAGES)
    _keep(archive, text, layout_of(starts, "tesseract 5.3.0", 91.6, [3]))
    return datasette_on(archive)


def _keep(archive: Path, text: str, layout: str | None) -> None:
    db = connect(archive)
    made = {"media_type": "application/pdf", "size": 2951, "sha256": "ab" * 32}
    assert files.keep_attachment(db, URL, 6, text=text, layout=layout, **made)  # type: ignore[arg-type]
    db.close()


async def _pid(datasette: Datasette) -> str:
    answer = await datasette.client.get("/archive/articles/6.json?_shape=array")
    return str(answer.json()[0]["pid"])


async def _text(datasette: Datasette, path: str, status: int = 200) -> str:
    answer = await datasette.client.get(path, headers=VI)
    assert answer.status_code == status, answer.text
    return str(answer.text)


async def test_each_page_has_its_number_and_says_what_read_it(paged: Datasette) -> None:
    pid = await _pid(paged)
    html = await _text(paged, f"/a/{pid}/file/1")
    sections = html.split("<section")[1:]
    assert [section.split('"')[1] for section in sections] == ["p1", "p2", "p3"]
    assert PAGES[0] in sections[0]
    assert "không có chữ nào" in sections[1]
    assert "&lt;Sông Én&gt;" in sections[2]
    assert ["(OCR)" in section for section in sections] == [False, False, True]
    assert "tesseract 5.3.0, độ tin cậy trung bình 92 trên 100" in html
    assert f'href="/a/{pid}"' in html
    assert 'href="/archive/captures/6/raw"' in html
    assert f'href="/a/{pid}/file/1"' in await _text(paged, f"/a/{pid}")


async def test_a_hit_leads_to_the_page(paged: Datasette) -> None:
    pid = await _pid(paged)
    hit = (await paged.client.get("/search.json?q=ống+dẫn")).json()["results"][0]
    assert (hit["filename"], hit["position"], hit["page"]) == ("12-QĐ-BQL.pdf", 1, 3)
    assert f'href="/a/{pid}/file/1#p3"' in await _text(paged, "/search?q=ống+dẫn")
    hit = (await paged.client.get("/search.json?q=quyết+định")).json()["results"][0]
    assert hit["page"] == 1
    hit = (await paged.client.get("/search.json?q=12-QĐ-BQL.pdf")).json()["results"][0]
    assert (hit["position"], hit["page"]) in ((1, None), (1, 1))


async def test_what_older_programs_read_is_one_page(small_archive: Path, tmp_path: Path) -> None:
    archive = copied(small_archive, tmp_path / "older")
    _keep(archive, "\n".join(filter(None, PAGES)), None)
    datasette = datasette_on(archive)
    html = await _text(datasette, f"/a/{await _pid(datasette)}/file/1")
    assert html.count("<section") == 1
    assert "Trang 1" not in html
    assert PAGES[0] in html
    hit = (await datasette.client.get("/search.json?q=ống+dẫn")).json()["results"][0]
    assert (hit["position"], hit["page"]) == (1, None)


@pytest.mark.parametrize("rest", ["file/2", "file/0", "file/01", "file/99999", "file/x"])
async def test_files_that_are_not_there(paged: Datasette, rest: str) -> None:
    await _text(paged, f"/a/{await _pid(paged)}/{rest}", 404)


@pytest.mark.parametrize("column", ["", "[]", "{", '{"starts":"x"}', '{"scans":[[]]}', "7"])
def test_what_is_no_layout_is_one_page(column: str) -> None:
    (page,) = Layout.of(column).pages("chữ")
    assert (page.number, page.text) == (None, "chữ")
