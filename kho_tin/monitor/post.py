"""One POST to an address of the operator's, and its answer."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener


class NotPosted(Exception):
    """Why there is no answer: one line, of the address no more than the host."""


class _NoRedirect(HTTPRedirectHandler):
    """What is sent goes where the operator said, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def post(url: str, data: bytes, media_type: str, *, timeout: float, largest: int) -> bytes:
    """The body of an answer of 200 to 299, `largest` bytes of it at most; `timeout` is in seconds,
    of each read. Raises NotPosted."""
    headers = {"Content-Type": media_type, "User-Agent": "KhoTin"}
    host = urlsplit(url).hostname
    try:
        request = Request(url, data=data, headers=headers)
        with build_opener(_NoRedirect).open(request, timeout=timeout) as answer:
            body: bytes = answer.read(largest)
            return body
    except HTTPError as error:
        with error:
            raise NotPosted(f"{host}: answered {error.code}") from None
    except URLError as error:
        raise NotPosted(f"{host}: {error.reason}") from None
    except (OSError, http.client.HTTPException) as error:
        raise NotPosted(f"{host}: {str(error) or type(error).__name__}") from None
