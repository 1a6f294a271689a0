"""The text of an attached document, and the bounds within which one is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

MOST_BYTES = 64 << 20  # as much as is downloaded of anything
MOST_UNZIPPED = 256 << 20  # of all that a DOCX or XLSX holds; a bomb of 1 MB unzips to 1 GB
MOST_XML = 32 << 20  # of one part of a DOCX, whose tree takes ten times that
MOST_TAGS = 1_000_000  # of that part; Word writes some 300,000 for a thousand pages
MOST_PAGES = 1000
MOST_LETTERS = 4_000_000  # five novels
CPU_SECONDS = 15  # a thousand pages take three
WALL_SECONDS = 180  # several times that, so that a busy machine reads what an idle one reads
MEMORY = 600 << 20  # the tree of the largest XML part takes two thirds of it


class NotRead(Exception):
    """A document that is not read; the message says why, as `DocumentText.note` does."""


@dataclass(frozen=True)
class DocumentText:
    """The text of a document: NFC, without layout blanks and empty lines.

    A line of a PDF is a line of its page. In a DOCX a paragraph is a line; there and in a
    spreadsheet a row of a table is one line, its cells joined by " | ".

    `note` says in words what is wrong or missing: "scan" (pictures of pages; `text` then holds
    at most a stamp), "scan: 2 of 9 pages are pictures", "encrypted: …", "damaged: …",
    "too large: …", "old .doc: not read", "not a document: …", "only the first 1000 of 1200
    pages were read". `text` is None when nothing could be read; a note can stand beside text
    that could. `pages` counts those of a PDF, read or not. `layout` says where each begins in
    `text`, as `layout_of` writes it; None where there is no text, or a document has no pages.
    """

    text: str | None
    note: str | None = None
    pages: int | None = None
    layout: str | None = None


@dataclass(frozen=True)
class Recognised:
    """What an engine of a `version` read of a scan in `languages`: the whole document's text, pages
    that are text among those that are pictures, in the form of `DocumentText`.

    `confidence` is the mean of the words' (0 to 100). `pages` of pictures were read, `left` were
    not. `unread` says why nothing was. `starts` are as `joined` has them, `scans` the numbers, from
    1, of the pages that were read.
    """

    version: str
    languages: str
    text: str = ""
    confidence: float = 0.0
    pages: int = 0
    left: int = 0
    unread: str | None = None
    engine: str = "tesseract"
    starts: tuple[int, ...] = ()
    scans: tuple[int, ...] = ()


def joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of a document from those of its pages, a line break between two that have any; and
    where each begins in it, in characters. A page without text begins where the next does."""
    written = [len(page) + 1 if page else 0 for page in pages]
    text = "\n".join(filter(None, pages))
    starts = accumulate(written[:-1], initial=0) if pages else ()
    return text, tuple(min(start, len(text)) for start in starts)


def layout_of(
    starts: Sequence[int],
    engine: str | None = None,
    confidence: float = 0.0,
    scans: Sequence[int] = (),
) -> str | None:
    """The column `attachments.layout`, JSON of one line: `starts`, where each page begins; and of
    scans by which `engine` they were read, with which mean `confidence` (0 to 100), and the numbers
    of these pages (`scans`, from 1). What is not known is left out; None if nothing is."""
    known: dict[str, object] = {"starts": list(starts)} if starts else {}
    if engine:
        known |= {"engine": engine, "confidence": confidence}
        known |= {"scans": list(scans)} if scans else {}
    return json.dumps(known, separators=(",", ":")) if known else None
