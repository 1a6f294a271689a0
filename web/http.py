"""What is used of Datasette's own code, in one place; the same in its 0.65 and its 1.0."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]
from datasette.utils.asgi import (  # type: ignore[import-untyped]
    AsgiStream,
    NotFound,
    Request,
    Response,
)

__all__ = ["NotFound", "Request", "Response", "Result", "limited", "stream"]

Result = TypeVar("Result")


@contextmanager
def limited(connection: Any, milliseconds: int) -> Iterator[None]:
    """Queries that run longer raise sqlite3.OperationalError ("interrupted")."""
    with sqlite_timelimit(connection, milliseconds):
        yield


def stream(
    pieces: Callable[[], AsyncIterator[bytes]],
    *,
    content_type: str,
    headers: dict[str, str],
) -> Any:
    """A response sent piece by piece. Raises nothing: what fails cuts it short."""

    async def send_all(to: Any) -> None:
        async for piece in pieces():
            await to.write(piece)

    return AsgiStream(send_all, headers=headers, content_type=content_type)
