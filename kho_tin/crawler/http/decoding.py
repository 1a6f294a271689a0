"""Undoing a response's Content-Encoding, as all that reads its capture later will."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes

from kho_tin.warc.content_encoding import Decoded, NotDecoded, TooLarge, decode, header_of

_DECODED = "decoded"  # in a request's meta: a body as sent, and what became of it


class Undecoded(IgnoreRequest):
    """An answer 200 whose body cannot be had, though its bytes are kept; the message says why."""

    def __init__(self, why: NotDecoded, status: int) -> None:
        super().__init__(str(why))
        self.why = why
        self.status = status


class DecodingMiddleware:
    """Stands where Scrapy's HttpCompression would, which decodes otherwise than browsers do.

    `decoded_maxsize` in a request's meta, or else `download_maxsize`, bounds what a body may
    become (bytes).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises Undecoded. Of an answer other than 200 nobody needs the body: it is empty then."""
        as_sent = request.meta.get("download_maxsize", self.largest)
        largest = request.meta.get("decoded_maxsize", as_sent)
        try:
            body = decoded(request, response).body
            if len(body) > largest:
                raise TooLarge(largest)
        except NotDecoded as error:
            if response.status == 200:
                # What is larger than any body may be is larger than this one may be.
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
    """The value of all Content-Encoding headers as one; empty where there is none."""
    return header_of(
        (b"Content-Encoding", value) for value in response.headers.getlist("Content-Encoding")
    )


def decoded(request: Request, response: Response) -> Decoded:
    """The body of a response as sent, without its coding. Undone once for all who ask on its way
    from the wire. Raises NotDecoded."""
    sent, outcome = request.meta.get(_DECODED, (None, None))
    if sent is not response.body:  # a redirect's request has what was left in the one before
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
    """What shows that a response, its body as sent, is not whole. A server that names too short
    a length cuts a page without an error, and what was coded can be read up to there."""
    try:
        return decoded(request, response).cut
    except NotDecoded:
        return None  # which DecodingMiddleware says
