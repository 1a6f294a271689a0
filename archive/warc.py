"""Writing WARC files, by WARC/1.1 (ISO 28500:2017): one file a run, each record a gzip member.

warcio serves for reading and for the records' headers. The records' bytes are put together
here because warcio compresses everything at level 9 (three times the time, for 5 % less, and
for nothing where the server's gzip is kept) and rewrites HTTP headers that are not ASCII.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]

from archive.errors import explain
from archive.times import now

VERSION = "WARC/1.1"
OPEN = ".open"

# WARC/1.1, sections 6.7.2 and 6.7.3.
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

TEXT_LEVEL = 4  # of HTML: 1.25 ms a page and 21 % of its size; 9 takes 3.5 ms for 20 %
STORED_LEVEL = 0  # what is compressed already gains nothing from another round
COMPRESSED = ("image/", "audio/", "video/", "application/pdf", "application/zip", "font/")

Headers = Sequence[tuple[bytes, bytes]]


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
    """Where the record of the answer lies, in bytes, in the file as it is called when whole.

    `payload_sha256` (hex) is of the body as sent; None for a server's "not modified".
    """

    warc: str
    offset: int
    length: int
    record_id: str
    payload_sha256: str | None


class WarcFile:
    """The WARC file of one run: `<site>-<UTC time>.warc.gz.open` until `finish` renames it."""

    def __init__(self, folder: Path, site: str, *, info: Mapping[str, str]) -> None:
        """Make the folder and the file, and write the warcinfo record.

        `info` are its fields (`software`, `robots`, …: Annex B of the standard). Raises
        ArchiveError when the disk will not have it.
        """
        try:
            folder.mkdir(exist_ok=True)
            self.name, self.path = _free_name(folder, site)
            self._file = self.path.open("xb", buffering=0)
            _sync_folder(folder)
        except OSError as error:
            raise explain(error, folder) from error
        self._end = 0
        self._synced = 0
        lines = "".join(f"{name}: {value}\r\n" for name, value in info.items())
        self._info_id = _new_id()
        self._append(
            _record(
                "warcinfo",
                self._info_id,
                now(),
                [("WARC-Filename", self.name), ("Content-Type", "application/warc-fields")],
                lines.encode(),
                TEXT_LEVEL,
            )
        )

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
        ip: str | None = None,
        truncated: str | None = None,
        original: Original | None = None,
    ) -> Written:
        """Write an answer, and the request that it answers; call `sync` before relying on it.

        `url` was asked for; `page_url` is the site's own address of the page, when a mirror or
        a web archive was asked. `fetched_at` is UTC (`…Z`); for a memento it is the memento's
        time, and `created` is when it was fetched from the web archive. `body` is as sent,
        Content-Encoding kept and Transfer-Encoding undone: that header is left out, since the
        bytes no longer have it and readers would undo it again. `truncated` (`length`, `time`,
        `disconnect`, `unspecified`) says why the body is not whole.

        With `original` a revisit record is written: server-not-modified for a 304, else
        identical-payload-digest, without the body. Raises ArchiveError when the disk is full.
        """
        target = page_url or url
        payload_sha256 = hashlib.sha256(body).hexdigest()
        record_id = _new_id()
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
        head = _http_head(f"HTTP/1.1 {status} {reason}", headers)
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
        answer = _record(kind, record_id, fetched_at, fields, block, _level(headers))
        question = b""
        if sent:
            request_fields.append(("Content-Type", "application/http; msgtype=request"))
            line = f"{sent.method} {sent.target} HTTP/1.1"
            question = _record(
                "request",
                _new_id(),
                fetched_at,
                request_fields,
                _http_head(line, sent.headers),
                TEXT_LEVEL,
            )
        offset = self._append(answer + question)
        return Written(
            self.name, offset, len(answer), record_id, payload_sha256 if digest else None
        )

    def sync(self) -> None:
        """Return when all that was written is on the disk. Raises ArchiveError."""
        if self._synced == self._end:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise explain(error, self.path) from error
        self._synced = self._end

    def finish(self) -> Path:
        """Give the file its name: nothing is ever appended to it again. Raises ArchiveError."""
        self.sync()
        self._file.close()
        return seal(self.path)

    def _append(self, record: bytes) -> int:
        """All of it or nothing: half a record would make all that follows unreadable."""
        offset = self._end
        left = memoryview(record)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            self._file.truncate(offset)
            self._file.seek(offset)
            raise explain(error, self.path) from error
        self._end += len(record)
        return offset


def seal(path: Path) -> Path:
    """Rename a whole `….open` file that is on the disk to its name; return that."""
    whole = path.with_name(path.name.removesuffix(OPEN))
    try:
        path.rename(whole)
        _sync_folder(path.parent)
    except OSError as error:
        raise explain(error, path) from error
    return whole


def _free_name(folder: Path, site: str) -> tuple[str, Path]:
    """A second run within one second waits for no clock: it takes the next second's name."""
    moment = dt.datetime.now(dt.UTC)
    while True:
        name = f"{site}-{moment:%Y%m%dT%H%M%SZ}.warc.gz"
        path = folder / (name + OPEN)
        if not path.exists() and not (folder / name).exists():
            return name, path
        moment += dt.timedelta(seconds=1)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_id() -> str:
    return f"<{uuid.uuid4().urn}>"


def _level(headers: Headers) -> int:
    for name, value in headers:
        if name.lower() == b"content-encoding" and value.strip().lower() != b"identity":
            return STORED_LEVEL
        if name.lower() == b"content-type" and value.decode("latin-1").lower().startswith(
            COMPRESSED
        ):
            return STORED_LEVEL
    return TEXT_LEVEL


def _http_head(line: str, headers: Headers) -> bytes:
    lines = [line.encode("latin-1", "replace")]
    lines += [
        name + b": " + b" ".join(value.splitlines())
        for name, value in headers
        if name.lower() != b"transfer-encoding"
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _record(
    kind: str,
    record_id: str,
    date: str,
    fields: Sequence[tuple[str, str]],
    block: bytes,
    level: int,
) -> bytes:
    head = StatusAndHeaders(
        "",
        [
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", date),
            *fields,
            ("WARC-Block-Digest", f"sha256:{hashlib.sha256(block).hexdigest()}"),
            ("Content-Length", str(len(block))),
        ],
        protocol=VERSION,
    )
    member = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return b"".join(
        [
            member.compress(head.to_bytes()),
            member.compress(block),
            member.compress(b"\r\n\r\n"),
            member.flush(),
        ]
    )
