"""A web archive on loopback, with the addresses and answers of the Wayback Machine.

The index gives few rows at a time and a key to go on with, percent-encoded as in recorded
answers; replay sends whoever asks for another time than it has to the nearest one.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

from kho_tin.base.times import moment
from kho_tin.warc.reader import Record, read_record, scan

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
_REPLAY = re.compile(r"/web/(\d+)id_/(https?://.*)")
Row = tuple[str, str, str, str, str, str, str]


@dataclass
class WebArchive:
    """What it holds, what it was asked, and what it is told to answer instead.

    `instead` gives a body to index questions (`cdx`) or to an address; `too_many` is how many
    requests are answered 429 first, with `retry_after`. `rows` are in the index too, and `dates`
    gives the Memento-Datetime of an address.
    """

    folder: Path
    page_size: int = 7
    requests: list[str] = field(default_factory=list)
    instead: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)
    too_many: int = 0
    retry_after: str | None = "1"
    url: str = ""

    def captures(self) -> list[tuple[Row, Path, Record]]:
        """Sorted as an index is. Requests and warcinfo are not in it."""
        entries = []
        for path in sorted(self.folder.glob("*.warc.gz")):
            for record in scan(path):
                assert isinstance(record, Record)
                if record.type in ("response", "revisit"):
                    entries.append((_row(record), path, record))
        return sorted(entries, key=lambda each: each[0][:2])

    def index(self, query: dict[str, list[str]]) -> bytes:
        host = query["url"][0]
        assert query["matchType"] == ["host"]
        assert query["output"] == ["json"]
        first, last = query.get("from", ["0"])[0], query.get("to", ["9"])[0]
        rows = [
            row
            for row, _, _ in self.captures()
            if urlsplit(row[2]).netloc == host and first <= row[1] <= last
        ]
        for each in query["filter"]:
            name, _, pattern = each.partition(":")
            rows = [row for row in rows if re.fullmatch(pattern, row[FIELDS.index(name)])]
        assert query["collapse"] == ["digest"]
        different = [
            row
            for before, row in zip([None, *rows], rows, strict=False)
            if before is None or (before[0], before[5]) != (row[0], row[5])
        ]
        different += self.rows
        start = int(unquote_plus(query["resumeKey"][0])) if "resumeKey" in query else 0
        size = min(self.page_size, int(query["limit"][0]))
        page: list[list[str]] = [FIELDS, *map(list, different[start : start + size])]
        if start + size < len(different):
            page += [[], [quote_plus(f"{start + size:05}")]]
        return json.dumps(page if len(page) > 1 else []).encode()

    def nearest(self, timestamp: str, url: str) -> tuple[Row, Path, Record] | None:
        same = [each for each in self.captures() if each[0][2] == url]
        return min(same, key=lambda each: abs(int(each[0][1]) - int(timestamp)), default=None)


def _row(record: Record) -> Row:
    url, date = record.fields["warc-target-uri"], record.fields["warc-date"]
    is_revisit = record.type == "revisit"
    return (
        url.partition("://")[2].lower(),
        re.sub(r"\D", "", date),
        url,
        "warc/revisit" if is_revisit else (record.http("Content-Type") or "unk").split(";")[0],
        "-" if is_revisit else str(record.status),
        record.fields["warc-payload-digest"],
        str(record.length),
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    archive: ClassVar[WebArchive]

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path
        if path == "/robots.txt":
            return self.send(404)
        self.archive.requests.append(path)
        if self.archive.too_many:
            self.archive.too_many -= 1
            after = {"Retry_After": self.archive.retry_after} if self.archive.retry_after else {}
            return self.send(429, b"slow down", **after)
        for part, (status, body) in self.archive.instead.items():
            if part in path:
                return self.send(status, body, Content_Type="text/html")
        return self.of_archive(path)

    def of_archive(self, path: str) -> None:
        if path.startswith("/cdx/search/cdx?"):
            query = parse_qs(urlsplit(path).query)
            return self.send(200, self.archive.index(query), Content_Type="application/json")
        replay = _REPLAY.fullmatch(path)
        capture = self.archive.nearest(replay[1], replay[2]) if replay else None
        if replay is None or capture is None:
            return self.send(404, b"<html>Hrm.</html>", Content_Type="text/html")
        row, _, record = capture
        if row[1] != replay[1]:
            return self.send(302, Location=f"{self.archive.url}web/{row[1]}id_/{row[2]}")
        return self.memento(record)

    def memento(self, record: Record) -> None:
        body = record.body
        if record.type == "revisit":
            of = record.fields["warc-refers-to"]
            original = next(each for each in self.archive.captures() if each[2].id == of)
            body = read_record(original[1], original[2].offset).body
        at = format_datetime(moment(record.fields["warc-date"]), usegmt=True)
        wrong = [date for part, date in self.archive.dates.items() if part in self.path]
        headers = {
            "Memento_Datetime": wrong[0] if wrong else at,
            "Content_Type": record.http("Content-Type") or "",
        }
        if coding := record.http("Content-Encoding"):
            headers["Content_Encoding"] = coding
        self.send(record.status, body, **headers)


@contextmanager
def serve(archive: WebArchive) -> Iterator[WebArchive]:
    class Handler(_Handler):
        pass

    Handler.archive = archive
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    archive.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
