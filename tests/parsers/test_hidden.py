"""What a page hides is no text of an article, and what it moves off the screen no link either."""

from __future__ import annotations

import pytest

from kho_tin.parsers.html.body import read_html
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Page

OFF_SCREEN = [
    "position:absolute;left:-9999px;top:0",
    "POSITION: fixed; top: -3000px",
    "position:absolute; top: -999em",
    "position:absolute;left:-100%",
    "text-indent:-9999px",
    "margin-left:-5000px",
    "position:absolute;clip:rect(0 0 0 0);height:1px",
]
ON_SCREEN = [
    "left:-9999px",
    "margin-left:-15px",
    "position:relative;left:-300px",
    "text-indent:-18pt",
    "position:relative;padding-bottom:56%;height:0;overflow:hidden",
    "overflow:hidden;height:117px",
]
NOT_SHOWN = ["display:none", "visibility : hidden", "height:0;overflow:hidden"]


def document(style: str) -> Document:
    html = (
        f'<html><body><p>Bài.</p><div style="{style}"><b style="left:-1px"><a href="/x.pdf">soi cầu'
        "</a></b></div></body></html>"
    )
    return Document.of(Page("https://vungsuong.example/", html.encode()))


@pytest.mark.parametrize("style", OFF_SCREEN)
def test_off_the_screen_is_not_there(style: str) -> None:
    assert not document(style).has("a")


@pytest.mark.parametrize("style", [*ON_SCREEN, *NOT_SHOWN])
def test_else_it_stays_in_the_tree(style: str) -> None:
    assert document(style).has("a")


@pytest.mark.parametrize(
    ("style", "shown"),
    [(style, False) for style in (*OFF_SCREEN, *NOT_SHOWN)]
    + [(style, True) for style in ON_SCREEN],
)
def test_neither_text_nor_html_has_what_is_hidden(style: str, shown: bool) -> None:
    body = read_html(f'<p>Câu.</p><div style="{style}">soi cầu</div><p>Cuối.</p>', str)
    assert ("soi cầu" in body.text) is ("soi cầu" in (body.html or "")) is shown


def test_a_folded_list_of_files_is_read() -> None:
    body = read_html('<p>Câu.</p><div style="display:none"><a href="/a.pdf">Tệp</a></div>', str)
    assert body.text == "Câu."
    assert [file.url for file in body.attachments] == ["/a.pdf"]


def test_what_stands_behind_the_end_is_no_part_of_the_page() -> None:
    html = "<html><body><p>Bài viết dài hơn những gì ở sau nó.</p></body></html>"
    page = Page("https://vungsuong.example/", f'{html}<a href="/soi-cau">x</a>'.encode())
    assert not Document.of(page).has("a")
    longer = f"{html}{'<p>Bài thật.</p>' * 20}"
    assert len(Document.of(Page("https://vungsuong.example/", longer.encode())).all("p")) == 21
