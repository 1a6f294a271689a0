"""Where a capture's bytes are, as `reader.reading` takes it: a revisit's are those of the capture
that it refers to."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader.reading import Pointer
from kho_tin.warc.file_names import find


def pointer_to(
    db: Database, folder: Path, capture: Capture, dates: DateProfile | None = None
) -> Pointer:
    """A pointer to the record with the capture's bytes, to be read later, or by another process.
    `dates` is the profile of its site."""
    original = captures.original_of(db, capture)
    return Pointer(
        capture.id,
        capture.page_url,
        capture.encoding,
        capture.media_type,
        capture.fetched_at,
        find(folder, original.warc) or folder / original.warc,
        original.offset,
        date_order=dates.at(capture.fetched_at) if dates else None,
    )


def of_unchanged(original: Capture, page_url: str, folder: Path, role: str) -> Pointer:
    """A pointer to what a "not modified" for a listing or another source stands for: the bytes of
    the capture `original`, and their media type, charset and time, at the address that was
    requested."""
    return Pointer(
        original.id,
        page_url,
        original.encoding,
        original.media_type,
        original.fetched_at,
        find(folder, original.warc) or folder / original.warc,
        original.offset,
        role,
    )
