"""A researcher's walk through the archive, in both languages, on a desk and on a telephone."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import axe_playwright_python  # type: ignore[import-untyped]
import feedparser
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from kho_tin.archive.lasting_names import compact, pid_of
from tests.web import hostile
from tests.web.browsing import browser, keep, needed, new_page, watched
from tests.web.server import serving

pytestmark = needed

Scheme = Literal["light", "dark"]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PID = pid_of("sample", "1303")
SIZES = {1280: 900, 390: 844}


@pytest.fixture(scope="module")
def address(edited_archive: Path) -> Iterator[str]:
    with serving(edited_archive) as (address, _, _):
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


def opened(chromium: Browser, width: int, locale: str, scheme: Scheme = "light") -> Page:
    page = new_page(
        chromium,
        viewport={"width": width, "height": SIZES[width]},
        locale=locale,
        color_scheme=scheme,
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


LONG = pytest.mark.long


# The longest words on the shortest lines; the others take as long, 9 s of processor time each.
@pytest.mark.parametrize(
    ("locale", "width"),
    [
        ("vi-VN", 390),
        pytest.param("vi-VN", 1280, marks=LONG),
        pytest.param("en-GB", 390, marks=LONG),
        pytest.param("en-GB", 1280, marks=LONG),
    ],
)
def test_walk(chromium: Browser, address: str, width: int, locale: str) -> None:
    vi = locale == "vi-VN"
    page = opened(chromium, width, locale)

    def look(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("html").get_attribute("lang") == locale[:2]
        keep(page, f"{name}-{width}-{locale[:2]}")
        _leads_to_its_side(page, width)

    with watched(page, address):
        page.goto(address)
        expect(page).to_have_title(("Tổng quan" if vi else "Overview") + " – Kho Tin")
        expect(page.locator(".kt-lead")).to_contain_text(
            "120 bài từ 08/01/2019" if vi else "120 articles, 8 January 2019"
        )
        expect(page.locator(".kt-chart rect")).to_have_count(91)
        look("overview")

        page.keyboard.press("/")
        page.keyboard.type("giai phong mat bang")
        page.keyboard.press("Enter")
        expect(page.locator("#kt-total")).to_contain_text("43 bài" if vi else "43 articles")
        look("search")
        page.locator('[data-facet="year"] a', has_text="2025").click()
        expect(page.locator("#kt-total")).to_have_text("6 bài" if vi else "6 articles")
        expect(page.locator(".kt-years a.chosen")).to_have_count(1)
        page.click('.kt-sort a[href*="sort=oldest"]')
        page.wait_for_url("**sort=oldest**")
        page.locator(".kt-hits h3 a", has_text="Gỡ vướng").click()

        expect(page.locator("h1")).to_contain_text("Gỡ vướng giải phóng mặt bằng")
        expect(page.locator("article.kt-article")).to_have_attribute("lang", "vi")
        expect(page.locator(".kt-article img").first).to_be_visible()
        assert page.evaluate(
            "Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode() }))"
            ".then(() => [...document.images].every(i => i.naturalWidth > 0))"
        )
        look("article")
        page.locator(".kt-history a", has_text="Xem" if vi else "See").click()
        added = "thêm:" if vi else "added:"
        expect(page.locator("ins")).to_have_text(
            [f"{added} Thông tin này được bổ sung sau khi bài đã đăng."]
        )
        look("history")
        page.locator(".kt-back a").click()

        copy = page.locator('button[data-copy="kt-bib"]')
        copy.click()
        expect(copy).to_have_text("Đã sao chép" if vi else "Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("@online{")
        assert "Gỡ vướng giải phóng mặt bằng" in copied

        page.go_back()
        page.goto(f"{address}search?q=giai+phong+mat+bang&year=2025")
        feed = page.locator('link[type="application/atom+xml"]').first.get_attribute("href")
        assert feed is not None
        answer = page.request.get(address + feed.removeprefix("/"))
        read = feedparser.parse(answer.body())
        assert not read.bozo
        assert len(read.entries) == 6
    page.context.close()


def _leads_to_its_side(page: Page, width: int) -> None:
    """Where the side of a page is below all else, its head has a link to it."""
    for link in page.locator(".kt-jump").all():
        expect(link).to_be_visible(visible=width == 390)
        if width == 390:
            link.click()
            expect(page.locator(link.get_attribute("href") or "")).to_be_in_viewport()


def test_a_vanished_article_says_so(chromium: Browser, address: str) -> None:
    page = opened(chromium, 1280, "en-GB")
    with watched(page, address):
        page.goto(f"{address}search?q=chấp+hành+pháp+luật+bảo+vệ+môi+trường+Suối+Ngà")
        page.locator(".kt-hits h3 a").first.click()
        expect(page.locator(".kt-line .state")).to_contain_text("At the last check: gone")
        expect(page.locator(".kt-line .state")).to_contain_text("410")
        keep(page, "vanished-1280-en")
    page.context.close()


def test_the_switch_of_language_is_kept(chromium: Browser, address: str) -> None:
    page = opened(chromium, 1280, "vi-VN")
    with watched(page, address):
        page.goto(f"{address}search?q=cảng")
        page.locator(".kt-lang").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#kt-q")).to_have_value("cảng")
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.context.close()


def test_without_script(chromium: Browser, address: str) -> None:
    page = new_page(chromium, java_script_enabled=False, locale="en-GB")
    page.goto(f"{address}search?q=cảng")
    page.get_by_role("link", name="Oldest").click()
    expect(page).to_have_url(re.compile("sort=oldest"))
    expect(page.locator(".kt-sort a[aria-current]")).to_have_text("Oldest")
    page.locator(".kt-years a").first.click()
    expect(page).to_have_url(re.compile("year="))
    expect(page.locator(".kt-hits li").first).to_be_visible()
    page.context.close()


def test_from_match_to_match_by_keyboard_and_back(chromium: Browser, address: str) -> None:
    page = new_page(chromium, java_script_enabled=False, locale="vi-VN")
    results = f"{address}search?q=giai+phong+mat+bang&year=2025&sort=oldest"
    page.goto(results)
    page.locator(".kt-hits h3 a", has_text="Gỡ vướng").click()
    expect(page.locator(".kt-marks")).to_contain_text("3 chỗ khớp")
    expect(page.locator("article mark")).to_have_text(
        ["giải phóng mặt bằng", "giải phóng mặt bằng", "mặt bằng"]
    )
    expect(page.locator(".kt-step a:visible")).to_have_count(0)
    page.get_by_role("link", name="Đến chỗ đầu tiên").press("Enter")
    for name in ("#match-1", "#match-2", "#match-3", "#matches"):
        expect(page).to_have_url(re.compile(f"{name}$"))
        # The first is the one before.
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    page.get_by_role("link", name="Về kết quả tìm kiếm").click()
    expect(page).to_have_url(results)
    page.context.close()


def test_dark_and_printed(chromium: Browser, address: str) -> None:
    page = opened(chromium, 1280, "vi-VN", "dark")
    with watched(page, address):
        for name in (
            "",
            "search?q=cang",
            f"a/{PID}",
            f"a/{PID}@20990101T000000Z",
            f"a/{PID}/history",
        ):
            page.goto(address + name)
            red, green, blue = page.evaluate(
                "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
            )
            assert red + green + blue < 120
            keep(page, f"dark-{name.partition('?')[0].replace('/', '-') or 'overview'}")
        expect(page.locator(".kt-print")).to_be_hidden()
        page.emulate_media(media="print", color_scheme="light")
        version = page.request.get(f"{address}a/{PID}@20990101T000000Z.json").json()
        page.goto(f"{address}a/{PID}")
        printed = page.locator(".kt-read > :last-child")
        expect(printed).to_be_visible()
        name = f"{PID}@{compact(version['seen_at'])}"
        for text in (f"{address}a/{name}", version["content_sha256"], version["title"]):
            expect(printed).to_contain_text(text)
        expect(page.locator(".kt-top")).to_be_hidden()
        expect(page.locator(".kt-cite")).to_be_hidden()
        expect(page.locator(".kt-provenance")).to_be_visible()
        keep(page, "print-article")
    page.context.close()


# Of each kind of page one. EDITED and FIRST are an edited article and its first version.
PAGES = [
    *("", "search?q=dau+tu&year=2021", "search?q=%C4%91au+t%C6%B0", "search?q=xylophon&from=2021"),
    *("a/EDITED", "a/EDITED?q=mat+bang#match-1", "a/EDITED@FIRST", "a/EDITED@20200101T000000Z"),
    *("a/EDITED/history", "a/EDITED/compare?from=FIRST&to=20990101T000000Z", "nothing-here"),
    *("d/1985/Q%C4%90-BQL", "web/https://nowhere.example/", "archive/captures/5/page"),
    *(
        "archive",
        "archive/articles?_search=cang&year=2021",
        "archive/articles?_all_columns=1&_size=3",
    ),
    *("archive/runs/1", "archive/captures/5", "archive/revisions?_size=3", "archive/search?q=cang"),
    *("archive?sql=select+1", "archive?sql=nonsense", "-/plugins", "-/allow-debug"),
    *("about", "a/gehtxigdxpur/file/1"),
]


@pytest.fixture(scope="module")
def pages(chromium: Browser, address: str) -> list[str]:
    page = new_page(chromium)
    answer = page.request.get(f"{address}a/{PID}.json").json()
    first = compact(answer["revisions"][-1]["seen_at"])
    page.context.close()
    assert len(answer["revisions"]) == 2
    return [each.replace("EDITED", PID).replace("FIRST", first) for each in PAGES]


@pytest.mark.more
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "light"),
        pytest.param(1280, "light", marks=LONG),
        pytest.param(390, "dark", marks=LONG),
        pytest.param(1280, "dark", marks=LONG),
    ],
)
def test_axe_finds_nothing(
    chromium: Browser, address: str, pages: list[str], width: int, scheme: Scheme
) -> None:
    """axe-core, by all of its rules (https://github.com/dequelabs/axe-core); and no page is wider
    than the screen."""
    size = {"width": width, "height": SIZES[width]}
    page = new_page(chromium, bypass_csp=True, color_scheme=scheme, viewport=size)
    script = AXE.read_text()
    wrong = []
    for path in pages:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(script)
        # Of what passes it then tells the rule alone, in half the time: docs/API.md of axe-core.
        result = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert len(result["passes"]) > 10, path
        wrong += [
            (path, each["id"], each["nodes"][0]["target"], each["nodes"][0]["failureSummary"])
            for each in result["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((path, "too wide", [], ""))
    assert wrong == []
    page.context.close()


# What the keyboard must reach, and is not behind something closed.
_TABBED = """[...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, iframe, [tabindex="0"]')].filter(each =>
    each.checkVisibility({visibilityProperty: true}) && each.type !== 'hidden' && !each.disabled
    && each.tabIndex >= 0)"""


# What has the focus is marked; its HTML, if it cannot be seen to have it, and null behind the last.
# The field of an editor is hidden.
_REACHED = """(() => {
    const each = document.activeElement, seen = each.closest('.CodeMirror') || each;
    if (each === document.body) return null;
    each.dataset.reached = '';
    return getComputedStyle(seen).outlineStyle === 'none' ? each.outerHTML : '';
})()"""
PARTS = 6  # a field for a day has a few more places to stop at: of two of them


@pytest.mark.parametrize("place", [4, 15, *(pytest.param(n, marks=LONG) for n in (0, 1, 8, 9, 21))])
def test_every_control_is_reached_by_keyboard_and_seen(
    chromium: Browser, address: str, pages: list[str], place: int
) -> None:
    page = opened(chromium, 1280, "vi-VN")
    page.goto(address + pages[place])
    missed = f"{_TABBED}.filter(each => !('reached' in each.dataset)).map(each => each.outerHTML)"
    every = len(page.evaluate(missed))
    assert every > 10
    unseen = set()
    for _ in range(every + PARTS):
        page.keyboard.press("Tab")
        if (reached := page.evaluate(_REACHED)) is None:
            break
        unseen.add(reached[:200])
    assert unseen == {""}
    assert page.evaluate(missed) == []
    page.context.close()


@contextmanager
def tracker() -> Iterator[tuple[str, list[object]]]:
    """The address of a server, and whoever connected to it."""
    connected: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, peer = server.accept()
                except OSError:
                    return
                connected.append(peer)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", connected
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.damaged("a file without a row", "does not read as an article today")
def test_nothing_of_an_archived_page_runs(chromium: Browser, tmp_path: Path) -> None:
    """On the article's page, in the raw capture, and in a picture that is a program."""
    archive = tmp_path / "archive.db"
    with tracker() as (elsewhere, connected):
        # The watch works: somebody who does ask is seen.
        page = opened(chromium, 1280, "en-GB")
        with pytest.raises(Error):
            page.goto(elsewhere)
        assert connected
        page.context.close()
        connected.clear()

        _, raw, svg = hostile.build(archive, elsewhere)
        with serving(archive) as (address, _, _):
            page = opened(chromium, 1280, "en-GB")
            _nothing_runs_on_our_pages(page, address, pid_of("sample", "1"))
            page = opened(chromium, 1280, "en-GB")
            for key in (svg, raw):
                page.goto(f"{address}archive/captures/{key}/raw")
                page.wait_for_timeout(300)
                assert page.evaluate("window.ran") is None
                assert page.evaluate("window.origin") == "null"
                assert page.url == f"{address}archive/captures/{key}/raw"
            expect(page.get_by_text(hostile.WORDS)).to_be_visible()
            keep(page, "hostile-raw")
            page.context.close()
        assert connected == []


def _nothing_runs_on_our_pages(page: Page, address: str, article: str) -> None:
    with watched(page, address):
        page.goto(f"{address}a/{article}")
        text = page.locator(".kt-text")
        expect(text.get_by_text(hostile.WORDS)).to_be_visible()
        expect(text).to_contain_text("Hết.")
        for link in text.locator("a").all():
            link.click()  # those that are left lead nowhere
        text.hover()
        page.wait_for_timeout(300)
        assert page.evaluate("window.ran") is None
        assert page.url.startswith(f"{address}a/{article}")
        assert text.locator("script, style, svg, form, iframe").count() == 0
        assert page.locator(".kt-article [style], .kt-article [onclick]").count() == 0
        keep(page, "hostile-article")
        for path in ("", "search?q=chu+cua+bai", f"a/{article}/history"):
            page.goto(address + path)
            assert page.evaluate("window.ran") is None
    page.context.close()
