"""The news files are read as written, and a bad one is refused by name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kho_tin.sample import NewsError, load_news
from kho_tin.sample.news import Items, Paragraph, Picture, Table, slug

GOOD = """+++
id = 1043
title = "Đẩy mạnh cải cách tại Khu kinh tế Vũng Sương"
date = 2021-06-02
category = "cai-cach-hanh-chinh"
also = ["tin-tuc-su-kien"]
author = "Nguyễn Văn An"
byline = "Bài và ảnh: Nguyễn Văn An"
byline_style = "right"
source = "Báo Hải Lam"
summary = "Một câu."
[[attachments]]
file = "2021/6.2021/12-QĐ-BQL số 1.pdf"
title = "Quyết định"
text = "Điều 1."
[[attachments]]
file = "2021/6.2021/a.docx"
title = "Phụ lục"
text = "Bảng"
+++
Đoạn đầu.

![Chú thích](tru-so.png "Ảnh trụ sở")

## Mục

- một
- hai

1. nhất
2. nhì

| Năm | Dự án |
|---|---|
| 2020 | 10 |

Đoạn cuối./.
"""


def write(folder: Path, text: str, name: str = "1043.md") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (article,) = load_news(tmp_path)
    assert article.alias == "day-manh-cai-cach-tai-khu-kinh-te-vung-suong"
    assert article.date == dt.date(2021, 6, 2)
    assert [c.number for c in article.categories] == [14, 11]
    assert (article.author, article.byline) == ("Nguyễn Văn An", "Bài và ảnh: Nguyễn Văn An")
    assert article.language == "vi"
    assert article.images == (Picture("tru-so.png", "Chú thích", "Ảnh trụ sở"),)
    assert article.blocks[0] == Paragraph("Đoạn đầu.")
    assert article.blocks[4] == Items(("nhất", "nhì"), numbered=True)
    assert article.blocks[5] == Table((("Năm", "Dự án"), ("2020", "10")))
    assert article.body == (
        "Đoạn đầu.\n\nMục\n\n- một\n- hai\n\n1. nhất\n2. nhì\n\nNăm | Dự án\n2020 | 10\n\n"
        "Đoạn cuối./."
    )


def test_addresses_of_both_faces(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (article,) = load_news(tmp_path)
    home = "https://vungsuong.example/"
    alias = "day-manh-cai-cach-tai-khu-kinh-te-vung-suong"
    assert article.url(home) == f"https://vungsuong.example/{alias}-1043.html"
    assert article.url(home, "websphere") == (
        "https://vungsuong.example/wps/portal/vungsuong/Home?1dmy&current=true"
        f"&urile=wcm:path:/vungsuong/site/news/cai-cach-hanh-chinh/{alias}"
    )
    assert article.image_urls("http://h") == ["http://h/CMS/Content/TinTuc/2021/6.2021/tru-so.png"]
    assert article.attachment_urls(home)[0] == (
        "https://vungsuong.example/CMS/Content/VanBan/2021/6.2021/12-Q%C4%90-BQL%20s%E1%BB%91%201.pdf"
    )
    (picture,) = article.image_urls(home, "websphere")
    assert picture.startswith("https://vungsuong.example/wps/wcm/connect/vungsuong/")
    assert picture.endswith("/tru-so.png")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id = 1043", "id = 1044", "has the id 1044"),
        ("id = 1043", "", "id is missing"),
        ('summary = "Một câu."', "", "summary is missing"),
        ('summary = "Một câu."', 'summary = " Một câu."', "blanks around"),
        ("source =", "sauce =", "unknown key 'sauce'"),
        ("2021-06-02", "2021-06-02T08:00:00", "time of day"),
        ("2021-06-02", '"2021-06-02"', "date is str"),
        ("2021-06-02", "2021-02-30", "Invalid date"),
        ('"cai-cach-hanh-chinh"', '"the-thao"', "no category 'the-thao'"),
        ('["tin-tuc-su-kien"]', '["the-thao"]', "no category 'the-thao'"),
        ('author = "Nguyễn Văn An"\n', "", "a byline without an author"),
        ('"right"', '"left"', "byline_style 'left'"),
        ("a.docx", "a.doc", "ending in .pdf or .docx"),
        ("2021/6.2021/a.docx", "../a.docx", "ending in .pdf or .docx"),
        ('text = "Bảng"', 'text = ""', "has no text"),
        ('text = "Bảng"', 'text = "Bảng"\nsize = 3', "exactly file, title and text"),
        ("tru-so.png", "tru-so.jpg", "not a picture"),
        ("Đoạn đầu.", "Đoạn đầu.\nDòng hai.", "a paragraph is one line"),
        ("## Mục", "### Mục", "a heading begins"),
        ("| 2020 | 10 |", "| 2020 |", "unlike length"),
        ("|---|---|\n", "", "a table has a head"),
        ("Đoạn đầu.", "Đoa\u0323n đầu.", "form NFC"),
        ("+++\nid", "id", "does not begin with two lines"),
    ],
)
def test_a_bad_file_is_refused_by_name(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(NewsError, match=r"^1043\.md: ") as caught:
        load_news(tmp_path)
    assert says in str(caught.value)


def test_two_articles_cannot_share_an_alias(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("1043", "1044"), "1044.md")
    with pytest.raises(NewsError, match=r"^1044\.md: has the alias of 1043\.md"):
        load_news(tmp_path)


def test_news_is_newest_first_and_every_id_its_own() -> None:
    news = load_news()
    assert len(news) >= 120
    assert [(a.date, a.id) for a in news] == sorted(((a.date, a.id) for a in news), reverse=True)
    assert len({a.id for a in news}) == len(news)


@pytest.mark.parametrize(
    ("title", "alias"),
    [
        ("Đường ven biển Én – Trăng", "duong-ven-bien-en-trang"),
        ("Vốn 1.150 tỷ đồng (đợt 2)", "von-1-150-ty-dong-dot-2"),
        ("ỨNG DỤNG CNTT", "ung-dung-cntt"),
    ],
)
def test_slug(title: str, alias: str) -> None:
    assert slug(title) == alias
