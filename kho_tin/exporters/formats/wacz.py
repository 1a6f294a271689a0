"""Captures into a WACZ package, which replays in a browser (https://specs.webrecorder.net).

Version 1.1.1. The records are copied as they are, gzip members and all, so that their digests,
dates and addresses stay those of the archive.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from sqlite_utils import Database

from kho_tin.archive.captures import Capture
from kho_tin.base.times import moment, now
from kho_tin.exporters.cdxj import Blocks
from kho_tin.exporters.format import PackageFormat
from kho_tin.exporters.needed import Member, members, needed
from kho_tin.exporters.surt import surt

WARC = "archive/data.warc.gz"
INDEX = "indexes/index.cdx.gz"
BLOCKS = "indexes/index.idx"
PAGES = "pages/pages.jsonl"
VERSION = "1.1.1"


class _Package:
    """The ZIP file, and the list of what is in it."""

    def __init__(self, opened: zipfile.ZipFile, created: str) -> None:
        self._zip = opened
        self._date = moment(created).timetuple()[:6]
        self.resources: list[dict[str, Any]] = []

    @contextmanager
    def part(self, path: str) -> Iterator[Callable[[bytes], None]]:
        """A file of the package; yields a function that writes to it. gzip files are stored without
        compression, since readers request byte ranges of them."""
        entry = zipfile.ZipInfo(path, self._date)
        stored = path.endswith(".gz")
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as file:

            def write(data: bytes) -> None:
                nonlocal size
                file.write(data)
                digest.update(data)
                size += len(data)

            yield write
        name = path.rpartition("/")[2]
        self.resources.append(
            {"name": name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        )


def write_wacz(
    file: BinaryIO,
    db: Database,
    articles: array[int],
    *,
    folder: Path,
    title: str,
    software: str,
    each: Callable[[array[int]], Iterable[int]] = iter,
) -> int:
    """Package the articles with all captures that their pages need; returns the number of records.

    `folder` holds the WARC files; `each` is wrapped around the captures, to show progress. Raises
    ExportError for a record that is damaged or gone.
    """
    created = now()
    captures = needed(db, articles)
    with zipfile.ZipFile(file, "w") as opened:
        package = _Package(opened, created)
        with package.part(PAGES) as write:
            _write_pages(write, db, articles)
        _write_records(package, members(db, folder, each(captures)))
        manifest = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": title,
            "created": created,
            "software": software,
            "resources": package.resources.copy(),
        }
        _write_manifest(package, manifest)
    return len(captures)


def _write_records(package: _Package, records: Iterable[Member]) -> None:
    """Write the WARC file and its index, which must be sorted: SQLite does so, on disk where it
    grows."""
    with closing(sqlite3.connect("")) as index:
        index.execute("CREATE TABLE line (text TEXT PRIMARY KEY) WITHOUT ROWID")
        with package.part(WARC) as write:
            offset = 0
            for record in records:
                write(record.data)
                if record.capture:
                    line = _index_line(record.capture, offset, len(record.data))
                    index.execute("INSERT INTO line VALUES (?)", [line])
                offset += len(record.data)
        lines = (line for (line,) in index.execute("SELECT text FROM line ORDER BY text"))
        with package.part(INDEX) as write:
            blocks = Blocks(INDEX.rpartition("/")[2])
            blocks.write(lines, write)
        with package.part(BLOCKS) as write:
            write(blocks.index())


def _write_pages(write: Callable[[bytes], None], db: Database, articles: Iterable[int]) -> None:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
    write(_line(head))
    for article in articles:
        site, identity, page_url, ts, title, text = db.execute(
            "SELECT site, identity, page_url, fetched_at, title, body FROM articles "
            "JOIN captures ON captures.id = capture WHERE articles.id = ?",
            [article],
        ).fetchone()
        page = {"id": f"{site}/{identity}", "url": page_url, "ts": ts, "title": title, "text": text}
        write(_line(page))


def _index_line(capture: Capture, offset: int, length: int) -> str:
    """A line of CDXJ, with the fields that cdxj-indexer writes and pywb reads."""
    fields = {
        "url": capture.page_url,
        "mime": "warc/revisit" if capture.refers_to else capture.media_type or "unk",
        "status": str(capture.status),
        "digest": f"sha256:{capture.payload_sha256}" if capture.payload_sha256 else "-",
        "length": str(length),
        "offset": str(offset),
        "filename": WARC.rpartition("/")[2],
    }
    stamp = moment(capture.fetched_at).strftime("%Y%m%d%H%M%S")
    return f"{surt(capture.page_url)} {stamp} {json.dumps(fields)}"


def _write_manifest(package: _Package, manifest: dict[str, Any]) -> None:
    """Write datapackage.json, and the file with its digest, which so covers all the others."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n"
    with package.part("datapackage.json") as write:
        write(text)
    digest = {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(text).hexdigest()}",
    }
    with package.part("datapackage-digest.json") as write:
        write(json.dumps(digest, indent=2).encode() + b"\n")


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


FORMAT = PackageFormat(
    name="wacz",
    suffix=".wacz",
    media_type="application/wacz",
    meaning="the captures that they were read from, as a package for replay",
    binary=True,
    write=write_wacz,
)
