"""The outermost layer: refuses malformed requests, and answers what raised an error inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from kho_tin.web import faults
from kho_tin.web.headers import App

READING: Final = ("GET", "HEAD", "OPTIONS")
# The Host header: addresses in pages, feeds and citations begin with it.
_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])?(?::[0-9]{0,5})?")
MOST_POSTED: Final = 64 << 10  # bytes: a form of Datasette's own


class CutShort(Exception):
    """An answer failed after it had begun: the connection is closed."""


def wrapped(app: App, path_of: Callable[[dict[str, Any]], str]) -> App:
    """`app` behind checks of the method, the size and the host. Visitors change nothing here, so
    POST is accepted only where Datasette has a form of its own (`/-/logout`)."""

    async def answered(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = path_of(scope)
        methods = (*READING, "POST") if path.startswith("/-/") else READING
        if scope["method"] not in methods:
            allowed = (b"allow", ", ".join(methods).encode())
            await _say(send, 405, b"Method not allowed", [allowed])
            return
        if scope["method"] == "POST" and _posted(scope) > MOST_POSTED:
            await _say(send, 413, b"Too much was sent")
            return
        if any(name == b"host" and not _HOST.fullmatch(value) for name, value in scope["headers"]):
            await _say(send, 400, b"Bad request")
            return
        start: dict[str, Any] | None = None
        begun = False

        async def sent(message: dict[str, Any]) -> None:
            nonlocal start, begun
            if message["type"] == "http.response.start":
                start = message  # kept back: until there is a body, another answer can be sent
                return
            if start is not None:
                await send(start)
                start, begun = None, True
            await send(message)

        try:
            await app(scope, receive, sent)
        except Exception as error:
            faults.record(error, path)
            if begun:
                # Without its cause, whose text may hold what a visitor searched for.
                raise CutShort from None
            status = faults.status_of(error)
            await _say(send, status, b"Bad request" if status < faults.SERVER else b"Error")

    return answered


def _posted(scope: dict[str, Any]) -> int:
    """The Content-Length; more than MOST_POSTED if it is missing or no number."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    is_number = bool(lengths) and lengths[0].isdigit() and len(lengths[0]) < 20
    return int(lengths[0]) if is_number else MOST_POSTED + 1


async def _say(
    send: Any, status: int, words: bytes, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    start = {"type": "http.response.start", "status": status, "headers": [kind, *(headers or [])]}
    await send(start)
    await send({"type": "http.response.body", "body": words})
