"""A queue: one request at a time passes, some wait, the rest are refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

RETRY_AFTER: Final = 5  # seconds: as long as a query may take


class QueueFull(Exception):
    """No more may wait."""

    status = 503


class Left(Exception):
    """The visitor disconnected while waiting."""


class Admission:
    """One request passes at a time, in order of arrival; `waiting` more may wait."""

    def __init__(self, waiting: int) -> None:
        self._most = waiting + 1
        self._inside = 0
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def passed(self, leaving: Callable[[], Awaitable[Any]]) -> AsyncIterator[None]:
        """Wait for the turn, and keep it while the block runs. Raises QueueFull at once, and Left
        if what `leaving` returns is done before the turn comes."""
        if self._inside >= self._most:
            raise QueueFull
        self._inside += 1
        try:
            await self._wait(leaving)
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._inside -= 1

    async def _wait(self, leaving: Callable[[], Awaitable[Any]]) -> None:
        turn = asyncio.ensure_future(self._turn.acquire())
        left = asyncio.ensure_future(leaving())
        try:
            await asyncio.wait({turn, left}, return_when=asyncio.FIRST_COMPLETED)
            if not turn.done():
                raise Left
        except BaseException:
            if turn.done() and not turn.cancelled():
                self._turn.release()
            turn.cancel()
            raise
        finally:
            left.cancel()
