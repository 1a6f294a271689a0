"""Faults of transfer: refusals before there is a page, and answers that do not arrive whole."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import cache
from http import HTTPStatus

from aiohttp import web

from kho_tin.sample.answers import SampleResponse, redirect, words
from kho_tin.sample.site import SampleSite

ELSEWHERE = "https://elsewhere.example/"
# The value of the cookie: the wall gives the same one to all, and lets them through with it.
KEY = hashlib.md5(b"vungsuong.example").hexdigest()
CHALLENGE = (
    '<html><head><title>Please wait</title></head><body><script src="/aes.js"></script><script>'
    'document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))+"; path=/";'
    'location.href="?i=1";</script><noscript>JavaScript is needed.</noscript></body></html>'
)
EXPIRES = "; expires=Fri, 31-Dec-2099 23:59:59 GMT"
GIGABYTE = 1 << 30
MEGABYTE = 1 << 20


def strikes(pattern: str, path: str) -> bool:
    """Whether a switch that takes a shell pattern is on for this path with its query."""
    return bool(pattern) and fnmatchcase(path, pattern)


def refusal(site: SampleSite, path: str, cookies: str) -> SampleResponse | None:
    """The answer of what stands before the site, if it does not let this request through."""
    if site.forbid:
        return words(403)
    if site.unavailable > 0:
        site.unavailable -= 1
        return words(503, {"Retry-After": str(site.retry_after)})
    if site.too_many > 0:
        site.too_many -= 1
        return words(429, {"Retry-After": str(site.retry_after)})
    if strikes(site.fail, path):
        return words(site.fail_status)
    if strikes(site.off_site, path):
        return redirect(ELSEWHERE)
    if site.wall == "challenge":
        return SampleResponse(CHALLENGE.encode(), "text/html")
    if site.wall != "none" and (site.wall == "d1n-never" or f"D1N={KEY}" not in cookies):
        return SampleResponse(wall_stub(expires=site.wall == "d1n-expires"), "text/html")
    return None


def wall_stub(*, expires: bool = False) -> bytes:
    """The cookie wall's page: 177 bytes, or some more with an expiry date."""
    cookie = f'"D1N={KEY}"+"{EXPIRES}; path=/"' if expires else f'"D1N={KEY}; path=/"'
    return (
        '<html>\r\n<head></head>\r\n<body><script type="text/javascript">'
        f"document.cookie={cookie};window.location.reload(true);</script></body></html>\r\n"
    ).encode()


async def deliver(
    site: SampleSite, path: str, request: web.BaseRequest, answer: SampleResponse
) -> web.StreamResponse | None:
    """Send the answer badly, if a switch says so for this path; None if it is to go as usual."""
    if strikes(site.bomb, path):
        headers = {"Content-Type": answer.media_type, "Content-Encoding": "gzip"}
        return web.Response(body=bomb(), headers=headers)
    if strikes(site.drip, path):
        return await _drip(request, answer)
    half = len(answer.body) // 2
    if strikes(site.cut, path):
        return _raw(request, answer, len(answer.body), answer.body[:half])
    if strikes(site.length_over, path):
        return _raw(request, answer, len(answer.body) + 1000, answer.body)
    if strikes(site.length_under, path):
        return _raw(request, answer, half, answer.body)
    return None


def _raw(
    request: web.BaseRequest, answer: SampleResponse, length: int, body: bytes
) -> web.Response:
    """Write an answer without aiohttp, which would not send a wrong length, and hang up."""
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    lines += [f"Content-Length: {length}", "Connection: close", "", ""]
    assert request.transport is not None
    request.transport.write("\r\n".join(lines).encode() + body)
    request.transport.close()
    return web.Response(status=answer.status)


async def _drip(request: web.BaseRequest, answer: SampleResponse) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    with suppress(ConnectionError):  # the client hangs up before the end
        for byte in answer.body:
            await response.write(bytes([byte]))
            await asyncio.sleep(1)
    return response


@cache
def bomb() -> bytes:
    """A gigabyte of zeros as one gzip member of a megabyte.

    After a full flush the compressor forgets what was before, so one compressed megabyte can
    stand for each of the others.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(MEGABYTE)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(GIGABYTE // MEGABYTE):
        check = zlib.crc32(zeros, check)
    head = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    end = packer.flush() + check.to_bytes(4, "little") + (GIGABYTE % 2**32).to_bytes(4, "little")
    return head + block * (GIGABYTE // MEGABYTE) + end
