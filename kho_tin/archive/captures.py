"""Which record of which WARC file holds what was fetched, when, and from where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from kho_tin.archive.database import path_of, transaction
from kho_tin.archive.decisions import dark
from kho_tin.archive.lasting_names import known_uuid
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import parse, utc
from kho_tin.warc.file_names import places
from kho_tin.warc.reader import DamagedRecord, Record, is_part_of, read_record
from kho_tin.warc.writer import FinishedFile

Via = Literal["live", "wayback", "import"]
VIAS: tuple[Via, ...] = ("live", "wayback", "import")
REDIRECTS = (301, 302, 303, 307, 308)  # those with a Location to follow (RFC 9110, 15.4)
PERMANENT = (301, 308)  # redirects for good (RFC 9110, 15.4.2 and 15.4.9)


@dataclass(frozen=True, kw_only=True)
class Capture:
    """A row of `captures`; `id` is 0 before it is on record.

    `url` was requested; `page_url` is the site's own address of that page (the same, unless a
    mirror or a web archive was asked). `fetched_at` is UTC, a memento's own time for `wayback`.
    `encoding` is the charset that the server named. `payload_sha256` (hex) is of the body as sent,
    Content-Encoding kept. `offset` and `length` are in bytes of the WARC file. `refers_to` is the
    capture that holds the bytes, when this one is a revisit.
    """

    id: int = 0
    run: int
    url: str
    page_url: str
    fetched_at: str
    status: int
    media_type: str | None = None
    encoding: str | None = None
    payload_sha256: str | None = None
    warc: str
    offset: int
    length: int
    record_id: str
    via: Via = "live"
    etag: str | None = None
    last_modified: str | None = None
    refers_to: int | None = None

    @classmethod
    def of(cls, row: Sequence[Any]) -> Capture:
        """The capture of a row that was selected with `_COLUMNS`."""
        return cls(**dict(zip(NAMES, row, strict=True)))


_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
NAMES = tuple(Capture.__dataclass_fields__)
_COLUMNS = ", ".join(NAMES)
INSERT = f"INSERT INTO captures ({_COLUMNS}) VALUES ({', '.join('?' * len(NAMES))})"


def content_type(header: str | None) -> tuple[str | None, str | None]:
    """Media type and charset as a Content-Type header names them, lower case; None if not."""
    if not header:
        return None, None
    media_type, _, parameters = header.partition(";")
    charset = _CHARSET.search(parameters)
    return media_type.strip().lower() or None, charset[1].lower() if charset else None


def add(db: Database, capture: Capture) -> int:
    """Put a capture on record; return its id, or that of the row that is there already.

    To be called after the WARC file is synced: a row must never point at bytes that a power cut can
    take away.
    """
    with transaction(db):
        row = db.execute(
            "SELECT id FROM captures WHERE warc = ? AND offset = ?", [capture.warc, capture.offset]
        ).fetchone()
        if row:
            return int(row[0])
        values = vars(capture) | {"id": capture.id or None}
        cursor = db.execute(INSERT, [values[name] for name in NAMES])
        assert cursor.lastrowid is not None
        dark.claim_new(db, cursor.lastrowid, capture.page_url)
    return cursor.lastrowid


def row_of_record(record: Record, via: Via | None) -> dict[str, Any]:
    """The columns of a capture's row that its record gives: all but run, warc and refers_to.

    `via` is what the file's warcinfo says, if it does (see `via_of`). Raises ValueError, which says
    what the record is, where it is no capture.
    """
    fields = record.fields
    page_url = fields.get("warc-target-uri")
    if page_url is None:
        raise ValueError("is of no address")
    try:
        status = record.status
    except (ValueError, IndexError) as error:
        raise ValueError("is no HTTP answer") from error
    try:
        fetched_at = utc(parse(fields.get("warc-date", "")))
    except InvalidTime as error:
        raise ValueError(str(error)) from error
    if via is None:
        via = "wayback" if "warc-creation-date" in fields else "live"
    media_type, encoding = content_type(record.http("Content-Type"))
    return {
        "url": fields.get("warc-source-uri", page_url),
        "page_url": page_url,
        "fetched_at": fetched_at,
        "status": status,
        "media_type": media_type,
        "encoding": encoding,
        "payload_sha256": fields.get("warc-payload-digest", "").removeprefix("sha256:") or None,
        "offset": record.offset,
        "length": record.length,
        "record_id": record.id,
        "via": via,
        "etag": record.http("ETag"),
        "last_modified": record.http("Last-Modified"),
    }


def archives_own(captures: str) -> str:
    """A condition of SQL: whether a capture is a page of a web archive itself, and no memento. Such
    a page has no date on the site, and nothing is read from it: the archive's index, its own
    errors, a memento with an impossible date. `captures` is what the table is called."""
    return f"({captures}.via = 'wayback' AND {captures}.page_url = {captures}.url)"


def via_of(info: Mapping[str, str]) -> Via | None:
    """Where a file's records came from, by the fields of its warcinfo."""
    return next((via for via in VIAS if info.get("via") == via), None)


def owns(db: Database, info: Mapping[str, str]) -> bool:
    """Whether a file whose warcinfo says `info` is part of this archive."""
    return is_part_of(path_of(db.conn).name, known_uuid(db), info)


def referred_to(db: Database, record: Record) -> int | None:
    """The capture that a revisit refers to, if the archive has it."""
    original = record.fields.get("warc-refers-to")
    row = db.execute("SELECT id FROM captures WHERE record_id = ?", [original]).fetchone()
    return row[0] if row else None


