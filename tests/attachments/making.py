"""Documents for the tests, each made of what its standard asks for and no more."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

_SCHEMAS = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_SHEETS = f"{_SCHEMAS}/spreadsheetml/2006/main"
WORDS = f"{_SCHEMAS}/wordprocessingml/2006/main"
FALLBACK = f"{_SCHEMAS}/markup-compatibility/2006"


def pdf_of(pages: Sequence[tuple[bytes, bytes]], extra: Sequence[bytes] = ()) -> bytes:
    """A PDF of pages (resources, drawing); `extra` are its objects from number 3 on."""
    first = 3 + len(extra)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        *extra,
    ]
    for number, (resources, drawing) in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << %s >> >>" % (first + 1 + 2 * number, resources)
        )
        objects.append(stream(b"", drawing))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(entries: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    head = b"<< %s /Filter /FlateDecode /Length %d >>\n" % (entries, len(packed))
    return head + b"stream\n" + packed + b"\nendstream"


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF whose one page is drawn with so many megabytes of blanks, zipped to a thousandth."""
    packer = zlib.compressobj(9)

    def block() -> bytes:
        return packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)

    # After a full flush a block stands for itself, and can be repeated without packing it again.
    packed = block() + block() * (megabytes - 1) + packer.flush()
    drawing = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    small = stream(b"", b"BOMB")
    return pdf_of([(b"", b"BOMB")]).replace(small, drawing + packed + b"\nendstream")


PICTURE = stream(
    b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
    b"/BitsPerComponent 8",
    bytes(64),
)
SCANNED = (b"/XObject << /P 3 0 R >>", b"q 595 0 0 842 0 0 cm /P Do Q")
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def written(*lines: bytes, font: int = 3) -> tuple[bytes, bytes]:
    """A page of lines in Windows-1252, in the font that is object number `font`."""
    shown = b"\nT*\n".join(b"(%s) Tj" % line for line in lines)
    return b"/Font << /F %d 0 R >>" % font, b"BT /F 11 Tf 16 TL 60 780 Td\n%s\nET" % shown


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{rows}</Relationships>'


def docx_of(
    body: str, *, main: str = "word/document.xml", doctype: str = "", **notes: str
) -> bytes:
    """A DOCX of WordprocessingML without its outermost elements; `notes`: footnotes, endnotes."""
    parts = {
        "_rels/.rels": _relations(("officeDocument", main)),
        main: f'{doctype}<w:document xmlns:w="{WORDS}" xmlns:mc="{FALLBACK}"><w:body>'
        f"{body}</w:body></w:document>",
    }
    for name, xml in notes.items():
        parts[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{WORDS}">{xml}</w:{name}>'
    return zipped(parts)


def xlsx_of(sheets: Mapping[str, str], texts: Sequence[str] = (), also: str = "") -> bytes:
    """An XLSX of sheets (the XML of their rows); style 1 is a date; `texts` are shared."""
    ids = list(enumerate(sheets.items(), 1))
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in ids)
    parts: dict[str, str | bytes] = {
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(
            *(("worksheet", f"worksheets/sheet{n}.xml") for n, _ in ids),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_SHEETS}">'
        + "".join(f"<si><t>{text}</t></si>" for text in texts)
        + "</sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEETS}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for n, (_, rows) in ids:
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zipped(parts | ({"xl/also.xml": also} if also else {}))
