"""Which links and frames of an article are documents, and what they are called."""

from __future__ import annotations

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.html.body import read_html
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.documents import is_file, viewed
from kho_tin.parsers.model import Article

HOST = "https://vungsuong.example"


def files_of(html: str) -> list[tuple[str, str]]:
    body = read_html(html, lambda url: url if "://" in url else f"{HOST}/{url.lstrip('/')}")
    return [(file.url.removeprefix(HOST), file.filename) for file in body.attachments]


LINKS = [
    ('<a href="/LinkClick.aspx?fileticket=Ab1&tabid=5">Quyết định 7.pdf</a>',
     "/LinkClick.aspx?fileticket=Ab1&tabid=5", "Quyết định 7.pdf"),
    ('<a href="/LinkClick.aspx?fileticket=Ab1&tabid=5">Tải về</a>',
     "/LinkClick.aspx?fileticket=Ab1&tabid=5", "LinkClick.aspx"),
    ('<a href="/Handlers/Download.ashx?name=bieu-mau.docx">Tải về</a>',
     "/Handlers/Download.ashx?name=bieu-mau.docx", "bieu-mau.docx"),
    ('<a href="/tai-ve.php?file=ke-hoach.pdf">Kế hoạch</a>',
     "/tai-ve.php?file=ke-hoach.pdf", "Kế hoạch"),
    ('<a href="/van-ban/doc_download/12-thong-bao">Thông báo số 3</a>',
     "/van-ban/doc_download/12-thong-bao", "Thông báo số 3"),
    ('<a href="/?task=document.download&id=4">Kế hoạch</a>',
     "/?task=document.download&id=4", "Kế hoạch"),
    ('<a href="/tai-lieu/ke-hoach?download=1">Kế hoạch</a>',
     "/tai-lieu/ke-hoach?download=1", "Kế hoạch"),
    ('<a href="/download/ke-hoach/">Tải tài liệu</a>', "/download/ke-hoach/", "Tải tài liệu"),
    ('<a href="/tep/41">Biên bản họp.docx (1,2 MB)</a>', "/tep/41", "Biên bản họp.docx (1,2 MB)"),
    ('<a href="/tep/41" download="bien-ban.pdf">Tải về</a>', "/tep/41", "bien-ban.pdf"),
    ('<a href="/tep/41" type="application/pdf">Biên bản</a>', "/tep/41", "Biên bản"),
    ('<a href="https://docs.google.com/gview?url=https%3A%2F%2Fvungsuong.example%2Fa.pdf&embedded=1">'
     "Xem</a>", "/a.pdf", "a.pdf"),
]  # fmt: skip
FRAMES = [
    ('<iframe src="/upload/tb.pdf#page=1"></iframe>', "/upload/tb.pdf#page=1", "tb.pdf"),
    ('<iframe data-src="/upload/tb.pdf"></iframe>', "/upload/tb.pdf", "tb.pdf"),
    ('<embed src="/tep/9" type="application/pdf">', "/tep/9", "9"),
    ('<object data="/upload/tb.pdf"><p>Trình duyệt không hiện được.</p></object>',
     "/upload/tb.pdf", "tb.pdf"),
    ('<object><param name="src" value="/upload/tb.pdf"></object>', "/upload/tb.pdf", "tb.pdf"),
    ('<iframe src="/pdfjs/web/viewer.html?file=%2Fupload%2Ft%20b.pdf#zoom=75"></iframe>',
     "/upload/t b.pdf", "t b.pdf"),
    ('<iframe src="/pdfjs/web/viewer.html?file=../../upload/tb.pdf"></iframe>',
     "/upload/tb.pdf", "tb.pdf"),
    ('<iframe src="/pdfjs/web/viewer.html?file=/upload/Hỏi & đáp.pdf"></iframe>',
     "/upload/Hỏi & đáp.pdf", "Hỏi & đáp.pdf"),
    (f'<iframe src="//docs.google.com/gview?url={HOST}/tb.pdf&embedded=true"></iframe>',
     "/tb.pdf", "tb.pdf"),
    (f'<iframe src="https://view.officeapps.live.com/op/embed.aspx?src={HOST}/b.xlsx&wdStartOn=1">'
     "</iframe>", "/b.xlsx", "b.xlsx"),
    ('<iframe src="/ViewerJS/#../upload/tb.pdf"></iframe>', "/upload/tb.pdf", "tb.pdf"),
]  # fmt: skip
NONE = [
    '<iframe src="https://video.example/embed/abc"></iframe>',
    '<a href="/LinkClick.aspx?link=12&tabid=5">Trang khác</a>',
    '<a href="/tin-tuc/tai-ve-ung-dung.html">Tải về ứng dụng</a>',
    '<a href="/view.aspx?id=12">Tin khác</a>',
    '<a href="/huong-dan/mau-don-pdf">Mẫu đơn dạng pdf</a>',
    '<a href="/tin-12.html">Nghị định 12.pdf</a>',
    '<a href="/download/">Thư viện</a>',
    '<a href="javascript:tai()">Quyết định 7.pdf</a>',
]


