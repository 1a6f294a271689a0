"""The record with the bytes of a capture, and the pointer to it that `reader.reading` takes.

A revisit is read from the capture it refers to.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.reader.reading import Pointer
from kho_tin.warc.file_names import find
from kho_tin.warc.reader import Record, read_record


def record_of(db: Database, folder: Path, capture: Capture) -> Record:
    """The record with the bytes of a page, picture or document. Raises DamagedRecord, OSError."""
    holder = captures.held_by(db, capture)
    return read_record(find(folder, holder.warc) or folder / holder.warc, holder.offset)


def pointer_to(db: Database, folder: Path, capture: Capture) -> Pointer:
    """A pointer to the same record, to be read later, or by another process."""
    holder = captures.held_by(db, capture)
    return Pointer(
        capture.id,
        capture.page_url,
        capture.encoding,
        capture.media_type,
        capture.fetched_at,
        find(folder, holder.warc) or folder / holder.warc,
        holder.offset,
    )
