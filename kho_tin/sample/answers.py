"""An answer of the site before it goes on the wire: bytes, type, validators, its gzip form."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from dataclasses import dataclass, field, replace
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus

from kho_tin.sample.request import TURN

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class SampleResponse:
    """`last_modified` is aware, in UTC; `location` makes it a redirect; `version` names what the
    body says, for the ETag, where the bytes are not the same each time."""

    body: bytes = b""
    media_type: str = HTML
    status: int = 200
    location: str | None = None
    last_modified: dt.datetime | None = None
    extra: dict[str, str] = field(default_factory=dict)
    version: bytes = b""

    @cached_property
    def etag(self) -> str:
        """Of the bytes, so that it stands as long as they do; weak if they vary."""
        digest = hashlib.sha256(self.version or self.body).hexdigest()[:20]
        return f'W/"{digest}"' if self.version else f'"{digest}"'

    @cached_property
    def gzipped(self) -> bytes | None:
        """The body as gzip, the same bytes each time; None where that saves nothing."""
        if len(self.body) < 500 or not self.media_type.startswith(("text/", "application/xml")):
            return None
        return gzip.compress(self.body, 6, mtime=0)

    @cached_property
    def headers(self) -> dict[str, str]:
        """Headers of the plain form."""
        headers = {"Content-Type": self.media_type, **self.extra}
        if self.location:
            headers["Location"] = self.location
        if self.last_modified and self.status == 200:
            headers["ETag"] = self.etag
            headers["Last-Modified"] = format_datetime(self.last_modified, usegmt=True)
            headers["Cache-Control"] = "no-cache"
        if self.gzipped:
            headers["Vary"] = "Accept-Encoding"
        return headers

    @cached_property
    def gzip_headers(self) -> dict[str, str]:
        """Headers of the gzip form: other bytes, so another ETag (RFC 9110, 8.8.3.3)."""
        headers = {**self.headers, "Content-Encoding": "gzip"}
        if "ETag" in headers:
            headers["ETag"] = f'{self.etag[:-1]}-gzip"'
        return headers

    def unchanged(self, none_match: str | None, modified_since: str | None) -> bool:
        """Whether 304 answers a request with these two headers (RFC 9110, 13.2.2)."""
        if self.status != 200 or self.last_modified is None:
            return False
        if none_match is not None:
            known = {tag.strip().removeprefix("W/") for tag in none_match.split(",")}
            mine = {tag.removeprefix("W/") for tag in (self.etag, self.gzip_headers["ETag"])}
            return bool(known & {"*", *mine})
        if modified_since is None:
            return False
        try:
            since = parsedate_to_datetime(modified_since)
        except (ValueError, OverflowError):
            return False
        if since.tzinfo is None:  # "-0000" and asctime: a time in UTC all the same
            since = since.replace(tzinfo=dt.UTC)
        return self.last_modified.replace(microsecond=0) <= since

    @cached_property
    def varies(self) -> bool:
        """Whether something in the body is to be filled in for each request."""
        return TURN.encode() in self.body

    def at_turn(self, turn: bytes) -> SampleResponse:
        """The answer with what varies filled in: 24 letters of base64."""
        return replace(self, body=self.body.replace(TURN.encode(), turn), version=self.body)


def redirect(location: str, status: int = 302) -> SampleResponse:
    return SampleResponse(status=status, location=location)


def words(status: int, extra: dict[str, str] | None = None) -> SampleResponse:
    """A status with a page that says no more than its name."""
    phrase = HTTPStatus(status).phrase
    text = f"<html><head><title>{status} {phrase}</title></head><body>{phrase}</body></html>"
    return SampleResponse(text.encode(), "text/html", status, extra=extra or {})
