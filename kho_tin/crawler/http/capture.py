"""Writing every response to the WARC file and the database before anything else sees it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.base.errors import InvalidTime
from kho_tin.base.hosts import WEB
from kho_tin.base.times import now, of_capture
from kho_tin.crawler.discovery.unchanged import Unchanged
from kho_tin.crawler.http.decoding import content_encoding, cut_short
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.warc import writer
from kho_tin.warc.http_fields import field_of
from kho_tin.warc.writer import Original, Sent


class CaptureMiddleware:
    """Sees the body as the server sent it, before `crawler.http.decoding`.

    Puts into the request's meta `capture` (its row), `brought` (UTC, `…Z`), `end` (where its
    records end, in bytes) and, if the body was `cut`, what shows that; for a web archive's answer
    also `is_memento`, and what is wrong with its date as `misdated`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if urlsplit(response.url).scheme not in WEB:
            return response
        run: CrawlRun = self.crawler.spider.run  # type: ignore[union-attr]
        status, body = response.status, response.body
        fields = header_pairs(response)
        headers = {
            name: field_of(fields, name)
            for name in ("Memento-Datetime", "Content-Type", "ETag", "Last-Modified")
        }
        memento, misdated = _memento_time(run, headers["Memento-Datetime"])
        page_url = _page_url(run, request, response.url, is_memento=memento is not None)
        brought = now()
        cut = cut_short(request, response)
        coding = content_encoding(response)
        original = None if cut else _original(run, request, page_url, response, coding)
        written = run.warc.write(
            writer.Response(
                response.url,
                memento or brought,
                status,
                _reason(status),
                fields,
                body,
                page_url=page_url,
                created=brought if memento else None,
                ip=str(response.ip_address) if response.ip_address else None,
                truncated="unspecified" if cut else None,
            ),
            sent=Sent(request.method, _target(request.url), sent_to_site(request), request.body),
            requested=request.meta["requested"],
            original=_as_original(original) if original else None,
        )
        # A row must never point at bytes that a power cut could lose.
        run.warc.sync()
        media_type, encoding = captures.content_type(headers["Content-Type"])
        row = Capture(
            run=run.id,
            url=response.url,
            page_url=page_url,
            fetched_at=memento or brought,
            status=status,
            media_type=media_type,
            encoding=encoding,
            **vars(written),
            via=run.plan.route.via,
            etag=headers["ETag"],
            last_modified=headers["Last-Modified"],
            refers_to=original.id if original else None,
        )
        capture = replace(row, id=captures.add(run.db, row))
        request.meta.update(capture=capture, brought=brought, end=run.warc.end, misdated=misdated)
        request.meta["is_memento"] = memento is not None
        if cut:
            request.meta["cut"] = cut
        run.requests.captured(request)
        return response


def _memento_time(run: CrawlRun, date: str | None) -> tuple[str | None, str | None]:
    """When a web archive captured its answer from the site (RFC 7089, Memento-Datetime), and what
    is wrong with that date."""
    if date and run.plan.route.via == "wayback":
        try:
            return of_capture(date, run.latest), None
        except InvalidTime as error:
            return None, str(error)
    return None, None


def _page_url(run: CrawlRun, request: Request, url: str, *, is_memento: bool) -> str:
    """The address on the site; for a web archive's own pages, such as its "excluded", their own."""
    if run.plan.route.via == "wayback" and not is_memento:
        return url
    kept_as: str | None = request.meta.get("kept_as")
    return kept_as or run.plan.site_url(url)


def _original(
    run: CrawlRun, request: Request, page_url: str, response: Response, coding: str
) -> Capture | None:
    """The capture that has the same bytes already, or that a 304 refers to."""
    body = response.body
    if response.status == HTTPStatus.NOT_MODIFIED:
        known: Unchanged | None = request.meta.get("unchanged")
        if known is None:
            return captures.latest(run.db, page_url, request.meta["requested"].identity)
        return known.original if page_url == known.page_url else None
    if not body:
        return None
    digest = hashlib.sha256(body).hexdigest()
    return captures.original_for(run.db, run.warc.path.parent, digest, coding)


def _as_original(capture: Capture) -> Original:
    return Original(capture.page_url, capture.fetched_at, capture.record_id)


def header_pairs(message: Request | Response) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in message.headers.items() for value in values]


def sent_to_site(request: Request) -> list[tuple[bytes, bytes]]:
    """A request's headers without those for the proxy, which contain its password."""
    return [pair for pair in header_pairs(request) if pair[0].lower() != b"proxy-authorization"]


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _reason(status: int) -> str:
    """The standard reason phrase, since Scrapy does not keep the server's own."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
