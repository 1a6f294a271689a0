"""What a site answered, by a record of another program."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace

from kho_tin.base.errors import InvalidTime
from kho_tin.base.hosts import WEB, checked
from kho_tin.base.times import of_capture, parse, utc
from kho_tin.replay.importers.records import ForeignRecord
from kho_tin.warc.content_encoding import NotDecoded, decode, header_of
from kho_tin.warc.http_fields import field_of
from kho_tin.warc.record_header import LARGEST_HEADER, BadRecordHeader, unfolded

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?: ([^\r\n]*))?")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9a-fA-F]+)[ \t]*(?:;[^\r\n]*)?\r\n")
_ID = re.compile(r"<[!-~]{1,400}>")
MOST_CHUNKS = 1_000_000  # of one body: a server makes a chunk of what it reads at once
_TRANSFER = b"transfer-encoding"
_TRUNCATED = {"length", "time", "disconnect", "unspecified"}


class NoResponse(Exception):
    """A record that holds no HTTP answer; the message says why."""


@dataclass(frozen=True)
class RecordedResponse:
    """An answer to a request for `url`, at `fetched_at` (UTC, `…Z`).

    `source` is the address requested, if that was at a mirror or a web archive, and `created` the
    time of that request. `body` is as sent, with its Content-Encoding and without chunks. `digest`
    is the payload's as the record writes it (`sha1:…`). `truncated` says why the body is not whole.
    """

    record_id: str
    url: str
    source: str
    fetched_at: str
    status: int
    reason: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    digest: str = ""
    created: str | None = None
    ip: str | None = None
    truncated: str | None = None

    def header(self, name: str) -> str | None:
        """The header field of that name, as `field_of` reads it."""
        return field_of(self.headers, name)


@dataclass(frozen=True)
class Revisit:
    """An answer whose body is in another record: `answer` is without it.

    The original is identified by its record id, by its address and time, by the payload digest, or
    by several of these.
    """

    answer: RecordedResponse
    original_id: str
    original_url: str
    original_date: str
    has_head: bool


def read_response(record: ForeignRecord, latest: str) -> RecordedResponse | Revisit:
    """The answer in a `response`, `resource` or `revisit` record.

    Raises NoResponse; InvalidTime for a record without a date, or with one after `latest` (UTC,
    `…Z`); BadAddress and BadRecordHeader for impossible addresses or HTTP headers.
    """
    fields = record.fields
    if record.block is None:
        raise NoResponse(f"larger than is taken ({fields['content-length']} bytes)")
    date = of_capture(fields.get("warc-date", ""), latest)
    url = checked(_plain(fields.get("warc-target-uri", "")))
    known = RecordedResponse(
        record_id=_record_id(fields.get("warc-record-id", ""), url, date),
        url=url,
        source=_source(fields, url),
        fetched_at=date,
        status=200,
        reason="OK",
        headers=[],
        body=record.block,
        digest=fields.get("warc-payload-digest", ""),
        created=_utc(fields.get("warc-creation-date")),
        ip=fields.get("warc-ip-address"),
        truncated=_truncated(record),
    )
    if record.type == "resource":
        # There was no HTTP, or it was not kept: treat it as an answer of this media type.
        media_type = fields.get("content-type", "application/octet-stream")
        return replace(known, headers=[(b"Content-Type", media_type.encode())])
    if record.type == "response":
        return _with_head(known, record.block)
    refers_to = _plain(fields.get("warc-refers-to-target-uri", ""))
    if _is_web(refers_to):
        checked(refers_to)
    unchanged = "not-modified" in fields.get("warc-profile", "")
    if record.block.strip():
        answer = replace(_with_head(known, record.block), body=b"")
    else:
        reason = "Not Modified" if unchanged else "OK"
        answer = replace(known, status=304 if unchanged else 200, reason=reason, body=b"")
    return Revisit(
        answer,
        fields.get("warc-refers-to", ""),
        refers_to if _is_web(refers_to) else "",
        _utc(fields.get("warc-refers-to-date")) or "",
        has_head=bool(record.block.strip()),
    )


def _with_head(known: RecordedResponse, block: bytes) -> RecordedResponse:
    status = _STATUS.match(block, 0, LARGEST_HEADER)
    end = _HEAD_END.search(block, 0, LARGEST_HEADER + len(b"\r\n\r\n"))
    if not status:
        raise NoResponse("no HTTP answer")
    if end is None and len(block) > LARGEST_HEADER:
        raise BadRecordHeader(f"has an HTTP header block of more than {LARGEST_HEADER} bytes")
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers = _headers(head)
    answer = replace(
        known,
        status=int(status[1]),
        reason=(status[2] or b"").decode("latin-1").strip(),
        headers=headers,
        body=body,
    )
    answer = _transferred(answer)
    return replace(answer, headers=_true_encoding(answer))


def _headers(head: bytes) -> list[tuple[bytes, bytes]]:
    lines = unfolded(head).splitlines()[1:]
    pairs = (line.partition(b":") for line in lines)
    return [(name.strip(), value.strip()) for name, mark, value in pairs if mark and name.strip()]


def _transferred(answer: RecordedResponse) -> RecordedResponse:
    """An answer without its Transfer-Encoding. Codings are undone from the last one on: first the
    chunks, then what a server applied before them. Raises NoResponse."""
    body, whole = answer.body, True
    names = [name.strip(" \t").lower() for name in header_of(answer.headers, _TRANSFER).split(",")]
    if names[-1] == "chunked":
        body, whole = _unchunked(body)
        names.pop()
    try:
        decoded = decode(body, ", ".join(names))
    except NotDecoded as error:
        raise NoResponse(f"its Transfer-Encoding cannot be undone ({error})") from error
    if whole and not decoded.cut:
        return replace(answer, body=decoded.body)
    return replace(answer, body=decoded.body, truncated=answer.truncated or "unspecified")


def _unchunked(body: bytes) -> tuple[bytes, bool]:
    """A body without its chunks, and whether it is whole. Some programs undo the chunks but keep
    the header: a body that does not begin with a chunk stays as it is."""
    if not _CHUNK.match(body):
        return body, True
    parts: list[bytes] = []
    at = 0
    for _ in range(MOST_CHUNKS):
        line = _CHUNK.match(body, at)
        if line is None:
            break
        at = line.end() + int(line[1], 16)
        if at == line.end():
            return b"".join(parts), True  # trailer fields may follow
        parts.append(body[line.end() : at])
        if body[at : at + 2] != b"\r\n":
            break
        at += 2
    return b"".join(parts), False


def _true_encoding(answer: RecordedResponse) -> list[tuple[bytes, bytes]]:
    """Programs that record from a browser keep the decoded body, and some keep the header that says
    otherwise: it gets the name that pywb gives to a site's original headers."""
    try:
        if not answer.body or decode(answer.body, header_of(answer.headers)).is_coded:
            return answer.headers
    except NotDecoded:
        return answer.headers
    return [
        (b"X-Archive-Orig-" + name if name.lower() == b"content-encoding" else name, value)
        for name, value in answer.headers
    ]


def _truncated(record: ForeignRecord) -> str | None:
    """Why the body is cut. A revisit has no body at all, which some programs call truncated too."""
    why = record.fields.get("warc-truncated", "").lower()
    if not why or record.type == "revisit":
        return None
    return why if why in _TRUNCATED else "unspecified"


def _source(fields: dict[str, str], url: str) -> str:
    """The address requested. Programs that make records from files on a disk, such as warcit, name
    the file instead, which cannot be requested."""
    source = _plain(fields.get("warc-source-uri", ""))
    return checked(source) if _is_web(source) else url


def _is_web(url: str) -> bool:
    return url.lower().startswith(tuple(f"{scheme}:" for scheme in WEB))


def _plain(uri: str) -> str:
    """An address without the angle brackets of wget before 1.21."""
    return uri.removeprefix("<").removesuffix(">")


def _utc(date: str | None) -> str | None:
    """An optional date of a record; None if it is missing or malformed."""
    try:
        return utc(parse(date)) if date else None
    except InvalidTime:
        return None


def _record_id(written: str, url: str, date: str) -> str:
    """The record's own id; if it has none, one made from its address and date."""
    if _ID.fullmatch(written):
        return written
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{date} {url} {written}').urn}>"
