"""What is used of Datasette's own code, in one place; the same in its 0.65 and its 1.0."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import datasette.database as queries  # type: ignore[import-untyped]
from datasette.database import QueryInterrupted
from datasette.filters import FilterArguments  # type: ignore[import-untyped]
from datasette.utils.asgi import (  # type: ignore[import-untyped]
    Forbidden,
    NotFound,
    Request,
    Response,
)

__all__ = [
    "FilterArguments",
    "Forbidden",
    "NotFound",
    "QueryInterrupted",
    "Request",
    "Response",
    "Result",
    "Stream",
    "queries",
]

Result = TypeVar("Result")


class Stream:
    """A response sent piece by piece; what fails on the way cuts it short."""

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
