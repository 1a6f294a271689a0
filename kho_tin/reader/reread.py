"""Where the bytes of a capture are: its record, and what `reader.reading` reads it by.

A revisit is read from the capture it refers to.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.reader.reading import Pointer
from kho_tin.warc.names import find
from kho_tin.warc.reader import Record, read_record


def record_of(db: Database, folder: Path, capture: Capture) -> Record:
    """The record with the bytes of a page, picture or document. Raises DamagedRecord, OSError."""
    held = captures.held_by(db, capture)
    return read_record(find(folder, held.warc) or folder / held.warc, held.offset)


def pointer_to(db: Database, folder: Path, capture: Capture) -> Pointer:
    """The same, to be read later, or by another process."""
    held = captures.held_by(db, capture)
    return Pointer(
        capture.id,
        capture.page_url,
        capture.encoding,
        capture.media_type,
        capture.fetched_at,
        find(folder, held.warc) or folder / held.warc,
        held.offset,
    )
