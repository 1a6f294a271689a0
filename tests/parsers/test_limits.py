"""Pages that are refused before they are parsed, and large ones that are not."""

from __future__ import annotations

import pytest

from kho_tin.parsers import read
from kho_tin.parsers.html.limits import (
    MOST_ATTRIBUTES,
    MOST_DEPTH,
    MOST_ENTITIES,
    MOST_TAGS,
    MOST_TEXT,
    why_refused,
    without_inline_files,
)
from kho_tin.parsers.model import NotAnArticle, Page

PARAGRAPH = "<p>Cảng Mũi Én đón tàu, <b>hàng hóa</b> qua cảng tăng.</p>"


def test_an_ordinary_page_is_not_refused() -> None:
    assert why_refused(f"<html><body>{PARAGRAPH * 200}</body></html>") is None


def test_a_decision_with_a_very_long_table_is_not_refused() -> None:
    row = "<tr><td><p><span>1</span></p></td><td><p><span>Phường Bến Trăng</span></p></td></tr>"
    assert why_refused("<table>" + row * (MOST_TAGS // 7 - 1) + "</table>") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<div>" * 1_000_000, f"more than {MOST_TAGS} elements"),
        (PARAGRAPH * 15_000, f"more than {MOST_TAGS} elements"),
        ("<p>" + "a " * (MOST_TEXT // 2 + 1), f"more than {MOST_TEXT} characters"),
        ("<p>" + "&amp;" * (MOST_ENTITIES + 1), f"more than {MOST_ENTITIES} entities"),
        ("<div>" * 1_001, f"elements nested more than {MOST_DEPTH} deep"),
        ("<div>" * 4_000, f"elements nested more than {MOST_DEPTH} deep"),
        ("<div><p>a</p>" * 4_000, f"elements nested more than {MOST_DEPTH} deep"),
        ("<div></span>" * 1_001, f"elements nested more than {MOST_DEPTH} deep"),
        ("<DIV></div><div>" * 1_001, f"elements nested more than {MOST_DEPTH} deep"),
        (
            "".join(f"<font size={n}>" for n in range(400)) + "<p>a" * 2_000,
            "fonts or links that are not closed, around many elements",
        ),
        ("<div>" * 500 + "</p>" * (MOST_TAGS + 1), f"more than {MOST_TAGS} elements"),
        ("<!--" * (MOST_TAGS + 1), f"more than {MOST_TAGS} elements"),
        ("<script>" * (MOST_TAGS + 1), f"more than {MOST_TAGS} elements"),
        (
            "<div " + " ".join(f"a{n}=1" for n in range(MOST_ATTRIBUTES + 1)) + ">x</div>",
            f"an element with more than {MOST_ATTRIBUTES} attributes",
        ),
    ],
    ids=[
        "nested", "many", "text", "entities", "a thousand deep", "deep", "deep with text",
        "ends of others", "ends of capitals",
        "open fonts", "ends", "open comments", "open scripts", "attributes",
    ],
)  # fmt: skip
def test_a_costly_page_is_refused(text: str, reason: str) -> None:
    assert why_refused(text) == reason
    reading = read(Page("https://tin.hailam.example/tin.html", f"<html><body>{text}".encode()))
    assert reading == NotAnArticle(
        "https://tin.hailam.example/tin.html", "general@1", "other", reason
    )


@pytest.mark.parametrize(
    "text",
    [
        "<p>một đoạn" * 5_000,
        "<ul>" + "<li>một mục" * 5_000 + "</ul>",
        "<p><span>một đoạn</p>" * 5_000,
        "<div><div><p>một đoạn</div></div>" * 3_000,
        "<script>" + "document.write('<div>');" * 30_000 + "</script>" + PARAGRAPH,
        "<!--" + "<div>" * 30_000 + "-->" + PARAGRAPH,
        "<style>" + "<div>" * 30_000 + "</STYLE ><!--<p>-->" + PARAGRAPH,
        "<p data-words='" + "chữ " * 20_000 + "'>một đoạn</p>",
    ],
    ids=["p", "li", "span in p", "div", "script", "comment", "style", "long attribute"],
)
def test_what_is_left_open_or_is_no_element_does_not_count(text: str) -> None:
    assert why_refused(text) is None


def test_pictures_in_the_text_of_a_page_do_not_count() -> None:
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 200_000}">'
    text = f"<html><body>{PARAGRAPH}{picture}{PARAGRAPH}</body></html>"
    short = f'<html><body>{PARAGRAPH}<img src="data:,">{PARAGRAPH}</body></html>'
    assert without_inline_files(text) == short
    assert without_inline_files(short) == short
