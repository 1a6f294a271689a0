"""Pictures and documents: made by program, the same anywhere, and readable by others."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from kho_tin.sample import documents, load_news, pictures

LINES = (
    "Ủy ban nhân dân; đường ven biển Én – Trăng: “phần 1” (50%)",
    "ẮẰẲẴẶ ắằẳẵặ ẤẦẨẪẬ ấầẩẫậ ỐỒỔỖỘ ốồổỗộ ỚỜỞỠỢ ớờởỡợ",
    "ỨỪỬỮỰ ứừửữự ẾỀỂỄỆ ếềểễệ ỲÝỶỸỴ ỳýỷỹỵ Đđ ĨĩŨũ",
)


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_pypdf_reads_vietnamese_back_exactly() -> None:
    data = documents.pdf("Quyết định số 12/QĐ-BQL", "\n".join(LINES))
    assert pdf_text(data) == "\n".join(("Quyết định số 12/QĐ-BQL", *LINES))


def test_pypdf_reads_every_document_of_the_news() -> None:
    made = [d for a in load_news() for d in a.attachments if d.path.endswith(".pdf")]
    assert len(made) >= 18
    for document in made:
        text = pdf_text(documents.make(document.path, document.title, document.text))
        assert text == "\n".join(documents.printed_lines(document.title, document.text))
        assert text.split() == f"{document.title} {document.text}".split()


def test_a_long_document_has_more_pages() -> None:
    text = "\n".join(f"Dòng {number}" for number in range(120))
    data = documents.pdf("Dài", text)
    assert len(PdfReader(io.BytesIO(data)).pages) == 3
    assert pdf_text(data) == f"Dài\n{text}"


def test_a_pdf_with_too_many_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="300 different letters"):
        documents.pdf("", "".join(chr(0x4E00 + n) for n in range(300)))


def test_unzip_shows_the_text_of_a_docx(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(documents.docx("Tiêu đề <A & B>", "\n".join(LINES)))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
        xml = archive.read("word/document.xml").decode()
    assert xml.count("<w:p>") == 4
    assert "Tiêu đề &lt;A &amp; B&gt;" in xml
    assert all(line in xml for line in LINES)


def test_a_picture_is_a_whole_png_of_a_few_kilobytes() -> None:
    data = pictures.draw("cang-mui-en.png")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (480, 300)
    assert 1000 < len(data) < 9000
    position, kinds = 8, []
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        chunk = data[position + 4 : position + 8 + length]
        (check,) = struct.unpack(">I", data[position + 8 + length : position + 12 + length])
        assert zlib.crc32(chunk) == check
        kinds.append(chunk[:4])
        position += 12 + length
    assert kinds == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert pictures.draw("cang-doi-gio.png") != data


def test_files_are_the_same_bytes_in_another_process() -> None:
    code = (
        "from kho_tin.sample import documents, pictures; import hashlib; "
        "print(hashlib.sha256(pictures.draw('a.png') + documents.pdf('Đề', 'Chữ') "
        "+ documents.docx('Đề', 'Chữ')).hexdigest())"
    )
    here = pictures.draw("a.png") + documents.pdf("Đề", "Chữ") + documents.docx("Đề", "Chữ")
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/Lima"}
        there = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == hashlib.sha256(here).hexdigest()
