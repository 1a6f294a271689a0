"""Writing the answers in other programs' records into a new WARC file, and their rows."""

from __future__ import annotations

import hashlib
import uuid
from collections import deque
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark
from kho_tin.replay.importers.responses import RecordedResponse
from kho_tin.replay.importers.site_addresses import SiteAddresses
from kho_tin.warc.content_encoding import header_of
from kho_tin.warc.writer import Original, Response, WarcFile

BATCH_RECORDS = 200
BATCH_BYTES = 16 * 1024 * 1024


class CaptureWriter:
    """Writes copies of records and their rows: the bytes reach the disk first, then the rows.

    Rows are added a batch at a time, so that the disk is waited for once a batch. After a crash the
    next start finds the records without rows in the WARC file, and recovers them.
    """

    def __init__(self, db: Database, run: int, warc: WarcFile, addresses: SiteAddresses) -> None:
        self.db = db
        self.run = run
        self.warc = warc
        self.addresses = addresses
        self.new = 0
        self._waiting: deque[tuple[Capture, str | None]] = deque()
        self._bytes = 0
        self._bodies: dict[tuple[str, str], Original] = {}  # of what is waiting
        self._keys: set[tuple[str, str, int, str | None]] = set()
        self._ids: set[str] = set()

    def keep(self, answer: RecordedResponse) -> tuple[str, bool]:
        """Keep an answer with its body. Returns the body's SHA-256 (hex), and whether it is new."""
        digest = hashlib.sha256(answer.body).hexdigest()
        original = None
        if answer.body and not answer.truncated:
            coding = header_of(answer.headers)
            original = self._bodies.get((digest, coding)) or self._original_for(digest, coding)
        return digest, self._write(answer, digest, original)

    def revisit(self, answer: RecordedResponse, original: Capture) -> bool:
        """Keep an answer whose body is in the capture `original`. Returns whether it is new."""
        digest = None if answer.status == 304 else original.payload_sha256
        return self._write(answer, digest, _original(original))

    def settle(self) -> None:
        """Add the rows of what a revisit may refer to."""
        if self._bodies:
            self.flush()

    def flush(self) -> None:
        """Return when everything kept is on the disk and has its row. Raises ArchiveError."""
        if not self._waiting:
            return
        self.warc.sync()
        with transaction(self.db):
            while self._waiting:
                row, original = self._waiting.popleft()
                refers_to = self._id(original) if original else None
                captures.add(self.db, replace(row, refers_to=refers_to))
        self._bytes = 0
        self._bodies.clear()
        self._keys.clear()
        self._ids.clear()

    def _write(
        self, answer: RecordedResponse, digest: str | None, original: Original | None
    ) -> bool:
        media_type, encoding = captures.content_type(answer.header("Content-Type"))
        page_url = self.addresses.page_url(answer, media_type)
        key = (page_url, answer.fetched_at, answer.status, digest)
        if key in self._keys or self._is_held(key):
            return False
        written = self.warc.write(
            Response(
                answer.source,
                answer.fetched_at,
                answer.status,
                answer.reason,
                answer.headers,
                answer.body,
                page_url=page_url,
                created=answer.created,
                ip=answer.ip,
                truncated=answer.truncated,
                record_id=self._new_id(answer, key),
                payload_sha256=digest,
            ),
            original=original,
        )
        row = Capture(
            run=self.run,
            url=answer.source,
            page_url=page_url,
            fetched_at=answer.fetched_at,
            status=answer.status,
            media_type=media_type,
            encoding=encoding,
            **vars(written),
            via="import",
            etag=answer.header("ETag"),
            last_modified=answer.header("Last-Modified"),
        )
        self._waiting.append((row, original.record_id if original else None))
        self._keys.add(key)
        self._ids.add(written.record_id)
        if original is None and digest:
            key_of_body = (digest, header_of(answer.headers))
            self._bodies[key_of_body] = Original(page_url, answer.fetched_at, written.record_id)
        self.new += 1
        self._bytes += written.length
        if len(self._waiting) >= BATCH_RECORDS or self._bytes >= BATCH_BYTES:
            self.flush()
        return True

    def _is_held(self, key: tuple[str, str, int, str | None]) -> bool:
        """Whether there is a capture of this answer: same address, second, status, body.

        Its record may have another id, since packages are made from packages. What is withheld is
        not imported again.
        """
        if dark.is_page(self.db, key[0]) or dark.is_kept(self.db, *key[:2]):
            return True
        return (
            self._value(
                "SELECT 1 FROM captures WHERE page_url = ? AND fetched_at = ? AND status = ? "
                "AND payload_sha256 IS ?",
                *key,
            )
            is not None
        )

    def _new_id(self, answer: RecordedResponse, key: tuple[str, str, int, str | None]) -> str:
        """The record's own id, unless another record has it: wget gives one id to several."""
        record_id = answer.record_id
        if record_id not in self._ids and self._id(record_id) is None:
            return record_id
        name = " ".join(str(part) for part in (record_id, *key))
        return f"<{uuid.uuid5(uuid.NAMESPACE_URL, name).urn}>"

    def _original_for(self, digest: str, coding: str) -> Original | None:
        original = captures.original_for(self.db, self.warc.path.parent, digest, coding)
        return _original(original) if original else None

    def _id(self, record_id: str) -> int | None:
        number = self._value("SELECT id FROM captures WHERE record_id = ?", record_id)
        return None if number is None else int(number)

    def _value(self, sql: str, *values: Any) -> Any:
        row = self.db.execute(sql, list(values)).fetchone()
        return row[0] if row else None


def _original(capture: Capture) -> Original:
    return Original(capture.page_url, capture.fetched_at, capture.record_id)
