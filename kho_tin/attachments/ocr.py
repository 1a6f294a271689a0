"""The text of scans, by Tesseract: pages are drawn by PDFium, pictures given to it as they are.

Tesseract is a program of the system (Debian: tesseract-ocr, tesseract-ocr-vie), and what it reads
depends on its version. So its text is kept beside the capture (`warc.conversion`), and a rebuild
needs no Tesseract.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from kho_tin.attachments.model import (
    MOST_BYTES,
    MOST_LETTERS,
    DocumentText,
    NotRead,
    Recognised,
    joined,
)
from kho_tin.base.bounded import Exceeded, Limits, ReadingStopped, Worker

LANGUAGES: Final = "vie"  # Debian's data of it reads English words and figures too
MOST_SCANNED = 20  # pages of one document: an announcement has a few
# A drawing of A4 takes three to six seconds of processor, one full of lines may take minutes.
PAGE_SECONDS = 60
CPU_SECONDS = 120  # of this program's own, which draws the pages
WALL_SECONDS = 600
MEMORY = 900 << 20
DPI = 300  # Tesseract's own advice; letters are then 30 pixels high
MOST_PIXELS = 4000  # of a page's longer side: A4 has 3508
WORKER = Worker(Limits(CPU_SECONDS, WALL_SECONDS, MEMORY))
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")  # JPEG, PNG, TIFF
_WORD = "5"  # the level of a line of Tesseract's table that is a word


@dataclass(frozen=True)
class Engine:
    """Tesseract on this machine, with the data of LANGUAGES."""

    program: str
    version: str


@cache
def engine() -> Engine | None:
    """Tesseract, None where it or its Vietnamese data is not there."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        printed = [
            subprocess.run([program, option], capture_output=True, timeout=30, check=True).stdout
            for option in ("--version", "--list-langs")
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    first, languages = printed[0].decode("utf-8", "replace"), printed[1].decode("utf-8", "replace")
    if LANGUAGES not in languages.split():
        return None
    return Engine(program, first.split("\n", 1)[0].removeprefix("tesseract").strip())


def is_scan(body: bytes, document: DocumentText) -> bool:
    """Whether a document is one for Tesseract: pages that are pictures, or a picture itself."""
    notes = (document.note or "").split("; ")
    return any(note.startswith("scan") for note in notes) or body.startswith(_PICTURES)


def recognise(body: bytes, with_engine: Engine, worker: Worker = WORKER) -> Recognised:
    """The text of a scan, or why it was not read. Never takes longer than WALL_SECONDS, and never
    raises because of the bytes. A call blocks its thread. Raises ReadingStopped."""
    if len(body) > MOST_BYTES:
        return Recognised(with_engine.version, LANGUAGES, unread="too large")
    try:
        return worker.run(_recognise, body, with_engine)
    except ReadingStopped:
        raise
    except Exceeded as error:
        return Recognised(with_engine.version, LANGUAGES, unread=str(error))


def _recognise(body: bytes, with_engine: Engine) -> Recognised:
    from kho_tin.attachments import pdf  # only that process loads PDFium
    from kho_tin.attachments.reader import in_text_form

    texts: list[str] = []
    confidences: list[float] = []
    scans: list[int] = []
    left = 0
    try:
        pages: Iterable[tuple[str, list[bytes]]] = [("", [body])]
        if not body.startswith(_PICTURES):
            pages = pdf.pages_for_reading(body, DPI, MOST_PIXELS)
        for text, drawings in pages:
            if not drawings:
                texts.append(text)
            elif len(scans) >= MOST_SCANNED or sum(map(len, texts)) > MOST_LETTERS:
                left += 1
                texts.append("")
            else:
                readings = [_read_page(with_engine, drawing) for drawing in drawings]
                # More words, more surely: stamps hide some, and greys lost make letters thin.
                lines, sure = max(readings, key=lambda reading: sum(reading[1]))
                texts.append(lines)
                confidences += sure
                scans.append(len(texts))
    except NotRead as error:
        return Recognised(with_engine.version, LANGUAGES, unread=" ".join(str(error).split())[:200])
    except MemoryError:
        raise  # the process has no more
    except Exception as error:  # PDFium may raise anything for damaged bytes
        why = f"damaged: {type(error).__name__}: {error}"[:200]
        return Recognised(with_engine.version, LANGUAGES, unread=" ".join(why.split()))
    written, starts = joined(list(map(in_text_form, texts)))
    return Recognised(
        with_engine.version,
        LANGUAGES,
        written,
        round(sum(confidences) / len(confidences), 1) if confidences else 0.0,
        len(scans),
        left,
        starts=starts,
        scans=tuple(scans),
    )


def _read_page(with_engine: Engine, picture: bytes) -> tuple[str, list[float]]:
    """The lines of a page, and how sure Tesseract is of each word (0 to 100). Raises
    NotRead."""
    # Mode 1 finds out how the page is turned, and where its columns are.
    command = [with_engine.program, "stdin", "stdout", "-l", LANGUAGES, "--psm", "1"]
    # No preexec_fn: it would fork, and handlers that libuv has for forks close descriptors that are
    # no longer its own in this process.
    with subprocess.Popen(
        [*command, "--dpi", str(DPI), "tsv"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ) as process:
        # Tesseract goes on should this process be killed: its time has a bound of its own.
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (PAGE_SECONDS, PAGE_SECONDS))
        table, said = process.communicate(picture)
    if process.returncode:
        why = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise NotRead(why or f"tesseract ended with {process.returncode}")
    lines: dict[tuple[str, ...], list[str]] = {}
    confidences = []
    for row in table.decode("utf-8", "replace").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != _WORD or not cells[11].strip():
            continue
        lines.setdefault(tuple(cells[1:5]), []).append(cells[11].strip())
        confidences.append(float(cells[10]))
    return "\n".join(map(" ".join, lines.values())), confidences
