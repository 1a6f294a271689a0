"""The cookie wall that some gov.vn hosts put before every page.

The answer is 200 with a script of some 180 bytes that sets the cookie `D1N` and loads the page
again. The cookie is set and the page asked for once more; a second stub means that we are blocked.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scrapy.http import Request, Response

_LARGEST_STUB = 1024  # bytes; 177 were seen
_COOKIE = re.compile(rb"""document\.cookie\s*=\s*["']\s*(D1N)\s*=\s*([0-9a-fA-F]{32})""")


class CookieWallMiddleware:
    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}  # by host

    def process_request(self, request: Request) -> None:
        if cookie := self.cookies.get(urlsplit(request.url).netloc):
            request.headers["Cookie"] = cookie

    def process_response(self, request: Request, response: Response) -> Response | Request:
        cookie = wall_cookie(response.body)
        if cookie is None:
            return response
        if request.meta.get("wall"):
            request.meta["blocked"] = "shows the cookie wall again, with its cookie set"
            return response
        self.cookies[urlsplit(request.url).netloc] = cookie
        return request.replace(
            dont_filter=True, meta={**request.meta, "wall": True, "cause": "wall"}
        )


def wall_cookie(body: bytes) -> str | None:
    """The cookie (`D1N=…`) that a page's stub asks for; None if the page is no stub."""
    match = _COOKIE.search(body) if len(body) <= _LARGEST_STUB else None
    return f"{match[1].decode()}={match[2].decode()}" if match else None
