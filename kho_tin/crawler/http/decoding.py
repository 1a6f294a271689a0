"""Undoing a response's Content-Encoding, in the same way as when its capture is read later."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from kho_tin.warc.content_encoding import Decoded, NotDecoded, TooLarge, decode, header_of

_DECODED = "decoded"  # in a request's meta: a body as sent, and what became of it


class Undecoded(IgnoreRequest):
    """An answer 200 whose body cannot be decoded; its bytes are kept. The message says why."""

    def __init__(self, why: NotDecoded, status: int) -> None:
        super().__init__(str(why))
        self.why = why
        self.status = status


class DecodingMiddleware:
    """Replaces Scrapy's HttpCompression, which does not decode as browsers do.

    `decoded_maxsize` in a request's meta, or else `download_maxsize`, bounds the decoded body
    (bytes).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises Undecoded. An answer other than 200 gets an empty body, since nobody needs it."""
        as_sent = request.meta.get("download_maxsize", self.largest)
        largest = request.meta.get("decoded_maxsize", as_sent)
        try:
            body = decoded(request, response).body
            if len(body) > largest:
                raise TooLarge(largest)
        except NotDecoded as error:
            if response.status == 200:
                # A body larger than any may be also exceeds the bound of this one.
                why = TooLarge(largest) if isinstance(error, TooLarge) else error
                raise Undecoded(why, response.status) from error
            body = b""
        finally:
            request.meta.pop(_DECODED, None)
        if not content_encoding(response):
            return response if body else response.replace(body=body)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        more = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return response.replace(cls=kind, headers=headers, body=body, **more)


def content_encoding(response: Response) -> str:
    """All Content-Encoding headers as one value; empty without any."""
    return header_of(
        (b"Content-Encoding", value) for value in response.headers.getlist("Content-Encoding")
    )


def decoded(request: Request, response: Response) -> Decoded:
    """The body of a response without its coding. It is decoded once, and kept for the other
    middlewares. Raises NotDecoded."""
    sent, outcome = request.meta.get(_DECODED, (None, None))
    if sent is not response.body:  # a redirect's request copies the meta of the one before
        try:
            outcome = decode(response.body, content_encoding(response))
        except NotDecoded as error:
            outcome = error
        request.meta[_DECODED] = response.body, outcome
    if isinstance(outcome, NotDecoded):
        raise outcome
    assert isinstance(outcome, Decoded)
    return outcome


def cut_short(request: Request, response: Response) -> str | None:
    """What shows that a response (its body as sent) is incomplete; None if nothing does. A server
    that states too short a length cuts a page without any error, and a compressed body can still be
    decoded up to there."""
    try:
        return decoded(request, response).cut
    except NotDecoded:
        return None  # DecodingMiddleware reports it
