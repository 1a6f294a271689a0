"""Bylines: the line itself, and where it may stand."""

from __future__ import annotations

import pytest

from kho_tin.parsers.html.body import read_html
from kho_tin.parsers.vietnamese.bylines import author_field, read_byline

LINES = [
    ("Nguyễn Văn An", "Nguyễn Văn An", None),
    ("NGUYỄN VĂN AN", "NGUYỄN VĂN AN", None),
    ("Bài và ảnh: Nguyễn Văn An", "Nguyễn Văn An", None),
    ("Bài, ảnh: An Nhiên", "An Nhiên", None),
    ("Tin, ảnh: Phòng QLDN&LĐ", "Phòng QLDN&LĐ", None),
    ("Tin và ảnh : Lê Minh", "Lê Minh", None),
    ("Tác giả: ThS. Lê Thị Hồng Nhung", "Lê Thị Hồng Nhung", None),
    ("Người viết: Hà", "Hà", None),
    ("Bài: Nguyễn An - Ảnh: Trần Bình", "Nguyễn An", None),
    ("Bài: Nguyễn An; Ảnh: Trần Bình", "Nguyễn An", None),
    ("Ảnh: Trần Bình", None, None),
    ("(Theo Báo Hải Lam)", None, "Báo Hải Lam"),
    ("Theo Cổng TTĐT Chính phủ", None, "Cổng TTĐT Chính phủ"),
    ("Theo baochinhphu.vn", None, "baochinhphu.vn"),
    ("Nguồn: TTXVN", None, "TTXVN"),
    ("Nguyễn Văn An (Theo Báo Hải Lam)", "Nguyễn Văn An", "Báo Hải Lam"),
    ("BBT", "BBT", None),
    ("T.H", "T.H", None),
    ("PHÒNG QUẢN LÝ ĐẦU TƯ", "PHÒNG QUẢN LÝ ĐẦU TƯ", None),
    ("Phòng Quản lý Quy hoạch và Xây dựng", "Phòng Quản lý Quy hoạch và Xây dựng", None),
    ("Nguyễn Văn An – Trần Thị Bình", "Nguyễn Văn An, Trần Thị Bình", None),
    ("Nguyễn Văn An, Trần Thị Bình và Lê Minh", "Nguyễn Văn An, Trần Thị Bình, Lê Minh", None),
    ("Nguyễn Văn An - Phòng Quản lý Đầu tư", "Nguyễn Văn An", None),
    ("Đại úy Trần Văn Nam", "Trần Văn Nam", None),
    ("ThS.KTS. Trần Văn Nam", "Trần Văn Nam", None),
    ("ThSBS Trần Văn Nam", "Trần Văn Nam", None),
    ("ThS. Ksor Hờ Bia", "Ksor Hờ Bia", None),
    ("Tin bài, hình ảnh, clip: Nguyễn Văn An", "Nguyễn Văn An", None),
    ("Bài viết: Nguyễn Văn An", "Nguyễn Văn An", None),
    ("Photostory: Nguyễn Văn An", "Nguyễn Văn An", None),
    ("Hình ảnh và video: Trần Bình", None, None),
    ("Hải Âu (tổng hợp)", "Hải Âu", None),
    ("By Nguyen Van An", "Nguyen Van An", None),
    ("admin admin", None, None),
    ("Admin English", None, None),
    ("vanphong@vungsuong.example", None, None),
    ("Ban Quản lý Khu kinh tế Vũng Sương", None, None),
]


@pytest.mark.parametrize(("line", "author", "source"), LINES, ids=[line[0] for line in LINES])
def test_line(line: str, author: str | None, source: str | None) -> None:
    byline = read_byline(line, ("Ban Quản lý Khu kinh tế Vũng Sương",))
    assert byline is not None
    assert (byline.author, byline.source) == (author, source)


@pytest.mark.parametrize(
    "line",
    [
        "Theo đó, các đơn vị phải báo cáo trước ngày 15.",
        "Theo Quyết định số 12/QĐ-BQL, từ ngày 1/7 phí giảm một nửa",
        "Trân trọng cảm ơn!",
        "TRƯỞNG BAN",
        "Ngày 02/06/2021",
        "Hotline: 0200 000 001",
        "Tài liệu đính kèm",
        "Ban Quản lý trao quà cho công nhân",
        "Hội nghị kết thúc lúc 11 giờ cùng ngày.",
        "tin bài " * 30,
    ],
)
def test_no_byline(line: str) -> None:
    assert read_byline(line) is None


