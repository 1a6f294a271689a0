"""Requests and answers of a board's site, without a server."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"


def key(target: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """What makes two request targets the same: the decoded path and the arguments in any order."""
    parts = urlsplit(target)
    return unquote(parts.path), frozenset(parse_qsl(parts.query, keep_blank_values=True))


@dataclass(frozen=True)
class Request:
    """`target` is the path with its query, as it came; `origin` is scheme and host, without a slash
    at the end; `form` is what a POST sent."""

    target: str
    origin: str
    method: str = "GET"
    form: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    def number(self, name: str, default: int) -> int:
        """An argument as a number; -1 where it is none."""
        value = self.query.get(name, str(default))
        return int(value) if value.isdecimal() and len(value) < 7 else -1


@dataclass(frozen=True)
class Answer:
    """`modified` is aware, and makes the answer conditional: with ETag, Last-Modified and 304."""

    body: bytes = b""
    media_type: str = HTML
    status: int = 200
    modified: dt.datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def headers(self) -> dict[str, str]:
        headers = {"Content-Type": self.media_type, **self.extra}
        if self.modified and self.status == 200:
            stamp = self.modified.astimezone(dt.UTC).replace(microsecond=0)
            headers |= {"ETag": self.etag, "Last-Modified": format_datetime(stamp, usegmt=True)}
        return headers

    def unchanged(self, none_match: str | None, since: str | None) -> bool:
        """Whether 304 answers a request with these two headers (RFC 9110, 13.2.2)."""
        if not self.modified or self.status != 200:
            return False
        if none_match is not None:
            tags = {tag.strip().removeprefix("W/") for tag in none_match.split(",")}
            return bool(tags & {"*", self.etag})
        try:
            return since is not None and self.modified.replace(
                microsecond=0
            ) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):  # no date, or one without a zone
            return False


def moved(location: str, status: int = 302) -> Answer:
    return Answer(status=status, extra={"Location": location})


def page(html: str, status: int = 200, modified: dt.datetime | None = None) -> Answer:
    return Answer(html.encode(), HTML, status, modified)
