"""The text of scans: read by Tesseract where it is installed, and kept beside the capture."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kho_tin.attachments import DocumentText, ocr, text_of
from kho_tin.attachments.model import layout_of
from kho_tin.reader.reading import Pointer, read
from kho_tin.reader.scans import conversion_of, with_conversion
from kho_tin.replay.journal import Journal
from kho_tin.warc.conversion import Conversion
from kho_tin.warc.journal import Requested
from kho_tin.warc.reader import read_record
from kho_tin.warc.writer import Response, Sent, WarcFile
from tests.attachments import scans
from tests.attachments.making import PICTURE, SCANNED, pdf_of

# Of 146 words, at least; measured with Tesseract 5.3.0 (docs/extraction.md, "Scans").
LEAST = {
    "clean": 140,
    "blurred": 140,
    "turned by 2°": 140,
    "turned by 90°": 138,
    "upside down": 138,
    "stamped in red": 136,
    "stamped, in shades of grey": 130,
}
URL = "https://vungsuong.example/tb.pdf"
READ = Conversion("Thông báo số 3", "tesseract", "5.3.0", "vie", 96.4, 1)


@pytest.fixture(scope="module")
def engine() -> ocr.Engine:
    tesseract = ocr.engine()
    if tesseract is None or not Path(scans.FONT).exists():
        pytest.skip("tesseract with vie, or fonts-noto-core, is not installed")
    return tesseract


def test_a_picture_of_a_page_is_read(engine: ocr.Engine) -> None:
    picture = scans.scanned(scans.drawn(), "PNG")
    document = text_of(picture, "image/png", "a.png")
    assert ocr.is_scan(picture, document)
    recognised = ocr.recognise(picture, engine)
    assert scans.right(recognised.text) >= LEAST["clean"]
    assert (recognised.pages, recognised.left, recognised.unread) == (1, 0, None)
    assert (recognised.starts, recognised.scans) == ((0,), (1,))
    assert with_conversion(document, conversion_of(recognised)).note is None


@pytest.mark.long
@pytest.mark.parametrize("form", LEAST)
def test_scans_as_they_come(engine: ocr.Engine, form: str) -> None:
    recognised = ocr.recognise(scans.scanned(scans.FORMS[form](scans.drawn())), engine)
    assert scans.right(recognised.text) >= LEAST[form]


def test_what_is_no_picture_is_told(engine: ocr.Engine) -> None:
    recognised = ocr.recognise(b"\x89PNG\r\n\x1a\nno picture", engine)
    assert recognised.unread
    assert recognised.text == ""


def test_a_document_with_text_is_no_scan() -> None:
    assert not ocr.is_scan(b"%PDF-1.4", DocumentText("Thông báo", None, 1))
    assert ocr.is_scan(b"%PDF-1.4", DocumentText("Ký số", "damaged: x; scan: 1 of 2 pages", 2))


@pytest.mark.parametrize(
    ("conversion", "note"),
    [
        (READ, None),
        (Conversion("", "tesseract", "5", "vie", 0, 1), "scan: tesseract found no text"),
        (Conversion("Thong bao", "tesseract", "5", "vie", 41.5, 1),
         "scan: tesseract is unsure of the text (confidence 41.5 of 100)"),
        (Conversion("Thông báo", "tesseract", "5", "vie", 95, 20, 3),
         "scan: only 20 of 23 pages were read"),
        (Conversion("", "tesseract", "5", "vie", unread="not read in 600 s"),
         "scan; tesseract did not read the scan: not read in 600 s"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_scan(conversion: Conversion, note: str | None) -> None:
    document = with_conversion(DocumentText("Ký số", "scan", 1), conversion)
    assert (document.text, document.note) == (conversion.text or "Ký số", note)


def test_by_what_a_scan_was_read_is_kept() -> None:
    plain = DocumentText("Ký số", "scan", 2, layout_of([0, 5]))
    older = {"engine": "tesseract 5.3.0", "confidence": 96.4}
    assert json.loads(with_conversion(plain, READ).layout or "") == older
    paged = replace(READ, starts=(0, 10), scans=(2,))
    layout = {"starts": [0, 10], **older, "scans": [2]}
    assert json.loads(with_conversion(plain, paged).layout or "") == layout
    assert with_conversion(plain, replace(READ, text="")).layout == plain.layout


def test_a_text_is_kept_and_read_without_an_engine(tmp_path: Path) -> None:
    warc = WarcFile.create(tmp_path / "captures", "cang", info={"software": "Kho Tin/1"})
    at = "2026-11-20T00:00:00Z"
    answer = Response(
        URL, at, 200, "OK", [(b"Content-Type", b"application/pdf")], pdf_of([SCANNED], [PICTURE])
    )
    sent = Sent("GET", "/tb.pdf", [])
    written = warc.write(answer, sent=sent, requested=Requested(1, "attachment"))
    warc.convert(READ, record_id=written.record_id, url=URL)
    path = warc.finish().path
    (row,) = Journal.read(path, "live", None).index.rows()
    place = path, row["conversion"]
    record = read_record(*place)
    assert (record.type, record.fields["warc-refers-to"]) == ("conversion", written.record_id)
    assert record.fields["content-type"] == "text/plain; charset=utf-8"
    assert Conversion.of(record) == READ
    assert record.wrong_digests() == []
    paged = replace(READ, starts=(0, 4), scans=(1, 2))
    fields = {"warc-json-metadata": paged.json()}
    assert Conversion.of_block(fields, READ.text.encode()) == paged
    pointer = Pointer(1, URL, None, "application/pdf", at, path, written.offset, "attachment")
    without = read(pointer)
    assert (without.text, without.note) == (None, "scan")
    with_it = read(Pointer(**{**vars(pointer), "conversion": place}))
    assert (with_it.text, with_it.note) == (READ.text, None)


@pytest.mark.parametrize(
    "facts",
    [
        *("", "[]", "{}", '{"engine":1}', READ.json().replace("96.4", "961"), READ.json()[:-1]),
        *(
            f"{READ.json()[:-1]},{rest}}}"
            for rest in ('"starts":[0,2]', '"starts":[1,0]', '"starts":"0"', '"starts":[true]')
        ),
        f'{READ.json()[:-1]},"scans":[1]}}',
    ],
)
def test_what_others_write_is_no_conversion_of_ours(facts: str) -> None:
    with pytest.raises(ValueError, match=r"conversion|JSON|Expecting|delimiter"):
        Conversion.of_block({"warc-json-metadata": facts}, b"x")
