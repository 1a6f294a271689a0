"""What is used of Datasette's own code, in one place; the same in its 0.65 and its 1.0."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from datasette.filters import FilterArguments  # type: ignore[import-untyped]
from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]
from datasette.utils.asgi import (  # type: ignore[import-untyped]
    NotFound,
    Request,
    Response,
)

__all__ = ["FilterArguments", "NotFound", "Request", "Response", "Result", "Stream", "limited"]

Result = TypeVar("Result")


@contextmanager
def limited(connection: Any, milliseconds: int) -> Iterator[None]:
    """Queries that run longer raise sqlite3.OperationalError ("interrupted")."""
    with sqlite_timelimit(connection, milliseconds):
        yield


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
