"""A real browser on a real server: a search typed without marks, from the box to the article."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.web.server import serving

CHROMIUM = Path(os.environ.get("CHROMIUM") or "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: name one with CHROMIUM=/path"
)


@pytest.fixture(scope="module")
def address(small_archive: Path) -> Iterator[str]:
    with serving(small_archive) as (address, _, _):
        yield address


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


@pytest.fixture
def page(browser_page: Page, address: str) -> Iterator[Page]:
    """A page; afterwards, nothing went wrong in it and nothing was asked of another host."""
    wrong: list[str] = []
    asked: list[str] = []

    def logged(message: object) -> None:
        if getattr(message, "type", "") in ("error", "warning"):
            wrong.append(str(message))

    def failed(error: object) -> None:
        wrong.append(str(error))

    def requested(request: object) -> None:
        asked.append(getattr(request, "url", ""))

    browser_page.on("console", logged)
    browser_page.on("pageerror", failed)
    browser_page.on("request", requested)
    yield browser_page
    browser_page.remove_listener("console", logged)
    browser_page.remove_listener("pageerror", failed)
    browser_page.remove_listener("request", requested)
    assert wrong == []
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_search_box(page: Page, address: str) -> None:
    page.goto(f"{address}archive/articles")
    rows = page.locator("table.rows-and-columns tbody tr")
    expect(rows).to_have_count(9)
    page.fill("#_search", "dau tu")
    page.press("#_search", "Enter")
    expect(rows).to_have_count(3)
    titles = page.locator("td.col-title").all_inner_texts()
    assert titles == [
        "Đấu giá tủ điện",
        "Thu hút đầu tư vào KCN Đồi Gió (cập nhật)",
        "Dau tu vao KCN Doi Gio",
    ]
    expect(page.locator("td.col-body").first).to_be_hidden()
    expect(page.locator("td.col-state").first).to_be_visible()
    page.fill("#_search", "đầu tư")
    page.press("#_search", "Enter")
    expect(rows).to_have_count(1)
    page.fill("#_search", "")
    page.press("#_search", "Enter")
    expect(rows).to_have_count(9)


def test_from_the_door_to_the_article(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("#kt-q", "khao sat")
    page.press("#kt-q", "Enter")
    expect(page.locator(".kt-snippet mark")).to_have_text(["khảo sát"])
    page.click(".kt-hits h3 a")
    expect(page.locator("h1")).to_have_text("Thu hút đầu tư vào KCN Đồi Gió (cập nhật)")
    expect(page.locator(".kt-text p")).to_have_count(2)
    page.click('a[href="/archive/articles/1/history"]')
    expect(page.locator("ins")).to_have_text([" (cập nhật)"])


def test_show_all_columns(page: Page, address: str) -> None:
    page.goto(f"{address}archive/articles")
    page.click(".kt-columns summary")
    page.click("text=Show all columns")
    expect(page.locator("td.col-body").first).to_be_visible()
    expect(page.locator("td.col-content_sha256").first).to_be_visible()


def test_articles_fit_a_telephone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    try:
        for path in ("articles/1", "articles/6", "articles", "search?q=dau+tu"):
            page.goto(f"{address}archive/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