def keep_file(db: Database, run: int, finished: FinishedFile) -> None:
    """Put a finished WARC file on record, whole: `verify` finds any change to it by this."""
    with transaction(db):
        db.execute(
            "INSERT INTO warcs (name, run, bytes, sha256) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (name) DO NOTHING",
            [finished.path.name, run, finished.bytes, finished.sha256],
        )


def newest_file(db: Database) -> tuple[str, str] | None:
    """The file that was put on record last, with its SHA-256 (hex)."""
    row = db.execute("SELECT name, sha256 FROM warcs ORDER BY rowid DESC").fetchone()
    return (row[0], row[1]) if row else None


def get(db: Database, capture: int) -> Capture:
    """One capture. Raises KeyError."""
    row = db.execute(f"SELECT {_COLUMNS} FROM captures WHERE id = ?", [capture]).fetchone()
    if row is None:
        raise KeyError(capture)
    return Capture.of(row)


def latest(db: Database, page_url: str, identity: str | None) -> Capture | None:
    """The newest capture of an address from which the article `identity`, or with None any, was
    read, for a conditional request.

    Only what was read counts: a page that a crash kept from being read, that a parser could not
    read, or that had another article, must not be answered "not modified" for ever after.
    """
    row = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE page_url = ?1 AND status = 200 AND EXISTS "
        "(SELECT 1 FROM observations JOIN articles ON articles.id = article "
        "WHERE observations.capture = captures.id AND observations.content_sha256 IS NOT NULL "
        "AND (?2 IS NULL OR identity = ?2)) ORDER BY fetched_at DESC, id DESC",
        [page_url, identity],
    ).fetchone()
    return Capture.of(row) if row else None


def answers(db: Database, page_url: str, count: int) -> list[Capture]:
    """The last pages that the live site gave at an address, newest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE page_url = ? AND status = 200 AND via = 'live' "
        "ORDER BY fetched_at DESC, id DESC LIMIT ?",
        [page_url, count],
    )
    return [Capture.of(row) for row in rows.fetchall()]


def was_answered(db: Database, page_url: str, since: str) -> bool:
    """Whether the site has said since then (UTC, `…Z`) what is at an address: a page that could be
    read as what it is, another address, or that there is nothing."""
    row = db.execute(
        "SELECT 1 FROM captures WHERE page_url = ? AND fetched_at >= ? "
        "AND (status BETWEEN 200 AND 399 OR status IN (404, 410)) AND NOT EXISTS "
        "(SELECT 1 FROM problems WHERE problems.run = captures.run AND problems.url = page_url "
        "AND kind IN ('unreadable', 'exceeded', 'cut', 'suspect', 'blocked')) LIMIT 1",
        [page_url, since],
    ).fetchone()
    return row is not None


def last_status(db: Database, page_url: str) -> int | None:
    """The status of the newest answer from an address; None where it was never requested."""
    row = db.execute(
        "SELECT status FROM captures WHERE page_url = ? ORDER BY fetched_at DESC, id DESC LIMIT 1",
        [page_url],
    ).fetchone()
    return row[0] if row else None


def is_captured(db: Database, url: str, page_url: str, fetched_at: str) -> bool:
    """Whether there is a capture of a page at this time, or of an answer from `url`, redirects
    included; or the page is that of a withheld record, and not to be captured."""
    return dark.is_page(db, page_url) or bool(
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM captures WHERE page_url = ? AND fetched_at = ? "
            "AND status = 200) OR EXISTS (SELECT 1 FROM captures WHERE url = ? AND status < 400)",
            [page_url, fetched_at, url],
        ).fetchone()[0]
    )


def by_digest(db: Database, payload_sha256: str) -> Capture | None:
    """The first capture that holds these bytes itself, for a revisit to refer to."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM captures WHERE payload_sha256 = ? AND refers_to IS NULL "
        "ORDER BY id",
        [payload_sha256],
    ).fetchone()
    return Capture.of(row) if row else None


def original_of(db: Database, capture: Capture) -> Capture:
    """The capture whose record holds the bytes: of a revisit, the one that it refers to."""
    return get(db, capture.refers_to) if capture.refers_to else capture


def original_for(
    db: Database, folder: Path, payload_sha256: str, content_encoding: str
) -> Capture | None:
    """The capture to which a revisit may refer: the first with this payload digest, if its record
    can be read and has the same Content-Encoding. None if there is none: then the bytes are kept
    once more. A body is decoded by the headers of its record, and a server may change only those.
    """
    capture = by_digest(db, payload_sha256)
    if capture is None:
        return None
    for path in places(folder, capture.warc):
        try:
            record = read_record(path, capture.offset)
        except (DamagedRecord, OSError):
            continue  # not there, or not whole: the bytes are kept once more
        return capture if record.content_encoding == content_encoding else None
    return None


def redirects_for_good(db: Database, run: int, page_url: str, before: int) -> bool:
    """Whether, in a run, the last redirect of an address of the site that was captured `before`
    another capture is one of PERMANENT."""
    row = db.execute(
        "SELECT status FROM captures WHERE run = ? AND page_url = ? AND id < ? "
        "AND status BETWEEN 300 AND 399 AND status != 304 ORDER BY id DESC LIMIT 1",
        [run, page_url, before],
    ).fetchone()
    return row is not None and row[0] in PERMANENT
