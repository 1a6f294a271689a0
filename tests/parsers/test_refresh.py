"""What a page's refresh is taken for: the table is after the HTML Standard's steps."""

from __future__ import annotations

import time

import pytest

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.refresh import parse_refresh, refresh_of
from kho_tin.parsers.model import Page

HERE = "https://vungsuong.example/tin/bai-5.html?x=1"
NEXT = "https://vungsuong.example/tin/moi"


@pytest.mark.parametrize(
    ("value", "refresh"),
    [
        ("60", (60, HERE)),
        ("0", (0, HERE)),
        (" \t5 ", (5, HERE)),
        ("5;", (5, HERE)),
        ("5.9; url=moi", (5, NEXT)),
        (".5; url=moi", (0, NEXT)),
        ("5; url=moi", (5, NEXT)),
        ("5;url=moi", (5, NEXT)),
        ("5;URL = moi", (5, NEXT)),
        ("5, uRl=moi", (5, NEXT)),
        ("5 url=moi", (5, NEXT)),
        ("5\nurl=moi", (5, NEXT)),
        ("5; moi", (5, NEXT)),
        ("5; 'moi' and more", (5, NEXT)),
        ("5; url='moi' and more", (5, NEXT)),
        ('5; url="moi', (5, NEXT)),
        ("5; url=mo\ni#tin", (5, NEXT)),
        ("5; url=", (5, HERE)),
        ("5; urlmoi", (5, "https://vungsuong.example/tin/urlmoi")),
        ("5; ur=moi", (5, "https://vungsuong.example/tin/ur=moi")),
        ("5; url='/a b'", (5, "https://vungsuong.example/a b")),
        ("5; url=//khac.example/", (5, "https://khac.example/")),
        ("5; url=http://khac.example/x?a=1;b=2", (5, "http://khac.example/x?a=1;b=2")),
        ("9" * 5000, (999_999_999, HERE)),
        ("", None),
        (" ", None),
        ("url=moi", None),
        ("-5; url=moi", None),
        ("5x; url=moi", None),
        ("5; url=javascript:alert(1)", None),
        ("5; url=data:text/html,a", None),
        ("5; url=http://[khac/", None),
        ("5; url=http:///", None),
    ],
)
def test_value(value: str, refresh: tuple[float, str] | None) -> None:
    assert parse_refresh(value, HERE) == refresh


@pytest.mark.parametrize(
    ("head", "refresh"),
    [
        ("<meta http-equiv=refresh content='60'>", (60, HERE)),
        ('<META HTTP-EQUIV="Refresh" CONTENT="0;URL=/tin/moi">', (0, NEXT)),
        ("<base href=/tin/><meta http-equiv=refresh content='1;url=moi'>", (1, NEXT)),
        ("<base href=/khac/><meta http-equiv=refresh content=7>", (7, HERE)),
        # The first that can be obeyed is.
        ("<meta http-equiv=refresh content=x><meta http-equiv=refresh content=2>", (2, HERE)),
        ("<meta http-equiv=refresh content=3><meta http-equiv=refresh content=2>", (3, HERE)),
        ("<noscript><meta http-equiv=refresh content='0;url=/khong-script'></noscript>", None),
        ("<!-- <meta http-equiv=refresh content=0> -->", None),
        ("<script>'<meta http-equiv=refresh content=0>'</script>", None),
        ("<meta http-equiv=refresh>", None),
        ("<meta name=refresh content=5>", None),
    ],
)
def test_page(head: str, refresh: tuple[float, str] | None) -> None:
    html = f"<html><head><title>Tin</title>{head}</head><body><p>Tin</p></body></html>"
    assert refresh_of(Document.of(Page(HERE, html.encode()))) == refresh


def test_the_header_goes_before_the_page() -> None:
    html = b"<html><head><meta http-equiv=refresh content=9></head></html>"
    document = Document.of(Page(HERE, html))
    assert refresh_of(document, "4; url=moi") == (4, NEXT)
    assert refresh_of(document, "none") == (9, HERE)


@pytest.mark.parametrize("part", [" ", "5", ".", ";", "5; url=", "'", "url= "])
def test_long_values_take_no_time(part: str) -> None:
    began = time.process_time()
    for before in ("", "5", "5;", "5;url="):
        parse_refresh(before + part * 200_000, HERE)
    assert time.process_time() - began < 2
