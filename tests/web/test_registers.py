"""The registers in the reading room: a document's page, an article's mentions, `doc:`, `place:`."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from kho_tin.archive import files, missing_files
from kho_tin.archive.decisions import hiding
from kho_tin.archive.lasting_names import pid_of
from kho_tin.web.pages.document import is_named
from tests.archive.making import Shelf, at
from tests.web.conftest import datasette_on

HOME = "https://vungsuong.example"
PAPER = {"url": f"{HOME}/57.pdf", "filename": "Quyết định 57-QĐ-BQL.pdf"}
OTHER = {"url": f"{HOME}/58.pdf", "filename": "Quyết định 157-QĐ-BQL.pdf"}
TEXT = (
    "BAN QUẢN LÝ\nSố: 57/QĐ-BQL\nVũng Sương, ngày 05 tháng 3 năm 2024\n\n"
    "Căn cứ Nghị định số 35/2022/NĐ-CP ngày 28/5/2022;\nXét Tờ trình số 19/TTr-QLĐT,"
)
ARTICLES: list[dict[str, object]] = [
    {"title": "Công bố Quyết định 57/QĐ-BQL", "attachments": [PAPER, OTHER],
     "published": "2024-03-06", "body": "Ban Quản lý công bố."},
    {"title": "Giải phóng mặt bằng", "published": "2024-05-01",
     "body": "Theo Quyết định số 57/QĐ-BQL ngày 5/3/2024, thu hồi đất ở xã Hòa Tâm, tỉnh Phú Yên."},
    {"title": "Đông Hòa hôm nay", "published": "2025-08-01",
     "body": "Phường Đông Hòa, tỉnh Đắk Lắk họp về Nghị định 35/2022/NĐ-CP."},
    {"title": "Ở nơi khác", "published": "2023-01-01", "body": "Hà Nội có Công văn 57/BXD-QH."},
    {"title": "Phố cổ", "published": "2024-02-01",
     "body": "Tham quan phường Minh An, thành phố Hội An, tỉnh Quảng Nam, và huyện Côn Đảo."},
]  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("registers") / "archive.db"
    shelf = Shelf(path)
    for number, article in enumerate(ARTICLES, start=1):
        address = {"identity": str(number), "url": f"{HOME}/{number}.html"}
        shelf.read(at(number), **{**address, **article})  # type: ignore[arg-type]
    capture = shelf.capture(at(9), PAPER["url"], page_url=PAPER["url"])
    files.keep_attachment(
        shelf.db, PAPER["url"], capture, media_type=None, size=9, sha256="0" * 64, text=TEXT
    )
    (path.parent / "captures").mkdir()
    for name in missing_files.files(shelf.db):
        (path.parent / "captures" / name).touch()
    shelf.db.close()
    return path


@pytest.fixture(scope="module")
def room(kept: Path) -> Datasette:
    return datasette_on(kept)


async def page(room: Datasette, path: str, status: int = 200) -> str:
    # Datasette writes an escaped address that it does not find in its own way, and looks again.
    response = await room.client.get(path, follow_redirects=True)
    assert response.status_code == status, path
    return str(response.text)


def part(html: str, name: str) -> str:
    """The section of a document's page that a heading names."""
    return html.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]


async def test_the_page_of_a_document(room: Datasette) -> None:
    html = await page(room, f"/d/{quote('57/QĐ-BQL')}?lang=en")
    assert "Decision" in html
    assert "5 March 2024" in html
    own = part(html, "kt-own")
    assert "Quyết định 57-QĐ-BQL.pdf" in own
    assert "157-QĐ-BQL" not in own
    assert f">{ARTICLES[0]['title']}</a>" in own
    cited = re.findall(r'lang="vi">([^<]*/[^<]*)</a>', part(html, "kt-cited"))
    assert cited == ["35/2022/NĐ-CP", "19/TTr-QLĐT"]
    citing = part(html, "kt-citing")
    assert "Mentioned 3 times" in citing
    titles = re.findall(r'<a href="/a/[^"@]*@[^"]*">([^<]*)</a>', citing)
    assert titles == ["Công bố Quyết định 57/QĐ-BQL"] * 2 + ["Giải phóng mặt bằng"]
    assert "this document itself" in citing


