"""Every response into the WARC file and on record, before anything looks at it."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.base.errors import NoMoment
from kho_tin.base.hosts import WEB
from kho_tin.base.times import now, of_capture
from kho_tin.crawler.http.decoding import content_encoding, cut_short
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.warc.writer import Original, Sent


class CaptureMiddleware:
    """Stands above `crawler.http.decoding`, where the body is still as the server sent it.

    Leaves `capture` (its id) and `fetched_at` (UTC, `…Z`) in the request's meta; of a web
    archive's answer also `is_memento`.
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
        fetched_at = self._memento_time(run, request, response)
        page_url = self._page_url(run, request, response, fetched_at)
        created = now()
        headers = header_pairs(response)
        cut = cut_short(request, response)
        if cut:
            request.meta["cut"] = cut
        original = None if cut else self._original(run, page_url, response)
        written = run.warc.write(
            response.url,
            page_url=page_url,
            fetched_at=fetched_at or created,
            created=created if fetched_at else None,
            status=response.status,
            reason=_reason(response.status),
            headers=headers,
            body=response.body,
            sent=Sent(request.method, _target(request.url), sent_to_site(request)),
            ip=str(response.ip_address) if response.ip_address else None,
            truncated="unspecified" if cut else None,
            original=Original(original.page_url, original.fetched_at, original.record_id)
            if original
            else None,
        )
        # The row must never point at bytes that a power cut can take away.
        run.warc.sync()
        media_type, encoding = captures.content_type(_text(response, "Content-Type"))
        request.meta["capture"] = captures.add(
            run.db,
            run=run.id,
            url=response.url,
            page_url=page_url,
            fetched_at=fetched_at or created,
            status=response.status,
            media_type=media_type,
            encoding=encoding,
            payload_sha256=written.payload_sha256,
            warc=written.warc,
            offset=written.offset,
            length=written.length,
            record_id=written.record_id,
            via=run.plan.route.via,
            etag=_text(response, "ETag"),
            last_modified=_text(response, "Last-Modified"),
            refers_to=original.id if original else None,
        )
        request.meta["fetched_at"] = fetched_at or created
        request.meta["is_memento"] = fetched_at is not None
        return response

    def _memento_time(self, run: CrawlRun, request: Request, response: Response) -> str | None:
        """When a web archive's answer was captured from the site (RFC 7089, Memento-Datetime);
        leaves in the request's meta what is wrong with that, as `misdated`."""
        request.meta["misdated"] = None
        value = _text(response, "Memento-Datetime")
        if value and run.plan.route.via == "wayback":
            try:
                return of_capture(value, run.latest)
            except NoMoment as error:
                request.meta["misdated"] = str(error)
        return None

    def _page_url(
        self, run: CrawlRun, request: Request, response: Response, fetched_at: str | None
    ) -> str:
        """A web archive's own pages, such as its "excluded", are not the site's."""
        if run.plan.route.via == "wayback" and fetched_at is None:
            return response.url
        kept_as: str | None = request.meta.get("kept_as")
        return kept_as or run.plan.site_url(response.url)

    def _original(self, run: CrawlRun, page_url: str, response: Response) -> Capture | None:
        """The capture that holds these very bytes already, or that a 304 speaks of."""
        if response.status == HTTPStatus.NOT_MODIFIED:
            return captures.latest(run.db, page_url)
        if not response.body:
            return None
        digest = hashlib.sha256(response.body).hexdigest()
        return captures.holder(run.db, run.warc.path.parent, digest, content_encoding(response))


def header_pairs(message: Request | Response) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, values in message.headers.items() for value in values]


def sent_to_site(request: Request) -> list[tuple[bytes, bytes]]:
    """A request's headers without those for the proxy alone, which hold its password."""
    return [pair for pair in header_pairs(request) if pair[0].lower() != b"proxy-authorization"]


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _reason(status: int) -> str:
    """Scrapy does not hand on the server's own words."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _text(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