@pytest.mark.parametrize(("html", "url", "name"), LINKS + FRAMES)
def test_a_document(html: str, url: str, name: str) -> None:
    assert files_of(f"<p>Kèm theo:</p>{html}<p>Câu cuối của bài.</p>") == [(url, name)]


@pytest.mark.parametrize("html", NONE)
def test_no_document(html: str) -> None:
    assert files_of(f"<p>Kèm theo:</p>{html}<p>Câu cuối của bài.</p>") == []


def test_a_handler_is_no_viewer() -> None:
    assert is_file(f"{HOST}/download.php?file=/a/tb.pdf")
    assert viewed(f"{HOST}/download.php?file=/a/tb.pdf") is None
    assert viewed(f"{HOST}/pdf-print.php?url=/tin-tuc/12.html") is None


TEXT = "".join(
    f"<p>Ban Quản lý cảng Hải Lam cho biết đợt {number} của dự án nạo vét luồng vào cảng đã xong, "
    "tàu ba vạn tấn vào được cảng từ tháng sau.</p>"
    for number in range(1, 6)
)


def page(body: str) -> Article:
    html = (
        '<!DOCTYPE html><html lang="vi"><head><title>Nạo vét luồng cảng Hải Lam</title></head>'
        f'<body><div class="menu"><a href="/">Trang chủ</a></div>{body}</body></html>'
    )
    reading = read(Page(f"{HOST}/nao-vet-luong", html.encode()))
    assert isinstance(reading, Article)
    return reading


def test_a_frame_below_the_text_on_a_page_of_any_system() -> None:
    article = page(
        "<main><h1>Nạo vét luồng cảng Hải Lam</h1><span>Ngày 02/06/2021</span>"
        f'<div class="chi-tiet">{TEXT}</div><div class="xem"><iframe src="/tb.pdf"></iframe></div>'
        '</main><aside><iframe src="/lich-cong-tac.pdf"></iframe></aside>'
    )
    assert [file.url for file in article.attachments] == [f"{HOST}/tb.pdf"]


def test_a_link_on_a_page_in_windows_1258_has_its_bytes() -> None:
    link = "Quyê\u0301t đi\u0323nh.pdf?phâ\u0300n=mô\u0323t"
    html = (
        '<html><head><meta charset="windows-1258"><title>Quyê\u0301t</title></head><body>'
        f'<p>Như\u0303ng viê\u0323c cu\u0309a năm</p><a href="/{link}">Tài</a></body></html>'
    )
    document = Document.of(Page(f"{HOST}/", html.encode("cp1258")))
    href = document.all("a")[0].attributes["href"]
    path = "Quy%C3%AA%CC%81t%20%C4%91i%CC%A3nh.pdf"
    assert document.link(href) == f"{HOST}/{path}?ph%E2%CCn=m%F4%F2t"


@pytest.mark.parametrize(
    "end",
    [
        '<p><a href="/tb.pdf">Thông báo số 7 (PDF)</a></p>',
        '<div><object data="/tb.pdf"></object><a href="/tb.pdf">Số 7</a></div>',
        '<div><b>Tệp đính kèm:</b> <a href="/tb.pdf">Thông báo số 7</a></div>',
        '<p>Các văn bản kèm theo: <a href="/tb.pdf">7</a></p>',
    ],
)
def test_links_to_documents_behind_the_text_are_no_text(end: str) -> None:
    body = read_html(f"<p>Câu cuối của bài.</p>{end}", lambda url: f"{HOST}{url}")
    assert body.text == "Câu cuối của bài."
    assert [file.url for file in body.attachments] == [f"{HOST}/tb.pdf"]


def test_a_sentence_with_a_link_to_a_document_is_text() -> None:
    end = '<p>Ban Quản lý đề nghị xem kỹ <a href="/tb.pdf">thông báo số 7</a>.</p>'
    body = read_html(f"<p>Câu đầu của bài.</p>{end}", lambda url: f"{HOST}{url}")
    assert body.text.endswith("xem kỹ thông báo số 7.")
