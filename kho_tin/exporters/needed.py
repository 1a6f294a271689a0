"""The captures that a package of articles needs, and their records' bytes."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.captures import Capture, get
from kho_tin.archive.history import NAMED_FILES, NAMED_URL
from kho_tin.base.reasons import of_exports
from kho_tin.exporters.errors import ExportError
from kho_tin.warc.file_names import find, whole_name
from kho_tin.warc.reader import DamagedRecord, read_record

# Every revision's page; the pictures and documents that any of them names, with the redirects to
# them; and the captures that hold the bytes of revisits.
_NEEDED = f"""
WITH RECURSIVE
chosen(article) AS (SELECT value FROM json_each(?)),
linked(url) AS (
  SELECT {NAMED_URL} FROM chosen JOIN revisions USING (article), {NAMED_FILES}
),
needed(id) AS (
  SELECT capture FROM chosen JOIN articles ON articles.id = article
  UNION SELECT capture FROM chosen JOIN revisions USING (article)
  UNION SELECT capture FROM chosen JOIN images USING (article) WHERE capture IS NOT NULL
  UNION SELECT capture FROM chosen JOIN attachments USING (article) WHERE capture IS NOT NULL
  UNION SELECT captures.id FROM linked JOIN captures ON page_url = linked.url
    WHERE status < 400 AND status != 304
  UNION SELECT refers_to FROM needed JOIN captures USING (id) WHERE refers_to IS NOT NULL
)
SELECT id FROM needed JOIN captures USING (id) ORDER BY warc, offset
"""


@dataclass(frozen=True)
class Member:
    """A whole gzip member of a WARC file; `capture` is None for a file's warcinfo record."""

    capture: Capture | None
    data: bytes


def needed(db: Database, articles: array[int]) -> array[int]:
    """The captures that the articles need, by file and place in it."""
    chosen = json.dumps(articles.tolist())
    return array("q", (row[0] for row in db.execute(_NEEDED, [chosen])))


def members(db: Database, folder: Path, captures: Iterable[int]) -> Iterator[Member]:
    """The records of the captures, as they lie in the WARC files of `folder`.

    Before those of each file comes its warcinfo record, to which they all refer. Raises ExportError
    for a record that is not whole, or not what the archive's row says.
    """
    path = Path()
    for number in captures:
        capture = get(db, number)
        if whole_name(path.name) != capture.warc:
            path = _file(folder, capture.warc)
            if capture.offset:
                yield Member(None, _member(path, 0))
        yield Member(capture, _member(path, capture.offset, capture))


def _file(folder: Path, name: str) -> Path:
    path = find(folder, name)
    if path is None:
        raise ExportError(of_exports.warc_gone(folder / name))
    return path


def _member(path: Path, offset: int, capture: Capture | None = None) -> bytes:
    try:
        record = read_record(path, offset)
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(record.length)
    except DamagedRecord as error:
        raise ExportError(of_exports.record_damaged(error)) from error
    except OSError as error:
        raise ExportError(of_exports.warc_unreadable(path, error.strerror)) from error
    if wrong := record.wrong_digests():
        raise ExportError(of_exports.record_altered(path, offset, wrong[0]))
    if capture and record.id != capture.record_id:
        raise ExportError(of_exports.record_other(path, offset))
    return data
