from __future__ import annotations

import io
import unicodedata
from itertools import chain

import pytest
from pypdf import PdfWriter

from kho_tin.attachments import DocumentText, text_of
from kho_tin.attachments.model import MOST_PAGES, layout_of
from kho_tin.base import legacy_fonts
from kho_tin.sample import load_news
from kho_tin.sample.documents import make, printed_lines
from kho_tin.sample.news import Document

from .making import FONT, PICTURE, SCANNED, pdf_of, written

TWO_LINES = written(b"Hang tam lai tau", b"theo van don - so 12")
TWO_LINES_TEXT = "Hang tam lai tau\ntheo van don - so 12"
PDFS = [
    document
    for document in chain.from_iterable(item.attachments for item in load_news())
    if document.path.endswith(".pdf")
]


def read(body: bytes) -> DocumentText:
    return text_of(body, "application/pdf", "a.pdf")


@pytest.mark.parametrize("document", PDFS, ids=lambda document: document.filename)
def test_vietnamese_comes_back_letter_by_letter(document: Document) -> None:
    reading = read(make(document.path, document.title, document.text))
    lines = printed_lines(document.title, document.text)
    assert reading == DocumentText("\n".join(lines), None, 1, '{"starts":[0]}')


def test_letters_with_marks_of_their_own_are_composed() -> None:
    text = "Nghị quyết về đất đai, cảng biển và đường sá"
    reading = read(make("a.pdf", unicodedata.normalize("NFD", text), "1."))
    assert reading.text == f"{text}\n1."


def test_pages_follow_each_other() -> None:
    reading = read(pdf_of([TWO_LINES] * 3, [FONT]))
    text = "\n".join([TWO_LINES_TEXT] * 3)
    starts = [0, len(TWO_LINES_TEXT) + 1, 2 * len(TWO_LINES_TEXT) + 2]
    assert reading == DocumentText(text, None, 3, layout_of(starts))


def test_pages_without_text_or_damaged_keep_the_numbers_of_the_others() -> None:
    pages = [SCANNED, TWO_LINES, SCANNED, SCANNED, TWO_LINES, SCANNED]
    reading = read(pdf_of(pages, [FONT, PICTURE]))
    end = len(TWO_LINES_TEXT)
    assert reading.text == f"{TWO_LINES_TEXT}\n{TWO_LINES_TEXT}"
    assert reading.layout == layout_of([0, 0, end + 1, end + 1, end + 1, 2 * end + 1])


def test_only_so_many_pages() -> None:
    reading = read(pdf_of([TWO_LINES] * (MOST_PAGES + 1), [FONT]))
    assert reading.text == "\n".join([TWO_LINES_TEXT] * MOST_PAGES)
    assert reading.note == f"only the first {MOST_PAGES} of {MOST_PAGES + 1} pages were read"
    assert reading.pages == MOST_PAGES + 1


def test_scan() -> None:
    assert read(pdf_of([SCANNED] * 2, [PICTURE])) == DocumentText(None, "scan", 2)


def test_scan_with_the_stamp_of_a_signature() -> None:
    resources, drawing = written(b"Ngay ky 02.06.2021", font=4)
    page = (SCANNED[0] + resources, SCANNED[1] + b"\n" + drawing)
    reading = read(pdf_of([page], [PICTURE, FONT]))
    assert reading == DocumentText("Ngay ky 02.06.2021", "scan", 1, '{"starts":[0]}')


def test_scan_of_some_pages() -> None:
    text = written(*[b"Mot dong chu dai, khong phai la mot con dau o cuoi trang"] * 6, font=4)
    reading = read(pdf_of([text, SCANNED, SCANNED], [PICTURE, FONT]))
    assert reading.note == "scan: 2 of 3 pages are pictures"
    assert reading.text is not None
    assert reading.text.count("con dau") == 6


def test_page_without_anything() -> None:
    assert read(pdf_of([(b"", b"")])) == DocumentText(None, "no text", 1)


def test_font_encoding_from_before_unicode() -> None:
    """TCVN3: Vietnamese letters in the places of Western ones, as in PDFs of the 2000s."""
    text = "ủy ban nhân dân tỉnh đã quyết định đầu tư các dự án của doanh nghiệp - QĐ 12-QĐ, nước"
    code = {legacy_fonts.to_unicode(chr(n), "TCVN3"): n for n in range(0xA1, 0xFF)}
    drawn = bytes(code.get(letter, ord(letter)) for letter in text)
    reading = read(pdf_of([written(drawn)], [FONT]))
    assert reading.text == text
    assert reading.note == "TCVN3 text was turned into Unicode"


def encrypted(password: str) -> bytes:
    writer = PdfWriter()
    writer.append(io.BytesIO(pdf_of([TWO_LINES], [FONT])))
    writer.encrypt(password, "owner's word", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_encrypted() -> None:
    assert read(encrypted("secret")) == DocumentText(None, "encrypted: a password is needed")


def test_printing_forbidden_is_not_reading_forbidden() -> None:
    assert read(encrypted("")) == DocumentText(TWO_LINES_TEXT, None, 1, '{"starts":[0]}')


def test_cut_short() -> None:
    whole = pdf_of([TWO_LINES] * 4, [FONT])
    assert read(whole[: len(whole) // 2]) == DocumentText(
        None, "damaged: no PDF that can be opened"
    )
    reading = read(whole[:-6])
    assert reading.text == "\n".join([TWO_LINES_TEXT] * 4)
    assert (reading.note, reading.pages) == ("damaged: the file is cut short", 4)


def test_a_page_that_is_not_there() -> None:
    whole = pdf_of([TWO_LINES] * 2, [FONT])
    reading = read(whole.replace(b"/Kids [4 0 R 6 0 R]", b"/Kids [4 0 R 99 0 R]"))
    assert reading.text == TWO_LINES_TEXT
    assert reading.note == "damaged: 1 of 2 pages cannot be read"


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(5000)])
def test_rubbish(body: bytes) -> None:
    assert read(body) == DocumentText(None, "damaged: no PDF that can be opened")
