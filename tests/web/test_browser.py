"""A real browser on a real server: the small archive, from the box to the article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import browser, needed, new_page, watched
from tests.web.server import serving

pytestmark = needed


@pytest.fixture(scope="module")
def address(small_archive: Path) -> Iterator[str]:
    with serving(small_archive) as (address, _, _):
        yield address


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with browser() as started:
        yield new_page(started, viewport={"width": 1280, "height": 900})


@pytest.fixture
def page(browser_page: Page, address: str) -> Iterator[Page]:
    with watched(browser_page, address) as page:
        yield page


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
    page.click('a[href$="/history"]')
    expect(page.locator("ins")).to_have_text(["added: (cập nhật)"])


def test_show_all_columns(page: Page, address: str) -> None:
    page.goto(f"{address}archive/articles")
    page.click(".kt-columns summary")
    page.click("text=Show all columns")
    expect(page.locator("td.col-body").first).to_be_visible()
    expect(page.locator("td.col-content_sha256").first).to_be_visible()


def test_articles_fit_a_telephone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    try:
        for path in ("articles/1", "revisions/1,1", "articles", "search?q=dau+tu", "runs/1", "."):
            page.goto(f"{address}archive/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})


def test_datasettes_own_pages_obey_the_policy(page: Page, address: str) -> None:
    """Its SQL editor, its menus and its filters work under a policy without inline script."""
    page.goto(f"{address}archive?sql=select+1")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.click("#sql-format")
    page.goto(f"{address}archive/newest")
    page.goto(f"{address}archive/revisions?_sort=number")
    page.locator("th.col-title .dropdown-menu-icon, th.col-title svg").first.click()
    expect(page.locator(".dropdown-menu").first).to_be_visible()
