"""Captures by address and time: Memento, the page in its frame, and what a hostile page may do."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from kho_tin.archive.mementos import Memento, nearest
from kho_tin.web.replay import rewriting
from kho_tin.web.replay.addresses import MementoRequest, parse, path_to
from tests.exporters.conftest import tool
from tests.waiting import STUCK
from tests.web.browsing import browser, keep, needed
from tests.web.conftest import datasette_on
from tests.web.edited import EDITED
from tests.web.server import serving
from tests.web.test_safe import answer

# Loads the TimeMap and the TimeGate as pywb does for a collection "memento+http://…".
PYWB = """
import json, sys
from pywb.warcserver.index.indexsource import MementoIndexSource
prefix, url = sys.argv[1:]
forms = (prefix + form + url for form in ("", "timemap/link/", "{timestamp}id_/"))
source = MementoIndexSource(*forms)
shown = lambda rows: [[row["timestamp"], row["url"], row["load_url"]] for row in rows]
print(json.dumps([shown(source.handle_timemap({"url": url})),
                  shown(source.handle_timegate({"url": url}, sys.stdin.read().strip()))]))
"""


@pytest.fixture(scope="module")
def room(edited_archive: Path) -> Datasette:
    return datasette_on(edited_archive)


@pytest.fixture(scope="module")
def mementos(edited_archive: Path) -> list[tuple[str, str, int]]:
    """Address, digits of the time and number of each capture of the edited article."""
    sql = (
        "SELECT page_url, strftime('%Y%m%d%H%M%S', fetched_at), id FROM captures WHERE status = 200"
        " AND page_url LIKE ? ORDER BY fetched_at"
    )
    with closing(sqlite3.connect(edited_archive)) as db:
        rows = db.execute(sql, [f"%-{EDITED}.html"]).fetchall()
    assert len(rows) == 2
    return rows


async def test_negotiated_in_time(room: Datasette, mementos: list[tuple[str, str, int]]) -> None:
    (url, first, _), (_, second, _) = mementos
    newest = await answer(room, path_to(url))
    assert newest.status_code == 302
    assert newest.headers["location"] == path_to(url, second)
    assert "accept-datetime" in newest.headers["vary"]
    early = {"accept-datetime": "Thu, 01 Jan 2015 00:00:00 GMT"}
    for form in (url, url.replace("https://", "http://www."), url.replace("https://", "http:/")):
        response = await answer(room, path_to(form), **early)
        assert response.headers["location"] == path_to(url, first)
    assert (await answer(room, path_to(url), **{"accept-datetime": "soon"})).status_code == 400
    shown = await answer(room, path_to(url, first))
    assert shown.status_code == 200
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", shown.headers["memento-datetime"])
    relations = dict(re.findall(r'<([^>]*)>; rel="([^"]*)"', shown.headers["link"]))
    assert {link.removeprefix("http://reader"): name for link, name in relations.items()} == {
        url: "original",
        path_to(url): "timegate",
        f"/web/timemap/link/{url}": "timemap",
        path_to(url, first): "first memento",
        path_to(url, second): "last next memento",
    }
    # A time between captures leads to the nearest, a year to the one nearest to its beginning.
    assert (await answer(room, path_to(url, first[:4]))).headers["location"] == path_to(url, first)


async def test_its_timemap_below_a_base_url(
    edited_archive: Path, mementos: list[tuple[str, str, int]]
) -> None:
    """Also below the very path that addresses of captures begin with."""
    url = mementos[0][0]
    room = datasette_on(edited_archive, "--setting", "base_url", "/web/")
    led = await answer(room, f"/web{path_to(url)}")
    (timemap,) = re.findall('<http://reader([^>]*)>; rel="timemap"', led.headers["link"])
    assert timemap == f"/web/web/timemap/link/{url}"
    assert 'rel="self"' in (await answer(room, timemap)).text


async def test_bytes_as_fetched(room: Datasette, mementos: list[tuple[str, str, int]]) -> None:
    url, digits, number = mementos[0]
    by_address = await answer(room, path_to(url, digits, "id_"))
    by_number = await answer(room, f"/archive/captures/{number}/raw")
    assert by_address.content == by_number.content
    assert "sandbox;" in by_address.headers["content-security-policy"]
    led = await answer(room, f"/archive/captures/{number}/page")
    assert led.headers["location"] == path_to(url, digits)


async def test_what_is_not_kept(room: Datasette, mementos: list[tuple[str, str, int]]) -> None:
    nothing = await answer(room, "/web/2021/https://khac.example/tin?a=1&lang=en")
    assert nothing.status_code == 404
    assert "https://web.archive.org/web/2021/https://khac.example/tin?a=1" in nothing.text
    picture = await answer(room, "/web/20210602010500im_/https://khac.example/a.png")
    assert (picture.status_code, picture.text) == (404, "Not kept here")
    assert (await answer(room, path_to(mementos[0][0], "20211345"))).status_code == 404


def test_the_nearest_in_time() -> None:
    times = [f"2021-06-{day:02}T00:00:00Z" for day in (2, 10, 20)]
    kept = [Memento(number, "https://a.example/", at, None) for number, at in enumerate(times)]
    for at, expected in {
        "1990-01-01": 0, "2021-06-02": 0, "2021-06-06": 0, "2021-06-07": 1, "2030-01-01": 2,
    }.items():  # fmt: skip
        assert nearest(kept, f"{at}T00:00:00Z").capture == expected


def test_addresses_of_captures() -> None:
    url = "http://a.example/?b=c"
    wanted = parse("202106id_/http:/a.example/", "b=c")
    assert wanted == MementoRequest(url, time="202106", form="id_")
    assert wanted.at == "2021-06-01T00:00:00Z"
    assert parse("timemap/link/http://a.example/", "b=c") == MementoRequest(url, is_map=True)
    assert parse("http://a.example/", "b=c") == MementoRequest(url)
    for other in ("timemap/http://a.example/", "x/http://a.example/", "2021xx_/http://a.example/"):
        assert parse(other, "") is None


def in_archive(url: str, form: str) -> str:
    return f"/web/2021{form}/{url}"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/b.html#c">', '<a href="/web/2021/https://a.example/b.html#c" target="_top">'),
        ('<a href="#c">', '<a href="#c">'),
        ('<a href="javascript:alert(1)">', '<a href="" target="_top">'),
        ('<img src="b.png">', '<img src="/web/2021im_/https://a.example/b.png">'),
        ('<img src="data:image/gif;base64,R0">', '<img src="data:image/gif;base64,R0">'),
        ('<img srcset="b,c.png 2x, //d.example/e.png">',
         '<img srcset="/web/2021im_/https://a.example/b,c.png 2x, '
         '/web/2021im_/https://d.example/e.png">'),
        ('<p style="background: url(b.png)">',
         '<p style="background: url(/web/2021im_/https://a.example/b.png)">'),
        ("<style>p {background: url( 'c(1).png' )}</style>",
         "<style>p {background: url( '/web/2021im_/https://a.example/c(1).png' )}</style>"),
        ("<style>@import 'b.css'; p {background: url('c.png')}</style>",
         "<style>@import '/web/2021cs_/https://a.example/b.css'; "
         "p {background: url('/web/2021im_/https://a.example/c.png')}</style>"),
        ('<base href="https://b.example/c/"><img src="d.png">',
         '<img src="/web/2021im_/https://b.example/c/d.png">'),
        ("<script>alert(1)</script><iframe src=b></iframe><object data=c></object>", ""),
        ('<svg><a href="//b.example/"></a><use xlink:href="//b.example/c.svg"></use></svg>',
         "<svg><a><use></use></svg>"),
        ('<meta http-equiv="refresh" content="0; url=https://b.example/">', ""),
    ],
)  # fmt: skip
def test_what_a_frame_gets(html: str, expected: str) -> None:
    page = rewriting.page(html.encode(), None, "https://a.example/", in_archive)
    body = re.sub(r"</?(?:html|head|body)>|</[ap]>", "", page)
    assert body == expected


async def test_the_frame_is_shut(room: Datasette, mementos: list[tuple[str, str, int]]) -> None:
    url, digits, _ = mementos[0]
    framed = await answer(room, path_to(url, digits, "mp_"))
    policy = framed.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-top-navigation-by-user-activation; default-src 'none'")
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy


def test_letters_of_any_charset() -> None:
    page = rewriting.page(
        "<p>Đầu tư</p>".encode("cp1258", "replace"), "windows-1258", "", in_archive
    )
    assert "Đ" in page


def test_pywb_resolves_the_timemap(
    edited_archive: Path, mementos: list[tuple[str, str, int]]
) -> None:
    python = Path(tool("pywb")).with_name("python")
    (url, first, _), (_, second, _) = mementos
    with serving(edited_archive) as (address, _, _):
        done = subprocess.run(
            [python, "-c", PYWB, f"{address.rstrip('/')}/web/", url],
            input=first, capture_output=True, text=True, timeout=STUCK, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        by_map, by_gate = json.loads(done.stdout)
        assert [row[:2] for row in by_map] == [[first, url], [second, url]]
        assert first in [row[0] for row in by_gate]
        fetched = httpx.get(by_map[0][2])
        assert fetched.status_code == 200
        assert "Memento-Datetime" in fetched.headers


@pytest.fixture(scope="module")
def address(edited_archive: Path) -> Iterator[str]:
    with serving(edited_archive) as (address, _, _):
        yield address.rstrip("/")


@needed
def test_a_page_in_its_frame(address: str, mementos: list[tuple[str, str, int]]) -> None:
    """It shows the archive's pictures, runs nothing, asks no other host, leads to kept pages."""
    (url, first, number), (_, second, _) = mementos
    with browser() as chromium:
        page = chromium.new_page(locale="vi-VN")
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto(f"{address}/archive/captures/{number}/page")
        assert page.url == address + path_to(url, first)
        frame = page.frame_locator(".kt-frame")
        frame.get_by_role("link", name="Trang chủ").first.wait_for()
        shown = "images => images.some(each => each.complete && each.naturalWidth > 0)"
        assert frame.locator("img").evaluate_all(shown)
        keep(page, "replay")
        page.get_by_role("link", name="Bản thu sau").click()
        page.wait_for_url(address + path_to(url, second))
        page.frame_locator(".kt-frame").get_by_role("link", name="Trang chủ").first.click()
        page.wait_for_url("**/https://vungsuong.example/")
        assert [each for each in urls if not each.startswith((address, "data:"))] == []
