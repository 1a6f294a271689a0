from __future__ import annotations

from itertools import chain

import pytest

from kho_tin.attachments import DocumentText, text_of
from kho_tin.sample import load_news
from kho_tin.sample.documents import make
from kho_tin.sample.news import Document

from .making import docx_of, xlsx_of, zipped

DOCXS = [
    document
    for document in chain.from_iterable(item.attachments for item in load_news())
    if document.path.endswith(".docx")
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(body: bytes, filename: str = "a.docx", media_type: str | None = None) -> DocumentText:
    return text_of(body, media_type, filename)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


@pytest.mark.parametrize("document", DOCXS, ids=lambda document: document.filename)
def test_docx_comes_back_letter_by_letter(document: Document) -> None:
    reading = read(make(document.path, document.title, document.text))
    assert reading == DocumentText(f"{document.title}\n{document.text}")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph("Điều 1.\u00a0  Phạm vi") + "<w:p/>" + paragraph("Hết"), "Điều 1. Phạm vi\nHết"),
        (paragraph("Nghi\u0323 quyê\u0301t"), "Nghị quyết"),
        (f"<w:p>{run('Số: 12')}<w:r><w:tab/></w:r>{run('ngày 2')}</w:p>", "Số: 12 ngày 2"),
        (f"<w:p>{run('một')}<w:r><w:br/></w:r>{run('hai')}</w:p>", "một\nhai"),
        (f"<w:p><w:ins>{run('thêm')}</w:ins><w:del>{run('bớt')}</w:del></w:p>", "thêm"),
        (f"<w:p><w:moveFrom>{run('đi')}</w:moveFrom></w:p>" + paragraph("đến"), "đến"),
        (f"<w:sdt><w:sdtContent>{paragraph('trong khung')}</w:sdtContent></w:sdt>", "trong khung"),
        (f"<w:p><w:hyperlink>{run('liên kết')}</w:hyperlink></w:p>", "liên kết"),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph('Năm')}</w:tc><w:tc>{paragraph('Số')}"
            f"{paragraph('dự án')}</w:tc></w:tr><w:tr><w:tc>{paragraph('2020')}</w:tc>"
            f"<w:tc>{paragraph('10')}</w:tc></w:tr></w:tbl>",
            "Năm | Số dự án\n2020 | 10",
        ),
        (
            f"<w:p>{run('trước')}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
            f"{paragraph('hộp')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
            f"{paragraph('hộp')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
            f"{run(' sau')}</w:p>",
            "trước sau\nhộp",
        ),
    ],
    ids=[
        *("blanks", "NFD", "tab", "line break", "inserted", "moved", "content control", "link"),
        *("table", "text box"),
    ],
)  # fmt: skip
def test_what_word_shows(body: str, text: str) -> None:
    assert read(docx_of(body)) == DocumentText(text)


def test_footnotes_follow() -> None:
    notes = f"<w:footnote>{paragraph('Theo số liệu của cảng.')}</w:footnote>"
    reading = read(docx_of(paragraph("Sản lượng"), footnotes=notes))
    assert reading.text == "Sản lượng\nTheo số liệu của cảng."


def test_main_part_by_another_name() -> None:
    assert read(docx_of(paragraph("Chào"), main="word/document2.xml")).text == "Chào"


def test_spreadsheet() -> None:
    projects = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Kho lạnh</t></is></c><c r="B3"><v>1250</v></c>'
        '<c r="D3"><v>2310.5</v></c><c r="E3" s="1"><v>44349</v></c>'
        '<c r="F3" t="b"><v>1</v></c></row>'
    )
    notes = '<row r="1"><c r="A1" t="inlineStr"><is><t>Đơn vị:\ntỷ đồng</t></is></c></row>'
    body = xlsx_of({"Dự án": projects, "Ghi chú": notes}, ["Tên", "Vốn\u00a0 đăng ký"])
    assert read(body, "a.xlsx") == DocumentText(
        "Dự án\nTên | Vốn đăng ký\nKho lạnh | 1250 | 2310.5 | 02/06/2021 | TRUE\n"
        "Ghi chú\nĐơn vị: tỷ đồng"
    )


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "old .doc: not read"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted: a password is needed"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "old .ppt: not read"),
        (OLE + bytes(600), "not read: an old Office file"),
        (rb"{\rtf1 Xin}", "RTF: not read"),
        (b"", "damaged: the file is empty"),
        (zipped({"anh.jpg": b"x"}), "not a document: a ZIP file"),
        (b"Rar!\x1a\x07\x00", "not a document: application/vnd.rar"),
    ],
)
def test_what_is_not_read(body: bytes, note: str) -> None:
    assert read(body, "a.doc", "application/vnd.rar") == DocumentText(None, note)


def test_error_page_in_place_of_a_pdf() -> None:
    reading = text_of(b"<html>Khong tim thay", "text/html", "12-QD.pdf")
    assert reading.note == "damaged: no PDF, though called one (it begins '<html>Khong tim ')"


def test_old_spreadsheet_that_is_none() -> None:
    reading = read(OLE + bytes(600) + "Workbook".encode("utf-16-le"), "a.xls")
    assert reading.text is None
    assert reading.note is not None
    assert reading.note.startswith("damaged: ")


@pytest.mark.parametrize("body", [docx_of(paragraph("Chào " * 500)), xlsx_of({"A": ""})])
def test_cut_short(body: bytes) -> None:
    for share in (0.1, 0.5, 0.9):
        reading = read(body[: int(len(body) * share)])
        assert reading.text is None
        assert reading.note is not None
        assert reading.note.startswith("damaged: ")


def test_one_letter_wrong() -> None:
    """The checksums of a ZIP find what was altered."""
    whole = docx_of(paragraph("Chào " * 500))
    place = whole.index(b"word/document.xml") + 40
    altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    reading = read(altered)
    assert reading.text is None
    assert reading.note is not None
    assert reading.note.startswith("damaged: ")
