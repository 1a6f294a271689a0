"""A browser for tests, and a watch on what it runs into."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.waiting import STUCK

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"  # what a person should look at, with KHO_TIN_PICTURES=1
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

needed = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: name one with CHROMIUM=/path"
)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=ARGUMENTS, timeout=STUCK * 1000
        )
        expect.set_options(timeout=STUCK * 1000)
        yield started
        started.close()


def new_page(started: Browser, **options: Any) -> Page:
    """A page in a context of its own, for which a busy machine may take its time."""
    context = started.new_context(**options)
    context.set_default_timeout(STUCK * 1000)
    return context.new_page()


@contextmanager
def watched(page: Page, address: str) -> Iterator[Page]:
    """Afterwards, nothing went wrong in the page and nothing was asked of another host."""
    wrong: list[str] = []
    urls: list[str] = []

    def logged(message: object) -> None:
        if getattr(message, "type", "") in ("error", "warning"):
            wrong.append(f"{page.url}: {getattr(message, 'text', message)}")

    def failed(error: object) -> None:
        wrong.append(str(error))

    def requested(request: object) -> None:
        urls.append(getattr(request, "url", ""))

    page.on("console", logged)
    page.on("pageerror", failed)
    page.on("request", requested)
    yield page
    page.remove_listener("console", logged)
    page.remove_listener("pageerror", failed)
    page.remove_listener("request", requested)
    assert wrong == []
    assert urls
    assert [url for url in urls if not url.startswith((address, "data:"))] == []


def keep(page: Page, name: str) -> None:
    """A picture of the whole page, where a person wants to look at it."""
    if os.environ.get("KHO_TIN_PICTURES"):
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{name}.png", full_page=True)
