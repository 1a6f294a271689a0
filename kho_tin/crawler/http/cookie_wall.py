"""Cookie walls, which open when their cookie is sent back; no other cookie is kept.

Some government hosts answer first with 200 and a script of about 180 bytes, which sets the cookie
`D1N` and loads the page again. Others, among them firewalls and ASP.NET
(`AspxAutoDetectCookieSupport`), set a cookie and redirect to the same address, or back to it by way
of another. The page is requested once more with the cookie; a second wall means that we are
blocked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urldefrag, urljoin

from scrapy.http import Request, Response

from kho_tin.archive.captures import REDIRECTS
from kho_tin.base.hosts import origin
from kho_tin.crawler.http.decoding import decoded
from kho_tin.parsers.addresses import canonical
from kho_tin.warc.content_encoding import NotDecoded

_LARGEST_STUB = 1024  # bytes; 177 were seen
_SCRIPT = re.compile(rb"""document\.cookie\s*=\s*["']\s*(D1N)\s*=\s*([0-9a-fA-F]{32})""")
# RFC 6265, 4.1.1 and 6.1: a token and its value; a client should take cookies of up to 4096 bytes.
_PAIR = re.compile(rb"\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256})\s*=([\x20-\x3a\x3c-\x7e]{1,3800})")
_GONE = re.compile(rb";\s*max-age\s*=\s*(?:-|0+\s*(?:;|$))", re.IGNORECASE)
_MOST = 20  # cookies of one host

Cookies = dict[bytes, bytes]


class CookieWallMiddleware:
    """Works before Scrapy's redirects, which would go in a circle.

    A repeated request has `cause` "wall" in its meta, and in `wall` the addresses that caused it.
    Cookies are sent only to the scheme, host and port that set them.
    """

    def __init__(self) -> None:
        self.cookies: dict[str, Cookies] = {}  # by origin

    def process_request(self, request: Request) -> None:
        request.headers.pop("Cookie", None)  # redirects copy the headers of the request before
        if cookies := self.cookies.get(origin(request.url)):
            pairs = (name + b"=" + value for name, value in cookies.items())
            request.headers["Cookie"] = b"; ".join(pairs)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        if cookie := _script_cookie(request, response):
            if canonical(request.url) in request.meta.get("wall", ()):
                request.meta["blocked"] = "shows the cookie wall again, with its cookie set"
                return response
            return self._again(request, request.url, cookie)
        if response.status not in REDIRECTS or request.method != "GET":
            return response
        return self._redirect(request, response)

    def _redirect(self, request: Request, response: Response) -> Response | Request:
        here = origin(request.url)
        before: list[str] = request.meta.get("redirect_urls", [])
        way = [request.url]
        for url in reversed(before):
            if origin(url) != here:
                break
            way.append(url)
        target = _target(response)
        begun = next((url for url in way if canonical(url) == canonical(target)), None)
        where, earlier = request.meta.get("wall_cookies", (here, {}))
        cookies = {**(earlier if where == here else {}), **set_cookies(response)}
        # For a redirect that comes back by way of another address.
        request.meta["wall_cookies"] = here, cookies
        if begun is None or origin(target) != here:
            return response
        if canonical(begun) not in request.meta.get("wall", ()):
            return self._again(request, begun, cookies) if cookies else response
        if target not in (request.url, *before):
            return response  # spelled differently than before, which the server may require
        request.meta["blocked"] = "redirects to itself again, with its cookie set"
        request.meta["dont_redirect"] = True
        return response

    def _again(self, request: Request, url: str, cookies: Cookies) -> Request:
        """The request for `url` once more, with the cookies that were set on the way."""
        kept = {**self.cookies.get(origin(url), {}), **cookies}
        self.cookies[origin(url)] = dict(list(kept.items())[-_MOST:])
        left_out = ("redirect_urls", "redirect_reasons", "wall_cookies")
        meta = {name: value for name, value in request.meta.items() if name not in left_out}
        walls = (*request.meta.get("wall", ()), canonical(url))
        return request.replace(
            url=url, dont_filter=True, meta={**meta, "wall": walls, "cause": "wall"}
        )


def set_cookies(response: Response) -> Cookies:
    """Names and values of the cookies that an answer sets and does not delete again. Their
    attributes are ignored."""
    return dict(_pairs(response.headers.getlist("Set-Cookie")))


def _pairs(lines: Iterable[bytes]) -> Iterable[tuple[bytes, bytes]]:
    for line in list(lines)[:_MOST]:
        pair, _, attributes = line.partition(b";")
        match = _PAIR.fullmatch(pair.rstrip())
        if match and match[2].strip() and not _GONE.search(b";" + attributes):
            yield match[1], match[2].strip()


def _script_cookie(request: Request, response: Response) -> Cookies:
    """The cookie that a stub's script sets; none if the page is not such a stub."""
    if len(response.body) > _LARGEST_STUB:
        return {}
    try:
        body = decoded(request, response).body
    except NotDecoded:
        return {}
    match = _SCRIPT.search(body) if len(body) <= _LARGEST_STUB else None
    return {match[1]: match[2]} if match else {}


def _target(response: Response) -> str:
    """Where an answer redirects, spelled as in its Location; "" if nowhere."""
    location = (response.headers.get("Location") or b"").decode("latin-1").strip()
    try:
        return urldefrag(urljoin(response.url, location)).url if location else ""
    except ValueError:
        return ""
