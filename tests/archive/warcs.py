"""WARC files for tests, and how another program reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from kho_tin.warc.writer import Response, Sent, WarcFile, Written
from tests.archive.making import at

HTML = "<html><h1>Khu kinh tế Vũng Sương</h1></html>".encode() * 200
HEADERS = [(b"Content-Type", b"text/html; charset=utf-8"), (b"Server", b"nginx")]
SENT = Sent("GET", "/1043.html", [(b"Host", b"vungsuong.example"), (b"User-Agent", b"KhoTin/1")])
PAGE = "https://vungsuong.example/1043.html"


def write(warc: WarcFile, second: int = 1, body: bytes = HTML, **other: Any) -> Written:
    parts = {name: other.pop(name) for name in ("sent", "requested", "original") if name in other}
    response = Response(
        **{
            "url": PAGE,
            "fetched_at": at(second),
            "status": 200,
            "reason": "OK",
            "headers": HEADERS,
            "body": body,
            **other,
        }
    )
    return warc.write(response, **{"sent": SENT, **parts})


def read_by_warcio(path: Path) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes]]:
    """Type, fields, HTTP headers and body as sent, digests checked, as warcio reads them."""
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers.headers if record.http_headers else [],
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]
