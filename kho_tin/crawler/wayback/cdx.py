"""The CDX index of a web archive: querying it for a host, and reading its answers.

Two servers are in use. The Wayback Machine's returns one page at a time and a key to continue
(https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server); pywb's returns
everything at once, one JSON object a line.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from kho_tin.base.errors import Explained, InvalidTime
from kho_tin.base.reasons import of_runs
from kho_tin.base.times import of_capture, utc
from kho_tin.base.times import parse as parse_moment

ROWS = 5000  # rows of one answer: 24 requests a minute are allowed, so few large ones
# Pages, pictures and documents; `warc/revisit` are captures that repeat an earlier one's bytes.
KINDS = (
    "text/html|application/xhtml.xml|warc/revisit|unk|image/.*"
    "|application/(pdf|msword|rtf|zip|octet-stream|vnd[.].*)"
)
_EXCLUDED = (b"AdministrativeAccessControlException", b"RobotAccessControlException")
_EXCLUDED_PAGE = b"has been excluded from the Wayback Machine"
_NAMES = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_PYWB_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}


class NotAnIndex(Explained, ValueError):
    """An answer that is not one of an index; the reason says what it is."""


class Excluded(Explained):
    """The archive withholds the site, as its owner or robots.txt requests."""


@dataclass(frozen=True)
class Endpoint:
    """Where a web archive answers: `replay` ends in a slash, `cdx` is its index."""

    replay: str
    cdx: str
    is_pywb: bool

    def question(
        self, host: str, since: dt.date | None, until: dt.date | None, resume: str | None
    ) -> str:
        """The address of the query for captures of `host` on these days (UTC, inclusive)."""
        parameters = [("url", host), ("matchType", "host"), ("output", "json")]
        if since:
            parameters.append(("from", f"{since:%Y%m%d}000000"))
        if until:
            parameters.append(("to", f"{until:%Y%m%d}235959"))
        regex = "~" if self.is_pywb else ""
        parameters += [
            ("filter", f"{regex}statuscode:200|-"),
            ("filter", f"{regex}mimetype:{KINDS}"),
        ]
        if not self.is_pywb:
            parameters += [("collapse", "digest"), ("showResumeKey", "true"), ("limit", str(ROWS))]
            if resume:
                parameters.append(("resumeKey", resume))
        return f"{self.cdx}?{urlencode(parameters)}"


def endpoints(address: str) -> list[Endpoint]:
    """The endpoints that a web archive at `address` may have, the likeliest first: the Wayback
    Machine's are relative to the host, pywb's to the collection."""
    address = address.rstrip("/")
    path = urlsplit(address).path.strip("/")
    host = address[: len(address) - len(path)].rstrip("/")
    wayback = Endpoint(f"{host}/web/", f"{host}/cdx/search/cdx", is_pywb=False)
    if not path:
        return [wayback]
    pywb = Endpoint(f"{address}/", f"{address}/cdx", is_pywb=True)
    return [wayback, pywb] if path == "web" else [pywb]


@dataclass(frozen=True)
class CdxLine:
    """One capture: `key` is its address in the form that the index is sorted by."""

    key: str
    timestamp: str
    url: str
    media_type: str
    status: str
    digest: str

    @property
    def captured_at(self) -> str:
        """UTC, `…Z`. Timestamps have 14 digits; shorter, very old ones stand for their
        beginning."""
        return utc(parse_moment(self.timestamp))


@dataclass(frozen=True)
class CdxResponse:
    """`misdated` are the captures with an impossible timestamp: address and reason."""

    rows: tuple[CdxLine, ...]
    resume: str | None = None
    misdated: tuple[tuple[str, str], ...] = ()


def parse(body: bytes, latest: str) -> CdxResponse:
    """Read an index's answer: JSON, a JSON object a line, or plain lines of fields. `latest` (UTC,
    `…Z`) is the latest date that a capture may have.

    Raises Excluded, and NotAnIndex for anything else.
    """
    if is_excluded(body):
        raise Excluded(of_runs.excluded())
    text = body.decode("utf-8", "replace").strip()
    try:
        if text.startswith("["):
            return _table(json.loads(text), latest)
        if text.startswith("{"):
            return _answer((json.loads(line) for line in text.splitlines()), None, latest)
        return _lines(text, latest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        start = " ".join(text[:60].split())
        raise NotAnIndex(of_runs.no_index(repr(start))) from error


def is_excluded(body: bytes) -> bool:
    """Whether the body says that the archive withholds the site."""
    return any(mark in body for mark in (*_EXCLUDED, _EXCLUDED_PAGE))


def _answer(captures: Iterable[dict[str, str]], resume: str | None, latest: str) -> CdxResponse:
    rows, misdated = [], []
    for row in map(_row, captures):
        try:
            of_capture(row.timestamp, latest)
        except InvalidTime as error:
            misdated.append((row.url, str(error)))
        else:
            rows.append(row)
    return CdxResponse(tuple(rows), resume, tuple(misdated))


def _table(rows: list[list[str]], latest: str) -> CdxResponse:
    """A header row, rows, and, if there is more, an empty row and a row with the key alone."""
    resume = None
    if len(rows) > 1 and rows[-2] == []:
        resume, rows = rows[-1][0], rows[:-2]
    names = rows[0] if rows else []
    return _answer((dict(zip(names, row, strict=True)) for row in rows[1:]), resume, latest)


def _lines(text: str, latest: str) -> CdxResponse:
    lines, _, resume = text.partition("\n\n")
    return _answer(map(_fields, lines.splitlines()), resume.strip() or None, latest)


def _fields(line: str) -> dict[str, str]:
    key, timestamp, rest = line.split(" ", 2)
    if rest.startswith("{"):
        return {"urlkey": key, "timestamp": timestamp, **json.loads(rest)}
    return dict(zip(_NAMES, line.split(" "), strict=True))


def _row(fields: dict[str, str]) -> CdxLine:
    named = {_PYWB_NAMES.get(name, name): value for name, value in fields.items()}
    if not re.fullmatch(r"[0-9]{4,}", named["timestamp"]):
        raise ValueError(named["timestamp"])
    return CdxLine(
        named["urlkey"],
        named["timestamp"],
        named["original"],
        named.get("mimetype", "unk"),
        named.get("statuscode", "-"),
        named.get("digest", ""),
    )
