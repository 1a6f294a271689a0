"""Nine questions of a researcher, each answered by visible labels alone, in at most three clicks.

What each must end in was listed beforehand, by going through every word of the texts without an
index. A key that submits counts as a click.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin
from urllib.request import urlopen

import feedparser
import pytest
import rispy
from playwright.sync_api import Browser, Locator, Page, expect

from kho_tin.sample import SampleServer
from tests.conftest import copied, run_scrapy
from tests.exporters.conftest import tool
from tests.web.browsing import browser, keep, needed, new_page, watched
from tests.web.edited import EDITED, REMOVED, RETITLED
from tests.web.server import serving

pytestmark = needed

CLICKS = 3
LAND_CLEARANCE = {
    *(1001, 1004, 1005, 1007, 1010, 1012, 1019, 1020, 1024, 1030, 1101, 1103, 1109, 1114, 1117),
    *(1120, 1126, 1130, 1201, 1204, 1219, 1228, 1229, 1230, 1301, 1303, 1308, 1309, 1311, 1318),
    *(1321, 1324, 1327, 1330),
}
LAM_NGA_WOOD = {1005, 1102, 1111, 1124}
PORT_IN_TITLE = {1015, 1017, 1027, 1116, 1123, 1210, 1221, 1314, 1323, 1326}

PANDAS = """
import pandas, sys
table = pandas.read_csv(sys.stdin.buffer, parse_dates=["published"])
print(table.sort_values("published")["pid"].to_json(orient="values"))
"""

VI = {
    "search the archive": "Tìm trong kho",
    "edited": "đã sửa",
    "edited at": "sửa lúc",
    "json": "JSON, từng trang",
    "feed": "Nguồn tin Atom",
    "vanished": "Tất cả bài không còn trên trang",
    "since": "đã bị gỡ từ",
    "data": "Dữ liệu",
    "run": "Chạy SQL",
    "as captured": "Trang như khi được thu",
    "added": "thêm vào",
}
EN = {
    "search the archive": "Search the archive",
    "edited": "edited",
    "edited at": "edited",
    "json": "JSON, a page at a time",
    "feed": "Atom feed",
    "vanished": "All that are no longer on the site",
    "since": "gone since",
    "data": "Data",
    "run": "Run SQL",
    "as captured": "Page as captured",
    "added": "added",
}


class Reader(NamedTuple):
    """Somebody before the reading room, who reads labels; `clicks` grows with each."""

    page: Page
    address: str
    numbers: dict[str, int]
    labels: dict[str, str]
    clicks: list[str]

    def click(self, link: Locator) -> None:
        self.clicks.append(link.inner_text())
        link.click()

    def link(self, label: str, *, exact: bool = True) -> Locator:
        return self.page.get_by_role("link", name=self.labels.get(label, label), exact=exact).first

    def search(self, query: str) -> None:
        box = self.page.get_by_role("searchbox", name=self.labels["search the archive"]).first
        box.fill(query)
        self.clicks.append("Enter")
        with self.page.expect_navigation():
            box.press("Enter")

    def shows(self, wanted: set[int]) -> None:
        """The page of results has these articles, by their numbers, and no other."""
        titles = self.page.get_by_role("article").get_by_role("heading").get_by_role("link")
        expect(titles).to_have_count(len(wanted))
        addresses = [titles.nth(n).get_attribute("href") or "" for n in range(len(wanted))]
        assert set(map(self.of, addresses)) == wanted

    def of(self, address: str) -> int:
        """The number of the article at an address of ours."""
        return self.numbers[re.findall(r"/a/([a-z2-7]+)", address)[0]]

    def get(self, link: Locator) -> bytes:
        """What a link gives that the browser would keep as a file."""
        self.clicks.append(link.inner_text())
        target = urljoin(self.page.url, link.get_attribute("href") or "")
        with urlopen(target) as answer:
            return bytes(answer.read())


def edits(reader: Reader) -> None:
    """What the board said of land clearance, and whether it changed what it said."""
    reader.search('"giải phóng mặt bằng"')
    reader.click(
        reader.page.get_by_role("link", name=re.compile(rf"^{reader.labels['edited']} 2$"))
    )
    reader.shows({EDITED, RETITLED})
    of_edited = reader.page.get_by_role("article").filter(has_text="Gỡ vướng")
    reader.click(of_edited.get_by_role("link", name=reader.labels["edited at"]))
    expect(reader.page.locator("ins").first).to_contain_text("được bổ sung sau khi bài đã đăng")


def a_company(reader: Reader) -> None:
    """A company's name without its marks."""
    reader.search('"go lam nga"')
    reader.shows(LAM_NGA_WOOD)
    expect(reader.page.locator("mark").first).to_contain_text("Gỗ Lam Ngà", ignore_case=True)


