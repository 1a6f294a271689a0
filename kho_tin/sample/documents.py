"""Attachments made in memory from a title and a text: PDF and DOCX, the same bytes each time."""

from __future__ import annotations

import io
import textwrap
import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from html import escape

LINE = 84  # characters that fit between the margins of A4 in 11 points
LINES = 46  # a page
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@lru_cache(maxsize=512)
def make(path: str, title: str, text: str) -> bytes:
    """The document of that path; its ending says which kind."""
    return pdf(title, text) if path.endswith(".pdf") else docx(title, text)


def printed_lines(title: str, text: str) -> list[str]:
    """The lines of the PDF: the title and the text's lines, wrapped."""
    return [
        line
        for paragraph in (title, *text.split("\n"))
        for line in textwrap.wrap(paragraph, LINE, break_on_hyphens=False)
    ]


def pdf(title: str, text: str) -> bytes:
    """A PDF 1.4 whose letters are one-byte codes of its own, named in /Differences for viewers and
    in /ToUnicode for programs that read the text (ISO 32000-1, 9.6.6 and 9.10.3).

    No font is embedded: the reader's own Arial is used. Raises ValueError for a text of
    more than 223 different letters.
    """
    lines = printed_lines(title, text)
    letters = sorted(set("".join(lines)))
    if len(letters) > 223:
        raise ValueError(f"{title}: {len(letters)} different letters, more than one font can hold")
    codes = {letter: code for code, letter in enumerate(letters, 32)}
    pages = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    names = " ".join(f"/uni{ord(letter):04X}" for letter in letters)
    widths = " ".join("278" if letter in " .,:;ijlI/'" else "545" for letter in letters)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        (
            "<< /Type /Font /Subtype /TrueType /BaseFont /Arial /FirstChar 32 "
            f"/LastChar {31 + len(letters)} /Widths [{widths}] /FontDescriptor 4 0 R "
            f"/Encoding << /Type /Encoding /Differences [32 {names}] >> /ToUnicode 5 0 R >>"
        ).encode(),
        b"<< /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [-665 -325 2000 1006] "
        b"/ItalicAngle 0 /Ascent 905 /Descent -212 /CapHeight 716 /StemV 88 >>",
        _stream(_to_unicode(codes).encode()),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(_drawing(page, codes)))
    return _assemble(objects)


def _to_unicode(codes: dict[str, int]) -> str:
    rows = [f"<{code:02X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    blocks = "".join(  # a block holds at most 100 rows
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (rows[start : start + 100] for start in range(0, len(rows), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{blocks}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )


def _drawing(lines: Iterable[str], codes: dict[str, int]) -> bytes:
    shown = (f"<{bytes(codes[letter] for letter in line).hex()}> Tj" for line in lines)
    text = "\nT*\n".join(shown)  # T*: to the next line
    return f"BT\n/F1 11 Tf\n16 TL\n60 780 Td\n{text}\nET".encode()


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _assemble(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def docx(title: str, text: str) -> bytes:
    """A DOCX of three parts (ECMA-376), a paragraph a line, the title in bold."""
    schemas = "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    runs = [f"<w:r><w:rPr><w:b/></w:rPr>{_text(title)}</w:r>"]
    runs += [f"<w:r>{_text(line)}</w:r>" for line in text.split("\n")]
    paragraphs = "".join(f"<w:p>{run}</w:p>" for run in runs)
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{schemas}/package/2006/content-types">'
            f'<Default Extension="rels" ContentType="{rels}"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{schemas}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{schemas}/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{schemas}/wordprocessingml/2006/main">'
            f"<w:body>{paragraphs}</w:body></w:document>"
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            # ZipInfo's own date, 1980-01-01, keeps the bytes the same at any time.
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}'.encode())
    return out.getvalue()


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'
