"""A page, or a file, from its capture. All raise Unreadable, DamagedRecord and OSError."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from archive import captures
from archive.captures import Capture
from archive.records import read_record
from archive.times import moment
from archive.unfolding import unfold
from parsers.model import Page


def page_of(db: Database, folder: Path, capture: Capture) -> Page:
    """The page as the parsers want it. A revisit is read from the capture it refers to."""
    return Page(
        url=capture.page_url,
        body=body_of(db, folder, capture),
        encoding=capture.encoding,
        fetched_at=moment(capture.fetched_at),
    )


def body_of(db: Database, folder: Path, capture: Capture) -> bytes:
    """The bytes of a page, picture or document without Content-Encoding."""
    held = captures.get(db, capture.refers_to) if capture.refers_to else capture
    record = read_record(folder / held.warc, held.offset)
    return unfold(record.body, record.http("Content-Encoding"))
