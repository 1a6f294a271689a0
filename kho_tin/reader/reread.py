"""A page, or a file, from its capture."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.base.times import moment
from kho_tin.parsers.model import Page
from kho_tin.reader.reading import Pointer
from kho_tin.warc.reader import read_record


def page_of(db: Database, folder: Path, capture: Capture) -> Page:
    """The page as the parsers want it. A revisit is read from the capture it refers to.

    Raises NotDecoded, DamagedRecord and OSError.
    """
    return Page(
        url=capture.page_url,
        body=body_of(db, folder, capture),
        encoding=capture.encoding,
        fetched_at=moment(capture.fetched_at),
    )


def body_of(db: Database, folder: Path, capture: Capture) -> bytes:
    """The bytes of a page, picture or document without Content-Encoding. Raises likewise."""
    held = _held(db, capture)
    return read_record(folder / held.warc, held.offset).decoded().body


def pointer_to(db: Database, folder: Path, capture: Capture) -> Pointer:
    """What `reader.reading` reads a capture by."""
    held = _held(db, capture)
    return Pointer(
        capture.id,
        capture.page_url,
        capture.encoding,
        capture.media_type,
        capture.fetched_at,
        folder / held.warc,
        held.offset,
    )


def _held(db: Database, capture: Capture) -> Capture:
    return captures.get(db, capture.refers_to) if capture.refers_to else capture
