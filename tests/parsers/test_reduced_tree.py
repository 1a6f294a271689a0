"""The tree that extractors are given: what of the page is in it, and under which names."""

from __future__ import annotations

from lxml.html import HtmlElement, tostring  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser

from kho_tin.parsers.general.lines import read_rows
from kho_tin.parsers.general.reduced_tree import reduced_tree

TEXT = "Sáng nay cảng Mũi Én đón chuyến tàu hàng đầu tiên trong năm."


def reduced(html: str) -> str:
    """The HTML in the <body> of the tree."""
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    root = reduced_tree(read_rows(body))
    assert isinstance(root, HtmlElement)
    text = str(tostring(root, encoding="unicode"))
    return text.removeprefix("<html><body>").removesuffix("</body></html>")


def test_blocks_keep_the_names_by_which_they_are_known() -> None:
    html = (
        '<div class="bai-viet" id="b1" data-x="1" style="color: red">'
        f'<p itemprop="articleBody">{TEXT}</p></div>'
    )
    kept = f'<div class="bai-viet" id="b1"><p itemprop="articleBody">{TEXT}</p></div>'
    assert reduced(html) == kept


def test_lines_stand_where_they_stood() -> None:
    html = f"<div>{TEXT}<p>Một.</p>Hai <b>ba</b><br>bốn.<ul><li>Năm.</li></ul>Sáu.</div>"
    kept = f"<div>{TEXT}<p>Một.</p>Hai ba<br>bốn.<ul><li>Năm.</li></ul>Sáu.</div>"
    assert reduced(html) == kept


def test_a_link_within_a_line_is_a_link_and_a_line_of_links_is_left_out() -> None:
    within = f'<p>{TEXT} Xem <a href="/1.html"><i>bản</i> <b>tin</b></a> trước.</p>'
    beside = '<ul><li><a href="/2.html">Tàu vào cảng Bãi Sậy</a></li></ul>'
    kept = f'<p>{TEXT} Xem <a href="#">bản tin</a> trước.</p>'
    assert reduced(f"<div>{beside}</div>{within}{beside}") == kept
    alone = f'<div>{TEXT}<br><br><a href="/3.html">Tàu rời cảng Bãi Sậy</a></div>'
    assert "Bãi Sậy" not in reduced(alone)


def test_what_is_never_text_is_left_out() -> None:
    beside = (
        f"<nav>{TEXT}</nav><footer><p>{TEXT}</p></footer><script>1</script><p hidden>{TEXT}</p>"
        "<p><time>2/6/2021</time></p><p><label>Tìm</label></p>"
    )
    assert reduced(f"{beside}<p>{TEXT}</p>").replace("<p></p>", "") == f"<p>{TEXT}</p>"


def test_names_and_signs_that_lxml_refuses() -> None:
    html = f'<a"b class="\x01related">{TEXT}\x08\ufffe</a"b><o:p class="related">{TEXT}</o:p>'
    kept = f'<span class="related">{TEXT}</span><span class="related">{TEXT}</span>'
    assert reduced(html).replace("\ufffd", "") == kept


def test_tables_in_tables_end_at_some_depth() -> None:
    nested = reduced(f"<table><tr><td>{TEXT}" * 40)
    assert nested.count("<table>") == 8
    assert nested.count(TEXT) == 40
