"""Text of a PDF, by PDFium.

PDFium and not a reader in Python: where a page takes the Vietnamese letters from a second font,
as browsers and office programs do, pypdf 7.1 puts blanks into the words ("T Ỉ NH H Ả I LAM").
Of 923 different words in a printed page it lost 431, PDFium and pdfminer none; PDFium took 2 ms
a page, the others 50 and more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kho_tin.attachments.model import MOST_LETTERS, MOST_PAGES, NotRead

PAGE_BREAK = "\f"  # between the texts of two pages; none has it in itself
_FEW_LETTERS = 200  # a page number, a stamp, the lines that a digital signature shows
_PICTURE_SHARE = 0.5  # of the page: a scanned page is one picture, seldom a few strips
_RED = 2  # where it stands in a pixel: PDFium draws blue, green, red
# Share of the way from ink to paper. Under a grey stamp Tesseract read 137 of 146 words with .4, 75
# with .5, 62 with .6; of a blurred page fewer than in shades of grey with each.
_INK = 0.4
_DARKEST = 0.01  # of a page's pixels are surely ink: of a page of text about 2 %
_END_WITHIN = 1024  # bytes after the last %%EOF (ISO 32000-1, annex H.3.4.4)
# PDFium's characters for a hyphen at the end of a line. Vietnamese is not hyphenated, so it is a
# dash, or the hyphen of "Lam-Ngà".
_CHARACTERS = str.maketrans({"\x02": "-", "\ufffe": "-", PAGE_BREAK: "\n"})


def read(body: bytes) -> tuple[str, list[str], int]:
    """The text, PAGE_BREAK between two pages, what is to be noted, and the number of pages. Raises
    NotRead."""
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise NotRead("encrypted: a password is needed") from error
        raise NotRead("damaged: no PDF that can be opened") from error
    try:
        return _read(document, body)
    finally:
        document.close()


def _read(document: pdfium.PdfDocument, body: bytes) -> tuple[str, list[str], int]:
    pages = len(document)
    texts: list[str] = []
    letters = damaged = pictures = 0
    for number in range(min(pages, MOST_PAGES)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            damaged += 1
            texts.append("")  # the next ones keep their numbers
            continue
        text = page.get_textpage().get_text_bounded().translate(_CHARACTERS)
        if len(text) < _FEW_LETTERS and _is_picture(page):
            pictures += 1
        texts.append(text)
        letters += len(text)
        page.close()
        if letters > MOST_LETTERS:
            break
    notes = []
    if pages == 0 or damaged == pages:
        raise NotRead("damaged: no page can be read")
    if damaged:
        notes.append(f"damaged: {damaged} of {pages} pages cannot be read")
    elif b"%%EOF" not in body[-_END_WITHIN:]:
        notes.append("damaged: the file is cut short")
    if pictures == len(texts) - damaged:
        notes.append("scan")
    elif pictures:
        notes.append(f"scan: {pictures} of {pages} pages are pictures")
    if len(texts) < pages:
        notes.append(f"only the first {len(texts)} of {pages} pages were read")
    return PAGE_BREAK.join(texts), notes, pages


def pages_for_reading(body: bytes, dpi: int, most_pixels: int) -> Iterator[tuple[str, list[bytes]]]:
    """Each page's text, and, where the page is a picture, drawings of it: PGM files, `most_pixels`
    long at most, in shades of grey and of the ink alone. Raises PdfiumError."""
    document = pdfium.PdfDocument(body)
    try:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            text = page.get_textpage().get_text_bounded().translate(_CHARACTERS)
            is_scanned = len(text) < _FEW_LETTERS and _is_picture(page)
            yield text, _drawings(page, dpi, most_pixels) if is_scanned else []
            page.close()
    finally:
        document.close()


def _drawings(page: pdfium.PdfPage, dpi: int, most_pixels: int) -> list[bytes]:
    """A page through a red glass, where what is red is white: the stamps over its text are. Then
    without its lighter greys, which stamps are to a scanner without colours."""
    scale = min(dpi / 72, most_pixels / max(1.0, *page.get_size()))
    bitmap = page.render(scale=scale)
    data, width, step = bytes(bitmap.buffer), bitmap.width, bitmap.n_channels
    starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
    pixels = b"".join(data[start + _RED : start + width * step : step] for start in starts)
    head = b"P5 %d %d 255\n" % (width, bitmap.height)
    return [head + pixels, head + pixels.translate(_ink_alone(pixels))]


def _ink_alone(pixels: bytes) -> bytes:
    """What each grey becomes for the ink to be black and all lighter than _INK white."""
    counts = [pixels.count(grey) for grey in range(256)]
    sums = list(accumulate(counts))
    ink = bisect_left(sums, _DARKEST * len(pixels))
    paper = bisect_left(sums, len(pixels) / 2)
    white = ink + _INK * (paper - ink)
    black = 0.6 * white  # between them the edges of letters, which stay smooth
    return bytes(
        round(255 * min(1.0, max(0.0, (grey - black) / max(1.0, white - black))))
        for grey in range(256)
    )


def _is_picture(page: pdfium.PdfPage) -> bool:
    """Whether pictures cover most of a page."""
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += (right - left) * (top - bottom)
    return bool(covered >= _PICTURE_SHARE * width * height)