def into_pandas(reader: Reader) -> None:
    """All results as a table."""
    reader.search('"giai phong mat bang"')
    done = subprocess.run(
        [Path(tool("pywb")).with_name("python"), "-c", PANDAS],
        input=reader.get(reader.link("CSV")), stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    assert {reader.numbers[pid] for pid in json.loads(done.stdout)} == LAND_CLEARANCE


def a_citation(reader: Reader) -> None:
    """A citation that Zotero takes."""
    reader.search('in:title "gỡ vướng" "ven biển"')
    reader.click(reader.page.get_by_role("article").get_by_role("link").first)
    (entry,) = rispy.loads(reader.get(reader.link("RIS")).decode())
    assert entry["title"] == (
        "Gỡ vướng giải phóng mặt bằng đường ven biển Én – Trăng qua xã Hòa Sương"
    )
    assert entry["authors"] == ["Phan Đình Khải"]
    assert "-1303.html" in str(entry)


def a_feed(reader: Reader) -> None:
    """A feed of what will be found."""
    reader.search('"go lam nga"')
    feed = feedparser.parse(reader.get(reader.link("feed")))
    assert {reader.of(entry.link) for entry in feed.entries} == LAM_NGA_WOOD


def vanished(reader: Reader) -> None:
    """What is no longer on the site, and since when."""
    reader.click(reader.link("vanished"))
    reader.shows({REMOVED})
    expect(reader.page.get_by_role("article")).to_contain_text(reader.labels["since"])


def by_sql(reader: Reader) -> None:
    """SQL without marks."""
    reader.click(reader.link("data"))
    sql = "select pid, title from articles where fold(title) like '%cang mui en%'"
    expect(reader.page.locator(".CodeMirror")).to_be_visible()  # in the place of a plain field
    editor = reader.page.get_by_role("textbox", name="SQL")
    editor.focus()
    reader.page.keyboard.press("ControlOrMeta+A")
    reader.page.keyboard.insert_text(sql)
    reader.click(reader.page.get_by_role("button", name=reader.labels["run"]))
    cells = reader.page.get_by_role("row").get_by_role("cell").first
    expect(cells).to_be_visible()
    rows = reader.page.locator("tbody tr")
    pids = {rows.nth(n).locator("td").first.inner_text() for n in range(rows.count())}
    assert {reader.numbers[pid.strip()] for pid in pids} == PORT_IN_TITLE


def as_json(reader: Reader) -> None:
    """All results for a program."""
    reader.search('"giai phong mat bang"')
    page = json.loads(reader.get(reader.link("json")))
    rows = page["results"]
    while page["next"]:
        with urlopen(page["next"]) as answer:
            page = json.load(answer)
        rows += page["results"]
    assert {reader.numbers[row["pid"]] for row in rows} == LAND_CLEARANCE


def as_captured(reader: Reader) -> None:
    """The page as it was fetched."""
    reader.search('in:title "gỡ vướng" "ven biển"')
    reader.click(reader.page.get_by_role("article").get_by_role("link").first)
    reader.click(reader.link("as captured"))
    framed = reader.page.frame_locator(".kt-frame")
    expect(framed.get_by_text("Gỡ vướng giải phóng mặt bằng").first).to_be_visible()


TASKS: list[Callable[[Reader], None]] = [
    *(edits, a_company, into_pandas, a_citation, a_feed, vanished, by_sql, as_json, as_captured),
]


@pytest.fixture(scope="module")
def archive(edited_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with edits, and an article that three nights did not find."""
    made = copied(edited_archive, tmp_path_factory.mktemp("tasks"))
    day = "2025-03-27"  # on which the removed article was published
    with SampleServer() as server:
        server.site.remove(REMOVED, "410")
        of_it = ["-a", f"start={server.url}", "-a", "full=1", "-a", f"since={day}"]
        for night in (1, 2, 3):
            clock = f"2027-01-0{night}T02:00:00Z"
            done = run_scrapy(
                *("crawl", "sample", *of_it, "-a", f"until={day}"),
                archive=made,
                KHO_TIN_CLOCK=clock,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    return made


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    with serving(archive) as (address, _, _):
        yield address


@pytest.fixture(scope="module")
def numbers(archive: Path) -> dict[str, int]:
    with closing(sqlite3.connect(archive)) as db:
        return {
            pid: int(number) for pid, number in db.execute("SELECT pid, identity FROM articles")
        }


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


LONG = pytest.mark.long
WAYS = [
    pytest.param(language, width, scheme, marks=() if is_everyday else LONG)
    for language in ("vi", "en")
    for width in (390, 1280)
    for scheme in ("light", "dark")
    for is_everyday in [(language, width, scheme) == ("vi", 390, "dark")]
]


@pytest.mark.more
@pytest.mark.parametrize(("language", "width", "scheme"), WAYS)
def test_nine_tasks(
    chromium: Browser,
    address: str,
    numbers: dict[str, int],
    language: str,
    width: int,
    scheme: str,
) -> None:
    labels = VI if language == "vi" else EN
    page = new_page(
        chromium,
        viewport={"width": width, "height": 850},
        locale={"vi": "vi-VN", "en": "en-GB"}[language],
        color_scheme=scheme,
    )
    with watched(page, address):
        for task in TASKS:
            page.goto(address)
            reader = Reader(page, address, numbers, labels, [])
            task(reader)
            keep(page, f"task-{task.__name__}-{language}-{width}-{scheme}")
            assert len(reader.clicks) <= CLICKS, f"{task.__name__}: {reader.clicks}"
    page.context.close()
