"""Scrapy's way to the site of a life: no socket, the site is asked in the crawl's own process.

Which site, and where its record lies, is told by `enter`, in the process that is to crawl.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import DownloadConnectionRefusedError, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from tests.lives.kill import Killer
from tests.lives.site import Site


class LifeHandler(BaseDownloadHandler):
    """Answers http and https as the site of `settings["LIFE"]`; `LIFE_RECORD` is a descriptor."""

    lazy = False

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        life, night, self.record, killer = _entered[0]
        self.site = Site(life, night)
        self.killer: Killer = killer

    async def download_request(self, request: Request) -> Response:
        self.killer.at("request")
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        answer = self.site.answer(target, headers_of(request))
        os.write(self.record, json.dumps({"target": target, **answer.said}).encode() + b"\n")
        self.killer.at("answer")
        if answer.fault == "refused":
            raise DownloadConnectionRefusedError("Connection refused")
        if answer.fault == "cut":
            raise ResponseDataLossError("the connection was closed")
        headers = Headers({name: [value] for name, value in answer.headers.items()})
        kind = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
        return kind(
            request.url,
            status=answer.status,
            headers=headers,
            body=answer.body,
            request=request,
            protocol="HTTP/1.1",
        )


def headers_of(request: Request) -> dict[str, str]:
    """By their names in lower case."""
    return {
        name.decode().lower(): b", ".join(values).decode()
        for name, values in request.headers.items()
    }


_entered: list[tuple[Any, int, int, Killer]] = []


def enter(life: Any, night: int, record: int, killer: Killer) -> None:
    """From now on this process meets the site of `life` as it stands on `night`, which notes down
    what it was asked in the file with the descriptor `record`."""
    _entered[:] = [(life, night, record, killer)]
