"""Which kind of document a body is, by its bytes: servers and file names are often wrong."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import Literal
from xml.etree.ElementTree import ParseError, fromstring

from kho_tin.attachments.model import MOST_UNZIPPED, MOST_XML, NotRead

DocumentType = Literal["pdf", "docx", "sheet"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB], 2.2
_MAIN = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PDF_WITHIN = 1024  # bytes that may stand before the header (ISO 32000-1, annex H.3.4.1)


def kind_of(body: bytes, media_type: str | None, filename: str) -> DocumentType:
    """The kind, by the bytes. Raises NotRead, whose message names what it is instead."""
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return "pdf"
    if body.startswith(_OLE):
        return _kind_of_ole(body)
    if body.startswith(b"PK\x03\x04"):
        return _kind_of_zip(body)
    if body.startswith(b"{\\rtf"):
        raise NotRead("RTF: not read")
    if not body.strip():
        raise NotRead("damaged: the file is empty")
    ending = PurePosixPath(filename).suffix.lower()
    if ending == ".pdf" or media_type == "application/pdf":
        raise NotRead(f"damaged: no PDF, though called one ({_beginning(body)})")
    raise NotRead(f"not a document: {media_type or ending or 'of no known kind'}")


def main_part(package: zipfile.ZipFile) -> str:
    """The main part of an Office package (ECMA-376 part 2, 9.3).

    Mostly word/document.xml, but Office itself also writes word/document2.xml.
    """
    relations = fromstring(read_part(package, "_rels/.rels"))
    for relation in relations.iter(_MAIN):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    raise NotRead("damaged: an Office file without a main part")


def read_part(package: zipfile.ZipFile, name: str) -> bytes:
    """One file of a ZIP. `zipfile` reads no more than the size that was checked here."""
    if package.getinfo(name).file_size > MOST_XML:
        raise NotRead(f"too large: {name} unzips to more than {MOST_XML >> 20} MB")
    return package.read(name)


def _kind_of_zip(body: bytes) -> DocumentType:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            if sum(member.file_size for member in package.infolist()) > MOST_UNZIPPED:
                raise NotRead(f"too large: unzips to more than {MOST_UNZIPPED >> 20} MB")
            names = set(package.namelist())
            if "_rels/.rels" in names:
                folder = main_part(package).partition("/")[0]
            elif "mimetype" in names:
                folder = read_part(package, "mimetype").decode("latin-1").rpartition(".")[2]
            else:
                raise NotRead("not a document: a ZIP file")
    except (zipfile.BadZipFile, KeyError, ParseError, EOFError) as error:
        raise NotRead(f"damaged: {error}") from error
    match folder:
        case "word":
            return "docx"
        case "xl" | "spreadsheet":
            return "sheet"
    raise NotRead(f"not read: an Office file of the kind {folder!r}")


def _kind_of_ole(body: bytes) -> DocumentType:
    """By the names of its streams, which stand in UTF-16 in one of its sectors."""
    for name, kind in (
        ("EncryptedPackage", "encrypted: a password is needed"),
        ("WordDocument", "old .doc: not read"),
        ("PowerPoint Document", "old .ppt: not read"),
    ):
        if name.encode("utf-16-le") in body:
            raise NotRead(kind)
    if any(name.encode("utf-16-le") in body for name in ("Workbook", "Book")):
        return "sheet"
    raise NotRead("not read: an old Office file")


def _beginning(body: bytes) -> str:
    return f"it begins {body[:16].decode('latin-1')!r}"
