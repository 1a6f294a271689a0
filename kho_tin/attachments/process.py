"""Documents are read in a process of their own: PDFium is C++, and a document that crashes it, or
on which it never ends, must not end a crawl."""

from __future__ import annotations

from kho_tin.attachments.model import CPU_SECONDS, MEMORY, MOST_BYTES, WALL_SECONDS, DocumentText
from kho_tin.base.bounded import Exceeded, Limits, Worker

WORKER = Worker(Limits(CPU_SECONDS, WALL_SECONDS, MEMORY))


def text_of(
    body: bytes, media_type: str | None, filename: str, worker: Worker = WORKER
) -> DocumentText:
    """The text of a PDF, DOCX or spreadsheet, or why there is none.

    `media_type` is the server's, `filename` the last part of the address: they serve only for the
    note on a body that is no document. Never takes longer than WALL_SECONDS (`attachments.model`
    has all bounds) and never raises because of the bytes. A call blocks its thread, so an event
    loop makes it in another one.
    """
    if len(body) > MOST_BYTES:
        return DocumentText(None, f"too large: {len(body) >> 20} MB")
    try:
        return worker.run(_read, body, media_type, filename)
    except Exceeded as error:
        return DocumentText(None, f"{'too large' if error.is_much else 'damaged'}: {error}")


def _read(body: bytes, media_type: str | None, filename: str) -> DocumentText:
    from kho_tin.attachments.reader import read  # only that process loads the libraries

    return read(body, media_type, filename)
