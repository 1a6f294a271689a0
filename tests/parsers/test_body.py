"""The text form, pictures and their captions, attachments, clean HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho_tin.parsers.html.body import Body, read_html


def body_of(html: str) -> Body:
    return read_html(html, lambda url: url if "://" in url else f"https://vungsuong.example{url}")


FORMS = [
    ("<p>Một</p><p>Hai</p>", "Một\n\nHai"),
    ("<div>Một<br>hai</div>", "Một\nhai"),
    ("Một<br><br>Hai", "Một\n\nHai"),
    ("Đầu đoạn <b>đậm</b>, <i>nghi</i>êng.<p>Hai</p>cuối", "Đầu đoạn đậm, nghiêng.\n\nHai\n\ncuối"),
    ("<h2>Mục</h2><p>Một\n  dòng</p>", "Mục\n\nMột dòng"),
    ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ('<ol start="3"><li>a</li></ol>', "3. a"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n- b\n- c"),
    ("<table><tr><th>Năm</th><th>Số</th></tr><tr><td><p>2020</p></td><td>10</td></tr></table>",
     "Năm | Số\n2020 | 10"),
    ("<table><tr><td>a<td><td>c</tr><tr><td><td></tr></table>", "a |  | c"),
    ("<table><tr><td><p>Một</p><p>Hai</p></td></tr></table>", "Một\n\nHai"),
    ("<p>&nbsp; &nbsp; Thụt đầu dòng</p><p>&nbsp;</p>", "Thụt đầu dòng"),
    ('<p>Hiện</p><p style="display:none">Ẩn</p><p hidden>Ẩn</p>', "Hiện"),
    ("<p>Một</p><script>x()</script><style>p{}</style><!-- y --><p>Hai</p>", "Một\n\nHai"),
    ("<p>Một</p><p>Đọc bài viết</p><p>Lấy link copy</p><p>125 lượt xem</p>", "Một"),
    ("<p>Hội nghị tại H<b>ải</b> Lam</p>", "Hội nghị tại Hải Lam"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "text"), FORMS)
def test_text_form(html: str, text: str) -> None:
    assert body_of(html).text == text


WORDS = st.text("abcđeêghiklmn", min_size=1, max_size=8)
SENTENCES = st.lists(WORDS, min_size=3, max_size=8).map(lambda words: " ".join(words) + " z.")
TAGS = st.sampled_from(
    [
        *("<p>{}</p>", "<div>{}</div>", "<p>&nbsp; &nbsp;{}</p>", "<div><p>{}</p></div>"),
        *("<p><span>{}</span></p>", "<p>{}</p><p>&nbsp;</p>", "{}<br><br>"),
    ]
)


@given(st.lists(st.tuples(SENTENCES, TAGS), min_size=1, max_size=6))
def test_paragraphs_stay_paragraphs(parts: list[tuple[str, str]]) -> None:
    html = "".join(tag.format(sentence) for sentence, tag in parts)
    assert body_of(html).text == "\n\n".join(sentence for sentence, _ in parts)


IMG = '<img src="/a.jpg" alt="Cảng">'
CENTRE = 'style="text-align: center;"'
END = "<p>Câu kết thúc bài viết.</p>"
CAPTIONS = [
    f"{END}<p>{IMG}</p><p {CENTRE}>Tàu vào cảng</p>",
    f"<p {CENTRE}>{IMG}</p><p {CENTRE}><em>&nbsp;Tàu vào cảng</em></p>{END}",
    f"<p {CENTRE}>{IMG}</p><p>Tàu vào cảng</p>{END}",
    f"<p {CENTRE}>{IMG}<br><em>Tàu vào cảng</em></p>{END}",
    f"<figure>{IMG}<figcaption>Tàu vào cảng</figcaption></figure>{END}",
    f"<table><tr><td>{IMG}</td></tr><tr><td><em>Tàu vào cảng</em></td></tr></table>{END}",
    f'<div>{IMG}</div><p class="chu-thich">Tàu vào cảng</p>{END}',
    f'<p><img src="data:image/gif;base64,R0" data-src="/a.jpg" alt="Cảng"></p>'
    f"<p><i>Tàu vào cảng</i></p>{END}",
]


@pytest.mark.parametrize("html", CAPTIONS)
def test_caption(html: str) -> None:
    body = body_of(html)
    assert [(each.url, each.caption, each.alt) for each in body.images] == [
        ("https://vungsuong.example/a.jpg", "Tàu vào cảng", "Cảng")
    ]
    assert body.text == "Câu kết thúc bài viết."


def test_a_picture_on_a_line_of_its_own() -> None:
    body = body_of(f"<div>Đầu bài.<br>{IMG}<br>Tàu vào cảng<br>Câu kết thúc<br>bài viết.</div>")
    assert [each.caption for each in body.images] == ["Tàu vào cảng"]
    assert body.text == "Đầu bài.\n\nCâu kết thúc\nbài viết."


def test_a_picture_in_several_sizes() -> None:
    html = '<picture><source srcset="/b.webp 2x"><img src="data:a" data-src="/a.jpg"></picture>'
    assert [each.url for each in body_of(html + END).images] == ["https://vungsuong.example/a.jpg"]


def test_a_table_around_the_article() -> None:
    cell = "".join(f"<p>Câu thứ {n} của một bài viết dài.</p>" for n in range(20))
    body = body_of(f"<table><tr><td>Trái</td><td>{cell}</td></tr></table>")
    assert len(body.text.split("\n\n")) == 21


@pytest.mark.parametrize(
    "after",
    [
        "<p>Sáng 2/6, tàu vào cảng trong niềm vui của mọi người.</p>",
        "<p><b>1. Kết quả đạt được</b></p>",
        "<p><b>Kết quả đạt được</b></p>",
        "<h3>Kết quả đạt được</h3>",
        "<p>- Một việc đã làm</p>",
        f"<p {CENTRE}><b>QUY ĐỊNH CHUNG</b></p>",
    ],
)
def test_no_caption(after: str) -> None:
    body = body_of(f"<p>{IMG}</p>{after}{END}")
    assert body.images[0].caption is None
    assert len(body.text.split("\n\n")) == 2


def test_pictures_side_by_side() -> None:
    row = "<tr><td><img src='/a.jpg'></td><td><img src='/b.jpg'></td></tr>"
    html = f"<table>{row}<tr><td>Bên trái</td><td>Bên phải</td></tr></table>{END}"
    assert [each.caption for each in body_of(html).images] == ["Bên trái", "Bên phải"]


def test_text_above_a_picture_in_a_table_is_no_caption() -> None:
    cell = f"<p>Sáng nay tàu vào cảng.</p><p>{IMG}</p><p>Tàu dỡ hàng trong bốn ngày.</p>"
    body = body_of(f"<table><tr><td>{cell}</td></tr></table>")
    assert body.text == "Sáng nay tàu vào cảng.\n\nTàu dỡ hàng trong bốn ngày."


def test_the_photographer_below_the_caption() -> None:
    html = f"<p>{IMG}</p><p {CENTRE}>Tàu vào cảng</p><p {CENTRE}>Ảnh: Lê Minh</p>{END}"
    assert [each.caption for each in body_of(html).images] == ["Tàu vào cảng Ảnh: Lê Minh"]


def test_icons_and_counters_are_no_pictures() -> None:
    html = f'<p><img src="/images/no-image.png"><img src="/x.gif" width="1"><img src="">{END}</p>'
    assert body_of(html).images == ()


def test_attachments() -> None:
    html = (
        '<p>Xem <a href="/CMS/VanBan/12-QĐ PL1.pdf">Quyết định số 12</a>,'
        ' <a href="/b.docx">tại đây</a> và <a href="/tin-1.html">tin khác</a>.</p>'
        '<ul><li><a href="/c.xlsx">Biểu mẫu</a></li></ul>'
    )
    body = body_of(html)
    assert [(each.url, each.filename) for each in body.attachments] == [
        ("https://vungsuong.example/CMS/VanBan/12-QĐ PL1.pdf", "Quyết định số 12"),
        ("https://vungsuong.example/b.docx", "b.docx"),
        ("https://vungsuong.example/c.xlsx", "Biểu mẫu"),
    ]
    assert body.text == "Xem Quyết định số 12, tại đây và tin khác."


def test_clean_html() -> None:
    html = (
        '<p style="color:red" onclick="x()">&nbsp; Một <a href="javascript:x()">hai</a>'
        '<a href="/b" target="_blank">ba</a><script>x()</script></p><p>&nbsp;</p>'
        '<iframe src="/c"></iframe><img src="/d.jpg" onerror="x()">'
    )
    assert body_of(html).html == (
        '<p>Một <a rel="noopener noreferrer">hai</a>'
        '<a href="https://vungsuong.example/b" rel="noopener noreferrer">ba</a></p>'
        '<img src="https://vungsuong.example/d.jpg">'
    )
