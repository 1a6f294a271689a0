"""Writing WARC files, one for each run: record by record, and renamed when complete."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from kho_tin.base.disk import sync
from kho_tin.base.errors import explain
from kho_tin.base.times import current, now
from kho_tin.warc.conversion import REFERS_TO, Conversion
from kho_tin.warc.conversion import TYPE as CONVERSION
from kho_tin.warc.file_names import OPEN, SUFFIX, find, whole_name
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
from kho_tin.warc.reader import read_record

Fields = list[tuple[str, str]]  # of a record's own head, in order


@dataclass(frozen=True)
class Sent:
    """The request, as far as it is known: `target` as in the request line, `body` as sent."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """An answer to be written.

    `url` was asked for; `page_url` is the site's own address of the page, when a mirror or
    a web archive was asked. `fetched_at` is UTC (`…Z`); for a memento it is the memento's
    time, and `created` is when it was fetched from the web archive. `body` is as sent,
    Content-Encoding kept and Transfer-Encoding undone: that header is left out, since the
    bytes no longer have it and readers would undo it again. `truncated` (`length`, `time`,
    `disconnect`, `unspecified`) says why the body is not whole. `record_id` is given for the
    copy of a record of another file, and else made new; `payload_sha256` (hex) where only
    the original has the body.
    """

    url: str
    fetched_at: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    page_url: str | None = None
    created: str | None = None
    ip: str | None = None
    truncated: str | None = None
    record_id: str | None = None
    payload_sha256: str | None = None


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
class FinishedFile:
    """A complete file, to which nothing will be appended: its length in `bytes`, and its SHA-256
    (hex)."""

    path: Path
    bytes: int
    sha256: str


class WarcFile:
    """The WARC file of one run: `<site>-<UTC time>.warc.gz.open` until `finish` renames it.

    A lock on it, which the kernel releases if this process dies, keeps `archive.repair` from
    taking it for one that a crash has left. It is made by `create`, or gone on with by `reopen`.
    """

    def __init__(self, path: Path, file: FileIO, info_id: str) -> None:
        self.name, self.path = whole_name(path.name), path
        self._file = file
        self._info_id = info_id
        self._end = 0
        self._synced = 0
        self._finished: FinishedFile | None = None
        self._digest = hashlib.sha256()

    @classmethod
    def create(
        cls, folder: Path, site: str, *, info: Mapping[str, str], taken: Container[str] = ()
    ) -> WarcFile:
        """Make the folder and the file, and write the warcinfo record. `taken` are names of files
        that are, or were, in the folder.

        `info` are its fields (`software`, `robots`, …; `isPartOf` names the archive's file,
        since several archives may share a folder). Raises ArchiveError when it cannot be written.
        """
        try:
            folder.mkdir(exist_ok=True)
            path = _free_name(folder, site, taken)
            file = path.open("xb", buffering=0)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sync(folder)
        except OSError as error:
            raise explain(error, folder) from error
        self = cls(path, file, new_id())
        lines = "".join(f"{name}: {value}\r\n" for name, value in info.items())
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
        return self

    @classmethod
    def reopen(cls, path: Path) -> WarcFile:
        """Open a file that a crash left, cut after its last whole record, to append the end of its
        journal. Raises BlockingIOError while another process is writing it, ArchiveError when it
        cannot be written."""
        try:
            file = path.open("r+b", buffering=0)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self = cls(path, file, read_record(path, 0).id)
            while chunk := file.read(1 << 20):
                self._digest.update(chunk)
            self._end = self._synced = file.tell()
        except BlockingIOError:
            raise
        except OSError as error:
            raise explain(error, path) from error
        return self

    def write(
        self,
        response: Response,
        *,
        sent: Sent | None = None,
        requested: Requested | None = None,
        original: Original | None = None,
    ) -> Written:
        """Write an answer, and the request that it answers, at once; call `sync` before relying
        on them.

        With `original` a revisit record is written: server-not-modified for a 304, else
        identical-payload-digest, without the body. Raises ArchiveError when the disk is full.
        """
        record_id = response.record_id or new_id()
        digest: str | None = None
        if not original or response.status != 304:
            digest = response.payload_sha256 or hashlib.sha256(response.body).hexdigest()
        common = self._common_fields(response)
        answer = _answer(response, record_id, digest, common, original)
        question = b""
        if sent:
            fields = [*common, ("WARC-Concurrent-To", record_id)]
            question = _question(sent, requested, response.fetched_at, fields)
        offset = self._append(answer + question)
        return Written(self.name, offset, len(answer), record_id, digest)

    def _common_fields(self, response: Response) -> Fields:
        """What the records of an answer and of its request both say."""
        target = response.page_url or response.url
        fields = [("WARC-Target-URI", target)]
        if target != response.url:
            # Fields of pywb and webrecorder for what was recorded from another archive.
            fields.append(("WARC-Source-URI", response.url))
        if response.created:
            fields.append(("WARC-Creation-Date", response.created))
        if response.ip:
            fields.append(("WARC-IP-Address", response.ip))
        fields.append(("WARC-Warcinfo-ID", self._info_id))
        return fields

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

    def convert(self, conversion: Conversion, *, record_id: str, url: str) -> int:
        """Write what was read of the capture `record_id`, and return when it is on the disk: the
        offset of the record. Raises ArchiveError."""
        fields = [
            ("WARC-Target-URI", url),
            (REFERS_TO, record_id),
            ("WARC-Warcinfo-ID", self._info_id),
            (FIELD, conversion.json()),
            ("Content-Type", "text/plain; charset=utf-8"),
        ]
        text = conversion.text.encode()
        offset = self._append(record(CONVERSION, new_id(), now(), fields, text, TEXT_LEVEL))
        self.sync()
        return offset

    def sync(self) -> None:
        """Return when all that was written is on the disk. Raises ArchiveError."""
        if self._synced == self._end:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise explain(error, self.path) from error
        self._synced = self._end

    def finish(self) -> FinishedFile:
        """Give the file its final name: nothing is appended to it any more. Raises ArchiveError.

        A second call returns the same.
        """
        if self._finished is None:
            self.sync()
            self.close()
            self._finished = FinishedFile(finalize(self.path), self._end, self._digest.hexdigest())
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


def _answer(
    response: Response,
    record_id: str,
    digest: str | None,
    common: Fields,
    original: Original | None,
) -> bytes:
    """The record of an answer, or of a revisit of the `original`; `digest` (SHA-256, hex) is of
    the body, None where the server says that it is still the original's."""
    kind, fields, truncated = "response", [*common], response.truncated
    block = http_head(f"HTTP/1.1 {response.status} {response.reason}", response.headers)
    if original:
        kind, truncated = "revisit", "length" if digest else None
        fields += [
            ("WARC-Profile", IDENTICAL if digest else NOT_MODIFIED),
            ("WARC-Refers-To", original.record_id),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", original.fetched_at),
        ]
    else:
        block += response.body
    if truncated:
        fields.append(("WARC-Truncated", truncated))
    if digest:
        fields.append(("WARC-Payload-Digest", f"sha256:{digest}"))
    fields.append(("Content-Type", "application/http; msgtype=response"))
    return record(kind, record_id, response.fetched_at, fields, block, level(response.headers))


def _question(sent: Sent, requested: Requested | None, at: str, fields: Fields) -> bytes:
    """The record of a request, with its entry in the run's journal."""
    if requested:
        fields = [*fields, (FIELD, requested.json())]
    fields = [*fields, ("Content-Type", "application/http; msgtype=request")]
    block = http_head(f"{sent.method} {sent.target} HTTP/1.1", sent.headers)
    return record("request", new_id(), at, fields, block + sent.body, TEXT_LEVEL)


def finalize(path: Path) -> Path:
    """Rename a complete `….open` file that is on the disk to its final name, and return that."""
    final = path.with_name(whole_name(path.name))
    try:
        path.rename(final)
        sync(path.parent)
    except OSError as error:
        raise explain(error, path) from error
    return final


def _free_name(folder: Path, site: str, taken: Container[str]) -> Path:
    """A name that is not taken: a second run within one second gets that of the next second. A
    file that is missing keeps its name, so that it can be put back."""
    moment = current()
    while True:
        name = f"{site}-{moment:%Y%m%dT%H%M%SZ}{SUFFIX}"
        if name not in taken and find(folder, name) is None:
            return folder / f"{name}{OPEN}"
        moment += dt.timedelta(seconds=1)