async def test_it_is_in_vietnamese_too(room: Datasette) -> None:
    html = await page(room, f"/d/{quote('57/QĐ-BQL')}?lang=vi")
    for words in ("Quyết định", "3 lần được nhắc đến", "Vũng Sương", "05/03/2024"):
        assert words in html


async def test_a_number_in_another_spelling(room: Datasette) -> None:
    response = await room.client.get("/d/57/qd-bql")
    assert response.status_code == 301
    assert response.headers["location"] == f"/d/{quote('57/QĐ-BQL')}"


@pytest.mark.parametrize("number", ["58/QĐ-BQL", "57", "15/6/2021"])
async def test_a_number_that_nothing_mentions(room: Datasette, number: str) -> None:
    assert number in await page(room, f"/d/{quote(number)}", 404)


async def test_an_article_tells_what_it_mentions(room: Datasette) -> None:
    html = await page(room, f"/a/{pid_of('sample', '2')}?lang=vi")
    assert f'href="/d/{quote("57/QĐ-BQL")}"' in html
    assert "xã Hòa Tâm, Đông Hòa, Phú Yên</span>: nay thuộc" in html
    assert "xã Hòa Xuân, tỉnh Đắk Lắk" in html


async def test_an_article_tells_what_places_elsewhere_are_now(room: Datasette) -> None:
    html = await page(room, f"/a/{pid_of('sample', '5')}?lang=vi")
    for place, now in (
        ("phường Minh An, Hội An, Quảng Nam", "phường Hội An, thành phố Đà Nẵng"),
        ("huyện Côn Đảo, Bà Rịa - Vũng Tàu", "đặc khu Côn Đảo, thành phố Hồ Chí Minh"),
        ("tỉnh Quảng Nam", "thành phố Đà Nẵng"),
    ):
        assert re.search(rf"{place}</span>: nay thuộc\s+<[^>]*>{now}<", html)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("doc:57/QĐ-BQL", {1, 2}),
        ("doc:57/qd-bql", {1, 2}),
        ("doc:57", {1, 2, 4}),
        ("doc:35/2022/NĐ-CP", {1, 3}),
        ("doc:35/2022/NĐ-CP -doc:57", {3}),
        ('place:"Đông Hòa"', {2, 3}),
        ('place:"dong hoa"', {2, 3}),
        ('place:"phường Hòa Vinh"', {3}),
        ('place:"xã Hòa Xuân"', {2}),
        ('place:"Đắk Lắk"', {2, 3}),
        ('place:"Phú Yên"', {2}),
        ('place:"Hà Nội"', {4}),
        ('place:"Hội An"', {5}),
        ('place:"hoi an"', {5}),
        ('place:"phường Hội An, Đà Nẵng"', {5}),
        ('place:"Hội An, An Giang"', set()),
        ('place:"Quảng Nam"', {5}),
        ('place:"Đà Nẵng"', {5}),
        ('place:"đặc khu Côn Đảo"', {5}),
        ('place:"Thủ Đức"', set()),
        ("place:Atlantis", set()),
    ],
)
async def test_operators(room: Datasette, query: str, numbers: set[int]) -> None:
    answer = (await room.client.get(f"/search.json?q={quote(query)}")).json()
    titles = {article["title"]: number for number, article in enumerate(ARTICLES, start=1)}
    assert {titles[hit["title"]] for hit in answer["results"]} == numbers


@pytest.mark.damaged("the file is missing|withholds .* no more")  # nobody has decided it
async def test_a_withheld_article_is_on_no_page(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(kept.read_bytes())
    (tmp_path / "captures").mkdir()
    shelf = Shelf(path)
    assert hiding.hide(shelf.db, tmp_path / "captures", pid_of("sample", "4"))
    shelf.db.close()
    await page(datasette_on(path), f"/d/{quote('57/BXD-QH')}", 404)


@pytest.mark.parametrize(
    ("filename", "is_so"),
    [
        ("1985-QD-UBND.pdf", True),
        ("Quyết định 1985 QĐ UBND ký số.pdf", True),
        ("01985_qd_ubnd.docx", True),
        ("11985-QD-UBND.pdf", False),
        ("1985-QD-HĐND.pdf", False),
        ("", False),
        (None, False),
    ],
)
def test_a_file_with_the_number_as_its_name(filename: str | None, is_so: bool) -> None:
    assert is_named(filename, "1985/QĐ-UBND") == is_so