TEXT = "<p>Hội nghị diễn ra trong một ngày và kết thúc tốt đẹp./.</p>"
RIGHT = 'style="text-align: right;"'
PLACES = [
    (f"{TEXT}<p {RIGHT}>Mai</p>", "Mai"),
    (f"{TEXT}<p {RIGHT}>Nguyễn Văn An</p>", "Nguyễn Văn An"),
    (f'{TEXT}<p align="right">Nguyễn Văn An</p><p>&nbsp;</p>', "Nguyễn Văn An"),
    (f'{TEXT}<p class="text-right">Hải Âu</p>', "Hải Âu"),
    (f'{TEXT}<p style="padding-left: 320px;">Hải Âu</p>', "Hải Âu"),
    (f"{TEXT}<p><strong>Nguyễn Văn An</strong></p>", "Nguyễn Văn An"),
    (f"{TEXT}<p><em>Tác giả: Nguyễn Văn An</em></p>", "Nguyễn Văn An"),
    (f"{TEXT}<p>Nguyễn Văn An</p>", "Nguyễn Văn An"),
    (f"{TEXT}<div><span {RIGHT}>BBT</span></div>", "BBT"),
    (f"{TEXT}<p {RIGHT}>Nguyễn Văn An<br>Phòng Quản lý Đầu tư</p>", "Nguyễn Văn An"),
    (f"{TEXT}<p {RIGHT}>PHÒNG QUẢN LÝ ĐẦU TƯ</p><p {RIGHT}>Lượt xem: 12</p>",
     "PHÒNG QUẢN LÝ ĐẦU TƯ"),
    (f'{TEXT}<p {RIGHT}>Hải Âu</p><p><a href="/a/b.pdf">Kế hoạch</a></p>', "Hải Âu"),
    (f"{TEXT}<p {RIGHT}>admin</p>", None),
    (f"{TEXT}<p>Khu công nghiệp</p>", None),
]  # fmt: skip


@pytest.mark.parametrize(("html", "author"), PLACES)
def test_place(html: str, author: str | None) -> None:
    body = read_html(html, lambda url: f"https://vungsuong.example{url}")
    assert body.byline.author == author
    if author:
        assert body.text == "Hội nghị diễn ra trong một ngày và kết thúc tốt đẹp./."


@pytest.mark.parametrize(
    "end",
    [
        '<p style="text-align: center;">Nguyễn Văn An</p>',
        f"<p {RIGHT}>TRƯỞNG BAN</p><p {RIGHT}>(Đã ký)</p><p {RIGHT}>Nguyễn Văn An</p>",
        "<p><em>Hội nghị kết thúc lúc 11 giờ cùng ngày.</em></p>",
        '<p><img src="/a.jpg"></p><p><em>Đội Sóng Trẻ nhận giải nhất hội thi</em></p>',
    ],
    ids=["centred", "signature", "sentence", "caption"],
)
def test_no_byline_here(end: str) -> None:
    assert read_html(TEXT + end, str).byline.author is None


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("<br>Bài và ảnh: Nguyễn Văn An", "Nguyễn Văn An"),
        ("<br><b>Nguyễn Văn An</b>", "Nguyễn Văn An"),
        ("<br>Khu công nghiệp", None),
    ],
)
def test_byline_below_a_mere_break(end: str, author: str | None) -> None:
    body = read_html(f"<div>Đầu bài.<br>Hội nghị kết thúc tốt đẹp./.{end}</div>", str)
    assert body.byline.author == author
    assert body.text.endswith("tốt đẹp./.") is (author is not None)


def test_source_and_author_stand_apart() -> None:
    body = read_html(f"{TEXT}<p {RIGHT}><em>(Theo Báo Hải Lam)</em></p><p {RIGHT}>Hải Âu</p>", str)
    assert (body.byline.author, body.byline.source) == ("Hải Âu", "Báo Hải Lam")
    assert body.html == "<p>Hội nghị diễn ra trong một ngày và kết thúc tốt đẹp./.</p>"


def test_a_short_article_is_no_byline() -> None:
    assert read_html("<p>Nguyễn Văn An</p>", str).text == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Bài và ảnh: Nguyễn Văn An", "Nguyễn Văn An"),
        ("Theo nhóm phóng viên thường trú", "Theo nhóm phóng viên thường trú"),
        ("admin", None),
        ("", None),
    ],
)
def test_author_element(text: str, author: str | None) -> None:
    assert author_field(text) == author
