"""Finding the record with the body that a revisit record leaves out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.replay.importers.records import same_digest
from kho_tin.replay.importers.responses import RecordedResponse, Revisit
from kho_tin.replay.importers.site_addresses import SiteAddresses
from kho_tin.warc.reader import DamagedRecord, read_record

# How many captures of one address are read to compare digests that are not in an index.
_MOST_READ = 20
_ALGORITHMS = {"md5", "sha1", "sha256", "sha512"}


class Originals:
    """Finds the originals of revisits among the archive's captures."""

    def __init__(self, db: Database, folder: Path, addresses: SiteAddresses) -> None:
        self.db = db
        self.folder = folder
        self.addresses = addresses
        self._by_digest: dict[str, str] = {}  # as the files write it: SHA-256 (hex)
        self._digests: dict[tuple[int, str], bytes] = {}  # of captures, by algorithm

    def note(self, answer: RecordedResponse, sha256: str) -> None:
        """Remember the payload digest as the answer's own record writes it."""
        if answer.digest:
            self._by_digest[answer.digest.lower()] = sha256

    def find(self, revisit: Revisit) -> Capture | None:
        """The capture that holds the body; for a "not modified", the one that it refers to."""
        capture = self._named(revisit)
        if capture is None and revisit.answer.status == 304:
            capture = self._before(revisit.answer)
        if capture is None and revisit.answer.digest:
            capture = self._by_payload(revisit)
        return captures.original_of(self.db, capture) if capture else None

    def _named(self, revisit: Revisit) -> Capture | None:
        if capture := self._first("record_id = ?", revisit.original_id):
            return capture
        if not (revisit.original_url and revisit.original_date):
            return None
        url = self.addresses.site_url(revisit.original_url)
        return self._first(
            "page_url = ? AND fetched_at = ? AND payload_sha256 IS NOT NULL",
            url,
            revisit.original_date,
        )

    def _before(self, answer: RecordedResponse) -> Capture | None:
        return self._first(
            "page_url = ? AND fetched_at <= ? AND status = 200 ORDER BY fetched_at DESC",
            self.addresses.site_url(answer.url),
            answer.fetched_at,
        )

    def _by_payload(self, revisit: Revisit) -> Capture | None:
        written = revisit.answer.digest
        algorithm, _, value = written.lower().replace("-", "").partition(":")
        if algorithm not in _ALGORITHMS:
            return None
        sha256 = self._by_digest.get(written.lower())
        if sha256 is None and algorithm == "sha256" and len(value) == 64:
            sha256 = value
        if sha256:
            return captures.by_digest(self.db, sha256)
        urls = {revisit.answer.url, revisit.original_url or revisit.answer.url}
        for url in urls:
            rows = self.db.execute(
                "SELECT id FROM captures WHERE page_url = ? AND refers_to IS NULL "
                "AND payload_sha256 IS NOT NULL ORDER BY fetched_at DESC, id LIMIT ?",
                [self.addresses.site_url(url), _MOST_READ],
            ).fetchall()
            for (number,) in rows:
                capture = captures.get(self.db, number)
                if same_digest(value, self._digest(capture, algorithm)):
                    return capture
        return None

    def _digest(self, capture: Capture, algorithm: str) -> bytes:
        key = (capture.id, algorithm)
        if key not in self._digests:
            try:
                body = read_record(self.folder / capture.warc, capture.offset).body
            except (DamagedRecord, OSError):
                digest = b""  # equal to no digest; `verify` reports the damage
            else:
                digest = hashlib.new(algorithm, body, usedforsecurity=False).digest()
            self._digests[key] = digest
        return self._digests[key]

    def _first(self, where: str, *values: Any) -> Capture | None:
        row = self.db.execute(f"SELECT id FROM captures WHERE {where}", list(values)).fetchone()
        return captures.get(self.db, row[0]) if row else None


class MissingOriginals:
    """Revisits whose originals may be in the files under addresses of other sites."""

    def __init__(self, revisits: list[Revisit]) -> None:
        self._revisits = dict(enumerate(revisits))
        self._by_name: dict[object, list[int]] = {}
        for number, revisit in self._revisits.items():
            for name in _names(revisit):
                self._by_name.setdefault(name, []).append(number)

    def __bool__(self) -> bool:
        return bool(self._revisits)

    def __len__(self) -> int:
        return len(self._revisits)

    def urls(self) -> list[str]:
        return [revisit.answer.url for revisit in self._revisits.values()]

    def answered_by(self, original: RecordedResponse) -> list[RecordedResponse]:
        """The revisits whose original is `original`, now with their body."""
        names = (original.record_id, (original.url, original.fetched_at), original.digest.lower())
        numbers = {number for name in names for number in self._by_name.pop(name, ())}
        left = sorted(numbers & self._revisits.keys())
        revisits = [self._revisits.pop(number) for number in left]
        return [_whole(revisit.answer, original) for revisit in revisits]


def _names(revisit: Revisit) -> list[object]:
    """Everything that may identify a revisit's original."""
    names = [
        revisit.original_id,
        revisit.original_date and (revisit.original_url, revisit.original_date),
        revisit.answer.digest.lower(),
    ]
    return [name for name in names if name]


def _whole(answer: RecordedResponse, original: RecordedResponse) -> RecordedResponse:
    """The revisit's address and time, with the original's body and the headers about it."""
    return RecordedResponse(
        **{
            **original.__dict__,
            "record_id": answer.record_id,
            "url": answer.url,
            "source": answer.source,
            "fetched_at": answer.fetched_at,
            "created": answer.created,
            "ip": answer.ip,
        }
    )
