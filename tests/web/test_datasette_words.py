"""Datasette's own pages, in the reader's language and colours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kho_tin.web.datasette_words import BETWEEN, CELLS, PHRASES, TEMPLATES, of_language
from tests.conftest import ROOT
from tests.web.browsing import browser, needed
from tests.web.conftest import datasette_on
from tests.web.server import serving

PAGES = (
    "/archive",
    "/archive/articles?year__gt=2020",
    "/archive/articles?_size=1",
    "/archive/runs/1",
    "/archive/search?q=cang",
    "/archive?sql=select+1+as+n",
    "/archive/problems",
)
_CODE = re.compile(r"\{[{%].*?[%}]\}|<[^>]*>|[<>]|\w+=\"|\"", re.DOTALL)


def test_each_phrase_stands_in_a_template() -> None:
    """An update of Datasette that words something otherwise is seen here."""
    templates = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    assert [phrase for phrase in PHRASES if phrase not in templates] == []
    assert [cell for cell in CELLS if cell not in templates] == []


def texts(value: Any) -> Iterator[str]:
    """All that a person reads of the metadata file."""
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str) and name not in (
                "sql",
                "sort_desc",
                "sort",
                "$env",
                "label_column",
            ):
                yield each
            elif isinstance(each, dict | list):
                yield from texts(each)


def test_the_metadata_file_is_in_both_languages() -> None:
    metadata = json.loads((ROOT / "datasette-metadata.json").read_text())
    read = [each for each in texts(metadata) if " " in each and each != "Kho Tin"]
    assert len(read) > 100
    assert [each for each in read if each.count(BETWEEN) != 1] == []
    assert of_language("Bài viết · Articles", "vi") == "Bài viết"
    assert of_language("Bài viết · Articles", "en") == "Articles"
    assert of_language("One language", "vi") == "One language"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_in_one_language(sample_archive: Path, path: str) -> None:
    """No phrase of the templates in the other, and nothing of the metadata file twice."""
    client = datasette_on(sample_archive).client
    language = "&_lang=" if "?" in path else "?_lang="
    page = (await client.get(f"{path}{language}vi")).text
    assert BETWEEN not in re.sub(r"<title>.*?</title>", "", page, flags=re.DOTALL).replace(
        "&middot;", ""
    )
    shown = " ".join(
        re.sub(r"<(?:pre|code|script|style|textarea).*?</", "<", page, flags=re.DOTALL).split()
    )
    words = {" ".join(_CODE.sub(" ", phrase).split()) for phrase in PHRASES}
    english = {
        each for each in words if len(each) > 5 and re.search(rf">{re.escape(each)}(?!\w)", shown)
    }
    assert english == set()
    assert "dữ liệu" in page.lower()
    page = (await client.get(f"{path}{language}en")).text
    assert "Powered by" in page
    assert "Chạy bằng" not in page


@needed
def test_by_keyboard_and_in_the_dark(sample_archive: Path) -> None:
    with serving(sample_archive) as (address, _, _), browser() as chromium:
        page = chromium.new_page(locale="vi-VN", color_scheme="dark")
        page.goto(f"{address}archive/runs")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60
        menu = page.get_by_role("button", name="Trình đơn của cột verdict")
        menu.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == "Xếp tăng dần"
        page.keyboard.press("Escape")
        assert menu.evaluate("each => each === document.activeElement")
        heights = "[...document.querySelectorAll('tbody tr')].map(each => each.offsetHeight)"
        assert max(page.evaluate(heights)) < 200  # pixels
