"""Writing WARC files, one for each run: record by record, and renamed when complete."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kho_tin.base.disk import sync
from kho_tin.base.errors import explain
from kho_tin.base.times import current, now
from kho_tin.warc.format import (
    IDENTICAL,
    NOT_MODIFIED,
    TEXT_LEVEL,
    Headers,
    http_head,
    level,
    new_id,
    record,
)
from kho_tin.warc.journal import FIELD, WARC_FIELDS, Requested
from kho_tin.warc.names import OPEN, SUFFIX, find, whole_name
from kho_tin.warc.reader import read_record


@dataclass(frozen=True)
class Sent:
    """The request, as far as it is known: `target` as in the request line."""

    method: str
    target: str
    headers: Headers


@dataclass(frozen=True)
class Original:
    """The capture that a revisit refers to."""

    url: str
    fetched_at: str
    record_id: str


@dataclass(frozen=True)
class Written:
    """Where the record of the answer lies, in bytes, as the row of a capture says it; `warc` is the
    file's final name.

    `payload_sha256` (hex) is of the body as sent; None for a server's "not modified".
    """

    warc: str
    offset: int
    length: int
    record_id: str
    payload_sha256: str | None


@dataclass(frozen=True)
class Finished:
    """A complete file, to which nothing will be appended: its length in `bytes`, and its SHA-256
    (hex)."""

    path: Path
    bytes: int
    sha256: str


class WarcFile:
    """The WARC file of one run: `<site>-<UTC time>.warc.gz.open` until `finish` renames it.

    A lock on it, which the kernel releases if this process dies, keeps `archive.mending` from
    taking it for one that a crash has left.
    """

    def __init__(self, folder: Path, site: str, *, info: Mapping[str, str]) -> None:
        """Make the folder and the file, and write the warcinfo record.

        `info` are its fields (`software`, `robots`, …; `isPartOf` names the archive's file,
        since several archives may share a folder). Raises ArchiveError when it cannot be written.
        """
        try:
            folder.mkdir(exist_ok=True)
            self.name, self.path = _free_name(folder, site)
            self._file = self.path.open("xb", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sync(folder)
        except OSError as error:
            raise explain(error, folder) from error
        self._end = 0
        self._synced = 0
        self._finished: Finished | None = None
        self._digest = hashlib.sha256()
        lines = "".join(f"{name}: {value}\r\n" for name, value in info.items())
        self._info_id = new_id()
        self._append(
            record(
                "warcinfo",
                self._info_id,
                now(),
                [("WARC-Filename", self.name), ("Content-Type", "application/warc-fields")],
                lines.encode(),
                TEXT_LEVEL,
            )
        )

    @classmethod
    def reopen(cls, path: Path) -> WarcFile:
        """Open a file that a crash left, cut after its last whole record, to append the end of its
        journal. Raises BlockingIOError while another process is writing it, ArchiveError when it
        cannot be written."""
        self = cls.__new__(cls)
        self.name, self.path = whole_name(path.name), path
        try:
            self._file = path.open("r+b", buffering=0)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._digest = hashlib.sha256()
            while chunk := self._file.read(1 << 20):
                self._digest.update(chunk)
            self._end = self._synced = self._file.tell()
        except BlockingIOError:
            raise
        except OSError as error:
            raise explain(error, path) from error
        self._finished = None
        self._info_id = read_record(path, 0).id
        return self

    def write(
        self,
        url: str,
        *,
        page_url: str | None = None,
        fetched_at: str,
        created: str | None = None,
        status: int,
        reason: str,
        headers: Headers,
        body: bytes,
        sent: Sent | None = None,
        requested: Requested | None = None,
        ip: str | None = None,
        truncated: str | None = None,
        original: Original | None = None,
        record_id: str | None = None,
        payload_sha256: str | None = None,
    ) -> Written:
        """Write an answer, and the request that it answers, at once; call `sync` before relying
        on them.

        `url` was requested; `page_url` is the site's own address of the page, when it was fetched
        from a mirror or a web archive. `fetched_at` is UTC (`…Z`); for a memento it is the
        memento's time, and `created` is when it was fetched from the web archive. `body` is as
        sent, with its Content-Encoding and without its Transfer-Encoding: that header is left
        out, or readers would undo it again. `truncated` (`length`, `time`, `disconnect`,
        `unspecified`) says why the body is not whole. `record_id` is given for the copy of a
        record of another file, and else made new; `payload_sha256` (hex) where only the original
        has the body.

        With `original` a revisit record is written: server-not-modified for a 304, else
        identical-payload-digest, without the body. Raises ArchiveError when the disk is full.
        """
        target = page_url or url
        payload_sha256 = payload_sha256 or hashlib.sha256(body).hexdigest()
        record_id = record_id or new_id()
        fields = [("WARC-Target-URI", target)]
        if target != url:
            # Fields of pywb and webrecorder for what was recorded from another archive.
            fields.append(("WARC-Source-URI", url))
        if created:
            fields.append(("WARC-Creation-Date", created))
        if ip:
            fields.append(("WARC-IP-Address", ip))
        fields.append(("WARC-Warcinfo-ID", self._info_id))
        request_fields = [*fields, ("WARC-Concurrent-To", record_id)]
        head = http_head(f"HTTP/1.1 {status} {reason}", headers)
        kind, block, digest = "response", head + body, True
        if original:
            kind, block = "revisit", head
            digest = status != 304
            truncated = "length" if digest else None
            fields += [
                ("WARC-Profile", IDENTICAL if digest else NOT_MODIFIED),
                ("WARC-Refers-To", original.record_id),
                ("WARC-Refers-To-Target-URI", original.url),
                ("WARC-Refers-To-Date", original.fetched_at),
            ]
        if truncated:
            fields.append(("WARC-Truncated", truncated))
        if digest:
            fields.append(("WARC-Payload-Digest", f"sha256:{payload_sha256}"))
        fields.append(("Content-Type", "application/http; msgtype=response"))
        answer = record(kind, record_id, fetched_at, fields, block, level(headers))
        question = b""
        if sent:
            if requested:
                request_fields.append((FIELD, requested.json()))
            request_fields.append(("Content-Type", "application/http; msgtype=request"))
            line = f"{sent.method} {sent.target} HTTP/1.1"
            question = record(
                "request",
                new_id(),
                fetched_at,
                request_fields,
                http_head(line, sent.headers),
                TEXT_LEVEL,
            )
        offset = self._append(answer + question)
        return Written(
            self.name,
            offset,
            len(answer),
            record_id,
            payload_sha256 if digest else None,
        )

    @property
    def end(self) -> int:
        """Where the last record ends (bytes)."""
        return self._end

    def note(
        self,
        block: bytes,
        *,
        at: str | None = None,
        url: str | None = None,
        requested: Requested | None = None,
        waits: bool = True,
    ) -> int:
        """Write a metadata record of warc-fields (see `warc.journal`), and return where it ends;
        if it `waits`, the record is then on the disk. `at` is UTC (`…Z`), now when left out."""
        fields = [("WARC-Target-URI", url)] if url else []
        fields.append(("WARC-Warcinfo-ID", self._info_id))
        if requested:
            fields.append((FIELD, requested.json()))
        fields.append(("Content-Type", WARC_FIELDS))
        self._append(record("metadata", new_id(), at or now(), fields, block, TEXT_LEVEL))
        if waits:
            self.sync()
        return self._end

    def sync(self) -> None:
        """Return when all that was written is on the disk. Raises ArchiveError."""
        if self._synced == self._end:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise explain(error, self.path) from error
        self._synced = self._end

    def finish(self) -> Finished:
        """Give the file its final name: nothing is appended to it any more. Raises ArchiveError.

        A second call returns the same.
        """
        if self._finished is None:
            self.sync()
            self.close()
            self._finished = Finished(seal(self.path), self._end, self._digest.hexdigest())
        return self._finished

    def close(self) -> None:
        """Close the file as it is; an unfinished one is repaired by the next crawl."""
        self._file.close()

    def _append(self, data: bytes) -> int:
        """Append all of it or nothing: half a record would make all after it unreadable."""
        offset = self._end
        unwritten = memoryview(data)
        try:
            while unwritten:
                unwritten = unwritten[self._file.write(unwritten) :]
        except OSError as error:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise explain(error, self.path) from error
        self._end += len(data)
        self._digest.update(data)
        return offset


def seal(path: Path) -> Path:
    """Rename a complete `….open` file that is on the disk to its final name, and return that."""
    final = path.with_name(whole_name(path.name))
    try:
        path.rename(final)
        sync(path.parent)
    except OSError as error:
        raise explain(error, path) from error
    return final


def _free_name(folder: Path, site: str) -> tuple[str, Path]:
    """A name that is not taken: a second run within one second gets that of the next second."""
    moment = current()
    while True:
        name = f"{site}-{moment:%Y%m%dT%H%M%SZ}{SUFFIX}"
        if find(folder, name) is None:
            return name, folder / f"{name}{OPEN}"
        moment += dt.timedelta(seconds=1)
