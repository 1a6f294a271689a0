"""All that we use of Datasette's own code, which is the same in its 0.65 and its 1.0."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

import datasette.database as queries  # type: ignore[import-untyped]
from datasette.database import QueryInterrupted
from datasette.filters import FilterArguments  # type: ignore[import-untyped]
from datasette.utils import tilde_decode  # type: ignore[import-untyped]
from datasette.utils.asgi import (  # type: ignore[import-untyped]
    Forbidden,
    NotFound,
    Request,
    Response,
)

__all__ = [
    "FilterArguments",
    "Forbidden",
    "Moved",
    "NotFound",
    "QueryInterrupted",
    "Request",
    "Response",
    "Result",
    "Stream",
    "attachment",
    "decoded",
    "queries",
    "tilde_decode",
]

Result = TypeVar("Result")
_NOT_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]")


def decoded(part: str) -> str:
    """A part of a path without its escapes: those of browsers (%3A), and those of Datasette
    (~3A), to which it redirects an escaped path that it does not find."""
    return unquote(str(tilde_decode(part)))


def attachment(name: str) -> str:
    """The Content-Disposition of a download with this name: in letters that a header may hold, and
    where it has others also whole (RFC 6266)."""
    plain = _NOT_PLAIN.sub("_", name)
    whole = f"; filename*=UTF-8''{quote(name, safe='')}" if plain != name else ""
    return f'attachment; filename="{plain}"{whole}'


class Moved(Exception):
    """The page has moved for good to `address`, a path of this server.

    Raised within Datasette's own pages, which can return no answer of ours.
    """

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Stream:
    """A response sent piece by piece; an error on the way cuts it short."""

    def __init__(
        self,
        pieces: Callable[[], AsyncIterator[bytes]],
        *,
        content_type: str,
        headers: dict[str, str],
    ) -> None:
        self.pieces = pieces
        self.headers = {**headers, "content-type": content_type}

    async def asgi_send(self, send: Any) -> None:
        """What Datasette calls on whatever a route returns."""
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for piece in self.pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
