"""Documents made to hurt: each must end in a note, and the next document be read as ever."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kho_tin.attachments import DocumentText, text_of
from kho_tin.attachments.model import MEMORY, MOST_BYTES, WALL_SECONDS
from kho_tin.base.bounded import Limits, Worker

from .making import FONT, docx_of, pdf_bomb, pdf_of, stream, written, xlsx_of

GOOD = pdf_of([written(b"Xin chao")], [FONT])

# A drawing that draws another twelve times, which draws another twelve times …
NESTED = [
    FONT,
    *(
        stream(
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << "
            b"/Font << /F 3 0 R >> /XObject << /N %d 0 R >> >>" % (5 + level),
            b"/N Do " * 12 if level < 9 else b"BT /F 11 Tf 60 700 Td (x) Tj ET",
        )
        for level in range(10)
    ),
]


def corners() -> bytes:
    """A sheet of two cells, which a reader of whole rectangles makes 17 thousand million of."""
    return xlsx_of(
        {
            "A": '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        }
    )


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip": (
        lambda: xlsx_of({"A": ""}, also=" " * (257 << 20)),
        "too large: unzips to more than 256 MB",
    ),
    "one part": (
        lambda: docx_of(" " * (33 << 20)),
        "too large: word/document.xml unzips to more than 32 MB",
    ),
    "tags": (lambda: docx_of("<w:p/>" * 1_000_001), "too large: more than 1000000 tags"),
    "sheet": (corners, "damaged: the reader ended on it (SIGABRT)"),
    "PDF": (lambda: pdf_bomb(1200), "damaged: the reader ended on it (SIGABRT)"),
    "depth": (lambda: docx_of("<w:p>" * 50_000 + "</w:p>" * 50_000), "damaged: nested too deep"),
    "size": (lambda: bytes(MOST_BYTES + 1), "too large: 64 MB"),
}


@pytest.mark.more
@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs(bomb: str) -> None:
    make, note = BOMBS[bomb]
    reading = text_of(make(), None, "a.bin")
    assert reading == DocumentText(None, note)
    assert text_of(GOOD, None, "a.pdf").text == "Xin chao"


def test_entities_that_multiply() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    reading = text_of(docx_of("&e9;", doctype=f"<!DOCTYPE d [{entities}]>"), None, "a.docx")
    assert reading.text is None
    assert reading.note is not None
    assert reading.note.startswith("damaged: limit on input amplification factor")


def test_what_never_ends() -> None:
    # A drawing takes memory too, and a quick machine draws more of it in a second.
    worker = Worker(Limits(cpu=1, wall=WALL_SECONDS, memory=8 * MEMORY))
    body = pdf_of([(b"/XObject << /N 4 0 R >>", b"/N Do")], NESTED)
    late = DocumentText(None, "too large: not read in 1 s")
    assert text_of(body, None, "a.pdf", worker) == late
    assert text_of(GOOD, None, "a.pdf", worker).text == "Xin chao"
    worker.close()


def test_threads_take_turns() -> None:
    texts: list[str | None] = []
    bodies = [pdf_of([written(b"Trang %d" % n)], [FONT]) for n in range(20)]
    threads = [
        threading.Thread(target=lambda body=body: texts.append(text_of(body, None, "").text))
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(filter(None, texts)) == sorted(f"Trang {n}" for n in range(20))
